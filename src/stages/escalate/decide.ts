import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import { answererName, type GivenAnswer } from '../../model/answer.ts'
import type { EscalationPolicy } from '../../model/configuration.ts'
import {
  type DueEscalation,
  type Escalation,
  type EscalationCause,
  lastAcknowledged,
  unheeded,
} from '../../model/escalation.ts'
import type { HoldReason } from '../../model/outcome.ts'
import { severityRank } from '../../model/severity.ts'
import type { Mute } from '../../model/silence.ts'
import { climb, noted, type Surroundings } from './climb.ts'
import {
  afterFollowing,
  dueChannels,
  followsAt,
  hasNext,
  withNextNow,
  withoutFollowing,
} from './personal.ts'

export type EscalationFacts = {
  readonly due: DueEscalation
  readonly around: Surroundings
  /** What holds the alert back now. */
  readonly mute: Mute | undefined
  /** The escalation policies of today: an alert may be given to another one. */
  readonly plans: ReadonlyMap<string, EscalationPolicy>
  /** Whether the contact can be told. */
  readonly isReachable: (contact: string) => boolean
}

/** Whom a run tells now, and as what. */
export type Saying = {
  readonly kind: 'step' | 'fallback' | 'personal' | 'reminder' | 'news'
  /** By their ids. */
  readonly contacts: readonly string[]
  /** For what contacts hear by rules of their own: the channels of each. */
  readonly channels?: ReadonlyMap<string, readonly string[]>
  /** The targets of the policy hear it too: they had heard that somebody answers. */
  readonly tellsPolicy: boolean
  /** The first that is said of the alert. */
  readonly isFirst?: boolean
  readonly cause?: EscalationCause
  /** For a reminder: who has acknowledged it. */
  readonly by?: string
  /** For news: what the alert is now. */
  readonly state?: Alert['state']
}

export type EscalationDecision = {
  /** As it goes on. */
  readonly run: Escalation
  readonly say?: Saying
  /** The acknowledgement that has run out; by which event it was given, where a person gave it. */
  readonly ranOut?: { readonly ackEventId: string | undefined }
  readonly held: readonly HoldReason[]
}

/** What a run does whose time has come, or whose alert has changed. */
export function decideEscalation(facts: EscalationFacts, now: number): EscalationDecision {
  const { run, alert } = facts.due
  if (alert.state === 'resolved') return over(run, now)
  if (run.end === 'reassigned') return rest(run)
  let heeding = run
  for (const given of unheeded(run, alert)) heeding = heed(heeding, { given, facts }, now)
  if (heeding.end === 'reassigned') return rest(noted(heeding, [{ at: now, what: 'reassigned' }]))
  return alert.state === 'acknowledged'
    ? answered(heeding, facts, now)
    : firing(heeding, facts, now)
}

function over(run: Escalation, now: number): EscalationDecision {
  const { cause: _, ...ended } = withoutFollowing(noted(run, [{ at: now, what: 'resolved' }]))
  return { ...rest({ ...ended, state: 'ended', end: 'resolved' }), ...news(run, 'resolved') }
}

/** Where no group of a policy tells it, whoever was told hears from the run itself who answers, and of the end. */
function news(
  { groupId, told }: Escalation,
  state: Alert['state'],
): Pick<EscalationDecision, 'say'> {
  if (groupId !== undefined || told.length === 0) return {}
  return { say: { kind: 'news', contacts: told, tellsPolicy: false, state } }
}

/** Not looked at before its alert changes. */
function rest({ nextAt: _, ...run }: Escalation): EscalationDecision {
  return { run, held: [] }
}

type Heeded = { readonly given: GivenAnswer; readonly facts: EscalationFacts }

