import type { LaneState } from '../../model/lane.ts'
import { bodyOf, type Row } from '../rows.ts'
import { type Connection, runMany } from './connection.ts'

type KnownLane = { readonly state: LaneState; readonly hasBesides: boolean }

const PUT_OVER =
  'on conflict (lane) do update set blocked_until = excluded.blocked_until, has_besides = excluded.has_besides, body = excluded.body'

function putLane(connection: Connection, lane: KnownLane): void {
  connection.run(
    `insert into lanes (lane, blocked_until, has_besides, body) values ($1, $2, $3, $4) ${PUT_OVER}`,
    ...laneColumns(lane),
  )
}

function laneColumns({ state, hasBesides }: KnownLane) {
  return [state.lane, state.blockedUntil ?? null, hasBesides, JSON.stringify(state)]
}

function knownLane(row: Row): KnownLane {
  return { state: bodyOf<LaneState>(row), hasBesides: row['has_besides'] === true }
}

/** Held until the commit: another hub may send something beside the outbox. */
async function lockedLane(connection: Connection, lane: string): Promise<KnownLane | undefined> {
  const row = await connection.get(
    'select body, has_besides from lanes where lane = $1 for update',
    lane,
  )
  return row && knownLane(row)
}

/** Held until the commit, as for one. */
export async function lockedLanes(
  connection: Connection,
  lanes: readonly string[],
): Promise<ReadonlyMap<string, KnownLane>> {
  const rows = await connection.all(
    'select body, has_besides from lanes where lane = any($1) order by lane for update',
    [...new Set(lanes)],
  )
  return new Map(rows.map((row) => [bodyOf<LaneState>(row).lane, knownLane(row)]))
}

/**
 * The states of lanes after attempts, one after the other. What was sent beside the outbox while an attempt was under
 * way stays counted: where there is such, the row's own count goes on, with the attempt's message in `countedIn`.
 */
export function putLanesAfter(
  connection: Connection,
  locked: ReadonlyMap<string, KnownLane>,
  attempts: readonly { readonly lane: LaneState; readonly countedIn?: number }[],
): void {
  const known = new Map(locked)
  for (const { lane, countedIn } of attempts)
    known.set(lane.lane, laneAfter(known.get(lane.lane), lane, countedIn))
  const changed = new Set(attempts.map(({ lane }) => lane.lane))
  const lanes = [...known.values()]
    .filter(({ state }) => changed.has(state.lane))
    .sort((one, other) => (one.state.lane < other.state.lane ? -1 : 1))
  runMany(
    connection,
    `insert into lanes (lane, blocked_until, has_besides, body) select * from unnest($1::text[], $2::bigint[], $3::boolean[], $4::text[])
    ${PUT_OVER}`,
    lanes.map(laneColumns),
  )
}

function laneAfter(
  known: KnownLane | undefined,
  state: LaneState,
  countedIn: number | undefined,
): KnownLane {
  if (!known?.hasBesides) return { state, hasBesides: false }
  const from = state.sent[0]?.[0] ?? 0
  const counts = new Map(known.state.sent.filter(([second]) => second >= from))
  if (countedIn !== undefined) counts.set(countedIn, (counts.get(countedIn) ?? 0) + 1)
  return { state: { ...state, sent: inOrder(counts) }, hasBesides: true }
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
  putLane(connection, { state: { ...state, sent: inOrder(counts) }, hasBesides: true })
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
  putLane(connection, { state: { ...state, breakers }, hasBesides })
}
