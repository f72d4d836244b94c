import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneClaim, LaneFacts, Store } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { claim, giveBack, letGo, resend, standBy } from './delivery-operations.ts'
import { uncopied } from './delivery-reads.ts'
import { countSent, probeNow } from './lane-rows.ts'
import { lastLooks } from './last-looks.ts'
import { DATABASE_NOW, releaseLeases } from './leases.ts'
import { Reads } from './reads.ts'
import type { Writer } from './writer.ts'

/** What the deliver stage asks of the store to be written, and the look right before sending. */
export type DeliveryCommands =
  | 'claim'
  | 'statesNow'
  | 'recordAttempt'
  | 'standBy'
  | 'resend'
  | 'giveBack'
  | 'letGo'
  | 'countSent'
  | 'probeNow'
  | 'releaseLeases'

type Parts = { readonly database: Database; readonly writer: Writer; readonly owner: string }

/** Lanes are their own: one hub at a time claims from a lane, and sends until what it has leased is done. */
export function deliveryCommands({
  database,
  writer,
  owner,
}: Parts): Pick<Store, DeliveryCommands> {
  return {
    claim: (options, decide) =>
      database.transaction((connection) => claimIn(connection, { ...options, owner }, decide)),
    statesNow: lastLooks(database, owner),
    async standBy(lane, decide) {
      await database.transaction(async (connection) => {
        const limit = DELIVERY_LIMITS.laneWindowMax
        if (!(await standingOf(connection, lane, owner)).isFree) return
        const { copies, copiedIds } = decide(await uncopied(connection, { lane, limit }))
        if (copiedIds.length > 0) standBy(connection, copies, copiedIds)
      })
    },
    countSent: (message) =>
      writer.perform({ work: (connection) => countSent(connection, message) }),
    probeNow: (robot) => writer.perform({ work: (connection) => probeNow(connection, robot) }),
    resend: (ids, now) => writer.perform({ work: (connection) => resend(connection, ids, now) }),
    recordAttempt: (record) => writer.perform({ attempt: { record, owner } }),
    giveBack: (ids, how) =>
      writer.perform({ work: (connection) => giveBack(connection, { ids, owner, ...how }) }),
    letGo: (id) => writer.perform({ work: (connection) => letGo(connection, id, owner) }),
    releaseLeases: (now, robots = new Map()) =>
      writer.perform({
        work: (connection) => releaseLeases(connection, { of: { owner }, now, robots }),
      }),
  }
}

/** How a lane stands for this hub: whether nobody else is sending in it, and whether somebody left off in the middle. */
type Standing = { readonly isFree: boolean; readonly isLeft: boolean }

/** Takes the lane's turn until the commit, where no other hub has it; the looks see what came before that. */
async function standingOf(connection: Connection, lane: string, owner: string): Promise<Standing> {
  connection.run('insert into lane_turns (lane) values ($1) on conflict do nothing', lane)
  const [turn, others] = await Promise.all([
    connection.get('select 1 from lane_turns where lane = $1 for update skip locked', lane),
    connection.get(
      `select bool_or(lease_until >= ${DATABASE_NOW}) as hold, bool_or(lease_until < ${DATABASE_NOW}) as left_off
      from notifications where lane = $1 and state = 'leased' and lease_owner <> $2`,
      lane,
      owner,
    ),
  ])
  const isFree = turn !== undefined && others?.['hold'] !== true
  return { isFree, isLeft: others?.['left_off'] === true }
}

async function claimIn(
  connection: Connection,
  options: Parameters<Store['claim']>[0] & { readonly owner: string },
  decide: (facts: LaneFacts) => LaneClaim,
): Promise<readonly Notification[]> {
  const { lane, robots, now, leaseMs, owner } = options
  const reads = new Reads(connection)
  // Both in one go: mostly the lane is free, and nobody has left anything.
  const [{ isFree, isLeft }, early] = await Promise.all([
    standingOf(connection, lane, owner),
    reads.laneFacts(lane, robots, DELIVERY_LIMITS.claimMax),
  ])
  if (!isFree) return []
  // Of a hub that died or was stopped for too long: what it was sending is due again.
  if (isLeft)
    await releaseLeases(connection, {
      of: { lane, other: owner },
      now,
      robots: new Map([[lane, robots]]),
    })
  const first = isLeft ? await reads.laneFacts(lane, robots, DELIVERY_LIMITS.claimMax) : early
  let known: LaneFacts['toldOver'] = new Map()
  const {
    notifications,
    merged,
    added = [],
    buried,
  } = await decideOnFew(
    first,
    () => reads.laneFacts(lane, robots, DELIVERY_LIMITS.laneWindowMax),
    (facts) => {
      known = facts.toldOver
      return decide(facts)
    },
  )
  claim(connection, {
    toldOver: merged.flatMap(({ ids }) => ids.filter((id) => known.has(id))),
    leaseMs,
    owner,
    leased: notifications,
    merged,
    added,
    buried,
  })
  return notifications
}

/**
 * Where a robot may send as many as one claim takes, what waits behind them changes nothing: the first
 * rows are enough. Everywhere else the whole window decides.
 */
async function decideOnFew(
  few: LaneFacts,
  window: () => Promise<LaneFacts>,
  decide: (facts: LaneFacts) => LaneClaim,
): Promise<LaneClaim> {
  const claimed = decide(few)
  const isAll = few.due.length < DELIVERY_LIMITS.claimMax
  const takesAll = claimed.merged.length === 0 && claimed.notifications.length === few.due.length
  if (isAll || takesAll) return claimed
  return decide(await window())
}
