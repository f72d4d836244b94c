import type { WatchTurn } from '../../contract/source-store.ts'
import type { IncomingEvent } from '../../contract/store.ts'
import type { Event } from '../../model/event.ts'
import type { Heartbeat, Ping, WatchedSource } from '../../model/watch.ts'
import { numberOf } from '../rows.ts'
import { pingColumns } from '../source-codecs.ts'
import { type Connection, runMany } from './connection.ts'
import { append } from './intake-rows.ts'

/** A monitor begins with its first word. It is looked at at once where that may change something. */
export function putPing(
  connection: Connection,
  ping: Ping,
  from: { readonly source: string; readonly at: number },
): void {
  if (ping.signal !== 'note') connection.run(PING, ...pingColumns(ping, from))
}

const PING = `insert into heartbeats as known (source, monitor, armed_at, pinged_at, started_at, failed_at, failed_text, recovered_at, next_at)
  values ($1, $2, $3, $4, $5, $6, $7, $4, $3)
  on conflict (source, monitor) do update set
    pinged_at = coalesce(excluded.pinged_at, known.pinged_at),
    started_at = coalesce(excluded.started_at, known.started_at),
    failed_text = case when excluded.failed_at is null then known.failed_text else excluded.failed_text end,
    recovered_at = case when excluded.failed_at is null then coalesce(excluded.pinged_at, known.recovered_at) end,
    next_at = case when excluded.pinged_at is null or known.fired_at is not null or known.failed_at is not null
      then excluded.next_at else known.next_at end,
    failed_at = coalesce(excluded.failed_at, known.failed_at),
    forgotten = 0,
    changes = known.changes + 1`

/** What the hub itself notes, as it came in. */
function noted(event: Event): IncomingEvent {
  return { event, raw: JSON.stringify(event.labels) }
}

export async function lookedAtHeartbeat(
  connection: Connection,
  { before, turn }: { readonly before: Heartbeat; readonly turn: WatchTurn<Heartbeat> },
): Promise<void> {
  const { source, monitor, changes } = before
  const row = await connection.get(
    'select changes from heartbeats where source = $1 and monitor = $2 for update',
    source,
    monitor,
  )
  if (!row || Number(row['changes']) !== changes) return
  append(connection, turn.events.map(noted))
  const { state, nextAt } = turn
  if (!state) {
    connection.run('delete from heartbeats where source = $1 and monitor = $2', source, monitor)
    return
  }
  connection.run(
    'update heartbeats set failed_at = null, failed_text = null, recovered_at = null, excused_until = $1, fired_at = $2, fired_for = $3, next_at = $4 where source = $5 and monitor = $6',
    state.excusedUntil ?? null,
    state.fired?.at ?? null,
    state.fired?.because ?? null,
    nextAt ?? null,
    source,
    monitor,
  )
}

export async function lookedAtSource(
  connection: Connection,
  { before, turn }: { readonly before: WatchedSource; readonly turn: WatchTurn<WatchedSource> },
): Promise<void> {
  const row = await connection.get(
    'select heard_at from source_states where source = $1 for update',
    before.source,
  )
  if (!row || numberOf(row, 'heard_at') !== before.heardAt) return
  append(connection, turn.events.map(noted))
  const { state, nextAt } = turn
  if (!state) {
    connection.run('delete from requests where source = $1', before.source)
    connection.run('delete from source_states where source = $1', before.source)
    return
  }
  const { habits, listenFrom, excusedFor, quietSince } = state
  connection.run(
    'update source_states set quiet_since = $1, next_at = $2, body = $3 where source = $4',
    quietSince ?? null,
    nextAt ?? null,
    JSON.stringify({ habits, listenFrom, excusedFor }),
    before.source,
  )
}

export function adoptWatches(
  connection: Connection,
  {
    expected,
    now,
  }: {
    readonly expected: readonly Pick<Heartbeat, 'source' | 'monitor'>[]
    readonly now: number
  },
): void {
  runMany(
    connection,
    'insert into heartbeats (source, monitor, armed_at, next_at) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) on conflict do nothing',
    expected.map(({ source, monitor }) => [source, monitor, now, now]),
  )
  connection.run('update heartbeats set next_at = $1', now)
  connection.run('update source_states set next_at = $1', now)
}

export function forgetHeartbeat(
  connection: Connection,
  {
    source,
    monitor,
    now,
  }: { readonly source: string; readonly monitor: string; readonly now: number },
): void {
  connection.run(
    'update heartbeats set forgotten = 1, next_at = $1 where source = $2 and monitor = $3',
    now,
    source,
    monitor,
  )
}

export function markAlive(connection: Connection, now: number): void {
  connection.run(
    "insert into cursors (name, seq) values ('alive', $1) on conflict (name) do update set seq = excluded.seq",
    now,
  )
}
