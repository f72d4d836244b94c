import { ANSWER_LIMITS, INGEST_LIMITS, LIFE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import {
  type Answer,
  acknowledgedBy,
  answersOf,
  escalatedAt,
  type GivenAnswer,
  givenOf,
  resolvedBy,
} from '../../model/answer.ts'
import type { Event, Labels } from '../../model/event.ts'
import type { LifeRules } from '../../model/life.ts'
import type { HoldReason } from '../../model/outcome.ts'
import {
  isOfEarlierEpisode,
  isOvertaken,
  type KnownSent,
  mergeSent,
  sentBy,
} from '../../model/sent-alert.ts'
import { withTimer } from './auto-resolve.ts'
import { isFlapping, withChange } from './flapping.ts'

type Answered = 'acknowledged' | 'silenced' | 'escalated' | 'reopened' | 'assigned'

/** What an event does to the newest alert of its key. `alert` is as it shall be stored. */
export type AlertStep =
  | {
      readonly result: 'opened' | 'updated' | 'resolved' | Answered
      readonly alert: Alert
    }
  | { readonly result: 'noticed' }
  | {
      readonly result: 'ignored'
      readonly reason: HoldReason
      readonly alertId?: string
      /** What is to be remembered all the same: an end whose beginning may still be on its way. */
      readonly alert?: Alert
    }

export type StepContext = {
  readonly newId: () => string
  readonly rules: LifeRules
  /** The configuration that decides. */
  readonly revision: string
}

/**
 * One step of an alert's life: `firing` → `acknowledged` → `resolved`. Time goes forward only: where
 * both times are the sender's, an event older than what was applied changes nothing, so that an older
 * firing never reopens a newer resolved. At equal times a firing wins: senders count in seconds. Of a sender that says
 * again and again how things are, the last word counts.
 */
export function stepAlert(
  newest: Alert | undefined,
  event: Event,
  context: StepContext,
): AlertStep {
  const step = stepOf(newest, event, context)
  if (step.result === 'noticed' || step.result === 'ignored') return step
  const alert = withSent(step.alert, event, context.revision)
  return { ...step, alert: withTimer(alert, event, context.rules) }
}

function stepOf(newest: Alert | undefined, event: Event, context: StepContext): AlertStep {
  const { rules } = context
  if (event.kind !== 'notice' && newest && isPast(event, newest))
    return { result: 'ignored', reason: 'stale', alertId: newest.id }
  const open = newest?.state === 'resolved' ? undefined : newest
  if (event.answer) return stepAnswer(open, event, { answer: event.answer, rules })
  switch (event.kind) {
    case 'notice':
      return { result: 'noticed' }
    case 'firing':
      if (open)
        return { result: 'updated', alert: { ...refresh(open, event), ...reopened(open, event) } }
      return newest && goesOn(newest, event.receivedAt, rules)
        ? { result: 'reopened', alert: reopen(newest, event, rules) }
        : { result: 'opened', alert: begin(newest, event, context) }
    case 'resolved':
      if (!open) return endOfNothing(newest, event, context)
      return {
        result: 'resolved',
        alert: end({ ...refresh(open, event), severity: open.severity }, event, rules),
      }
    case 'acknowledged':
      if (!open) return { result: 'ignored', reason: 'no-open-alert', alertId: newest?.id }
      return {
        result: 'acknowledged',
        alert: {
          ...open,
          state: 'acknowledged',
          updatedAt: event.receivedAt,
          lastEventId: event.id,
          eventCount: open.eventCount + 1,
        },
      }
  }
}

/**
 * Whether a firing now would make this alert go on, which is over: it flaps, or ended a moment ago.
 * What is only remembered as an end without a beginning never went on.
 */
export function goesOn(newest: Alert, now: number, rules: LifeRules): boolean {
  if (newest.state !== 'resolved' || !hasBegun(newest)) return false
  if (rules.flapping && isFlapping(newest, now)) return true
  // By a clock that was set back since, everything ended a moment ago.
  const isSoon = rules.reopenMs > 0 && now - (newest.resolvedAt ?? 0) < rules.reopenMs
  return isSoon && !isEndedByPerson(newest)
}

/** What a person ends is over: what comes after is told as something new. */
function isEndedByPerson(alert: Alert): boolean {
  const ended = resolvedBy(alert)
  return ended !== undefined && ended.via !== 'hub' && ended.at === alert.resolvedAt
}

function hasBegun({ eventCount }: Alert): boolean {
  return eventCount > 1
}

/** A new alert, which knows the one of its key before it. */
function begin(newest: Alert | undefined, event: Event, { newId, rules }: StepContext): Alert {
  const alert = openAlert(event, newId())
  const before = newest && hasBegun(newest) ? newest : undefined
  const linked = before ? { ...alert, previousId: before.id, changes: before.changes } : alert
  return withChange(linked, event.receivedAt, rules.flapping)
}

/** It fires again under the same id. Who takes a flapping alert on is not asked anew each time. */
function reopen(newest: Alert, event: Event, rules: LifeRules): Alert {
  const { resolvedAt: _, ...before } = refresh(newest, event)
  const isKept =
    isFlapping(newest, event.receivedAt) &&
    acknowledgedBy(newest) !== undefined &&
    !isRaise(newest, event)
  const now = isKept
    ? { state: 'acknowledged' as const }
    : { state: 'firing' as const, reopenedAt: event.receivedAt }
  return withChange({ ...before, ...now }, event.receivedAt, rules.flapping)
}

function end(alert: Alert, event: Event, rules: LifeRules): Alert {
  const ended: Alert = { ...alert, state: 'resolved', resolvedAt: event.receivedAt }
  return withChange(ended, event.receivedAt, rules.flapping)
}

/**
 * A person answered. An answer is meant for one alert: one that came too late for it changes nothing,
 * also where a new alert of the same key is open by then. Time goes forward only, and who was first stays so.
 */
function stepAnswer(
  open: Alert | undefined,
  event: Event,
  { answer, rules }: { readonly answer: Answer; readonly rules: LifeRules },
): AlertStep {
  const { alertId } = answer
  if (open?.id !== alertId) return { result: 'ignored', reason: 'no-open-alert', alertId }
  // Something was heard of it, or somebody took it on, after its time had run out.
  const isUnheard = open.autoResolveAt !== undefined && open.autoResolveAt <= event.receivedAt
  if (answer.unheard && !isUnheard) return { result: 'ignored', reason: 'stale', alertId }
  const given: GivenAnswer = { ...givenOf(answer), at: event.receivedAt, eventId: event.id }
  const alert: Alert = {
    ...open,
    updatedAt: event.receivedAt,
    eventCount: open.eventCount + 1,
    lastEventId: event.id,
    answers: withAnswer(open.answers ?? [], given),
  }
  switch (answer.action) {
    case 'acknowledge':
      if (open.state === 'acknowledged' && acknowledgedBy(open)?.by === answer.by && !answer.renews)
        return { result: 'ignored', reason: 'unchanged', alertId }
      return { result: 'acknowledged', alert: { ...alert, state: 'acknowledged' } }
    case 'resolve':
      return { result: 'resolved', alert: end(alert, event, rules) }
    case 'silence':
      return { result: 'silenced', alert }
    case 'escalate': {
      const last = escalatedAt(open)
      if (last !== undefined && event.receivedAt - last < ANSWER_LIMITS.escalateAgainMs)
        return { result: 'ignored', reason: 'asked-already', alertId }
      return { result: 'escalated', alert: answer.nextStep ? { ...alert, state: 'firing' } : alert }
    }
    case 'unacknowledge': {
      const last = answersOf(open, 'acknowledge').at(-1)
      // Somebody was faster than the time that ran out: theirs counts.
      const isLate = answer.via === 'hub' && last?.eventId !== answer.ranOut
      if (open.state !== 'acknowledged' || isLate)
        return { result: 'ignored', reason: 'unchanged', alertId }
      return { result: 'reopened', alert: { ...alert, state: 'firing' } }
    }
    case 'assign':
      return { result: 'assigned', alert: { ...alert, state: 'firing' } }
  }
}

/** Of too many the first ones stay, and the newest. */
function withAnswer(before: readonly GivenAnswer[], given: GivenAnswer): readonly GivenAnswer[] {
  const { keptMax } = ANSWER_LIMITS
  if (before.length < keptMax) return [...before, given]
  const first = before.slice(0, keptMax / 2)
  return [...first, ...before.slice(before.length - keptMax / 2 + 1), given]
}

/** Its time is kept: the beginning that it ends may arrive later, and must not stay open for ever. */
function endOfNothing(
  newest: Alert | undefined,
  event: Event,
  { newId, revision }: StepContext,
): AlertStep {
  const ignored = { result: 'ignored', reason: 'no-open-alert', alertId: newest?.id } as const
  const { receivedAt } = event
  if (event.sent !== undefined)
    return newest ? { ...ignored, alert: withSent(newest, event, revision) } : ignored
  const sourceAt = orderedAt(event)
  if (sourceAt === undefined) return ignored
  if (!newest) {
    const ended = {
      ...openAlert(event, newId()),
      state: 'resolved',
      resolvedAt: receivedAt,
    } as const
    return { ...ignored, alert: ended }
  }
  const isNewer = newest.sourceAt !== undefined && sourceAt > newest.sourceAt
  return isNewer ? { ...ignored, alert: { ...newest, sourceAt } } : ignored
}

/** Older than what is known, or the end of what was over before that began. */
function isPast(event: Event, newest: Alert): boolean {
  if (isOlder(event, newest) || isOvertaken(event, newest.sent)) return true
  const isEnd = event.kind === 'resolved' && newest.state !== 'resolved'
  return isEnd && isOfEarlierEpisode(event, newest.sent)
}

/** What is known of how its sender says that it is. */
function withSent(alert: Alert, event: Event, revision: string): Alert {
  const now: KnownSent | undefined = sentBy(event, revision)
  return now === undefined ? alert : { ...alert, sent: mergeSent(alert.sent, now) }
}

function isOlder(event: Event, newest: Alert): boolean {
  const sourceAt = orderedAt(event)
  if (sourceAt === undefined || newest.sourceAt === undefined) return false
  return (event.kind === 'firing' || newest.state !== 'resolved') && sourceAt < newest.sourceAt
}

/**
 * The sender's time, to be compared with other times of the same sender. One from the future is not taken: all that
 * comes until then would look older. One of long ago is: what was delivered late must not undo what came after it.
 * What the hub itself notes comes in its order, also where its clock was set back.
 */
function orderedAt({ sourceAt, receivedAt, sent, notedBy }: Event): number | undefined {
  if (sourceAt === undefined || sent !== undefined || notedBy === 'hub') return undefined
  return sourceAt - receivedAt <= LIFE_LIMITS.skewMs ? sourceAt : undefined
}

function openAlert(event: Event, id: string): Alert {
  return {
    id,
    source: event.source,
    dedupKey: event.dedupKey,
    state: 'firing',
    severity: event.severity,
    name: event.name,
    title: event.title,
    status: event.status,
    statusText: event.statusText,
    labels: event.labels,
    openedAt: event.receivedAt,
    updatedAt: event.receivedAt,
    sourceAt: orderedAt(event),
    eventCount: 1,
    firstEventId: event.id,
    lastEventId: event.id,
  }
}

/** Taken on when it was less: what has become critical since asks for somebody anew. */
function reopened(open: Alert, event: Event): Partial<Alert> {
  if (open.state !== 'acknowledged' || !isRaise(open, event)) return {}
  return { state: 'firing', reopenedAt: event.receivedAt }
}

function isRaise(before: Alert, event: Event): boolean {
  return event.severity === 'critical' && before.severity !== 'critical'
}

/**
 * The same alert, with the newest event's words; who acknowledged it is not asked again. Labels that the event leaves
 * out are still known of the alert.
 */
function refresh(open: Alert, event: Event): Alert {
  return {
    ...open,
    ...(event.wordless
      ? {}
      : {
          severity: event.severity,
          title: event.title,
          labels: mergedLabels(open.labels, event.labels),
        }),
    status: event.status,
    statusText: event.statusText,
    updatedAt: event.receivedAt,
    sourceAt: orderedAt(event) ?? open.sourceAt,
    eventCount: open.eventCount + 1,
    lastEventId: event.id,
  }
}

/** Of too many the newest event's come first. The phase is each event's own. */
function mergedLabels({ status: _, ...before }: Labels, now: Labels): Labels {
  const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(now, name))
  const room = Math.max(0, INGEST_LIMITS.labelsMax - Object.keys(now).length)
  return { ...Object.fromEntries(kept.slice(0, room)), ...now }
}
