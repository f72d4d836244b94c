import type { Silence } from '../../model/silence.ts'
import type { Connection } from './connection.ts'
import { releaseEscalations } from './escalations.ts'

export function putKey(connection: Connection, name: string, value: Uint8Array): void {
  connection.run(
    'insert into keys (name, value) values ($1, $2) on conflict do nothing',
    name,
    value,
  )
}

export function putSilence(connection: Connection, silence: Silence): void {
  connection.run(
    'insert into silences (id, ends_at, body) values ($1, $2, $3) on conflict (id) do update set ends_at = excluded.ends_at, body = excluded.body',
    silence.id,
    silence.endsAt,
    JSON.stringify(silence),
  )
}

export function editSilence(
  connection: Connection,
  {
    before,
    after,
    now,
  }: { readonly before: Silence; readonly after: Silence; readonly now: number },
): void {
  const isReplaced = before.id !== after.id && before.endsAt > now
  if (isReplaced) putSilence(connection, { ...before, endsAt: now })
  putSilence(connection, after)
  release(connection, before.id, now)
}

/** What was held by `by` is due, and so are the groups that hold it and the runs that wait for it. */
export function release(connection: Connection, by: string, now: number): void {
  makeDue(connection, by, now)
  releaseEscalations(connection, by, now)
  connection.run(
    'update group_items set muted_until = $1 where muted_by = $2 and muted_until is not null',
    now,
    by,
  )
}

/** The groups that hold something by `by` are looked at. */
export function makeDue(connection: Connection, by: string, now: number): void {
  connection.run(
    'update alert_groups set next_flush_at = $1 where id in (select group_id from group_items where muted_by = $2)',
    now,
    by,
  )
}
