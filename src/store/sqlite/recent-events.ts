import { STORE_LIMITS } from '../../base/limits.ts'
import type { Event } from '../../model/event.ts'

/**
 * The newest events of this process in memory, each until it is settled. Only a short cut: an event
 * that is not here is read from the file.
 */
export class RecentEvents {
  readonly #events = new Map<string, Event>()
  #isAll = false

  /**
   * Whether all that waits to be settled is here, as a look at the file has shown: what comes later is remembered before it is
   * written. Not so any more once there were too many.
   */
  get isAll(): boolean {
    return this.#isAll
  }

  /** The file has just these to be settled, beside what is on its way. */
  compare(ids: readonly string[]): void {
    this.#isAll = ids.every((id) => this.#events.has(id))
  }

  /** Keeps `events`; the oldest go when there are too many. */
  remember(events: readonly Event[]): void {
    for (const event of events) this.#events.set(event.id, event)
    for (const id of this.#events.keys()) {
      if (this.#events.size <= STORE_LIMITS.recentEventsMax) return
      this.#events.delete(id)
      this.#isAll = false
    }
  }

  all(): Iterable<Event> {
    return this.#events.values()
  }

  /** All of them wait to be settled, or are on their way to the disk. */
  get size(): number {
    return this.#events.size
  }

  get(id: string): Event | undefined {
    return this.#events.get(id)
  }

  /** They are settled, or did not get to the disk. */
  forget(events: readonly Event[]): void {
    for (const { id } of events) this.#events.delete(id)
  }
}
