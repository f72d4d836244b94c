import type { CalendarCopy, ScheduleTick } from '../../contract/schedule-store.ts'
import type { CalendarFeed } from '../../model/calendar-feed.ts'
import type { StoredOverride } from '../../model/stored-override.ts'
import type { Connection } from './connection.ts'
import { putEscalation } from './escalations.ts'
import { addNotification } from './notification-rows.ts'

/** What the writer can be asked around schedules. */
export type ScheduleOperation =
  | {
      readonly kind: 'put-override'
      readonly override: StoredOverride
      readonly forgetBefore: number
    }
  | { readonly kind: 'remove-override'; readonly id: string }
  | { readonly kind: 'tick-schedules'; readonly tick: ScheduleTick }
  | { readonly kind: 'put-feed'; readonly feed: CalendarFeed }
  | { readonly kind: 'remove-feed'; readonly id: string }
  | {
      readonly kind: 'put-calendar'
      readonly copy: CalendarCopy
      readonly known: readonly string[]
    }

/** Carries out one of them inside the writer's transaction. */
export function performSchedule(connection: Connection, operation: ScheduleOperation): void {
  switch (operation.kind) {
    case 'put-override':
      putOverride(connection, operation.override)
      connection.run(
        'delete from schedule_overrides where id in (select id from schedule_overrides where ends_at < ? limit 500)',
        operation.forgetBefore,
      )
      break
    case 'remove-override':
      connection.run('delete from schedule_overrides where id = ?', operation.id)
      break
    case 'tick-schedules':
      for (const mark of operation.tick.marks)
        connection.run(
          'insert into schedule_marks (schedule, body) values (?, ?) on conflict (schedule) do update set body = excluded.body',
          mark.schedule,
          JSON.stringify(mark),
        )
      for (const notification of operation.tick.notifications)
        addNotification(connection, notification)
      for (const run of operation.tick.escalations) putEscalation(connection, run)
      break
    case 'put-feed':
      connection.run(
        'insert into calendar_feeds (id, digest, body) values (?, ?, ?)',
        operation.feed.id,
        operation.feed.digest,
        JSON.stringify(operation.feed),
      )
      break
    case 'remove-feed':
      connection.run('delete from calendar_feeds where id = ?', operation.id)
      break
    case 'put-calendar':
      putCalendar(connection, operation)
      break
  }
}

function putOverride(connection: Connection, override: StoredOverride): void {
  connection.run(
    'insert into schedule_overrides (id, schedule, ends_at, body) values (?, ?, ?, ?) on conflict (id) do update set ends_at = excluded.ends_at, body = excluded.body',
    override.id,
    override.schedule,
    override.until,
    JSON.stringify(override),
  )
}

function putCalendar(
  connection: Connection,
  { copy, known }: Extract<ScheduleOperation, { kind: 'put-calendar' }>,
): void {
  connection.run(
    'insert into calendar_copies (digest, fetched_at, body) values (?, ?, ?) on conflict (digest) do update set fetched_at = excluded.fetched_at, body = excluded.body',
    copy.digest,
    copy.fetchedAt,
    JSON.stringify(copy),
  )
  connection.run(
    'delete from calendar_copies where digest not in (select value from json_each(?))',
    JSON.stringify(known),
  )
}
