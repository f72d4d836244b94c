// In: a path. Out: a Store in one SQLite file, written by one thread, read by the caller's.
// Must hold: what resolved is on disk; settle, tick and claim each see everything that was recorded before.
import { assert } from '../../base/assert.ts'
import { TocsinError } from '../../base/errors.ts'
import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { ApplicationStore } from '../../contract/application-store.ts'
import type { ConfigurationStore } from '../../contract/configuration-store.ts'
import type { IdempotencyStore } from '../../contract/idempotency-store.ts'
import type { IdentityStore } from '../../contract/identity-store.ts'
import type { RecordingStore } from '../../contract/recording.ts'
import type { RetentionStore } from '../../contract/retention-store.ts'
import type { ScheduleStore } from '../../contract/schedule-store.ts'
import type { SourceStore } from '../../contract/source-store.ts'
import type { Store, StoreToRead } from '../../contract/store.ts'
import { type AlertSearch, alertSearch } from './alert-search.ts'
import { appendTo } from './appending.ts'
import { applicationStore } from './applications.ts'
import { configurationStore } from './configurations.ts'
import { type Connection, connect } from './connection.ts'
import { type DeliveryCommands, deliveryCommands } from './delivery-commands.ts'
import { deadOf, laneCounts, quotaUsed } from './delivery-reads.ts'
import { directWriter } from './direct-writer.ts'
import {
  type EscalationCommands,
  escalationCommands,
  nextTickAt,
  withRuns,
} from './escalation-commands.ts'
import { idempotencyStore } from './idempotency.ts'
import { identityStore } from './identity-commands.ts'
import { type LifeCommands, lifeCommands } from './life-commands.ts'
import { migrate, schemasOf } from './migrate.ts'
import { type MuteCommands, muteCommands } from './mute-commands.ts'
import { type NewsCommands, newsCommands } from './news-commands.ts'
import type { Operation } from './operations.ts'
import { Reads } from './reads.ts'
import { RecordingReads } from './recording-reads.ts'
import { requestColumns } from './request-rows.ts'
import { retentionStore } from './retention-commands.ts'
import { scheduleStore } from './schedule-commands.ts'
import { ScheduleReads } from './schedule-reads.ts'
import { type SettleCommands, settleCommands } from './settle-commands.ts'
import { sourceStore } from './source-commands.ts'
import { startWriter, type Writer } from './writer.ts'

/**
 * Opens or creates the file. Throws TOCSIN_STORE_OPEN, or TOCSIN_STORE_NEWER for a file that a newer
 * version has written. One process uses a file at a time.
 */
export async function openSqlite(
  path: string,
  /** What writes: a thread of its own, unless somebody else has to be able to stop it between two commits. */
  start: typeof startWriter = startWriter,
): Promise<Store> {
  const writer = await start(path, () => reads.forget())
  const connection = connect(path, { readOnly: true })
  const reads = new Reads(connection)
  return storeOf({ writer, connection, reads })
}

/** Makes a store in the file for one caller and a while: written in the caller's thread, and lost in a power cut. */
export function openSqliteForAWhile(path: string): Store {
  const connection = connect(path, { readOnly: false, isDurable: false })
  migrate(connection)
  const reads = new Reads(connection)
  const writer = directWriter(connection, () => reads.forget())
  return storeOf({ writer, connection, reads })
}

type Parts = { readonly writer: Writer; readonly connection: Connection; readonly reads: Reads }

function storeOf({ writer, connection, reads }: Parts): Store {
  const inTurn = turns()
  return {
    ...intakeCommands(writer, reads, inTurn),
    ...settleCommands({ writer, reads }, inTurn),
    ...newsCommands(writer, reads, inTurn),
    ...deliveryCommands(writer, reads, connection),
    ...answerCommands(writer, reads, inTurn),
    ...scheduleStore(writer, { connection, reads }, inTurn),
    ...identityStore(writer, connection, inTurn),
    ...configurationStore(writer, connection, inTurn),
    ...idempotencyStore(writer, connection, inTurn),
    ...retentionStore(writer, { connection, reads }, inTurn),
    ...sourceStore({ writer, connection, recent: reads.recent, inTurn }),
    ...applicationStore(writer, { connection, recent: reads.recent }),
    ...muteCommands(writer, reads.mutes, inTurn),
    ...escalationCommands(writer, reads, inTurn),
    ...lifeCommands(writer, reads, inTurn),
    ...alertSearch(connection),
    ...queries(reads, connection),
    ...recordingQueries(connection),
    async close() {
      await inTurn(() => writer.close())
      connection.close()
    },
  }
}

/**
 * Opens a file that may be another process's: it is only read. Throws TOCSIN_STORE_OPEN where there is none or
 * where another version has written it.
 */
export function openSqliteToRead(path: string): StoreToRead {
  const connection = openAsItIs(path)
  const reads = new Reads(connection)
  return {
    ...queries(reads, connection),
    ...recordingQueries(connection),
    overrides: async ({ endAfter }) => new ScheduleReads(connection).overrides(endAfter),
    close: async () => connection.close(),
  }
}

/** Throws TOCSIN_STORE_OPEN where there is none, or where another version has written it. */
export function openAsItIs(path: string): Connection {
  let connection: Connection | undefined
  try {
    connection = connect(path, { readOnly: true })
    const schemas = schemasOf(connection)
    if (schemas.found === schemas.own) return connection
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected a database of schema ${schemas.own} at ${path}, found schema ${schemas.found}. Use the version of Tocsin that the hub runs, or start this one on a copy of the folder first.`,
    )
  } catch (error) {
    connection?.close()
    if (error instanceof TocsinError) throw error
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected a hub's database at ${path}, found none that can be read. Name the hub's data folder, and read it as a user who may.`,
      { cause: error },
    )
  }
}

