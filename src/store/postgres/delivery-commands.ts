import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneClaim, LaneFacts, Store } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { claim, giveBack, giveBackUnknown, letGo, resend, standBy } from './delivery-operations.ts'
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
        const { isFree } = await standingOf(connection, { lane, owner, known: undefined })
        if (!isFree) return
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

/** How a lane stands for this hub. */
type Standing = {
  /** Nobody else is sending in it. */
  readonly isFree: boolean
  /** Somebody else left off in the middle. */
  readonly isLeft: boolean
  /** This hub has leased something of which it does not know. */
  readonly isUnknown: boolean
}

/** Takes the lane's turn until the commit, where no other hub has it; the looks see what came before that. */
async function standingOf(
  connection: Connection,
  { lane, owner, known }: { lane: string; owner: string; known: ReadonlySet<string> | undefined },
): Promise<Standing> {
  connection.run('insert into lane_turns (lane) values ($1) on conflict do nothing', lane)
  const [turn, others] = await Promise.all([
    connection.get('select 1 from lane_turns where lane = $1 for update skip locked', lane),
    connection.get(
      `select bool_or(lease_owner <> $2 and lease_until >= ${DATABASE_NOW}) as hold,
        bool_or(lease_owner <> $2 and lease_until < ${DATABASE_NOW}) as left_off,
        bool_or(lease_owner = $2 and id <> all($3)) as unknown
      from notifications where lane = $1 and state = 'leased'`,
      lane,
      owner,
      [...(known ?? [])],
    ),
  ])
  return {
    isFree: turn !== undefined && others?.['hold'] !== true,
    isLeft: others?.['left_off'] === true,
    isUnknown: known !== undefined && others?.['unknown'] === true,
  }
}

async function claimIn(
  connection: Connection,
  options: Parameters<Store['claim']>[0] & { readonly owner: string },
  decide: (facts: LaneFacts) => LaneClaim,
): Promise<readonly Notification[]> {
  const { lane, robots, now, leaseMs, owner, except: known } = options
  const reads = new Reads(connection)
  // Both in one go: mostly the lane is free, and nobody has left anything.
  const [{ isFree, isLeft, isUnknown }, early] = await Promise.all([
    standingOf(connection, { lane, owner, known }),
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
  if (isUnknown) giveBackUnknown(connection, { lane, owner, known: [...(known ?? [])], now })
  const first =
    isLeft || isUnknown ? await reads.laneFacts(lane, robots, DELIVERY_LIMITS.claimMax) : early
  let told: LaneFacts['toldOver'] = new Map()
  const {
    notifications,
    merged,
    added = [],
    buried,
  } = await decideOnFew(
    first,
    () => reads.laneFacts(lane, robots, DELIVERY_LIMITS.laneWindowMax),
    (facts) => {
      told = facts.toldOver
      return decide(facts)
    },
  )
  claim(connection, {
    toldOver: merged.flatMap(({ ids }) => ids.filter((id) => told.has(id))),
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
