import type { Event } from '../../model/event.ts'

/**
 * The events that were handed to the writer and are not known to be on disk, in the order in which the writer has them.
 * What becomes of them may be decided meanwhile: the writer keeps it only if they are what waits by then.
 */
export class EventsUnderWay {
  readonly #batches = new Set<readonly Event[]>()
  #size = 0

  /** Counts `events` in until `writing` has ended. */
  async during(events: readonly Event[], writing: Promise<void>): Promise<void> {
    const batch = [...events]
    this.#batches.add(batch)
    this.#size += batch.length
    try {
      await writing
    } finally {
      this.#batches.delete(batch)
      this.#size -= batch.length
    }
  }

  get size(): number {
    return this.#size
  }

  /** The first of them, as many as `limit`. */
  first(limit: number): readonly Event[] {
    const first: Event[] = []
    for (const batch of this.#batches) {
      if (first.length >= limit) break
      first.push(...batch.slice(0, limit - first.length))
    }
    return first
  }
}
