// In: the address of a database. Out: a Store in it, which any number of hubs may open at one time.
// Must hold: what resolved is on disk; settle and tick take turns between all hubs, and one hub at a time claims from a lane.
import { assert } from '../../base/assert.ts'
import { TocsinError } from '../../base/errors.ts'
import { type Store, StoreTrouble } from '../../contract/store.ts'
import { alertSearch } from './alert-search.ts'
import { putKey } from './answers.ts'
import { applicationStore } from './applications.ts'
import { configurationStore } from './configurations.ts'
import { storeCounts } from './counts.ts'
import { dailyCounts } from './daily-counts.ts'
import { type Database, databaseAt } from './database.ts'
import { decideCommands } from './decide-commands.ts'
import { deliveryCommands } from './delivery-commands.ts'
import { deadOf, laneCounts, quotaUsed } from './delivery-reads.ts'
import { idempotencyStore } from './idempotency.ts'
import { identityStore } from './identity-commands.ts'
import { quarantine } from './intake-rows.ts'
import { dueLanes } from './lane-reads.ts'
import { LatelyStored } from './lately-stored.ts'
import { migrate } from './migrate.ts'
import { neighboursOn } from './neighbours.ts'
import { newsCommands } from './news-commands.ts'
import { Reads } from './reads.ts'
import { recordingReads } from './recording-reads.ts'
import { drop } from './retention.ts'
import { RetentionReads } from './retention-reads.ts'
import { scheduleStore } from './schedule-commands.ts'
import { settleCommands } from './settle-commands.ts'
import { sourceStore } from './source-commands.ts'
import { turns } from './turns.ts'
import { writerTo } from './writer.ts'

/** Where the database is, and who this hub is among those that share it: it keeps its name from one start to the next. */
export type PostgresOptions = { readonly url: string; readonly owner: string }

/** Opens the database, and makes the schema in it where it is missing. Throws TOCSIN_STORE_OPEN or TOCSIN_STORE_NEWER. */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  return storeOf(await databaseWithSchema(options.url), options)
}

/** Opens the database alone, and makes the schema in it where it is missing. Throws as `openPostgres` does. */
export async function databaseWithSchema(url: string): Promise<Database> {
  const database = databaseAt(url)
  try {
    await expectDurable(database)
    await migrate(database)
    return database
  } catch (error) {
    await database.close()
    throw notOpened(error)
  }
}

/** What whoever opens a database is told that cannot be. */
export function notOpened(error: unknown): TocsinError {
  if (error instanceof TocsinError) return error
  const found = error instanceof Error ? error.message : String(error)
  return new TocsinError(
    'TOCSIN_STORE_OPEN',
    `Expected a PostgreSQL database that can be opened, found: ${found}. Check the address in --store, its user's rights, and that the server runs.`,
    { cause: error },
  )
}

