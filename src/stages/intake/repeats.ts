import { timeOf } from '../../base/id.ts'
import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent } from '../../contract/store.ts'
import { type DeliveryKey, pairKey } from '../../model/settlement.ts'

/** An event that was taken, and when that is on disk. */
type Taken = { readonly eventId: string; readonly at: number; readonly stored: Promise<void> }

/** How a request's events meet what was delivered before. */
export type Sorted = {
  /** The ids to answer with, in the order of the request. */
  readonly eventIds: readonly string[]
  /** Those that are new; what one request says twice is new once. */
  readonly fresh: readonly IncomingEvent[]
  /** Earlier deliveries that may still be on their way to the disk. */
  readonly stored: readonly Promise<void>[]
}

/**
 * What was delivered in the last minutes, so that a sender that did not hear our answer and sends again gets the same
 * one. In memory: what was delivered to a process before this one is asked of the store. In a flood it reaches back less
 * far; what is repeated later than that is known when it is settled.
 */
export class Repeats {
  /** Until when a repeated delivery may be one of the process before. */
  readonly #askUntil: number
  /** Two generations: the older one is let go as a whole. */
  #young = new Map<string, Taken>()
  #old = new Map<string, Taken>()
  /** When the young one began. */
  #bornAt = 0

  /** `lastId` is the newest id of the process before; empty where there was none. */
  constructor(lastId: string) {
    this.#askUntil = lastId === '' ? 0 : timeOf(lastId) + INGEST_LOG_LIMITS.repeatMemoryMs
  }

  /** The deliveries that only the store may know. */
  unknown(events: readonly IncomingEvent[], now: number): readonly DeliveryKey[] {
    if (now > this.#askUntil) return []
    return events.flatMap(({ event }) => (this.#earlier(keyOf(event)) ? [] : [event]))
  }

  /** Tells new events from those that came before; `known` are the ids that the store gave, by `pairKey`. */
  sort(events: readonly IncomingEvent[], known: ReadonlyMap<string, string>, now: number): Sorted {
    const eventIds: string[] = []
    const fresh: IncomingEvent[] = []
    const stored: Promise<void>[] = []
    const own = new Map<string, string>()
    for (const incoming of events) {
      const key = keyOf(incoming.event)
      const earlier = this.#earlier(key)
      const isRecent = earlier !== undefined && now - earlier.at <= INGEST_LOG_LIMITS.repeatMemoryMs
      const first = own.get(key) ?? (isRecent ? earlier.eventId : known.get(key))
      if (first === undefined) {
        fresh.push(incoming)
        own.set(key, incoming.event.id)
      } else if (isRecent) stored.push(earlier.stored)
      eventIds.push(first ?? incoming.event.id)
    }
    return { eventIds, fresh, stored }
  }

  /** Remembers what is being stored; what could not be stored was not delivered. */
  remember(events: readonly IncomingEvent[], stored: Promise<void>): void {
    const [first] = events
    if (first === undefined) return
    this.#makeRoom(first.event.receivedAt)
    for (const { event } of events)
      this.#young.set(keyOf(event), { eventId: event.id, at: event.receivedAt, stored })
    stored.catch(() => this.#forget(events))
  }

  #earlier(key: string): Taken | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  #forget(events: readonly IncomingEvent[]): void {
    for (const { event } of events)
      for (const generation of [this.#young, this.#old])
        if (generation.get(keyOf(event))?.eventId === event.id) generation.delete(keyOf(event))
  }

  #makeRoom(now: number): void {
    const isFull = this.#young.size >= INGEST_LOG_LIMITS.repeatsMax / 2
    if (!isFull && now - this.#bornAt < INGEST_LOG_LIMITS.repeatMemoryMs) return
    this.#old = this.#young
    this.#young = new Map()
    this.#bornAt = now
  }
}

function keyOf({ source, deliveryKey }: DeliveryKey): string {
  return pairKey(source, deliveryKey)
}
