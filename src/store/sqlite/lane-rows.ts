import type { LaneState } from '../../model/lane.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** A lane's state as columns: the lane, until when it is blocked, and all of it. */
export type LaneColumns = readonly [string, number | null, string]

function putLane(connection: Connection, columns: LaneColumns): void {
  connection.run(
    'insert into lanes (lane, blocked_until, body) values (?, ?, ?) on conflict (lane) do update set blocked_until = excluded.blocked_until, body = excluded.body',
    ...columns,
  )
}

/** A lane's state as `putLane` takes it. */
export function laneColumns(state: LaneState): LaneColumns {
  return [state.lane, state.blockedUntil ?? null, JSON.stringify(state)]
}

/** Lanes to which something was sent beside the outbox since this process has the file: the sender may not know of it. */
const besides = new WeakMap<Connection, Set<string>>()

/**
 * A lane's state after an attempt. What was sent beside the outbox while the attempt was under way stays counted:
 * where there is such, the row's own count goes on, with this attempt's message in `countedIn`.
 */
export function putLaneAfter(
  connection: Connection,
  columns: LaneColumns,
  countedIn: number | undefined,
): void {
  const [lane, blockedUntil, body] = columns
  const row = besides.get(connection)?.has(lane)
    ? connection.get('select body from lanes where lane = ?', lane)
    : undefined
  if (!row) {
    putLane(connection, columns)
    return
  }
  const state = bodyOf<LaneState>({ body })
  const from = state.sent[0]?.[0] ?? 0
  const counts = new Map(bodyOf<LaneState>(row).sent.filter(([second]) => second >= from))
  if (countedIn !== undefined) counts.set(countedIn, (counts.get(countedIn) ?? 0) + 1)
  putLane(connection, [lane, blockedUntil, JSON.stringify({ ...state, sent: inOrder(counts) })])
}

function inOrder(counts: ReadonlyMap<number, number>): LaneState['sent'] {
  return [...counts].sort(([one], [other]) => one - other)
}

/** Counts a message that went out beside the outbox against its robot's limit. */
export function countSent(
  connection: Connection,
  { lane, at, keepFrom }: { lane: string; at: number; keepFrom: number },
): void {
  const row = connection.get('select body from lanes where lane = ?', lane)
  const state = row
    ? bodyOf<LaneState>(row)
    : ({ lane, sent: [], failures: 0, health: 'ok' } satisfies LaneState)
  const second = Math.floor(at / 1000)
  const counts = new Map(state.sent.filter(([sentAt]) => (sentAt + 1) * 1000 > keepFrom))
  counts.set(second, (counts.get(second) ?? 0) + 1)
  besides.set(connection, (besides.get(connection) ?? new Set()).add(lane))
  putLane(connection, laneColumns({ ...state, sent: inOrder(counts) }))
}

/** The robot takes messages again: whoever is owed next may ask it, whatever settings it refused. */
export function probeNow(connection: Connection, { lane, at }: { lane: string; at: number }): void {
  const row = connection.get('select body from lanes where lane = ?', lane)
  const state = row && bodyOf<LaneState>(row)
  if (!state?.breakers) return
  const breakers = state.breakers.map((one) => ({ ...one, probeAt: Math.min(one.probeAt, at) }))
  putLane(connection, laneColumns({ ...state, breakers }))
}
