// What waited in the spool is taken in as a live request is: the second half of flow-spool.ts.
import { SPOOL_LIMITS } from './base/limits.ts'
import { describeError } from './base/log.ts'
import type { Turn } from './base/loop.ts'
import type { SourceRequest } from './contract/source.ts'
import type { SpooledRequest, WaitingRequest } from './contract/spool.ts'
import type { IncomingEvent, Store } from './contract/store.ts'
import { restOf } from './flow-guard.ts'
import { type KeepingHub, keep } from './flow-intake.ts'
import { isTrouble, type Spooling } from './flow-spool.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import { ingestKeysOf } from './model/directory.ts'
import { type Intake, quarantineEntry, takeRequest } from './stages/intake/intake.ts'

type Hub = KeepingHub & { readonly spool?: Spooling }

/** Takes in the oldest of what waits, where the store takes it; says when it is to be asked again. */
export async function unspool(hub: Hub): Promise<Turn> {
  const { spool: spooling } = hub
  if (spooling === undefined) return { more: false }
  const { spool } = spooling
  const waiting = batchOf(await spool.next())
  const { done, trouble } = await takeAll(hub, waiting)
  if (trouble === undefined) spooling.noteBack()
  if (done > 0) await spool.passed(done)
  spooling.noteChange()
  if (done > 0 && spool.extent().requests === 0) spooling.noteEmpty()
  // What is still being written wakes this when it is on disk.
  if (trouble === undefined) return { more: done > 0 && spool.extent().requests > 0 }
  if (!isTrouble(trouble))
    throw new Error('the spool cannot be read or written', { cause: trouble })
  spooling.noteAway()
  return { more: false, nextAt: hub.clock.now() + SPOOL_LIMITS.askMs }
}

/**
 * As many of the oldest as may be taken in together. Behind what says how things are nothing of its source is among them:
 * where a crash makes it come again, it was the last.
 */
function batchOf(waiting: readonly WaitingRequest[]): readonly WaitingRequest[] {
  const seen = new Map<string, boolean>()
  const end = waiting.findIndex(({ source, inTurn }) => {
    const before = seen.get(source)
    if (before === true || (before === false && inTurn)) return true
    seen.set(source, inTurn)
    return false
  })
  return end < 0 ? waiting : waiting.slice(0, end)
}

/** How many of the first were taken in, and what kept the next one from it. */
type Progress = { readonly done: number; readonly trouble?: unknown }

/** Sources beside each other, what one has sent in its order. Where nothing waits, the store is only asked. */
async function takeAll(hub: Hub, waiting: readonly WaitingRequest[]): Promise<Progress> {
  if (waiting.length === 0) return await isThere(hub)
  const taken = new Set<WaitingRequest>()
  const bySource = Map.groupBy(waiting, ({ source }) => source)
  const troubles = await Promise.all(
    [...bySource.values()].map(async (own) => {
      if (own.length > 1 && (await takeTogether(hub, own, taken))) return []
      return await takeInTurn(hub, own, taken)
    }),
  )
  const missing = waiting.findIndex((one) => !taken.has(one))
  return { done: missing < 0 ? waiting.length : missing, trouble: troubles.flat()[0] }
}

/**
 * What one source has sent, in one commit: one for each would be slower than it sends. Each is handed to the store when the
 * one before is. Gives false where not all of them were taken.
 */
async function takeTogether(
  hub: Hub,
  own: readonly WaitingRequest[],
  taken: Set<WaitingRequest>,
): Promise<boolean> {
  const gathering = gatheringFor(hub.store)
  const together = { ...hub, store: gathering.store }
  const takings: Promise<void>[] = []
  for (const one of own) {
    const asked = gathering.asked()
    const taking = openAndTake(together, one).then(() => void taken.add(one))
    takings.push(taking)
    await Promise.race([asked, taking.catch(() => undefined)])
  }
  gathering.write()
  const ends = await Promise.allSettled(takings)
  return ends.every(({ status }) => status === 'fulfilled')
}

/** A store that appends nothing until it is told to, and then everything at once. */
function gatheringFor(store: Store): {
  readonly store: Store
  /** Resolves with the next wish to append. */
  asked(): Promise<void>
  write(): void
} {
  const wishes: (() => void)[] = []
  let heard = (): void => undefined
  let isWriting = false
  return {
    store: {
      ...store,
      appendEvents: (events, request) =>
        new Promise((done, failed) => {
          const append = (): void => void store.appendEvents(events, request).then(done, failed)
          if (isWriting) return append()
          wishes.push(append)
          heard()
        }),
    },
    asked: () =>
      new Promise((resolve) => {
        heard = resolve
      }),
    write() {
      isWriting = true
      for (const append of wishes) append()
    },
  }
}

