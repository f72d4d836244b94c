import type { Clock } from '../../src/base/clock.ts'

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void }

/**
 * The time of a simulated world. It stands still while anybody has something to do, and then goes to when the first
 * sleeper wakes: nobody waits for real.
 */
export class SimTime {
  #now: number
  #order = 0
  /** How often somebody has woken since time has last moved. */
  #stepsNow = 0
  #sleepers: Sleeper[] = []

  constructor(startAt: number) {
    this.#now = startAt
  }

  /** What a clock shows that is never wrong, UTC milliseconds. */
  get now(): number {
    return this.#now
  }

  /** Resolves after `ms`, or at once when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper = { at: this.#now + Math.max(0, ms), order: this.#order++, wake: resolve }
      this.#add(sleeper)
      signal?.addEventListener('abort', () => this.#end(sleeper), { once: true })
    })
  }

  /** Lets everybody work whose time comes until then, in order, and stops there. */
  async passUntil(at: number): Promise<void> {
    await settled()
    for (let first = this.#sleepers[0]; first && first.at <= at; first = this.#sleepers[0]) {
      this.#sleepers.shift()
      this.#stepsNow = first.at > this.#now ? 0 : this.#stepsNow + 1
      if (this.#stepsNow > STEPS_MAX) throw new StandsStill()
      this.#now = Math.max(this.#now, first.at)
      first.wake()
      await settled()
    }
    this.#now = Math.max(this.#now, at)
  }

  #add(sleeper: Sleeper): void {
    const at = this.#sleepers.findLastIndex((other) => other.at <= sleeper.at)
    this.#sleepers.splice(at + 1, 0, sleeper)
  }

  #end(sleeper: Sleeper): void {
    const at = this.#sleepers.indexOf(sleeper)
    if (at < 0) return
    this.#sleepers.splice(at, 1)
    sleeper.wake()
  }
}

/** Far more than all that can be due at one moment. */
const STEPS_MAX = 20_000

/** Somebody works and works, and time does not pass: a loop that never rests. */
export class StandsStill extends Error {
  override readonly name = 'StandsStill'
  constructor() {
    super('a loop never rests')
  }
}

/** When nothing more can happen at this moment: no part of a simulated hub waits for anything real. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A promise that nothing comes of: what a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}

/** The clock of a machine, which may be wrong; for a process that has died it stands still for ever. */
export function machineClock(
  time: SimTime,
  machine: { readonly wrongByMs: number },
  process: { readonly isAlive: boolean },
): Clock {
  return {
    now: () => time.now + machine.wrongByMs,
    async sleep(ms, signal) {
      await time.sleep(ms, signal)
      if (!process.isAlive) await never()
    },
  }
}
