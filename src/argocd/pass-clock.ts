import type { Clock } from '../base/clock.ts'

/** The time for conditions and templates: it stands still while one Application is looked at. */
export class PassClock implements Clock {
  #now = 0

  now(): number {
    return this.#now
  }

  set(now: number): void {
    this.#now = now
  }

  sleep(): Promise<void> {
    return Promise.resolve()
  }
}
