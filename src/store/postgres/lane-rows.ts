import type { LaneState } from '../../model/lane.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'

function putLane(
  connection: Connection,
  state: LaneState,
  { hasBesides }: { readonly hasBesides: boolean },
): void {
  connection.run(
    'insert into lanes (lane, blocked_until, has_besides, body) values ($1, $2, $3, $4) on conflict (lane) do update set blocked_until = excluded.blocked_until, has_besides = excluded.has_besides, body = excluded.body',
    state.lane,
    state.blockedUntil ?? null,
    hasBesides,
    JSON.stringify(state),
  )
}

type KnownLane = { readonly state: LaneState; readonly hasBesides: boolean }

/** Held until the commit: another hub may send something beside the outbox. */
async function lockedLane(connection: Connection, lane: string): Promise<KnownLane | undefined> {
  const row = await connection.get(
    'select body, has_besides from lanes where lane = $1 for update',
    lane,
  )
  return row && { state: bodyOf<LaneState>(row), hasBesides: row['has_besides'] === true }
}

/**
 * A lane's state after an attempt. What was sent beside the outbox while the attempt was under way stays counted:
 * where there is such, the row's own count goes on, with this attempt's message in `countedIn`.
 */
export async function putLaneAfter(
  connection: Connection,
  state: LaneState,
  countedIn: number | undefined,
): Promise<void> {
  const known = await lockedLane(connection, state.lane)
  if (!known?.hasBesides) {
    putLane(connection, state, { hasBesides: false })
    return
  }
  const from = state.sent[0]?.[0] ?? 0
  const counts = new Map(known.state.sent.filter(([second]) => second >= from))
  if (countedIn !== undefined) counts.set(countedIn, (counts.get(countedIn) ?? 0) + 1)
  putLane(connection, { ...state, sent: inOrder(counts) }, { hasBesides: true })
}

function inOrder(counts: ReadonlyMap<number, number>): LaneState['sent'] {
  return [...counts].sort(([one], [other]) => one - other)
}

/** Counts a message that went out beside the outbox against its robot's limit. */
export async function countSent(
  connection: Connection,
  { lane, at, keepFrom }: { lane: string; at: number; keepFrom: number },
): Promise<void> {
  const known = await lockedLane(connection, lane)
  const state: LaneState = known?.state ?? { lane, sent: [], failures: 0, health: 'ok' }
  const second = Math.floor(at / 1000)
  const counts = new Map(state.sent.filter(([sentAt]) => (sentAt + 1) * 1000 > keepFrom))
  counts.set(second, (counts.get(second) ?? 0) + 1)
  putLane(connection, { ...state, sent: inOrder(counts) }, { hasBesides: true })
}

/** The robot takes messages again: whoever is owed next may ask it, whatever settings it refused. */
export async function probeNow(
  connection: Connection,
  { lane, at }: { lane: string; at: number },
): Promise<void> {
  const known = await lockedLane(connection, lane)
  if (!known?.state.breakers) return
  const { state, hasBesides } = known
  const breakers = known.state.breakers.map((one) => ({
    ...one,
    probeAt: Math.min(one.probeAt, at),
  }))
  putLane(connection, { ...state, breakers }, { hasBesides })
}
