import { REPEAT_LIMITS } from '../../base/limits.ts'
import { type AlertKey, pairKey } from '../../model/settlement.ts'

/**
 * Keys of which a look found no alert before their event was appended. One process uses the file, and only settling an
 * event of the key opens an alert: until one was settled there is none, and nobody need look again. Only a short cut.
 */
export class UnopenedKeys {
  readonly #keys = new Set<string>()

  /** A look has found none; the oldest go when there are too many. */
  note(key: AlertKey): void {
    this.#keys.add(pairKey(key.source, key.dedupKey))
    for (const oldest of this.#keys) {
      if (this.#keys.size <= REPEAT_LIMITS.unopenedKeysMax) return
      this.#keys.delete(oldest)
    }
  }

  has(key: AlertKey): boolean {
    return this.#keys.has(pairKey(key.source, key.dedupKey))
  }

  /** Events of these keys were settled, or failed to be: what a look has found meanwhile may be over as well. */
  forget(keys: readonly AlertKey[]): void {
    for (const { source, dedupKey } of keys) this.#keys.delete(pairKey(source, dedupKey))
  }
}
