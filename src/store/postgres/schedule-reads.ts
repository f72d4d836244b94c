import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import type { CalendarCopy } from '../../contract/schedule-store.ts'
import type { CalendarFeed } from '../../model/calendar-feed.ts'
import type { ScheduleMark } from '../../model/schedule-mark.ts'
import type { StoredOverride } from '../../model/stored-override.ts'
import { bodyOf } from '../rows.ts'
import type { Looks } from './connection.ts'

/** What is asked around schedules. */
export class ScheduleReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  async override(id: string): Promise<StoredOverride | undefined> {
    const row = await this.#connection.get('select body from schedule_overrides where id = $1', id)
    return row && bodyOf<StoredOverride>(row)
  }

  async overrides(endAfter: number): Promise<readonly StoredOverride[]> {
    const rows = await this.#connection.all(
      'select body from schedule_overrides where ends_at > $1 order by id desc limit $2',
      endAfter,
      SCHEDULE_LIMITS.overridesReadMax,
    )
    return rows.map((row) => bodyOf<StoredOverride>(row))
  }

  async overrideCount(endAfter: number): Promise<number> {
    const row = await this.#connection.get(
      'select count(*) as overrides from schedule_overrides where ends_at > $1',
      endAfter,
    )
    return Number(row?.['overrides'])
  }

  async marks(): Promise<ReadonlyMap<string, ScheduleMark>> {
    const rows = await this.#connection.all(
      'select body from schedule_marks order by schedule limit $1',
      SCHEDULE_LIMITS.marksMax,
    )
    const marks = rows.map((row) => bodyOf<ScheduleMark>(row))
    return new Map(marks.map((mark) => [mark.schedule, mark]))
  }

  async feeds(): Promise<readonly CalendarFeed[]> {
    const rows = await this.#connection.all(
      'select body from calendar_feeds order by id limit $1',
      SCHEDULE_LIMITS.feedsMax,
    )
    return rows.map((row) => bodyOf<CalendarFeed>(row))
  }

  async feedOf(digest: string): Promise<CalendarFeed | undefined> {
    const row = await this.#connection.get(
      'select body from calendar_feeds where digest = $1',
      digest,
    )
    return row && bodyOf<CalendarFeed>(row)
  }

  async calendars(): Promise<readonly CalendarCopy[]> {
    const rows = await this.#connection.all(
      'select body from calendar_copies order by digest limit $1',
      SCHEDULE_LIMITS.calendarsMax,
    )
    return rows.map((row) => bodyOf<CalendarCopy>(row))
  }
}
