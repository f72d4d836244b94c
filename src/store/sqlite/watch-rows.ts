import type { WatchTurn } from '../../contract/source-store.ts'
import type { Heartbeat, Ping, WatchedSource } from '../../model/watch.ts'
import { pingColumns } from '../source-codecs.ts'
import type { Connection } from './connection.ts'
import { append, type EventColumns } from './intake-rows.ts'
import { logRequest, type RequestColumns } from './request-rows.ts'

/** What the writer can be asked around what is watched. */
export type WatchOperation =
  | {
      readonly kind: 'pings'
      readonly source: string
      readonly at: number
      readonly pings: readonly Ping[]
      readonly request: RequestColumns
    }
  | {
      readonly kind: 'look-at-heartbeat'
      readonly before: Heartbeat
      readonly turn: Pick<WatchTurn<Heartbeat>, 'state' | 'nextAt'>
      readonly events: readonly EventColumns[]
    }
  | {
      readonly kind: 'look-at-source'
      readonly before: WatchedSource
      readonly turn: Pick<WatchTurn<WatchedSource>, 'state' | 'nextAt'>
      readonly events: readonly EventColumns[]
    }
  | {
      readonly kind: 'adopt-watches'
      readonly expected: readonly Pick<Heartbeat, 'source' | 'monitor'>[]
      readonly now: number
    }
  | {
      readonly kind: 'forget-heartbeat'
      readonly source: string
      readonly monitor: string
      readonly now: number
    }
  | { readonly kind: 'mark-alive'; readonly now: number }
  | { readonly kind: 'remove-quarantined'; readonly id: string }

/** Carries out one of them inside the writer's transaction. */
export function performWatch(connection: Connection, operation: WatchOperation): void {
  switch (operation.kind) {
    case 'pings':
      for (const ping of operation.pings) putPing(connection, ping, operation)
      logRequest(connection, operation.request)
      break
    case 'look-at-heartbeat':
      lookedAtHeartbeat(connection, operation)
      break
    case 'look-at-source':
      lookedAtSource(connection, operation)
      break
    case 'adopt-watches':
      adoptWatches(connection, operation)
      break
    case 'forget-heartbeat':
      connection.run(
        'update heartbeats set forgotten = 1, next_at = ? where source = ? and monitor = ?',
        operation.now,
        operation.source,
        operation.monitor,
      )
      break
    case 'remove-quarantined':
      connection.run('delete from quarantine where id = ?', operation.id)
      break
    case 'mark-alive':
      connection.run(
        "insert into cursors (name, seq) values ('alive', ?) on conflict (name) do update set seq = excluded.seq",
        operation.now,
      )
      break
  }
}

/** A monitor begins with its first word. It is looked at at once where that may change something. */
function putPing(
  connection: Connection,
  ping: Ping,
  from: { readonly source: string; readonly at: number },
): void {
  if (ping.signal !== 'note') connection.run(PING, ...pingColumns(ping, from))
}

const PING = `insert into heartbeats (source, monitor, armed_at, pinged_at, started_at, failed_at, failed_text, recovered_at, next_at)
  values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?4, ?3)
  on conflict (source, monitor) do update set
    pinged_at = coalesce(excluded.pinged_at, pinged_at),
    started_at = coalesce(excluded.started_at, started_at),
    failed_text = iif(excluded.failed_at is null, failed_text, excluded.failed_text),
    recovered_at = iif(excluded.failed_at is null, coalesce(excluded.pinged_at, recovered_at), null),
    next_at = iif(excluded.pinged_at is null or fired_at is not null or failed_at is not null, excluded.next_at, next_at),
    failed_at = coalesce(excluded.failed_at, failed_at),
    forgotten = 0,
    changes = changes + 1`

function lookedAtHeartbeat(
  connection: Connection,
  { before, turn, events }: Extract<WatchOperation, { kind: 'look-at-heartbeat' }>,
): void {
  const { source, monitor, changes } = before
  const row = connection.get(
    'select changes from heartbeats where source = ? and monitor = ?',
    source,
    monitor,
  )
  if (!row || Number(row['changes']) !== changes) return
  append(connection, events)
  const { state, nextAt } = turn
  if (!state) {
    connection.run('delete from heartbeats where source = ? and monitor = ?', source, monitor)
    return
  }
  connection.run(
    'update heartbeats set failed_at = null, failed_text = null, recovered_at = null, excused_until = ?, fired_at = ?, fired_for = ?, next_at = ? where source = ? and monitor = ?',
    state.excusedUntil ?? null,
    state.fired?.at ?? null,
    state.fired?.because ?? null,
    nextAt ?? null,
    source,
    monitor,
  )
}

function lookedAtSource(
  connection: Connection,
  { before, turn, events }: Extract<WatchOperation, { kind: 'look-at-source' }>,
): void {
  const row = connection.get('select heard_at from source_states where source = ?', before.source)
  if (!row || (row['heard_at'] ?? undefined) !== before.heardAt) return
  append(connection, events)
  const { state, nextAt } = turn
  if (!state) {
    connection.run('delete from requests where source = ?', before.source)
    connection.run('delete from source_states where source = ?', before.source)
    return
  }
  const { habits, listenFrom, excusedFor, quietSince } = state
  connection.run(
    'update source_states set quiet_since = ?, next_at = ?, body = ? where source = ?',
    quietSince ?? null,
    nextAt ?? null,
    JSON.stringify({ habits, listenFrom, excusedFor }),
    before.source,
  )
}

function adoptWatches(
  connection: Connection,
  { expected, now }: Extract<WatchOperation, { kind: 'adopt-watches' }>,
): void {
  for (const { source, monitor } of expected)
    connection.run(
      'insert into heartbeats (source, monitor, armed_at, next_at) values (?, ?, ?, ?) on conflict do nothing',
      source,
      monitor,
      now,
      now,
    )
  connection.run('update heartbeats set next_at = ?', now)
  connection.run('update source_states set next_at = ?', now)
}
