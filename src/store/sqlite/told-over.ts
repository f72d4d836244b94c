import { alertSubjects, type ToldStates } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Connection } from './connection.ts'

/** Remembers which ends a message told that was to tell that something goes on; forgets those that go on again. */
export function noteTold(
  connection: Connection,
  notificationId: string,
  { endpointId, over, open }: ToldStates,
): void {
  for (const subjectId of open) {
    connection.run(
      'delete from told_over where subject_id = ? and endpoint_id = ?',
      subjectId,
      endpointId,
    )
  }
  for (const subjectId of over) {
    connection.run(
      'insert into told_over (subject_id, endpoint_id, notification_id) values (?, ?, ?) on conflict do update set notification_id = excluded.notification_id',
      subjectId,
      endpointId,
      notificationId,
    )
  }
}

/** The recoveries among `due` of which their endpoint has heard all, each with a message that told it. */
export function toldOver(
  connection: Connection,
  due: readonly Notification[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { id, kind, entries, endpointId } of due) {
    if (kind !== 'resolved') continue
    const tellers = alertSubjects(entries).map((subjectId) =>
      connection.get(
        'select notification_id from told_over where subject_id = ? and endpoint_id = ?',
        subjectId,
        endpointId,
      ),
    )
    const last = tellers.at(-1)
    if (last && !tellers.includes(undefined)) found.set(id, String(last['notification_id']))
  }
  return found
}

/** A recovery that had been told came: nothing else about these alerts is on its way there. */
export function forgetTold(connection: Connection, recoveryId: string): void {
  connection.run(
    "delete from told_over where (subject_id, endpoint_id) in (select s.subject_id, json_extract(b.body, '$.endpointId') from notification_subjects s join notification_bodies b on b.id = s.notification_id where s.notification_id = ?)",
    recoveryId,
  )
}
