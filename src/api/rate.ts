import type { Clock } from '../base/clock.ts'
import { ANSWER_LIMITS } from '../base/limits.ts'

const WINDOW_MS = 60_000

/** Counts requests by address, a minute at a time; the memory is bounded, and forgets with each minute. */
export class RequestCounter {
  readonly #clock: Clock
  readonly #counts = new Map<string, number>()
  #endsAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether one more from `address` is within the limit. Where too many addresses come, they share one count. */
  admits(address: string): boolean {
    const now = this.#clock.now()
    if (now >= this.#endsAt) {
      this.#counts.clear()
      this.#endsAt = now + WINDOW_MS
    }
    const isKnown = this.#counts.has(address) || this.#counts.size < ANSWER_LIMITS.addressesMax
    const counted = isKnown ? address : ''
    const count = (this.#counts.get(counted) ?? 0) + 1
    this.#counts.set(counted, count)
    return count <= ANSWER_LIMITS.requestsPerMinuteMax
  }
}
