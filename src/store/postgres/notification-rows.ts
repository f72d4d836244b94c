import type { Notification } from '../../model/notification.ts'
import type { Hold } from '../../model/outcome.ts'
import { severityRank } from '../../model/severity.ts'
import { saidColumns } from '../said-columns.ts'
import { type Connection, runMany } from './connection.ts'

/**
 * What of a notification hardly ever changes is its body; the rest is in columns. One that is there
 * already has moved to another lane.
 */
export function addNotifications(
  connection: Connection,
  notifications: readonly Notification[],
): void {
  putNotifications(connection, notifications)
  runMany(
    connection,
    'insert into notification_subjects (subject_id, notification_id) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    notifications.flatMap(({ id, entries }) => entries.map(({ subjectId }) => [subjectId, id])),
  )
}

/** The notifications without what they are about. */
export function putNotifications(
  connection: Connection,
  notifications: readonly Notification[],
): void {
  runMany(connection, ADD, notifications.map(columns))
  runMany(
    connection,
    'insert into notification_bodies (id, body) select * from unnest($1::text[], $2::text[]) on conflict (id) do update set body = excluded.body',
    notifications.map((one) => [one.id, bodyText(one)]),
  )
  runMany(
    connection,
    'insert into notification_steps (run, version, notification_id) select * from unnest($1::text[], $2::integer[], $3::text[]) on conflict do nothing',
    notifications.flatMap(({ id, entries }) =>
      entries.flatMap(({ level }) => (level ? [[level.run, level.version, id]] : [])),
    ),
  )
}

const ADD = `insert into notifications (id, lane, state, severity_rank, due_at, attempt_count, merged_into,
    endpoint_id, kind, policy, form, uncertain, robot, stood_by, resent_at, said, said_by, said_at)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bigint[], $6::integer[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::boolean[], $13::text[], $14::boolean[], $15::bigint[],
    $16::text[], $17::text[], $18::bigint[])
  on conflict (id) do update set lane = excluded.lane, state = excluded.state, due_at = excluded.due_at,
    form = excluded.form, uncertain = excluded.uncertain, robot = excluded.robot, stood_by = excluded.stood_by, resent_at = excluded.resent_at`

function columns(one: Notification) {
  const { id, lane, state, severity, dueAt, attemptCount, mergedInto } = one
  const { endpointId, kind, policy, form, uncertain, robot, stoodBy, resentAt } = one
  return [
    ...[id, lane, state, severityRank(severity), dueAt, attemptCount, mergedInto ?? null],
    ...[endpointId, kind, policy, form ?? null, uncertain ?? null, robot ?? null],
    ...[stoodBy ?? null, resentAt ?? null, ...saidColumns(one)],
  ]
}

function bodyText(notification: Notification): string {
  const { state, dueAt, attemptCount, mergedInto, ...lasting } = notification
  const { form, uncertain, robot, stoodBy, resentAt, ...body } = lasting
  return JSON.stringify(body)
}

/** Keeps why something was held back. */
export function putHolds(connection: Connection, holds: readonly Hold[]): void {
  runMany(
    connection,
    'insert into holds (id, event_id, body) select * from unnest($1::text[], $2::text[], $3::text[])',
    holds.map((hold) => [hold.id, hold.eventId, JSON.stringify(hold)]),
  )
}
