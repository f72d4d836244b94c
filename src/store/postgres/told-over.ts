import { alertSubjects, type ToldStates } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import { type Connection, type Looks, runMany } from './connection.ts'

/** Remembers which ends messages told that were to tell that something goes on; forgets those that go on again. */
export function noteTold(
  connection: Connection,
  messages: readonly { readonly notificationId: string; readonly told: ToldStates }[],
): void {
  // Of several messages the last has its way.
  const last = new Map<string, { row: readonly [string, string]; over?: string }>()
  for (const { notificationId, told } of messages) {
    const { endpointId } = told
    for (const subject of told.open)
      last.set(JSON.stringify([subject, endpointId]), { row: [subject, endpointId] })
    for (const subject of told.over)
      last.set(JSON.stringify([subject, endpointId]), {
        row: [subject, endpointId],
        over: notificationId,
      })
  }
  const marks = [...last.values()]
  runMany(
    connection,
    'delete from told_over where (subject_id, endpoint_id) in (select * from unnest($1::text[], $2::text[]))',
    marks.flatMap(({ row, over }) => (over === undefined ? [row] : [])),
  )
  runMany(
    connection,
    'insert into told_over (subject_id, endpoint_id, notification_id) select * from unnest($1::text[], $2::text[], $3::text[]) on conflict (subject_id, endpoint_id) do update set notification_id = excluded.notification_id',
    marks.flatMap(({ row, over }) => (over === undefined ? [] : [[...row, over]])),
  )
}

/** The recoveries among `due` of which their endpoint has heard all, each with a message that told it. */
export async function toldOver(
  connection: Looks,
  due: readonly Notification[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const recoveries = due.filter(({ kind }) => kind === 'resolved')
  if (recoveries.length === 0) return found
  const subjects = recoveries.flatMap(({ entries }) => alertSubjects(entries))
  const rows = await connection.all(
    'select subject_id, endpoint_id, notification_id from told_over where subject_id = any($1)',
    [...new Set(subjects)],
  )
  const tellerOf = new Map(
    rows.map((row) => [
      `${String(row['endpoint_id'])} ${String(row['subject_id'])}`,
      String(row['notification_id']),
    ]),
  )
  for (const { id, entries, endpointId } of recoveries) {
    const tellers = alertSubjects(entries).map((one) => tellerOf.get(`${endpointId} ${one}`))
    const last = tellers.at(-1)
    if (last !== undefined && !tellers.includes(undefined)) found.set(id, last)
  }
  return found
}

/** Recoveries that had been told came: nothing else about these alerts is on its way there. */
export function forgetTold(connection: Connection, recoveryIds: readonly string[]): void {
  if (recoveryIds.length === 0) return
  connection.run(
    'delete from told_over where (subject_id, endpoint_id) in (select s.subject_id, n.endpoint_id from notification_subjects s join notifications n on n.id = s.notification_id where s.notification_id = any($1))',
    recoveryIds,
  )
}
