import { VALUE_LIMITS } from '../../base/limits.ts'
import { LimitError } from './kind.ts'

/** What counts work over many walks; it throws when that is too much. */
export interface WorkCounter {
  charge(count: number): void
}

/**
 * How much one walk over a value may still do. A value that holds the same list many times, or itself,
 * can be far larger to walk than to hold.
 */
export class Budget {
  #left: number
  #depth = 0
  readonly #counter: WorkCounter | undefined

  /** `size` counts elements, or units of text; the counter hears of each that is spent. */
  constructor(size: number, counter?: WorkCounter) {
    this.#left = size
    this.#counter = counter
  }

  /** Throws LimitError when more than the budget would be spent. */
  spend(size: number): void {
    this.#left -= size
    this.#counter?.charge(size)
    if (this.#left < 0) throw new LimitError('the value is too large')
  }

  /** Walks something that lies one level deeper. Throws LimitError when that is too deep. */
  deeper<T>(walk: () => T): T {
    this.#depth += 1
    if (this.#depth > VALUE_LIMITS.depthMax) throw new LimitError('the value is nested too deeply')
    const result = walk()
    this.#depth -= 1
    return result
  }
}