/** One after the other, until one is not taken; gives why. What was taken before is known again. */
async function takeInTurn(
  hub: Hub,
  own: readonly WaitingRequest[],
  taken: Set<WaitingRequest>,
): Promise<readonly unknown[]> {
  for (const one of own) {
    try {
      await takeOne(hub, one)
      taken.add(one)
    } catch (error) {
      return [error]
    }
  }
  return []
}

async function isThere({ store, spool }: Hub): Promise<Progress> {
  if (spool?.isAway !== true) return { done: 0 }
  return await store.nextTickAt().then(
    () => ({ done: 0 }),
    (trouble: unknown) => ({ done: 0, trouble }),
  )
}

/** Rejects where it cannot be opened or is not taken. */
async function openAndTake(hub: Hub, waiting: WaitingRequest): Promise<void> {
  const source = sourceOf(hub, waiting.source)
  await takeAgain(hub, waiting.open(source ? ingestKeysOf(source) : []), source)
}

/** Takes one in, or keeps it with the reason why not. Rejects only where the store or the disk is in trouble. */
async function takeOne(hub: Hub, waiting: WaitingRequest): Promise<void> {
  const source = sourceOf(hub, waiting.source)
  let spooled: SpooledRequest
  try {
    spooled = waiting.open(source ? ingestKeysOf(source) : [])
  } catch (error) {
    return await hub.spool?.spool.setAside(waiting, describeError(error).text)
  }
  let problem = ''
  for (let tries = 0; tries < SPOOL_LIMITS.triesMax; tries += 1) {
    try {
      return await takeAgain(hub, spooled, source)
    } catch (error) {
      if (isTrouble(error)) throw error
      problem = describeError(error).text
    }
  }
  const why = `The database refused what waited in the spool: ${problem}`
  try {
    await keepUntaken(hub, spooled, why)
  } catch (error) {
    if (isTrouble(error)) throw error
    await hub.spool?.spool.setAside(waiting, why)
  }
}

function sourceOf({ directory }: Hub, name: string): SourceConfiguration | undefined {
  return directory().configuration.sources.find((source) => source.name === name)
}

/** As it was read when it came, and under the same ids, so that what of it is in the store already is known. */
async function takeAgain(
  hub: Hub,
  spooled: SpooledRequest,
  source: SourceConfiguration | undefined,
): Promise<void> {
  const { request, receivedAt, restOnly } = spooled
  const type = source && hub.sourceTypes.get(source.type)
  if (!source || !type) return await keepUntaken(hub, spooled, SOURCE_GONE)
  const { sourceTypes: types } = hub
  const newId = idsOf(spooled, hub)
  const read = takeRequest({ request, source, type, types, receivedAt, newId })
  const intake = await withoutKnown(hub, marked(restOnly ? restOf(read) : read))
  if (intake) await keep(hub, { request, source, receivedAt, intake })
}

/** Its ids again; where it is read as more events now, new ones behind them. */
function idsOf({ ids }: SpooledRequest, { newId }: Hub): () => string {
  let given = 0
  return () => ids[given++] ?? newId()
}

function marked(intake: Intake): Intake {
  if (intake.kind === 'quarantine') return intake
  const events = intake.events.map(({ event, raw }) => ({
    event: { ...event, spooled: true as const },
    raw,
  }))
  return { ...intake, events }
}

/**
 * What of it the store does not have: it may have been taken in before a crash, or in a commit whose end nobody heard.
 * Undefined where the store has all of it.
 */
async function withoutKnown(hub: Hub, intake: Intake): Promise<Intake | undefined> {
  if (intake.kind === 'quarantine')
    return (await hub.store.quarantinedRequest(intake.entry.id)) ? undefined : intake
  const { events } = intake
  const unknown: IncomingEvent[] = []
  for (let from = 0; from < events.length; from += SPOOL_LIMITS.askedMax) {
    const some = events.slice(from, from + SPOOL_LIMITS.askedMax)
    const known = await Promise.all(some.map(({ event }) => hub.store.event(event.id)))
    unknown.push(...some.filter((_, index) => known[index] === undefined))
  }
  return events.length > 0 && unknown.length === 0 ? undefined : { ...intake, events: unknown }
}

const SOURCE_GONE =
  'The source is no longer configured; the request waited in the spool. Configure the source again under this name, and replay the request.'

/** In quarantine, under the first of its ids: there once, also where it comes again. */
async function keepUntaken(hub: Hub, spooled: SpooledRequest, problem: string): Promise<void> {
  const { source: name, receivedAt } = spooled
  const request: SourceRequest = spooled.request
  const source = sourceOf(hub, name) ?? { name }
  const newId = idsOf(spooled, hub)
  const entry = quarantineEntry({ request, source, receivedAt, newId, problem })
  if (await hub.store.quarantinedRequest(entry.id)) return
  await hub.store.keepQuarantined(entry)
}