/** The run as a person's answer makes it: where it stands, and that its next step is due at once. */
function heed(before: Escalation, { given, facts }: Heeded, now: number): Escalation {
  const { end, ...run } = { ...before, heeded: given.eventId }
  const by = answererName(given)
  const { comment } = given
  const asked = { by, ...(comment === undefined ? {} : { comment }) }
  const due = { ...run, state: 'running', dueAt: now } as const
  switch (given.action) {
    case 'assign':
      if (given.run !== undefined && given.run !== run.id)
        return { ...withoutFollowing(run), state: 'ended', end: 'reassigned' }
      return {
        ...withoutFollowing(due),
        ...START,
        plan: planOf(given, run.plan, facts.plans),
        cause: { kind: 'assigned', ...asked },
      }
    case 'escalate':
      // Where nobody is left whom it could tell next, it begins again.
      return {
        ...due,
        ...(end === undefined || end === 'low-severity' ? {} : START),
        cause: { kind: 'asked', ...asked },
      }
    case 'unacknowledge': {
      if (given.via !== 'hub')
        return { ...due, ...CURRENT(run), cause: { kind: 'taken-back', ...asked } }
      const last = lastAcknowledged(facts.due.alert)
      const who = last === undefined ? {} : { by: answererName(last) }
      const out = noted(due, [{ at: now, what: 'timed-out' }])
      return { ...out, ...START, cause: { kind: 'timed-out', ...who } }
    }
    case 'acknowledge':
    case 'resolve':
    case 'silence':
      return { ...run, ...(end === undefined ? {} : { end }) }
  }
}

const START = { step: -1, round: 0 } as const
/** So that the step that was told last is told again. */
const CURRENT = ({ step }: Escalation) => ({ step: Math.max(-1, step - 1) })

/** The other escalation policy, or one step for whomever it was given to. */
function planOf(
  { assignment = {} }: GivenAnswer,
  before: EscalationPolicy,
  plans: EscalationFacts['plans'],
): EscalationPolicy {
  const { to, schedule, escalationPolicy } = assignment
  const other = escalationPolicy === undefined ? undefined : plans.get(escalationPolicy)
  if (other) return { ...other, delayMs: 0 }
  const { active: _, ...rules } = before
  const target = {
    ...(to === undefined ? {} : { to }),
    ...(schedule === undefined ? {} : { schedule }),
  }
  const waitMs = before.steps[0]?.waitMs ?? 0
  return { ...rules, id: ASSIGNED, steps: [{ notify: [target], waitMs }], repeat: 0, delayMs: 0 }
}

/** The name of the plan of what a person gave to somebody. */
export const ASSIGNED = 'assigned'

/** Somebody is on it: nobody is told, but asked after a while whether that still holds. */
function answered(before: Escalation, facts: EscalationFacts, now: number): EscalationDecision {
  const { alert } = facts.due
  const last = lastAcknowledged(alert)
  const isNew = before.state !== 'answered' || last?.eventId !== before.ackEventId
  const { cause: _, mutedBy: __, ...same } = withoutFollowing(before)
  const ackAt = isNew ? (last?.at ?? now) : (before.ackAt ?? now)
  const run: Escalation = {
    ...(isNew ? noted(same, [{ at: now, what: 'answered' }]) : same),
    state: 'answered',
    ackAt,
    ...(last === undefined ? {} : { ackEventId: last.eventId }),
  }
  const { ackTimeoutMs, ackReminderMs } = run.plan
  const said = isNew ? news(run, 'acknowledged') : {}
  if (ackTimeoutMs === undefined) return { ...rest(run), ...said }
  const endsAt = ackAt + ackTimeoutMs
  if (now >= endsAt)
    return {
      run: { ...run, nextAt: now + ESCALATION_LIMITS.lookMs },
      ranOut: { ackEventId: run.ackEventId },
      held: [],
    }
  const isReminded = ackReminderMs === undefined || (run.remindedAt ?? -1) >= ackAt
  const remindAt = endsAt - (ackReminderMs ?? 0)
  if (isReminded || now < remindAt)
    return { run: { ...run, nextAt: isReminded ? endsAt : remindAt }, held: [], ...said }
  const contacts = remindedContacts(run, last, facts.isReachable)
  const note = {
    at: now,
    what: 'reminded',
    contacts: contacts.slice(0, ESCALATION_LIMITS.namedMax),
  } as const
  return {
    run: { ...noted(run, [note]), remindedAt: now, nextAt: endsAt },
    say: {
      kind: 'reminder',
      contacts,
      tellsPolicy: contacts.length === 0,
      ...(last === undefined ? {} : { by: answererName(last) }),
    },
    held: [],
  }
}