/** What is answered with 2xx is on disk: a server that says so before it is one cannot be used. */
async function expectDurable(database: Database): Promise<void> {
  const row = await database.get(
    "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits, current_setting('server_version_num')::integer as version",
  )
  const version = Math.floor(Number(row?.['version']) / 10_000)
  if (version < OLDEST_VERSION)
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected PostgreSQL ${OLDEST_VERSION} or newer, found ${version}. Use a newer server.`,
    )
  if (row?.['fsync'] === 'off' || row?.['commits'] === 'off')
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      'Expected a server that has written what it says it has, found fsync or synchronous_commit turned off. Turn both on.',
    )
}

const OLDEST_VERSION = 14

function storeOf(database: Database, { url, owner }: PostgresOptions): Store {
  const inTurn = turns(database)
  const lately = new LatelyStored()
  const writer = writerTo(database, lately)
  const neighbours = neighboursOn({ database, url })
  return {
    neighbours,
    appendEvents: (events, request) => writer.perform({ events, request }),
    keepQuarantined: (entry, request) =>
      writer.perform({ request, work: (connection) => quarantine(connection, entry) }),
    removeQuarantined: (id) =>
      writer.perform({
        work: (connection) => connection.run('delete from quarantine where id = $1', id),
      }),
    ...newsCommands({ looks: database.kept, writer, inTurn }),
    ...settleCommands(inTurn, lately),
    ...decideCommands(inTurn),
    ...queries(database, owner),
    ...deliveryCommands({ database, writer, owner }),
    ...scheduleStore({ looks: database, writer }, inTurn),
    ...sourceStore({ looks: database.kept, writer, inTurn }),
    ...identityStore({ looks: database, writer, inTurn }),
    ...configurationStore(database, inTurn),
    ...idempotencyStore({ writer, inTurn }),
    ...applicationStore(database, writer),
    ...alertSearch(database),
    ...recordingReads(database),
    async keyOf(name, made) {
      await writer.perform({ work: (connection) => putKey(connection, name, made) })
      const key = await new Reads(database).answers.key(name)
      assert(key, 'a key that was put is there')
      return key
    },
    dropOld: (cuts, options) =>
      inTurn(async ({ connection }) => {
        const plan = await new RetentionReads(connection).next(cuts, options)
        if (plan.looks > 0) await drop(connection, plan.operation())
        return plan.looks
      }),
    dailyCounts: (query) => dailyCounts(database, query),
    extent: () => new RetentionReads(database).extent(),
    async close() {
      await neighbours.close()
      await inTurn(async () => undefined).catch(ignoreTrouble)
      await writer.close()
      await database.close()
    },
  }
}

/** A database that is away cannot be waited for at the end. */
function ignoreTrouble(error: unknown): void {
  if (!(error instanceof StoreTrouble)) throw error
}

type Queries = Pick<
  Store,
  | 'nextTickAt'
  | 'dueLanes'
  | 'event'
  | 'events'
  | 'outcome'
  | 'holds'
  | 'alert'
  | 'notification'
  | 'notifications'
  | 'notificationsAbout'
  | 'attempts'
  | 'lane'
  | 'lanes'
  | 'laneCounts'
  | 'deadOf'
  | 'quotaUsed'
  | 'knownDeliveries'
  | 'quarantined'
  | 'quarantinedRequest'
  | 'silence'
  | 'silences'
  | 'inhibitors'
  | 'openAlerts'
  | 'pastEvents'
  | 'escalations'
  | 'counts'
>

function queries(database: Database, owner: string): Queries {
  const reads = new Reads(database)
  const kept = new Reads(database.kept)
  return {
    async nextTickAt() {
      const times = await Promise.all([kept.life.nextTickAt(), kept.escalations.nextAt()])
      const known = times.filter((at) => at !== undefined)
      return known.length > 0 ? Math.min(...known) : undefined
    },
    dueLanes: () => dueLanes(database.kept, owner),
    event: (id) => reads.event(id),
    events: (query) => reads.events(query),
    outcome: (eventId) => reads.outcome(eventId),
    holds: (eventId) => reads.holds(eventId),
    alert: (id) => reads.alert(id),
    notification: (id) => reads.notification(id),
    notifications: (query) => reads.notifications(query),
    notificationsAbout: (subjectId) => reads.notificationsAbout(subjectId),
    attempts: (notificationId) => reads.attempts(notificationId),
    lane: (lane) => reads.lane(lane),
    lanes: () => reads.lanes(),
    laneCounts: (lane) => laneCounts(database, lane),
    deadOf: (query) => deadOf(database, query),
    quotaUsed: (quota) => quotaUsed(database, quota),
    knownDeliveries: (keys) => kept.knownDeliveries(keys),
    quarantined: (query) => reads.quarantined(query),
    quarantinedRequest: (id) => reads.quarantinedRequest(id),
    silence: (id) => reads.answers.silence(id),
    silences: ({ endAfter }) => reads.answers.silences(endAfter),
    inhibitors: (slots) => reads.mutes.inhibitors(slots, []),
    openAlerts: (query) => reads.mutes.openAlerts(query),
    pastEvents: (query) => reads.mutes.pastEvents(query),
    escalations: (alertIds) => reads.escalations.of(alertIds),
    counts: (now) => storeCounts(database, now),
  }
}
