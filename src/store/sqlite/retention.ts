import type { DropOperation } from '../drop-plan.ts'
import type { Connection } from './connection.ts'

/** Carries it out inside the writer's transaction. */
export function drop(connection: Connection, operation: DropOperation): void {
  const { lookAt } = operation
  for (const id of operation.events) dropEvent(connection, id)
  for (const message of operation.messages) dropMessage(connection, message)
  for (const pair of operation.unlinked) unlink(connection, pair)
  for (const id of operation.bare) leaveBare(connection, id)
  for (const id of operation.alerts) connection.run('delete from alerts where id = ?', id)
  for (const id of operation.quarantine) connection.run('delete from quarantine where id = ?', id)
  for (const id of operation.silences) connection.run('delete from silences where id = ?', id)
  for (const id of operation.waitingDetails)
    connection.run(
      'update alerts set details_kept_from = ? where id = ?',
      operation.detailsFrom,
      id,
    )
  for (const id of operation.waitingAlerts)
    connection.run('update alerts set kept_from = ? where id = ?', operation.alertsFrom, id)
  for (const [kind, id] of operation.letGo)
    connection.run('delete from kept_back where kind = ? and id = ?', kind, id)
  for (const [kind, id] of operation.keptBack)
    connection.run(
      'insert into kept_back (kind, id, look_at) values (?, ?, ?) on conflict do update set look_at = excluded.look_at',
      kind,
      id,
      lookAt,
    )
  for (const [name, last] of operation.walks)
    connection.run(
      'insert into retention_walks (name, last) values (?, ?) on conflict do update set last = excluded.last',
      name,
      last,
    )
}

function dropEvent(connection: Connection, id: string): void {
  connection.run('delete from holds where event_id = ?', id)
  connection.run('delete from outcomes where event_id = ?', id)
  connection.run('delete from events where id = ?', id)
}

/** One that a person has asked to send again meanwhile is owed, and stays. */
function dropMessage(
  connection: Connection,
  { id, subjects }: DropOperation['messages'][number],
): void {
  connection.run("delete from notifications where id = ? and state not in ('due', 'leased')", id)
  if (connection.get('select 1 from notifications where id = ?', id)) return
  connection.run('delete from notification_bodies where id = ?', id)
  connection.run('delete from attempts where notification_id = ?', id)
  for (const subject of subjects) unlink(connection, [subject, id])
}

function unlink(connection: Connection, [subject, message]: readonly [string, string]): void {
  connection.run(
    'delete from notification_subjects where subject_id = ? and notification_id = ?',
    subject,
    message,
  )
}

function leaveBare(connection: Connection, id: string): void {
  connection.run('delete from escalations where alert_id = ?', id)
  connection.run('delete from told_over where subject_id = ?', id)
  connection.run('update alerts set details_kept_from = null where id = ?', id)
}
