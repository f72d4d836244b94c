import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import {
  type Answer,
  acknowledgedBy,
  answersOf,
  escalatedAt,
  type GivenAnswer,
  givenOf,
} from '../../model/answer.ts'
import type { Event } from '../../model/event.ts'
import type { HoldReason } from '../../model/outcome.ts'

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

/**
 * One step of an alert's life: `firing` → `acknowledged` → `resolved`. Time goes forward only: where
 * both times are the sender's, an event older than what was applied changes nothing, so that an older
 * firing never reopens a newer resolved. At equal times a firing wins: senders count in seconds.
 */
export function stepAlert(newest: Alert | undefined, event: Event, newId: () => string): AlertStep {
  if (event.kind !== 'notice' && newest && isOlder(event, newest))
    return { result: 'ignored', reason: 'stale', alertId: newest.id }
  const open = newest?.state === 'resolved' ? undefined : newest
  if (event.answer) return stepAnswer(open, event, event.answer)
  switch (event.kind) {
    case 'notice':
      return { result: 'noticed' }
    case 'firing':
      return open
        ? { result: 'updated', alert: { ...refresh(open, event), ...reopened(open, event) } }
        : { result: 'opened', alert: openAlert(event, newId()) }
    case 'resolved':
      if (!open) return endOfNothing(newest, event, newId)
      return {
        result: 'resolved',
        alert: {
          ...refresh(open, event),
          state: 'resolved',
          severity: open.severity,
          resolvedAt: event.receivedAt,
        },
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
 * A person answered. An answer is meant for one alert: one that came too late for it changes nothing,
 * also where a new alert of the same key is open by then. Time goes forward only, and who was first stays so.
 */
function stepAnswer(open: Alert | undefined, event: Event, answer: Answer): AlertStep {
  const { alertId } = answer
  if (open?.id !== alertId) return { result: 'ignored', reason: 'no-open-alert', alertId }
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
      return {
        result: 'resolved',
        alert: { ...alert, state: 'resolved', resolvedAt: event.receivedAt },
      }
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
function endOfNothing(newest: Alert | undefined, event: Event, newId: () => string): AlertStep {
  const ignored = { result: 'ignored', reason: 'no-open-alert', alertId: newest?.id } as const
  const { sourceAt, receivedAt } = event
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

function isOlder(event: Event, newest: Alert): boolean {
  if (event.sourceAt === undefined || newest.sourceAt === undefined) return false
  if (event.kind === 'firing' || newest.state !== 'resolved')
    return event.sourceAt < newest.sourceAt
  return false
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
    sourceAt: event.sourceAt,
    eventCount: 1,
    firstEventId: event.id,
    lastEventId: event.id,
  }
}

/** Taken on when it was less: what has become critical since asks for somebody anew. */
function reopened(open: Alert, event: Event): Partial<Alert> {
  const isRaised = event.severity === 'critical' && open.severity !== 'critical'
  if (open.state !== 'acknowledged' || !isRaised) return {}
  return { state: 'firing', reopenedAt: event.receivedAt }
}

/** The same alert, with the newest event's words; who acknowledged it is not asked again. */
function refresh(open: Alert, event: Event): Alert {
  return {
    ...open,
    severity: event.severity,
    title: event.title,
    status: event.status,
    statusText: event.statusText,
    labels: event.labels,
    updatedAt: event.receivedAt,
    sourceAt: event.sourceAt ?? open.sourceAt,
    eventCount: open.eventCount + 1,
    lastEventId: event.id,
  }
}
