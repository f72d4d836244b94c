// The part of the flow that bridges a store that is away: requests wait in local files, and are taken in later as if they had just come.
// In: a request that was read and may pass. Out: the answer for its sender; later, the same rows that a live request leaves.
// Must hold: what was answered is taken in, none of it twice; what a source says keeps its order; nothing stands in the way of the rest.
import type { Clock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { LIFE_LIMITS, SPOOL_LIMITS } from './base/limits.ts'
import { describeError, type Log } from './base/log.ts'
import { redactHeaders } from './base/redact.ts'
import type { Spool, SpoolExtent, SpooledRequest } from './contract/spool.ts'
import { type Store, StoreTrouble } from './contract/store.ts'
import type { RefusedRequest } from './flow-guard.ts'
import type { Reading, Taken } from './flow-intake.ts'
import { ingestKeysOf } from './model/directory.ts'

/** How it is now. */
export type SpoolState = SpoolExtent & {
  /** As far as is known, the store takes nothing. */
  readonly isAway: boolean
}

type Parts = {
  readonly spool: Spool
  readonly store: Pick<Store, 'nextTickAt'>
  readonly clock: Clock
  readonly log: Log
  /** Called when something waits, or the store has to be asked whether it is back. */
  readonly wake: () => void
}

/** What becomes of requests while the store is away, or while those from then still wait. */
export class Spooling {
  readonly spool: Spool
  readonly #store: Parts['store']
  readonly #clock: Clock
  readonly #log: Log
  readonly #wake: () => void
  #isAway = false
  /** Since when what waits could be taken in, and since when nothing waits any more. */
  #backAt: number
  #emptyAt = -Infinity
  #isFailing = false
  #change = Promise.withResolvers<void>()

  constructor({ spool, store, clock, log, wake }: Parts) {
    this.spool = spool
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#wake = wake
    this.#backAt = clock.now()
    const { requests, bytes } = spool.extent()
    if (requests > 0) log.warn({ requests, bytes }, 'requests wait in the spool: they are taken in')
  }

  /**
   * Gives what `live` does, where the store takes it; else the request waits on this hub's disk. It also waits behind
   * others of its source, so that what a source says keeps its order. Rejects where there is no room for it.
   */
  async take(
    reading: Reading,
    live: () => Promise<Taken | RefusedRequest>,
  ): Promise<Taken | RefusedRequest> {
    const { source, refused } = reading
    if (this.spool.extent().bytesMax === 0) return await live()
    if (this.#isNear(source.name))
      await this.#patiently(this.#freed(source.name), SPOOL_LIMITS.patienceMs)
    if (!this.#isAway && this.spool.waiting(source.name) === 0) {
      const outcome = await this.#patiently(live(), SPOOL_LIMITS.patienceMs)
      if (outcome.kind === 'done') return outcome.value
      if (outcome.kind === 'failed' && !isTrouble(outcome.error)) throw outcome.error
      this.noteAway()
    }
    if (refused && isEmpty(reading)) return refused
    await this.#put(reading)
    return refused ?? answerTo(reading)
  }

  /** The last of what a source has waiting is taken in now: whoever spooled behind it would never come to an end. */
  #isNear(source: string): boolean {
    const waiting = this.spool.waiting(source)
    return !this.#isAway && waiting > 0 && waiting <= SPOOL_LIMITS.nearMax
  }

  /** Resolves when nothing of the source waits, or there is no hope that it soon will not. */
  async #freed(source: string): Promise<void> {
    while (this.#isNear(source)) await this.#change.promise
  }

  /** Something was taken in, or the store is away: whoever waits for that looks again. */
  noteChange(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers<void>()
  }

  async #put(reading: Reading): Promise<void> {
    const isFirst = this.spool.extent().requests === 0
    const isPut = await this.spool
      .put(spooledOf(reading), ingestKeysOf(reading.source))
      .catch((error: unknown) => this.#noteFailure(error))
    if (!isPut) throw this.#noRoom()
    this.#isFailing = false
    // A store that is away is asked again by itself.
    if (!this.#isAway) this.#wake()
    if (!isFirst) return
    const { bytesMax } = this.spool.extent()
    this.#log.warn({ bytesMax }, 'the database is away: what sources send is kept in the spool')
  }

  /** A disk that refuses is told once. */
  #noteFailure(error: unknown): false {
    if (!this.#isFailing)
      this.#log.error({ error: describeError(error) }, 'the spool cannot be written')
    this.#isFailing = true
    return false
  }

  #noRoom(): Error {
    if (this.#isAway) return new StoreTrouble('the database is away, and the spool has no room')
    return new TocsinError(
      'TOCSIN_STORE_FULL',
      'Expected room behind what this source has sent while the database was away, found none yet. Send it again in a second.',
    )
  }

  /** The store takes nothing, as far as is known: it is asked again until it does. */
  noteAway(): void {
    if (!this.#isAway) this.#wake()
    this.#isAway = true
    this.noteChange()
  }

  /** What was given could be taken in, or nothing waited. */
  noteBack(): void {
    if (this.#isAway) this.#backAt = this.#clock.now()
    this.#isAway = false
  }

  /** Called when the last one was taken in. */
  noteEmpty(): void {
    this.#emptyAt = this.#clock.now()
    this.#log.info({}, 'the spool is empty: all that waited in it was taken in')
  }

  get isAway(): boolean {
    return this.#isAway
  }

  state(): SpoolState {
    return { ...this.spool.extent(), isAway: this.#isAway }
  }

  /**
   * Whether what seems to be over or missing may only wait in a spool, this hub's or for a moment after it another one's.
   * Not without an end: whoever sends without a pause keeps nothing open for good.
   */
  mayHold(now: number): boolean {
    const hasSome = this.spool.extent().requests > 0
    if (hasSome) return this.#isAway || now - this.#backAt < LIFE_LIMITS.graceMs
    return now - this.#emptyAt < SPOOL_LIMITS.othersMs
  }

  /** What is due next in the store, as soon as whoever asks has to know; that it is away where it does not answer in time. */
  async ask(): Promise<{ readonly isAway: boolean; readonly dueAt?: number | undefined }> {
    if (this.#isAway) return { isAway: true }
    const outcome = await this.#patiently(this.#store.nextTickAt(), SPOOL_LIMITS.askMs)
    if (outcome.kind === 'done') return { isAway: false, dueAt: outcome.value }
    if (outcome.kind === 'failed' && !isTrouble(outcome.error)) throw outcome.error
    this.noteAway()
    return { isAway: true }
  }

  async #patiently<T>(work: Promise<T>, ms: number): Promise<Outcome<T>> {
    const end = new AbortController()
    const late = this.#clock.sleep(ms, end.signal).then(() => LATE)
    const done = work.then(
      (value) => ({ kind: 'done', value }) as const,
      (error: unknown) => ({ kind: 'failed', error }) as const,
    )
    const outcome = await Promise.race([done, late])
    end.abort(DONE)
    return outcome
  }
}

type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** It may still happen. */
  | { readonly kind: 'late' }

const LATE = { kind: 'late' } as const
/** Making an error for each would cost more than the wait. */
const DONE = 'done'

/** What no request is to blame for. */
export function isTrouble(error: unknown): boolean {
  if (error instanceof StoreTrouble) return true
  return error instanceof TocsinError && error.code === 'TOCSIN_STORE_FULL'
}

function isEmpty({ intake }: Reading): boolean {
  return intake.kind === 'events' && intake.events.length + (intake.pings ?? []).length === 0
}

/** What a live request is answered, but for the ids of what only says again how things are: those are not known yet. */
function answerTo({ intake, source }: Reading): Taken {
  if (intake.kind === 'quarantine') {
    const { entry, problem, fault, answer } = intake
    return { kind: 'quarantined', problem, quarantineId: entry.id, fault, answer }
  }
  const { events, answer } = intake
  const eventIds = events.flatMap(({ event }) => (event.sent === undefined ? [event.id] : []))
  const paused = source.paused ? { isPaused: true as const } : {}
  return { kind: 'taken', eventIds, answer, isSpooled: true, ...paused }
}

/** What its guards have asked for is not asked again, and not kept. */
function spooledOf(reading: Reading): SpooledRequest {
  const { request, source, receivedAt, intake, ids, refused } = reading
  const { method, path, query, headers, body } = request
  const { events = [], pings = [] } = intake.kind === 'events' ? intake : {}
  return {
    source: source.name,
    receivedAt,
    request: { method, path, query, headers: redactHeaders(headers), body },
    ids,
    inTurn: pings.length > 0 || events.some(({ event }) => event.sent !== undefined),
    restOnly: refused !== undefined,
  }
}
