import { KUBERNETES_LIMITS } from '../base/limits.ts'

/**
 * Which keys wait to be worked on: each once, however often it was added, in the order in which they
 * came, and never one that is being worked on; one that is added meanwhile waits for its turn again.
 */
export class WorkQueue {
  readonly #waiting = new Set<string>()
  readonly #working = new Map<string, { isWantedAgain: boolean }>()
  /** Keys whose work failed: how often in a row, and when they come again. */
  readonly #failed = new Map<string, { readonly failures: number; readonly dueAt: number }>()

  get waiting(): number {
    return this.#waiting.size
  }

  get working(): number {
    return this.#working.size
  }

  add(key: string): void {
    const working = this.#working.get(key)
    if (working) working.isWantedAgain = true
    else this.#waiting.add(key)
  }

  /** The next key to work on. */
  take(): string | undefined {
    const [key] = this.#waiting
    if (key === undefined) return undefined
    this.#waiting.delete(key)
    this.#working.set(key, { isWantedAgain: false })
    return key
  }

  /** The work ended well. */
  done(key: string): void {
    this.#failed.delete(key)
    this.#end(key)
  }

  /** The work failed: it comes again after a while, which grows. */
  fail(key: string, now: number): void {
    const failures = (this.#failed.get(key)?.failures ?? 0) + 1
    const { lookRetryFirstMs, lookRetryMaxMs } = KUBERNETES_LIMITS
    const waitMs = Math.min(lookRetryFirstMs * 2 ** Math.min(failures - 1, 16), lookRetryMaxMs)
    this.#failed.set(key, { failures, dueAt: now + waitMs })
    this.#end(key)
  }

  /** Those that failed and whose wait is over wait for their turn. */
  wakeDue(now: number): void {
    for (const [key, { dueAt, failures }] of this.#failed) {
      if (dueAt > now) continue
      this.#failed.set(key, { failures, dueAt: Infinity })
      this.add(key)
    }
  }

  /** When the next one that failed comes again. */
  nextAt(): number {
    return Math.min(Infinity, ...[...this.#failed.values()].map(({ dueAt }) => dueAt))
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#waiting.clear()
    this.#failed.clear()
    for (const working of this.#working.values()) working.isWantedAgain = false
  }

  #end(key: string): void {
    const working = this.#working.get(key)
    this.#working.delete(key)
    if (working?.isWantedAgain) this.#waiting.add(key)
  }
}
