// In: a path. Out: a Store in one SQLite file, written by one thread, read by the caller's.
// Must hold: what resolved is on disk; settle, tick and claim each see everything that was recorded before.
import { DELIVERY_LIMITS, INGEST_LIMITS } from '../../base/limits.ts'
import type { LaneClaim, LaneFacts, Store } from '../../contract/store.ts'
import { connect } from './connection.ts'
import { Reads } from './reads.ts'
import { startWriter, type Writer } from './writer.ts'

/**
 * Opens or creates the file. Throws TOCSIN_STORE_OPEN, or TOCSIN_STORE_NEWER for a file that a newer
 * version has written. One process uses a file at a time.
 */
export async function openSqlite(path: string): Promise<Store> {
  const writer = await startWriter(path, () => reads.forget())
  const connection = connect(path, { readOnly: true })
  const reads = new Reads(connection)
  const inTurn = turns()
  return {
    ...commands(writer, reads, inTurn),
    ...queries(reads),
    async close() {
      await inTurn(() => writer.close())
      connection.close()
    },
  }
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Settling and ticking read, decide and then write: they take turns, so that nothing changes between
 * the reading and the writing. Lanes are their own: only one sender works on a lane at a time.
 */
function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
}

/** What kept this from being written keeps the attempt from being written too, and is told there. */
const FAILS_AGAIN_LATER = (): undefined => undefined

type Commands =
  | 'appendEvents'
  | 'keepQuarantined'
  | 'settle'
  | 'tick'
  | 'claim'
  | 'recordAttempt'
  | 'giveBack'
  | 'releaseLeases'

function commands(writer: Writer, reads: Reads, inTurn: InTurn): Pick<Store, Commands> {
  return {
    appendEvents: (events) => {
      reads.recent.remember(events.map(({ event }) => event))
      return writer.perform({
        kind: 'append',
        rows: events.map(({ event, raw }) => [
          event.id,
          event.source,
          event.receivedAt,
          JSON.stringify(event),
          raw,
        ]),
      })
    },
    keepQuarantined: (entry) => writer.perform({ kind: 'quarantine', entry }),
    settle: (limit, work) =>
      inTurn(async () => {
        const { events, upTo } = reads.unsettled(limit)
        if (events.length === 0) return 0
        const settlement = await work({
          events,
          newestAlerts: async (keys) => reads.newestAlerts(keys),
          knownDeliveries: async (keys) => reads.knownDeliveries(keys),
          openGroups: async (keys) => reads.openGroups(keys),
          standings: async (ids) => reads.standings(ids),
        })
        const forgetBefore = (events.at(-1)?.receivedAt ?? 0) - INGEST_LIMITS.redeliveryMemoryMs
        await writer.perform({ kind: 'settle', upTo, settlement, forgetBefore })
        return events.length
      }),
    tick: (options, work) =>
      inTurn(async () => {
        const groups = reads.dueGroups(options)
        const flushed = await Promise.allSettled(
          groups.map(async (group) =>
            writer.perform({
              kind: 'flush',
              groupId: group.id,
              flush: work(reads.dueGroup(group)),
            }),
          ),
        )
        const failed = flushed.find((one) => one.status === 'rejected')
        if (failed) throw failed.reason
        return groups.length
      }),
    async claim({ lane, now, leaseMs }, decide) {
      const { notifications, merged } = decideOnFew(reads, lane, decide)
      if (notifications.length === 0) return []
      const digests = new Set(merged.map(({ digestId }) => digestId))
      const written = writer.perform({
        kind: 'claim',
        leaseUntil: now + leaseMs,
        leased: notifications.map(({ id, attemptCount }) => [id, attemptCount]),
        digests: notifications.filter(({ id }) => digests.has(id)),
        merged,
      })
      // One process uses the file, so nobody else can claim these, and a crash makes them due again
      // under the same idempotency key: only a digest has to be on disk before it is sent.
      if (merged.length > 0) await written
      else written.catch(FAILS_AGAIN_LATER)
      return notifications.map((notification) => ({
        notification,
        statesNow: reads.statesNow(notification),
      }))
    },
    recordAttempt: ({ id, notificationId, startedAt, finishedAt, receipt, ...follows }) => {
      const { next, lane, notifications } = follows
      return writer.perform({
        kind: 'attempt',
        id,
        notificationId,
        body: JSON.stringify({ id, notificationId, startedAt, finishedAt, receipt }),
        next,
        lane: [lane.lane, lane.blockedUntil ?? null, JSON.stringify(lane)],
        notifications,
      })
    },
    giveBack: (ids, dueAt) => writer.perform({ kind: 'give-back', ids, dueAt }),
    releaseLeases: (now) => writer.perform({ kind: 'release-leases', now }),
  }
}

/**
 * Where a robot may send as many as one claim takes, what waits behind them changes nothing: the first
 * rows are enough. Everywhere else the whole window decides.
 */
function decideOnFew(
  reads: Reads,
  lane: string,
  decide: (facts: LaneFacts) => LaneClaim,
): LaneClaim {
  const few = reads.laneFacts(lane, DELIVERY_LIMITS.claimMax)
  const claim = decide(few)
  const isAll = few.due.length < DELIVERY_LIMITS.claimMax
  const takesAll = claim.merged.length === 0 && claim.notifications.length === few.due.length
  if (isAll || takesAll) return claim
  return decide(reads.laneFacts(lane, DELIVERY_LIMITS.laneWindowMax))
}

function queries(reads: Reads): Omit<Store, Commands | 'close'> {
  return {
    nextTickAt: async () => reads.nextTickAt(),
    dueLanes: async (options) => reads.dueLanes(options),
    nextSendAt: async ({ busy }) => reads.nextSendAt(busy),
    event: async (id) => reads.event(id),
    events: async (query) => reads.events(query),
    outcome: async (eventId) => reads.outcome(eventId),
    holds: async (eventId) => reads.holds(eventId),
    alert: async (id) => reads.alert(id),
    alerts: async (query) => reads.alerts(query),
    notification: async (id) => reads.notification(id),
    notifications: async (query) => reads.notifications(query),
    notificationsAbout: async (subjectId) => reads.notificationsAbout(subjectId),
    attempts: async (notificationId) => reads.attempts(notificationId),
    lane: async (lane) => reads.lane(lane),
    lanes: async () => reads.lanes(),
    quarantined: async (query) => reads.quarantined(query),
    counts: async (now) => reads.counts(now),
  }
}
