import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import {
  type Answer,
  type Answerer,
  acknowledgedBy,
  answersOf,
  escalatedAt,
} from '../../model/answer.ts'
import type { AnswerReport, Verdict } from '../../model/answering.ts'
import type { Event, EventField, EventKind, EventLink } from '../../model/event.ts'
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
    const judged = judge(alert, facts, now)
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
    }
    const made = eventOf(answered, answer, { id: facts.newId(), now })
    const after = afterAnswer(alert, answer, made.event)
    verdicts.push({ alert: after, verdict: 'done', until: silence?.endsAt })
    events.push(made)
  }
  return { verdicts, events, silences }
}

function judge(
  alert: Alert,
  facts: AnswerFacts,
  now: number,
): { verdict: Verdict; until?: number } {
  const { action, by } = facts.answerer
  if (alert.state === 'resolved') return { verdict: action === 'resolve' ? 'already' : 'over' }
  switch (action) {
    case 'acknowledge': {
      // A second person who gives a name joins the first one.
      const known = answersOf(alert, 'acknowledge').some((given) => given.by === by)
      const joins = by !== '' && acknowledgedBy(alert) !== undefined && !known
      return { verdict: alert.state === 'acknowledged' && !joins ? 'already' : 'done' }
    }
    case 'resolve':
      return { verdict: 'done' }
    case 'silence': {
      const until = silencedUntil(alert, facts.silences, now)
      const wanted = now + facts.silenceMs - ANSWER_LIMITS.silenceAgainMs
      return until !== undefined && until >= wanted
        ? { verdict: 'already', until }
        : { verdict: 'done' }
    }
    case 'escalate': {
      if (!facts.canEscalate) return { verdict: 'nobody' }
      const last = escalatedAt(alert)
      const isSoon = last !== undefined && now - last < ANSWER_LIMITS.escalateAgainMs
      return { verdict: isSoon ? 'too-soon' : 'done' }
    }
  }
}

/** The alert as it will be when the event is settled, for whoever is answered before that. */
function afterAnswer(alert: Alert, answer: Answer, { id, receivedAt }: Event): Alert {
  const { alertId: _, silenceId: __, ...given } = answer
  const state = STATES[answer.action] ?? alert.state
  const answers = [...(alert.answers ?? []), { ...given, at: receivedAt, eventId: id }]
  return { ...alert, state, answers }
}

const STATES: Partial<Record<Answerer['action'], Alert['state']>> = {
  acknowledge: 'acknowledged',
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
  resolve: 'resolved',
  silence: 'notice',
  escalate: 'notice',
} as const satisfies Record<Answerer['action'], EventKind>

function eventOf(
  { alert, fields, links }: AnsweredAlert,
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
