import type { DropOperation } from '../drop-plan.ts'
import { type Connection, runMany } from './connection.ts'

/** Drops all of it. */
export async function drop(connection: Connection, operation: DropOperation): Promise<void> {
  const { lookAt } = operation
  const remove = (sql: string, ids: readonly string[]): void => {
    if (ids.length > 0) connection.run(sql, ids)
  }
  remove('delete from holds where event_id = any($1)', operation.events)
  remove('delete from outcomes where event_id = any($1)', operation.events)
  remove('delete from events where id = any($1)', operation.events)
  await dropMessages(connection, operation.messages)
  runMany(
    connection,
    'delete from notification_subjects s using unnest($1::text[], $2::text[]) as one (subject, message) where s.subject_id = one.subject and s.notification_id = one.message',
    operation.unlinked,
  )
  remove('delete from escalations where alert_id = any($1)', operation.bare)
  remove('delete from told_over where subject_id = any($1)', operation.bare)
  remove('update alerts set details_kept_from = null where id = any($1)', operation.bare)
  remove('delete from alerts where id = any($1)', operation.alerts)
  remove('delete from quarantine where id = any($1)', operation.quarantine)
  remove('delete from silences where id = any($1)', operation.silences)
  connection.run(
    'update alerts set details_kept_from = $1 where id = any($2)',
    operation.detailsFrom,
    operation.waitingDetails,
  )
  connection.run(
    'update alerts set kept_from = $1 where id = any($2)',
    operation.alertsFrom,
    operation.waitingAlerts,
  )
  runMany(
    connection,
    'delete from kept_back k using unnest($1::text[], $2::text[]) as one (kind, id) where k.kind = one.kind and k.id = one.id',
    operation.letGo,
  )
  runMany(
    connection,
    'insert into kept_back (kind, id, look_at) select * from unnest($1::text[], $2::text[], $3::bigint[]) on conflict (kind, id) do update set look_at = excluded.look_at',
    operation.keptBack.map(([kind, id]) => [kind, id, lookAt]),
  )
  for (const [name, last] of operation.walks)
    connection.run(
      'insert into retention_walks (name, last) values ($1, $2) on conflict (name) do update set last = excluded.last',
      name,
      last,
    )
}

/** Those that a person has asked to send again meanwhile are owed, and stay. */
async function dropMessages(
  connection: Connection,
  messages: DropOperation['messages'],
): Promise<void> {
  if (messages.length === 0) return
  const rows = await connection.all(
    "delete from notifications where id = any($1) and state not in ('due', 'leased') returning id",
    messages.map(({ id }) => id),
  )
  const gone = rows.map(({ id }) => String(id))
  connection.run('delete from notification_bodies where id = any($1)', gone)
  connection.run('delete from attempts where notification_id = any($1)', gone)
  connection.run('delete from notification_subjects where notification_id = any($1)', gone)
  connection.run('delete from notification_steps where notification_id = any($1)', gone)
}
