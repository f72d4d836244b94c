import type { Notification } from '../../model/notification.ts'
import type { Hold } from '../../model/outcome.ts'
import { severityRank } from '../../model/severity.ts'
import { saidColumns } from '../said-columns.ts'
import type { Connection } from './connection.ts'

/**
 * What of a notification hardly ever changes is its body; the rest is in columns. One that is there
 * already has moved to another lane.
 */
export function addNotification(connection: Connection, notification: Notification): void {
  putNotification(connection, notification)
  for (const entry of notification.entries) {
    connection.run(
      'insert into notification_subjects (subject_id, notification_id) values (?, ?) on conflict do nothing',
      entry.subjectId,
      notification.id,
    )
  }
}

/** The notification without what it is about. */
export function putNotification(connection: Connection, notification: Notification): void {
  const { id, lane, state, severity, dueAt, attemptCount, mergedInto, ...body } = notification
  connection.run(
    'insert into notifications (id, lane, state, severity_rank, due_at, attempt_count, merged_into, said, said_by, said_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set lane = excluded.lane, state = excluded.state, due_at = excluded.due_at',
    id,
    lane,
    state,
    severityRank(severity),
    dueAt,
    attemptCount,
    mergedInto ?? null,
    ...saidColumns(notification),
  )
  connection.run(
    'insert into notification_bodies (id, body) values (?, ?) on conflict (id) do update set body = excluded.body',
    id,
    JSON.stringify({ ...body, id, lane, severity }),
  )
}

/** Keeps why something was held back. */
export function putHolds(connection: Connection, holds: readonly Hold[]): void {
  for (const hold of holds) {
    connection.run(
      'insert into holds (id, event_id, body) values (?, ?, ?)',
      hold.id,
      hold.eventId,
      JSON.stringify(hold),
    )
  }
}
