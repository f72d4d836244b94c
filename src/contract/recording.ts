import type { Event } from '../model/event.ts'
import type { NotificationKind, ToldState } from '../model/notification.ts'
import type { EventOutcome } from '../model/outcome.ts'
import type { Silence } from '../model/silence.ts'
import type { StoredOverride } from '../model/stored-override.ts'

/** A part of the past: from `since` until before `until`, at most `limit` rows behind the cursor `after`. */
export type RecordingQuery = {
  readonly since: number
  readonly until: number
  readonly after?: string | undefined
  readonly limit: number
  /** Of events: with who heard of what each began, which takes a look at every message. */
  readonly withHeard?: boolean
}

/** A page, and the cursor behind it; the last page has none. */
export type RecordingPage<Row> = { readonly rows: readonly Row[]; readonly next?: string }

/** One message that told of an alert or a notice and was sent. */
export type Hearing = {
  readonly notificationId: string
  readonly endpointId: string
  /** The robot, or the pool of robots: whoever shares it reads the same chat. */
  readonly lane: string
  readonly policy: string
  readonly kind: NotificationKind
  /** Which event it told of, and as what. */
  readonly eventId: string
  readonly state: ToldState
  /** Whether it stood in for another endpoint. */
  readonly isStandIn: boolean
}

/** An event as it was taken in, and what became of it. */
export type RecordedEvent = {
  readonly event: Event
  /** Absent while it waits to be settled. */
  readonly outcome?: Pick<EventOutcome, 'result' | 'alertId' | 'held' | 'matched'>
  /** The event that opened the alert to which this one belongs. */
  readonly firstEventId?: string
  /** Where it began an alert or is a notice: every message that told of that. */
  readonly heard?: readonly Hearing[]
}

/** A message that a platform accepted. */
export type SentMessage = {
  readonly notificationId: string
  readonly endpointId: string
  readonly at: number
  readonly kind: NotificationKind
  readonly policy: string
}

/** From the first to the last thing that a hub did. */
export type RecordingSpan = { readonly firstAt: number; readonly lastAt: number }

/** What a hub has recorded, to be run again: the same whether it is read from its folder or by its API. */
export interface Recording {
  /** Undefined where nothing was recorded. */
  span(): Promise<RecordingSpan | undefined>
  /** In the order in which they were taken in. */
  events(query: RecordingQuery): Promise<RecordingPage<RecordedEvent>>
  /** In the order in which they were sent. */
  sent(query: RecordingQuery): Promise<RecordingPage<SentMessage>>
  /** The silences that ended after `endAfter`, or have not ended. */
  silences(endAfter: number): Promise<readonly Silence[]>
  /** Who was put on call by hand, where that ended after `endAfter`, or has not ended. */
  overrides(endAfter: number): Promise<readonly StoredOverride[]>
}

/** What a recording asks of a store. */
export interface RecordingStore {
  recordedSpan(): Promise<RecordingSpan | undefined>
  /** Events in the order in which they were stored; the cursor counts them. */
  recordedEvents(query: RecordingQuery): Promise<RecordingPage<Event>>
  sentMessages(query: RecordingQuery): Promise<RecordingPage<SentMessage>>
  /** What became of the events of an alert, from its beginning, or from its end backwards. */
  outcomesOf(
    alertId: string,
    options: { readonly limit: number; readonly from: 'start' | 'end' },
  ): Promise<readonly EventOutcome[]>
}
