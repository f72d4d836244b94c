import { createHash } from 'node:crypto'
import type { Chance } from '../../src/base/id.ts'

/** Chance that is the same for the same seed: everything random in a simulation comes from here. */
export class Random implements Chance {
  readonly #seed: string
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: string | number) {
    this.#seed = String(seed)
    const digest = createHash('sha256').update(this.#seed).digest()
    this.#a = digest.readInt32LE(0)
    this.#b = digest.readInt32LE(4)
    this.#c = digest.readInt32LE(8)
  }

  /** A stream of its own, so that more draws from one do not change what another gives. */
  fork(name: string | number): Random {
    return new Random(`${this.#seed}/${name}`)
  }

  /** A number in [0, 1): sfc32. */
  fraction(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(this.fraction() * 256))
  }

  /** A whole number from `least` to `most`, both of which may come. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  /** True with this probability. */
  likely(probability: number): boolean {
    return this.fraction() < probability
  }

  /** One of them; there has to be one. */
  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.fraction() * values.length)]
    if (value === undefined) throw new Error('there is nothing to pick from')
    return value
  }

  /** From `least` to `most` of them, in their order. */
  some<T>(values: readonly T[], least: number, most = values.length): readonly T[] {
    const count = Math.min(values.length, this.between(least, Math.max(least, most)))
    const left = values.map((_, index) => index)
    const chosen = Array.from({ length: count }, () => {
      const at = Math.floor(this.fraction() * left.length)
      return left.splice(at, 1)[0] ?? 0
    })
    return chosen.sort((one, other) => one - other).flatMap((index) => values[index] ?? [])
  }

  /** One of them, the heavier the more often. */
  weighted<T extends { readonly weight: number }>(values: readonly T[]): T {
    const total = values.reduce((sum, { weight }) => sum + weight, 0)
    let at = this.fraction() * total
    for (const value of values) {
      at -= value.weight
      if (at < 0) return value
    }
    return this.pick(values)
  }
}
