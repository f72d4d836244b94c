import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import {
  type Answer,
  type Answerer,
  acknowledgedBy,
  answersOf,
  escalatedAt,
  givenOf,
} from '../../model/answer.ts'
import type { AnswerReport, Verdict } from '../../model/answering.ts'
import { type Escalation, lastAcknowledged } from '../../model/escalation.ts'
import type { Event, EventField, EventKind, EventLink } from '../../model/event.ts'
import type { EscalationLevel } from '../../model/notification.ts'
import {
  type CompiledSilence,
  exactMatchers,
  type Silence,
  silencedUntil,
} from '../../model/silence.ts'

/** An alert that is answered, with the details that its last event gave. */
export type AnsweredAlert = {
  readonly alert: Alert
  readonly fields: readonly EventField[]
  readonly links: readonly EventLink[]
  /** Its runs of escalation policies. */
  readonly runs: readonly Escalation[]
}

export type AnswerFacts = {
  readonly alerts: readonly AnsweredAlert[]
  readonly answerer: Answerer
  /** For `silence`: how long. */
  readonly silenceMs: number
  /** The silences that are not over. */
  readonly silences: readonly CompiledSilence[]
  /** Whether anybody is there to be called for help. */
  readonly canEscalate: boolean
  /** For `escalate` from a message: the step that told each alert, by its id. */
  readonly levels: ReadonlyMap<string, EscalationLevel>
  readonly newId: () => string
}

export type AnswerDecision = {
  readonly verdicts: AnswerReport
  readonly events: readonly { readonly event: Event; readonly raw: string }[]
  readonly silences: readonly Silence[]
}

/** Turns an answer into events of the alerts' own sources and keys, and into silences. */
export function decideAnswer(facts: AnswerFacts, now: number): AnswerDecision {
  const verdicts: AnswerReport[number][] = []
  const events: AnswerDecision['events'][number][] = []
  const silences: Silence[] = []
  for (const answered of facts.alerts) {
    const { alert } = answered
    const judged = judge(answered, facts, now)
    if (judged.verdict !== 'done') {
      verdicts.push({ alert, ...judged })
      continue
    }
    const silence = facts.answerer.action === 'silence' ? silenceOf(alert, facts, now) : undefined
    if (silence) silences.push(silence)
    const answer: Answer = {
      ...facts.answerer,
      alertId: alert.id,
      ...(silence ? { silenceId: silence.id, until: silence.endsAt } : {}),
      ...steering(answered, facts),
    }
    const made = eventOf(answered, answer, { id: facts.newId(), now })
    const after = afterAnswer(alert, answer, made.event)
    verdicts.push({ alert: after, verdict: 'done', until: silence?.endsAt })
    events.push(made)
  }
  return { verdicts, events, silences }
}

function judge(
  answered: AnsweredAlert,
  facts: AnswerFacts,
  now: number,
): { verdict: Verdict; until?: number } {
  const { alert } = answered
  const { action } = facts.answerer
  if (alert.state === 'resolved') return { verdict: action === 'resolve' ? 'already' : 'over' }
  switch (action) {
    case 'acknowledge':
      return { verdict: judgeAcknowledge(answered, facts, now) }
    case 'unacknowledge':
      return { verdict: alert.state === 'acknowledged' ? 'done' : 'untaken' }
    case 'assign':
    case 'resolve':
      return { verdict: 'done' }
    case 'silence': {
      const until = silencedUntil(alert, facts.silences, now)
      const wanted = now + facts.silenceMs - ANSWER_LIMITS.silenceAgainMs
      return until !== undefined && until >= wanted
        ? { verdict: 'already', until }
        : { verdict: 'done' }
    }
    case 'escalate':
      return { verdict: judgeEscalate(answered, facts, now) }
  }
}

function judgeAcknowledge(
  { alert, runs }: AnsweredAlert,
  { answerer: { by } }: AnswerFacts,
  now: number,
): Verdict {
  if (alert.state !== 'acknowledged') return 'done'
  // A second person who gives a name joins the first one.
  const known = answersOf(alert, 'acknowledge').some((given) => given.by === by)
  if (by !== '' && acknowledgedBy(alert) !== undefined && !known) return 'done'
  return renews({ alert, runs }, now) ? 'done' : 'already'
}

