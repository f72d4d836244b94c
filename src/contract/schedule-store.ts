import type { Alert } from '../model/alert.ts'
import type { CalendarFeed } from '../model/calendar-feed.ts'
import type { Escalation } from '../model/escalation.ts'
import type { Event } from '../model/event.ts'
import type { Notification } from '../model/notification.ts'
import type { ScheduleMark } from '../model/schedule-mark.ts'
import type { Silence } from '../model/silence.ts'
import type { StoredOverride } from '../model/stored-override.ts'
import type { TickFacts } from './store.ts'

/** What of schedules is told now, and what is remembered of it. */
export type ScheduleTick = {
  readonly marks: readonly ScheduleMark[]
  readonly notifications: readonly Notification[]
  /** Runs whose contacts have become more. */
  readonly escalations: readonly Escalation[]
}

/** An open alert that was told, with its newest event. */
export type OpenAlert = {
  readonly alert: Alert
  readonly event: Event
  /** The policies whose groups have told it. */
  readonly policies: readonly string[]
  /** Its runs that have told somebody. */
  readonly runs: readonly Escalation[]
}

/** What is known when schedules are looked at. */
export type ScheduleFacts = TickFacts & {
  /** The silences that are not over at `now`. */
  silences(now: number): Promise<readonly Silence[]>
  /**
   * Open alerts that groups of these policies, or a run with a step for this schedule, have told: the most severe first,
   * at most `limit`, and how many there are.
   */
  openAlerts(query: {
    readonly schedule: string
    readonly policies: readonly string[]
    readonly limit: number
  }): Promise<{ readonly open: readonly OpenAlert[]; readonly count: number }>
}

/** A calendar as it was fetched last. */
export type CalendarCopy = {
  /** Of its address, which may be a secret. */
  readonly digest: string
  readonly fetchedAt: number
  readonly text: string
}

/** What is kept around schedules. Each method is one transaction. */
export interface ScheduleStore {
  /**
   * Stores an override or what it has become, and forgets those that ended before `forgetBefore`. Rejects with
   * TOCSIN_REQUEST_INVALID where as many as SCHEDULE_LIMITS.overridesMax are not over at `now` already.
   */
  putOverride(
    override: StoredOverride,
    options: { readonly now: number; readonly forgetBefore: number },
  ): Promise<void>
  /** Takes an override away that has not begun. */
  removeOverride(id: string): Promise<void>
  override(id: string): Promise<StoredOverride | undefined>
  /** Those that end after `endAfter`, the newest first; at most SCHEDULE_LIMITS.overridesReadMax. */
  overrides(options: { readonly endAfter: number }): Promise<readonly StoredOverride[]>

  /** Hands what was told of each schedule to `work`, and records what it returns, all of it together. */
  tickSchedules(
    work: (
      marks: ReadonlyMap<string, ScheduleMark>,
      facts: ScheduleFacts,
    ) => ScheduleTick | Promise<ScheduleTick>,
  ): Promise<void>

  /** Rejects with TOCSIN_REQUEST_INVALID where there are SCHEDULE_LIMITS.feedsMax already. */
  putFeed(feed: CalendarFeed): Promise<void>
  /** From now on its address shows nothing. */
  removeFeed(id: string): Promise<void>
  /** The oldest first. */
  feeds(): Promise<readonly CalendarFeed[]>
  feedOf(digest: string): Promise<CalendarFeed | undefined>

  /** Keeps a copy, and forgets those of calendars that are not in `known`. */
  putCalendar(copy: CalendarCopy, known: readonly string[]): Promise<void>
  calendars(): Promise<readonly CalendarCopy[]>
}