/** Whoever acknowledged it, by the chat that the answer came from; else everybody who was told and still can be. */
function remindedContacts(
  { told }: Escalation,
  last: GivenAnswer | undefined,
  isReachable: EscalationFacts['isReachable'],
): readonly string[] {
  const contact = last?.contact
  return contact !== undefined && isReachable(contact) ? [contact] : told.filter(isReachable)
}

/** Nobody is on it: the step that is due is told, unless something holds the alert back. */
function firing(before: Escalation, facts: EscalationFacts, now: number): EscalationDecision {
  const run = hastened(before, facts.due, now)
  const { mute, around, due } = facts
  const channels = dueChannels(run, now)
  if (channels.size > 0 && mute === undefined) return followed(run, channels, now)
  const isDue = run.state !== 'ended' && now >= run.dueAt
  if (!isDue && channels.size === 0) return waits(run)
  const isAsked = run.cause?.kind === 'asked' || run.cause?.kind === 'assigned'
  if (mute && !(isAsked && isDue)) return muted(run, mute, now)
  const next = climb(run, { severity: due.alert.severity, around }, now)
  const { cause } = next
  const why = cause === undefined ? {} : { cause }
  const tellsPolicy = cause !== undefined && TELLING_POLICY.has(cause.kind)
  return {
    run: next.run,
    ...(next.tell
      ? { say: { ...next.tell, tellsPolicy, ...why, isFirst: run.version === 0 } }
      : {}),
    held: next.held,
  }
}

/** Its targets had heard that somebody is on it; or only they had heard of it, and may have slept. */
const TELLING_POLICY: ReadonlySet<EscalationCause['kind']> = new Set([
  'timed-out',
  'taken-back',
  'hours',
])

/** Contacts are told as their own rules say, be it that the next step has begun since. */
function followed(
  run: Escalation,
  channels: ReadonlyMap<string, readonly string[]>,
  now: number,
): EscalationDecision {
  const contacts = [...channels.keys()]
  const named = contacts.slice(0, ESCALATION_LIMITS.namedMax)
  const { mutedBy: _, ...told } = noted(afterFollowing(run, now), [
    { at: now, what: 'followed', contacts: named },
  ])
  return {
    ...waits(told),
    say: { kind: 'personal', contacts, channels, tellsPolicy: false },
  }
}

/** Until the next step, or what somebody's own rules say. */
function waits(run: Escalation): EscalationDecision {
  const nextAt = Math.min(run.state === 'ended' ? Infinity : run.dueAt, followsAt(run))
  return nextAt === Infinity ? rest(run) : { run: { ...run, nextAt }, held: [] }
}

/** What makes the next step due before its time. */
function hastened(run: Escalation, { alert, isUnreached }: DueEscalation, now: number): Escalation {
  if (run.cause !== undefined) return run
  const isRaised = severityRank(alert.severity) < severityRank(run.severity)
  const raised = { ...run, state: 'running', dueAt: now, cause: { kind: 'raised' } } as const
  // Taken on, or given up, when it was less: what has become worse asks anew, from the first step.
  if (run.state === 'answered' || (run.state === 'ended' && isRaised)) {
    const { end: _, ...anew } = raised
    return { ...anew, ...START }
  }
  if (run.state === 'ended' || run.step < 0) return run
  if (isRaised) return { ...raised, ...CURRENT(run) }
  if (!isUnreached || now >= run.dueAt) return run
  // Whoever has another way to be told is told by that first.
  if (hasNext(run)) return withNextNow(run, now)
  return { ...run, dueAt: now, cause: { kind: 'unreached' } }
}

function muted(run: Escalation, { reason, until, by }: Mute, now: number): EscalationDecision {
  const isNews = run.mutedBy !== by
  const notes = isNews ? [{ at: now, what: 'muted' as const }] : []
  const nextAt = Math.max(now + 1, Math.min(until, now + ESCALATION_LIMITS.lookMs))
  return { run: { ...noted(run, notes), mutedBy: by, nextAt }, held: isNews ? [reason] : [] }
}
