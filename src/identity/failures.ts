import { IDENTITY_LIMITS } from '../base/limits.ts'

type Failing = { times: number; until: number }

/** Counts failed attempts to sign in, by name and by address, and says when one may be made again. */
export class Failures {
  readonly #failing = new Map<string, Failing>()

  /** Milliseconds until the next attempt is let through; 0: now. */
  waitMs(attempt: Attempt, now: number): number {
    const waits = limitsOf(attempt).map(([key, most]) => {
      const failing = this.#failing.get(key)
      return failing && failing.times >= most ? failing.until - now : 0
    })
    return Math.max(0, ...waits)
  }

  failed(attempt: Attempt, now: number): void {
    for (const [key] of limitsOf(attempt)) {
      const before = this.#failing.get(key)
      const times = before && before.until > now ? before.times + 1 : 1
      // Set anew, so that what has failed last is forgotten last.
      this.#failing.delete(key)
      this.#failing.set(key, { times, until: now + IDENTITY_LIMITS.failureMs })
    }
    for (const key of this.#failing.keys()) {
      if (this.#failing.size <= IDENTITY_LIMITS.failingMax) break
      this.#failing.delete(key)
    }
  }

  /** Who is let in under a name may mistype again; where the attempts come from is not forgiven by that. */
  succeeded({ name }: Attempt): void {
    this.#failing.delete(`name ${name}`)
  }
}

/** Who tried, and from where. */
export type Attempt = { readonly name: string; readonly address: string }

function limitsOf({ name, address }: Attempt): readonly (readonly [string, number])[] {
  return [
    [`name ${name}`, IDENTITY_LIMITS.failuresOfNameMax],
    [`address ${address}`, IDENTITY_LIMITS.failuresOfAddressMax],
  ]
}
