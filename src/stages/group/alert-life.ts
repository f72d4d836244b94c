import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import type { HoldReason } from '../../model/outcome.ts'

/** What an event does to the newest alert of its key. `alert` is as it shall be stored. */
export type AlertStep =
  | { readonly result: 'opened' | 'updated' | 'resolved' | 'acknowledged'; readonly alert: Alert }
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
  switch (event.kind) {
    case 'notice':
      return { result: 'noticed' }
    case 'firing':
      return open
        ? { result: 'updated', alert: refresh(open, event) }
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