/** Where acknowledgements run out, whoever gives one again says that they are still on it. */
function renews({ alert, runs }: Pick<AnsweredAlert, 'alert' | 'runs'>, now: number): boolean {
  const runsOut = runs.some(({ plan }) => plan.ackTimeoutMs !== undefined)
  const last = lastAcknowledged(alert)
  return runsOut && (last === undefined || now - last.at >= ANSWER_LIMITS.renewAgainMs)
}

function judgeEscalate(answered: AnsweredAlert, facts: AnswerFacts, now: number): Verdict {
  const { alert, runs } = answered
  if (!facts.canEscalate && !hasRun(answered)) return 'nobody'
  const last = escalatedAt(alert)
  if (last !== undefined && now - last < ANSWER_LIMITS.escalateAgainMs) return 'too-soon'
  // The message is of a step that is over: whoever pressed its button does not know who was told since.
  const level = facts.levels.get(alert.id)
  const run = level && runs.find(({ id }) => id === level.run)
  return level && run?.version !== level.version ? 'further' : 'done'
}

/** Whether an escalation policy looks after the alert. */
function hasRun({ runs }: AnsweredAlert): boolean {
  return runs.some(({ end }) => end !== 'resolved' && end !== 'reassigned')
}

/** What the runs of the alert make of the answer. */
function steering(
  answered: AnsweredAlert,
  { answerer: { action } }: AnswerFacts,
): Pick<Answer, 'nextStep' | 'renews' | 'run'> {
  const { alert, runs } = answered
  switch (action) {
    case 'escalate':
      return hasRun(answered) ? { nextStep: true } : {}
    case 'acknowledge':
      return alert.state === 'acknowledged' && runs.length > 0 ? { renews: true } : {}
    case 'assign': {
      const kept = runs.find(({ end }) => end !== 'reassigned')
      return kept ? { run: kept.id } : {}
    }
    case 'unacknowledge':
    case 'resolve':
    case 'silence':
      return {}
  }
}

/** What the hub itself notes about an alert: that a time has run out. It enters as any answer does. */
export function noteByHub(
  { alert, event }: { readonly alert: Alert; readonly event: Event },
  noted: Pick<Answer, 'action' | 'ranOut'>,
  { id, now }: { readonly id: string; readonly now: number },
): AnswerDecision['events'][number] {
  const { fields, links } = event
  const answer: Answer = { ...noted, by: '', via: 'hub', alertId: alert.id }
  const made = eventOf({ alert, fields, links }, answer, { id, now })
  // Noted once, however often the time is looked at before this is settled.
  const deliveryKey = `hub|${noted.action}|${alert.id}|${noted.ranOut ?? alert.lastEventId}`
  return { ...made, event: { ...made.event, deliveryKey } }
}

/** The alert as it will be when the event is settled, for whoever is answered before that. */
function afterAnswer(alert: Alert, answer: Answer, { id, receivedAt }: Event): Alert {
  const given = givenOf(answer)
  const state = answer.nextStep ? 'firing' : (STATES[answer.action] ?? alert.state)
  const answers = [...(alert.answers ?? []), { ...given, at: receivedAt, eventId: id }]
  return { ...alert, state, answers }
}

const STATES: Partial<Record<Answerer['action'], Alert['state']>> = {
  acknowledge: 'acknowledged',
  unacknowledge: 'firing',
  assign: 'firing',
  resolve: 'resolved',
}

function silenceOf(alert: Alert, facts: AnswerFacts, now: number): Silence {
  return {
    id: facts.newId(),
    matchers: exactMatchers(alert),
    startsAt: now,
    endsAt: now + facts.silenceMs,
    createdBy: facts.answerer.by,
    comment: facts.answerer.comment ?? '',
  }
}

const KINDS = {
  acknowledge: 'acknowledged',
  unacknowledge: 'notice',
  resolve: 'resolved',
  silence: 'notice',
  escalate: 'notice',
  assign: 'notice',
} as const satisfies Record<Answerer['action'], EventKind>

function eventOf(
  { alert, fields, links }: Omit<AnsweredAlert, 'runs'>,
  answer: Answer,
  { id, now }: { id: string; now: number },
): { event: Event; raw: string } {
  const kind = KINDS[answer.action]
  return {
    event: {
      id,
      source: alert.source,
      kind,
      dedupKey: alert.dedupKey,
      deliveryKey: `answer|${id}`,
      name: alert.name,
      title: alert.title,
      severity: alert.severity,
      status: alert.status,
      statusText: alert.statusText,
      receivedAt: now,
      labels: { ...alert.labels, kind },
      fields,
      links,
      answer,
    },
    raw: JSON.stringify(answer),
  }
}