function recordingQueries(connection: Connection): RecordingStore {
  const recording = new RecordingReads(connection)
  return {
    recordedSpan: async () => recording.span(),
    recordedEvents: async (query) => recording.events(query),
    sentMessages: async (query) => recording.sent(query),
    outcomesOf: async (alertId, options) => recording.outcomesOf(alertId, options),
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

type IntakeCommands = 'appendEvents' | 'keepQuarantined' | 'removeQuarantined' | 'tick'

function intakeCommands(writer: Writer, reads: Reads, inTurn: InTurn): Pick<Store, IntakeCommands> {
  return {
    appendEvents: (events, request) => appendTo({ writer, reads }, events, request),
    keepQuarantined: (entry, request) =>
      writer.perform({ kind: 'quarantine', entry, request: request && requestColumns(request) }),
    removeQuarantined: (id) => writer.perform({ kind: 'remove-quarantined', id }),
    tick: (options, work) =>
      inTurn(async () => {
        const groups = reads.dueGroups(options)
        const silences = groups.length > 0 ? reads.answers.silences(options.now) : []
        const flushed = await Promise.allSettled(
          groups.map(async (group) =>
            writer.perform({
              kind: 'flush',
              groupId: group.id,
              flush: await work(withRuns(reads.dueGroup(group, options.now), reads), silences, {
                inhibitors: async (slots) => reads.mutes.inhibitors(slots, []),
              }),
            }),
          ),
        )
        const failed = flushed.find((one) => one.status === 'rejected')
        if (failed) throw failed.reason
        return groups.length
      }),
  }
}

type AnswerCommands = 'keyOf' | 'putSilence' | 'editSilence' | 'expireSilence'

function answerCommands(writer: Writer, reads: Reads, inTurn: InTurn): Pick<Store, AnswerCommands> {
  const expectRoom = (now: number): void => {
    if (reads.answers.silences(now).length < ANSWER_LIMITS.silencesMax) return
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected at most ${ANSWER_LIMITS.silencesMax} silences that are not over, found as many already. Expire some first.`,
    )
  }
  const written = async (operation: Operation): Promise<void> => {
    // Also where it failed: what is remembered must never be more than what is there.
    await writer.perform(operation).finally(() => reads.answers.forget())
  }
  return {
    async keyOf(name, made) {
      await writer.perform({ kind: 'put-key', name, value: made })
      const key = reads.answers.key(name)
      assert(key, 'a key that was put is there')
      return key
    },
    putSilence: async (silence, { now }) => {
      if (!reads.answers.silence(silence.id)) expectRoom(now)
      await written({ kind: 'put-silence', silence })
    },
    // These change items of groups, so that they take their turn among those that settle and tell.
    editSilence: ({ before, after, now }) =>
      inTurn(async () => {
        const isOver = before.endsAt <= now
        if (isOver) expectRoom(now)
        await written({ kind: 'edit-silence', before, after, now })
      }),
    expireSilence: (silence, now) =>
      inTurn(() => written({ kind: 'expire-silence', silence, now })),
  }
}

function queries(
  reads: Reads,
  connection: Connection,
): Omit<
  Store,
  | IntakeCommands
  | SettleCommands
  | NewsCommands
  | DeliveryCommands
  | AnswerCommands
  | MuteCommands
  | EscalationCommands
  | LifeCommands
  | keyof ScheduleStore
  | keyof RetentionStore
  | keyof SourceStore
  | keyof ApplicationStore
  | keyof IdentityStore
  | keyof ConfigurationStore
  | keyof IdempotencyStore
  | keyof RecordingStore
  | keyof AlertSearch
  | 'close'
> {
  return {
    nextTickAt: async () => nextTickAt(reads),
    dueLanes: async () => reads.dueLanes(),
    event: async (id) => reads.event(id),
    events: async (query) => reads.events(query),
    outcome: async (eventId) => reads.outcome(eventId),
    holds: async (eventId) => reads.holds(eventId),
    alert: async (id) => reads.alert(id),
    notification: async (id) => reads.notification(id),
    notifications: async (query) => reads.notifications(query),
    notificationsAbout: async (subjectId) => reads.notificationsAbout(subjectId),
    attempts: async (notificationId) => reads.attempts(notificationId),
    lane: async (lane) => reads.lane(lane),
    lanes: async () => reads.lanes(),
    statesNow: async (notification) => reads.statesNow(notification),
    laneCounts: async (lane) => laneCounts(connection, lane),
    deadOf: async (query) => deadOf(connection, query),
    quotaUsed: async (quota) => quotaUsed(connection, quota),
    knownDeliveries: async (keys) => reads.knownDeliveries(keys),
    quarantined: async (query) => reads.quarantined(query),
    quarantinedRequest: async (id) => reads.quarantinedRequest(id),
    silence: async (id) => reads.answers.silence(id),
    silences: async ({ endAfter }) => reads.answers.silences(endAfter),
    inhibitors: async (slots) => reads.mutes.inhibitors(slots, []),
    openAlerts: async (query) => reads.mutes.openAlerts(query),
    pastEvents: async (query) => reads.mutes.pastEvents(query),
    counts: async (now) => reads.counts(now),
  }
}
