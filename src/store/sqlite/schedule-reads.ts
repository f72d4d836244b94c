import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import type { CalendarCopy } from '../../contract/schedule-store.ts'
import type { CalendarFeed } from '../../model/calendar-feed.ts'
import type { ScheduleMark } from '../../model/schedule-mark.ts'
import type { StoredOverride } from '../../model/stored-override.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What is asked around schedules. */
export class ScheduleReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  override(id: string): StoredOverride | undefined {
    const row = this.#connection.get('select body from schedule_overrides where id = ?', id)
    return row && bodyOf<StoredOverride>(row)
  }

  overrides(endAfter: number, limit: number = SCHEDULE_LIMITS.overridesReadMax) {
    return this.#connection
      .all(
        'select body from schedule_overrides where ends_at > ? order by id desc limit ?',
        endAfter,
        limit,
      )
      .map((row) => bodyOf<StoredOverride>(row))
  }

  marks(): ReadonlyMap<string, ScheduleMark> {
    const marks = this.#connection
      .all('select body from schedule_marks order by schedule limit ?', SCHEDULE_LIMITS.marksMax)
      .map((row) => bodyOf<ScheduleMark>(row))
    return new Map(marks.map((mark) => [mark.schedule, mark]))
  }

  feeds(): readonly CalendarFeed[] {
    return this.#connection
      .all('select body from calendar_feeds order by id limit ?', SCHEDULE_LIMITS.feedsMax)
      .map((row) => bodyOf<CalendarFeed>(row))
  }

  feedOf(digest: string): CalendarFeed | undefined {
    const row = this.#connection.get('select body from calendar_feeds where digest = ?', digest)
    return row && bodyOf<CalendarFeed>(row)
  }

  calendars(): readonly CalendarCopy[] {
    return this.#connection
      .all('select body from calendar_copies order by digest limit ?', SCHEDULE_LIMITS.calendarsMax)
      .map((row) => bodyOf<CalendarCopy>(row))
  }
}
