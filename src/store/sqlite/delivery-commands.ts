import { DELIVERY_LIMITS } from '../../base/limits.ts'
import { alertSubjects, type LaneClaim, type LaneFacts, type Store } from '../../contract/store.ts'
import type { Connection } from './connection.ts'
import { uncopied } from './delivery-reads.ts'
import { laneColumns } from './lane-rows.ts'
import type { Reads } from './reads.ts'
import type { Writer } from './writer.ts'

/** What the deliver stage asks of the store to be written. */
export type DeliveryCommands =
  | 'claim'
  | 'recordAttempt'
  | 'standBy'
  | 'resend'
  | 'giveBack'
  | 'letGo'
  | 'countSent'
  | 'probeNow'
  | 'releaseLeases'

/** What kept this from being written keeps the attempt from being written too, and is told there. */
const FAILS_AGAIN_LATER = (): undefined => undefined

/** Lanes are their own: only one sender works on a lane at a time, so that these take no turns. */
export function deliveryCommands(
  writer: Writer,
  reads: Reads,
  connection: Connection,
): Pick<Store, DeliveryCommands> {
  return {
    async claim(options, decide) {
      let known: LaneFacts['toldOver'] = new Map()
      const {
        notifications,
        merged,
        added = [],
        buried,
      } = decideOnFew(
        (limit) => reads.laneFacts(options, limit),
        (facts) => {
          known = facts.toldOver
          return decide(facts)
        },
      )
      const digests = new Set(merged.map(({ digestId }) => digestId))
      const isMore = merged.length + added.length > 0 || buried !== undefined
      if (notifications.length === 0 && !isMore) return []
      const leased = writer.perform({
        kind: 'claim',
        toldOver: merged.flatMap(({ ids }) => ids.filter((id) => known.has(id))),
        leaseUntil: options.now + options.leaseMs,
        leased: notifications.map(({ id, attemptCount }) => [id, attemptCount]),
        digests: notifications.filter(({ id }) => digests.has(id)),
        merged,
        added,
        buried,
      })
      // One process uses the file, so nobody else can claim these, and a crash makes them due again
      // under the same idempotency key: only a digest has to be on disk before it is sent.
      if (isMore) await leased
      else leased.catch(FAILS_AGAIN_LATER)
      reads.alertStates.readAhead(notifications.flatMap(({ entries }) => alertSubjects(entries)))
      return notifications
    },
    async standBy(lane, decide) {
      const { copies, copiedIds } = decide(
        uncopied(connection, { lane, limit: DELIVERY_LIMITS.laneWindowMax }),
      )
      if (copiedIds.length > 0) await writer.perform({ kind: 'stand-by', copies, copiedIds })
    },
    countSent: (message) => writer.perform({ kind: 'count-sent', ...message }),
    probeNow: (robot) => writer.perform({ kind: 'probe-now', ...robot }),
    resend: (ids, now) => writer.perform({ kind: 'resend', ids, now }),
    recordAttempt: ({ id, notificationId, startedAt, finishedAt, receipt, ...follows }) => {
      const { endpointId, next, lane, countedIn, quota, told, notifications } = follows
      const attempt = { id, notificationId, startedAt, finishedAt, receipt, endpointId }
      return writer.perform({
        kind: 'attempt',
        id,
        notificationId,
        body: JSON.stringify(attempt),
        finishedAt,
        next,
        lane: laneColumns(lane),
        countedIn,
        quota,
        told,
        notifications,
      })
    },
    giveBack: (ids, how) => writer.perform({ kind: 'give-back', ids, ...how }),
    letGo: (id) => writer.perform({ kind: 'let-go', id }),
    releaseLeases: (now, robots = new Map()) =>
      writer.perform({ kind: 'release-leases', now, robots: [...robots] }),
  }
}

/**
 * Where a robot may send as many as one claim takes, what waits behind them changes nothing: the first
 * rows are enough. Everywhere else the whole window decides.
 */
function decideOnFew(
  facts: (limit: number) => LaneFacts,
  decide: (facts: LaneFacts) => LaneClaim,
): LaneClaim {
  const few = facts(DELIVERY_LIMITS.claimMax)
  const claim = decide(few)
  const isAll = few.due.length < DELIVERY_LIMITS.claimMax
  const takesAll = claim.merged.length === 0 && claim.notifications.length === few.due.length
  if (isAll || takesAll) return claim
  return decide(facts(DELIVERY_LIMITS.laneWindowMax))
}
