import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

/** Chance, handed in like the clock. `bytes(n)` gives n unpredictable bytes. */
export interface Chance {
  bytes(count: number): Uint8Array
  /** A number in [0, 1). */
  fraction(): number
}

/** The machine's own randomness. */
export const systemChance: Chance = {
  bytes: (count) => randomBytes(count),
  // For spreading out in time, not for secrets: a call to the system's randomness takes longer than a signature.
  fraction: () => Math.random(),
}

/** Gives the next id: unique, and greater (as text) than all ids it gave before. */
export type IdSource = () => string

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const COUNTER_MAX = 2 ** 20

/**
 * Time-ordered ids of 26 characters: 10 for the millisecond, 4 for a counter within it, 12 random.
 * They sort as they were made, so that an index over them only grows at its end. `after` is the last
 * id of the process before: also where the clock was set back meanwhile, none sorts before it.
 */
export function idSource(clock: Clock, chance: Chance, after = ''): IdSource {
  let lastMs = after === '' ? 0 : timeOf(after) + 1
  let counter = 0
  let pool = chance.bytes(POOL_BYTES)
  let used = 0
  return () => {
    const now = Math.max(clock.now(), lastMs)
    counter = now === lastMs ? counter + 1 : 0
    lastMs = counter === COUNTER_MAX ? now + 1 : now
    if (counter === COUNTER_MAX) counter = 0
    if (used + RANDOM_LENGTH > pool.length) {
      pool = chance.bytes(POOL_BYTES)
      used = 0
    }
    let tail = ''
    for (let end = used + RANDOM_LENGTH; used < end; used++)
      tail += ALPHABET[(pool[used] ?? 0) & 31]
    return base32(lastMs, 10) + base32(counter, 4) + tail
  }
}

/** Not greater than any id that is made at `ms` or later: where to begin to look for those. */
export function leastIdAt(ms: number): string {
  return base32(Math.max(0, ms), 10)
}

const RANDOM_LENGTH = 12
const POOL_BYTES = RANDOM_LENGTH * 256

/** The millisecond of an id: when what it names was made. */
export function timeOf(id: string): number {
  return [...id.slice(0, 10)].reduce((value, digit) => value * 32 + ALPHABET.indexOf(digit), 0)
}

function base32(value: number, length: number): string {
  let rest = value
  let text = ''
  for (let index = 0; index < length; index++) {
    text = ALPHABET[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}
