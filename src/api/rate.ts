import type { Clock } from '../base/clock.ts'
import { ANSWER_LIMITS } from '../base/limits.ts'

const WINDOW_MS = 60_000

/** Counts requests by whom or what they are for, a minute at a time; the memory is bounded, and forgets with each minute. */
export class RequestCounter {
  readonly #clock: Clock
  readonly #counts = new Map<string, number>()
  #endsAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether one more of `name` is within the limit. Where too many names come, they share one count. */
  admits(name: string): boolean {
    const now = this.#clock.now()
    if (now >= this.#endsAt) {
      this.#counts.clear()
      this.#endsAt = now + WINDOW_MS
    }
    const isKnown = this.#counts.has(name) || this.#counts.size < ANSWER_LIMITS.countedMax
    const counted = isKnown ? name : ''
    const count = (this.#counts.get(counted) ?? 0) + 1
    this.#counts.set(counted, count)
    return count <= ANSWER_LIMITS.requestsPerMinuteMax
  }
}
