import type { CalendarCopy, ScheduleTick } from '../../contract/schedule-store.ts'
import type { CalendarFeed } from '../../model/calendar-feed.ts'
import type { StoredOverride } from '../../model/stored-override.ts'
import type { Connection } from './connection.ts'
import { putEscalations } from './escalations.ts'
import { addNotifications } from './notification-rows.ts'

export function putOverride(
  connection: Connection,
  override: StoredOverride,
  forgetBefore: number,
): void {
  connection.run(
    'insert into schedule_overrides (id, schedule, ends_at, body) values ($1, $2, $3, $4) on conflict (id) do update set ends_at = excluded.ends_at, body = excluded.body',
    override.id,
    override.schedule,
    override.until,
    JSON.stringify(override),
  )
  connection.run(
    'delete from schedule_overrides where id in (select id from schedule_overrides where ends_at < $1 limit 500)',
    forgetBefore,
  )
}

export function removeOverride(connection: Connection, id: string): void {
  connection.run('delete from schedule_overrides where id = $1', id)
}

export function tickSchedules(connection: Connection, tick: ScheduleTick): void {
  for (const mark of tick.marks)
    connection.run(
      'insert into schedule_marks (schedule, body) values ($1, $2) on conflict (schedule) do update set body = excluded.body',
      mark.schedule,
      JSON.stringify(mark),
    )
  addNotifications(connection, tick.notifications)
  putEscalations(connection, tick.escalations)
}

export function putFeed(connection: Connection, feed: CalendarFeed): void {
  connection.run(
    'insert into calendar_feeds (id, digest, body) values ($1, $2, $3)',
    feed.id,
    feed.digest,
    JSON.stringify(feed),
  )
}

export function removeFeed(connection: Connection, id: string): void {
  connection.run('delete from calendar_feeds where id = $1', id)
}

export function putCalendar(
  connection: Connection,
  copy: CalendarCopy,
  known: readonly string[],
): void {
  connection.run(
    'insert into calendar_copies (digest, fetched_at, body) values ($1, $2, $3) on conflict (digest) do update set fetched_at = excluded.fetched_at, body = excluded.body',
    copy.digest,
    copy.fetchedAt,
    JSON.stringify(copy),
  )
  connection.run('delete from calendar_copies where digest <> all($1)', known)
}
