import type { LaneState } from '../../model/lane.ts'
import type { Connection } from './connection.ts'
import { bodyOf } from './rows.ts'

/** A lane's state as columns: the lane, until when it is blocked, and all of it. */
export type LaneColumns = readonly [string, number | null, string]

export function putLane(connection: Connection, columns: LaneColumns): void {
  connection.run(
    'insert into lanes (lane, blocked_until, body) values (?, ?, ?) on conflict (lane) do update set blocked_until = excluded.blocked_until, body = excluded.body',
    ...columns,
  )
}

/** A lane's state as `putLane` takes it. */
export function laneColumns(state: LaneState): LaneColumns {
  return [state.lane, state.blockedUntil ?? null, JSON.stringify(state)]
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
  const sent = [...counts].sort(([one], [other]) => one - other)
  putLane(connection, laneColumns({ ...state, sent }))
}
