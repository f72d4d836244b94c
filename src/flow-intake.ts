// The part of the flow in which requests leave a trace: what each brought is stored together with the log's entry of it.

import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { SourceAnswer, SourceRequest } from './contract/source.ts'
import type { IncomingEvent, QuarantineEntry, Store } from './contract/store.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import type { Ping } from './model/watch.ts'
import type { Repeats, RequestLog } from './stages/intake/intake.ts'

/** What of the hub this part works with. */
type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly requestLog: RequestLog
  readonly repeats: Repeats
  readonly wake: { readonly tick: () => void }
}

/** A request, and the source whose key it had. */
type Keyed = { readonly request: SourceRequest; readonly source: SourceConfiguration }

type Taking = Keyed & { readonly receivedAt: number; readonly answer: SourceAnswer | undefined }

/**
 * Stores the events of a request that are new. Gives the ids of all, in their order: a delivery that is repeated gets
 * the ids of the first one. When this resolves, all of them are on disk.
 */
export async function keepEvents(
  hub: Hub,
  events: readonly IncomingEvent[],
  how: Taking,
): Promise<readonly string[]> {
  const { store, repeats, requestLog, newId } = hub
  const { receivedAt, request, source, answer } = how
  const unknown = repeats.unknown(events, receivedAt)
  const known = unknown.length > 0 ? await store.knownDeliveries(unknown) : new Map()
  const { eventIds, fresh, stored } = repeats.sort(events, known, receivedAt)
  const entry = requestLog.entryOf({
    ...{ id: newId(), receivedAt, source, request, eventIds, events: fresh },
    result: 'taken',
    status: answer?.status ?? 200,
  })
  const storing = store.appendEvents(fresh, entry)
  repeats.remember(fresh, storing)
  await Promise.all([storing, ...stored])
  return eventIds
}

/** Records what a request says of monitors; what becomes of it is decided by the tick. */
export async function keepPings(
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
