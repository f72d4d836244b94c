// The part of the flow in which requests leave a trace: what each brought is stored together with the log's entry of it.

import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { SourceAnswer, SourceRequest, SourceType } from './contract/source.ts'
import type { LoggedRequest } from './contract/source-store.ts'
import type { IncomingEvent, QuarantineEntry, Store } from './contract/store.ts'
import { giveBack, limit, REFUSAL_STATUS, type RefusedRequest } from './flow-guard.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import type { Directory } from './model/directory.ts'
import type { Ping } from './model/watch.ts'
import { repeatOf } from './stages/group/group.ts'
import type { Guard } from './stages/guard/guard.ts'
import { type Intake, type Repeats, type RequestLog, takeRequest } from './stages/intake/intake.ts'
import type { Watch } from './stages/watch/watch.ts'

/** What of the hub this part works with. */
export type KeepingHub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly requestLog: RequestLog
  readonly repeats: Repeats
  readonly watch: Watch
  readonly guard: Guard
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly wake: { readonly settle: () => void; readonly tick: () => void }
  /** Keeps what the store cannot take now; absent where nothing does. */
  readonly spool?: {
    take(reading: Reading, live: () => Promise<Taken | RefusedRequest>): ReturnType<typeof live>
  }
}

type Hub = KeepingHub

/** What became of a request that a source's type was given. */
export type Taken =
  | {
      readonly kind: 'taken'
      readonly eventIds: readonly string[]
      readonly answer?: SourceAnswer | undefined
      /** Its source is paused: the events are kept, and nothing comes of them. */
      readonly isPaused?: true
      /** It is on this hub's disk, and the store takes it in later. */
      readonly isSpooled?: true
    }
  | {
      readonly kind: 'quarantined'
      readonly problem: string
      readonly quarantineId: string
      readonly fault: 'sender' | 'ours'
      readonly answer?: SourceAnswer | undefined
    }

/** A request of a known source that was read, and what of it passes at its source's rate. */
export type Reading = {
  readonly request: SourceRequest
  readonly source: SourceConfiguration
  readonly receivedAt: number
  readonly intake: Intake
  /** The ids that were given out in reading it, in their order. */
  readonly ids: readonly string[]
  /** Where only a part of it passes. */
  readonly refused?: RefusedRequest | undefined
}

type Known = { readonly source: SourceConfiguration; readonly type: SourceType }

/** Reads a request of a known source and keeps what it brings, or the request. */
export async function takeFrom(
  hub: Hub,
  known: Known,
  request: SourceRequest,
): Promise<Taken | RefusedRequest> {
  const reading = readFrom(hub, known, request)
  const live = () => keep(hub, reading)
  return hub.spool ? await hub.spool.take(reading, live) : await live()
}

function readFrom(hub: Hub, { source, type }: Known, request: SourceRequest): Reading {
  const { sourceTypes: types } = hub
  const receivedAt = hub.clock.now()
  const ids: string[] = []
  const newId = (): string => {
    const id = hub.newId()
    ids.push(id)
    return id
  }
  const read = takeRequest({ request, source, type, types, receivedAt, newId })
  return { request, source, receivedAt, ids, ...limit(hub, source, read) }
}

/** Keeps in the store what a request brings, or the request. When this resolves, it is on disk there. */
export async function keep(
  hub: Hub,
  reading: Omit<Reading, 'ids'>,
): Promise<Taken | RefusedRequest> {
  const { request, source, receivedAt, intake, refused } = reading
  if (intake.kind === 'quarantine') {
    const { entry, problem, fault, answer } = intake
    const status = answer?.status ?? (fault === 'ours' ? 500 : 400)
    await keepQuarantined(hub, entry, { request, source, status })
    return { kind: 'quarantined', problem, quarantineId: entry.id, fault, answer }
  }
  const { events, pings = [], answer } = intake
  hub.guard.noteClock(
    source,
    events.flatMap(({ event }) => (event.sent === undefined ? [event] : [])),
  )
  const how = { request, source, receivedAt, answer, refused }
  if (pings.length > 0) await keepPings(hub, pings, how)
  const eventIds = pings.length > 0 ? [] : await keepEvents(hub, events, how)
  hub.wake.settle()
  if (hub.watch.awaits(source.name)) hub.wake.tick()
  if (refused) return refused
  return { kind: 'taken', eventIds, answer, ...(source.paused ? { isPaused: true } : {}) }
}

/** What became of the wish to read a request from quarantine again. */
export type Replayed =
  | Taken
  | RefusedRequest
  | { readonly kind: 'unknown' }
  /** Its source is no longer configured, or not all of the body was kept. */
  | { readonly kind: 'source-gone' | 'cut' }

/** Reads a request from quarantine again, after its source was mended. It leaves its old place in quarantine. */
export async function replay(hub: Hub, id: string): Promise<Replayed> {
  const entry = await hub.store.quarantinedRequest(id)
  if (!entry) return { kind: 'unknown' }
  const body = Buffer.from(entry.bodyBase64, 'base64')
  if (body.length < entry.bodyBytes) return { kind: 'cut' }
  const { sources } = hub.directory().configuration
  const source = sources.find(({ name }) => name === entry.source)
  const type = source && hub.sourceTypes.get(source.type)
  const method = type?.methods.find((one) => one === entry.method)
  if (!type || !method) return { kind: 'source-gone' }
  const { path = '', query = '', headers } = entry
  // Where the store cannot take it, it stays where it is.
  const reading = readFrom(hub, { source, type }, { method, path, query, headers, body })
  const taken = await keep(hub, reading)
  if (taken.kind !== 'refused') await hub.store.removeQuarantined(id)
  return taken
}

