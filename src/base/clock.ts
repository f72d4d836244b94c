/** The only door to real time. Everything else is handed a Clock. Instants are UTC milliseconds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** Resolves after `ms`, or at once when `signal` is aborted; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(finish, Math.min(ms, 2 ** 31 - 1))
      signal?.addEventListener('abort', finish, { once: true })
      function finish() {
        clearTimeout(timer)
        signal?.removeEventListener('abort', finish)
        resolve()
      }
    }),
}

/** Calls `work` once after `ms` of real time unless cancelled first: for what waits on a socket, not on our clock. */
export function afterMs(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

/** Lets whatever else waits in this process have its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** An instant as ISO 8601 with milliseconds, in UTC: `2026-03-05T02:15:01.123Z`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** A clock that moves only when told to, for tests and simulation. */
export class ManualClock implements Clock {
  #now: number
  #sleepers: { at: number; wake: () => void }[] = []

  constructor(startAt: number) {
    this.#now = startAt
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    // That moment is here: it may have come while whoever asks was still busy.
    if (ms <= 0) return new Promise((resolve) => setImmediate(resolve))
    return new Promise((resolve) => {
      const sleeper = { at: this.#now + ms, wake: resolve }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  /** Moves time forward by `ms` and wakes whoever slept until then. */
  advance(ms: number): void {
    this.#now += ms
    const due = this.#sleepers.filter((sleeper) => sleeper.at <= this.#now)
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at > this.#now)
    for (const sleeper of due) sleeper.wake()
  }
}
