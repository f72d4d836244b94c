import { POSTGRES_LIMITS } from '../../base/limits.ts'
import type { Event } from '../../model/event.ts'
import { type AlertKey, pairKey } from '../../model/settlement.ts'

/**
 * The keys of what this hub has stored since anything was last settled here: the next turn will most likely ask for their
 * alerts. Only a short cut: another hub may settle it, and what is not here is asked for as ever.
 */
export class LatelyStored {
  readonly #keys = new Map<string, AlertKey>()

  note(events: readonly Event[]): void {
    for (const { source, dedupKey } of events) {
      if (this.#keys.size >= POSTGRES_LIMITS.expectedKeysMax) return
      this.#keys.set(pairKey(source, dedupKey), { source, dedupKey })
    }
  }

  /** By `pairKey(source, dedupKey)`. They are gone from here then. */
  take(): ReadonlyMap<string, AlertKey> {
    const taken = new Map(this.#keys)
    this.#keys.clear()
    return taken
  }
}