/** A request, and the source whose key it had. */
type Keyed = { readonly request: SourceRequest; readonly source: SourceConfiguration }

type Taking = Keyed & {
  readonly receivedAt: number
  readonly answer: SourceAnswer | undefined
  /** Where its source's rate lets a part of it pass only. */
  readonly refused: RefusedRequest | undefined
}

/**
 * Stores the events of a request that are new. Gives the ids of all, in their order: a delivery that is repeated gets
 * the ids of the first one. When this resolves, all of them are on disk.
 */
async function keepEvents(
  hub: Hub,
  events: readonly IncomingEvent[],
  how: Taking,
): Promise<readonly string[]> {
  const { store, repeats } = hub
  const { receivedAt, source } = how
  if (events.some(({ event }) => event.sent !== undefined)) return keepNews(hub, events, how)
  const unknown = repeats.unknown(events, receivedAt)
  const known = unknown.length > 0 ? await store.knownDeliveries(unknown) : new Map()
  const { eventIds, fresh, stored } = repeats.sort(events, known, receivedAt)
  const storing = store.appendEvents(fresh, entryOf(hub, how, { eventIds, events: fresh }))
  // What becomes of them is decided while they are written.
  if (store.settlesAhead) hub.wake.settle()
  // What comes in a pause is not delivered: repeated after it, it is told.
  if (!source.paused) repeats.remember(fresh, storing)
  await Promise.all([storing, ...stored])
  giveBack(hub, source, { taken: events, news: fresh })
  return eventIds
}

/** Stores the events; those that only say again how things are leave a mark at their alert. Gives the ids of the others. */
async function keepNews(
  hub: Hub,
  events: readonly IncomingEvent[],
  how: Taking,
): Promise<readonly string[]> {
  const { lifeOf, configuration } = hub.directory()
  const { revision } = configuration
  const idsOf = (some: readonly IncomingEvent[]) => some.map(({ event }) => event.id)
  const news = await hub.store.appendNews(
    events,
    (event, newest) => repeatOf(newest, event, { rules: lifeOf(event.source), revision }),
    (fresh) => {
      // They are about to be written, and are decided meanwhile.
      if (hub.store.settlesAhead) hub.wake.settle()
      return entryOf(hub, how, { eventIds: idsOf(fresh), events: fresh })
    },
  )
  giveBack(hub, how.source, { taken: events, news })
  return idsOf(news)
}

/** The log's entry of a request that was read. */
function entryOf(
  { requestLog, newId }: Hub,
  { request, source, receivedAt, answer, refused }: Taking,
  kept: { readonly eventIds: readonly string[]; readonly events: readonly IncomingEvent[] },
): LoggedRequest {
  const facts = { id: newId(), receivedAt, source, request, ...kept }
  if (refused === undefined)
    return requestLog.entryOf({ ...facts, result: 'taken', status: answer?.status ?? 200 })
  const status = REFUSAL_STATUS[refused.reason]
  return requestLog.entryOf({ ...facts, result: 'refused', status, problem: refused.detail })
}

/** Records what a request says of monitors; what becomes of it is decided by the tick. */
async function keepPings(
  { store, requestLog, newId, wake }: Hub,
  pings: readonly Ping[],
  { receivedAt, request, source, answer }: Taking,
): Promise<void> {
  const facts = { id: newId(), receivedAt, source, request, status: answer?.status ?? 200 }
  await store.takePings(pings, requestLog.entryOf({ ...facts, result: 'taken' }))
  wake.tick()
}

/** Keeps a request that could not be read. */
export function keepQuarantined(
  { store, requestLog }: Hub,
  entry: QuarantineEntry,
  { request, source, status }: Keyed & { readonly status: number },
): Promise<void> {
  const { id, receivedAt, problem } = entry
  const logged = { id, receivedAt, problem, source, request, status }
  return store.keepQuarantined(entry, requestLog.entryOf({ ...logged, result: 'quarantined' }))
}

/** The same for who was refused before the body was read, by the key that was given. Nothing waits for it. */
export function logAdmission(
  hub: Hub,
  key: string,
  { request, refused }: { readonly request: SourceRequest; readonly refused: RefusedRequest },
): void {
  const source = hub.directory().sourceByKey(key)
  if (!source) return
  const status = REFUSAL_STATUS[refused.reason]
  const logging = logRefusal(hub, source, { request, status, problem: refused.detail })
  // The sender has its answer already; a disk that is full is told by what has to be stored.
  logging.catch(() => undefined)
}

/** Leaves a trace of a request that had a valid key and was refused all the same; of very many they are counted. */
export async function logRefusal(
  { store, requestLog, newId, clock }: Hub,
  source: SourceConfiguration,
  refused: { readonly request: SourceRequest; readonly status: number; readonly problem: string },
): Promise<void> {
  const facts = { ...refused, id: newId(), receivedAt: clock.now(), source }
  const entry = requestLog.refusalOf({ ...facts, result: 'refused' })
  if (entry) await store.logRequest(entry)
}
