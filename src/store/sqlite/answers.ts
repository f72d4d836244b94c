import type { Silence } from '../../model/silence.ts'
import type { Connection } from './connection.ts'
import { releaseEscalations } from './escalations.ts'

/** What the writer can be asked around answers: keys and silences. */
export type AnswerOperation =
  | { readonly kind: 'put-key'; readonly name: string; readonly value: Uint8Array }
  | { readonly kind: 'put-silence'; readonly silence: Silence }
  | {
      readonly kind: 'edit-silence'
      readonly before: Silence
      readonly after: Silence
      readonly now: number
    }
  | { readonly kind: 'expire-silence'; readonly silence: Silence; readonly now: number }

/** Carries out one of them inside the writer's transaction. */
export function performAnswer(connection: Connection, operation: AnswerOperation): void {
  switch (operation.kind) {
    case 'put-key':
      connection.run(
        'insert into keys (name, value) values (?, ?) on conflict do nothing',
        operation.name,
        operation.value,
      )
      break
    case 'put-silence':
      putSilence(connection, operation.silence)
      break
    case 'edit-silence': {
      const { before, after, now } = operation
      const isReplaced = before.id !== after.id && before.endsAt > now
      if (isReplaced) putSilence(connection, { ...before, endsAt: now })
      putSilence(connection, after)
      release(connection, before.id, now)
      break
    }
    case 'expire-silence':
      putSilence(connection, { ...operation.silence, endsAt: operation.now })
      release(connection, operation.silence.id, operation.now)
      break
  }
}

function putSilence(connection: Connection, silence: Silence): void {
  connection.run(
    'insert into silences (id, ends_at, body) values (?, ?, ?) on conflict (id) do update set ends_at = excluded.ends_at, body = excluded.body',
    silence.id,
    silence.endsAt,
    JSON.stringify(silence),
  )
}

/** What was held by `by` is due, and so are the groups that hold it and the runs that wait for it. */
export function release(connection: Connection, by: string, now: number): void {
  makeDue(connection, by, now)
  releaseEscalations(connection, by, now)
  connection.run(
    "update group_items set muted_until = ?1, body = json_set(body, '$.mutedUntil', ?1) where muted_by = ?2 and muted_until is not null",
    now,
    by,
  )
}

/** The groups that hold something by `by` are looked at. */
export function makeDue(connection: Connection, by: string, now: number): void {
  connection.run(
    "update alert_groups set next_flush_at = ?1, body = json_set(body, '$.nextFlushAt', ?1) where id in (select group_id from group_items where muted_by = ?2)",
    now,
    by,
  )
}
