// In: a password and a salt. Out: its bcrypt hash (version 2a, cost 10).
// Must hold: the hash verifies with every bcrypt implementation.

const COST = 10
const ROUNDS = 16
const BOX_WORDS = 1024
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const MAGIC = 'OrpheanBeholderScryDoubt'

/** The bcrypt hash of a password of at most 72 bytes with a salt of 16. */
export function bcryptHash(password: Uint8Array, salt: Uint8Array): string {
  const cipher = new Blowfish()
  const key = Uint8Array.of(...password, 0)
  cipher.expand(key, salt)
  for (let round = 0; round < 2 ** COST; round++) {
    cipher.expand(key, NO_SALT)
    cipher.expand(salt, NO_SALT)
  }
  const words = wordsOf(Buffer.from(MAGIC, 'latin1'))
  for (let index = 0; index < words.length; index += 2) {
    for (let round = 0; round < 64; round++) cipher.encrypt(words, index)
  }
  const hash = Buffer.alloc(24)
  for (const [index, word] of words.entries()) hash.writeUInt32BE(word >>> 0, index * 4)
  return `$2a$${COST}$${encode(salt)}${encode(hash.subarray(0, 23))}`
}

const NO_SALT = new Uint8Array(16)

function wordsOf(bytes: Buffer): Int32Array {
  return Int32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readInt32BE(index * 4))
}

/** bcrypt's own base64. */
function encode(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(index, index + 3)
    const group = (a << 16) | (b << 8) | c
    const characters = Math.min(4, Math.ceil(((bytes.length - index) * 8) / 6))
    for (let place = 0; place < characters; place++) {
      text += ALPHABET[(group >> (18 - 6 * place)) & 63]
    }
  }
  return text
}

let initial: Int32Array | undefined

/** The cipher's initial state: the first 33,344 bits of the fraction of π. */
function initialWords(): Int32Array {
  initial ??= piWords(ROUNDS + 2 + BOX_WORDS)
  return initial
}

function piWords(count: number): Int32Array {
  const bits = BigInt(count * 32)
  const guard = 64n
  const one = 1n << (bits + guard)
  const pi = 4n * (4n * arcTangentOfInverse(5n, one) - arcTangentOfInverse(239n, one))
  const fraction = (pi - 3n * one) >> guard
  const hex = fraction.toString(16).padStart(count * 8, '0')
  return Int32Array.from({ length: count }, (_, index) =>
    Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16),
  )
}

/** arctan(1/x), scaled by `one`. */
function arcTangentOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x
  let sum = power
  const square = x * x
  for (let divisor = 3n, sign = -1n; power !== 0n; divisor += 2n, sign = -sign) {
    power /= square
    sum += (sign * power) / divisor
  }
  return sum
}

/** Blowfish with bcrypt's salted key schedule. */
class Blowfish {
  readonly #subkeys: Int32Array
  readonly #boxes: Int32Array

  constructor() {
    const words = initialWords()
    this.#subkeys = words.slice(0, ROUNDS + 2)
    this.#boxes = words.slice(ROUNDS + 2)
  }

  expand(key: Uint8Array, salt: Uint8Array): void {
    const subkeys = this.#subkeys
    for (let index = 0, at = 0; index < subkeys.length; index++) {
      let word = 0
      for (let byte = 0; byte < 4; byte++, at++) word = (word << 8) | (key[at % key.length] ?? 0)
      subkeys[index] = (subkeys[index] ?? 0) ^ word
    }
    const salted = wordsOf(Buffer.from(salt))
    const block = new Int32Array(2)
    let saltAt = 0
    for (const target of [subkeys, this.#boxes]) {
      for (let index = 0; index < target.length; index += 2) {
        block[0] = (block[0] ?? 0) ^ (salted[saltAt] ?? 0)
        block[1] = (block[1] ?? 0) ^ (salted[saltAt + 1] ?? 0)
        saltAt = (saltAt + 2) % salted.length
        this.encrypt(block, 0)
        target[index] = block[0] ?? 0
        target[index + 1] = block[1] ?? 0
      }
    }
  }

  /** Encrypts the two words at `at` in place. */
  encrypt(words: Int32Array, at: number): void {
    const subkeys = this.#subkeys
    const boxes = this.#boxes
    let left = (words[at] ?? 0) ^ (subkeys[0] ?? 0)
    let right = words[at + 1] ?? 0
    for (let round = 1; round <= ROUNDS; round += 2) {
      right ^= scramble(boxes, left) ^ (subkeys[round] ?? 0)
      left ^= scramble(boxes, right) ^ (subkeys[round + 1] ?? 0)
    }
    words[at] = right ^ (subkeys[ROUNDS + 1] ?? 0)
    words[at + 1] = left
  }
}

function scramble(boxes: Int32Array, word: number): number {
  const a = boxes[word >>> 24] ?? 0
  const b = boxes[256 + ((word >>> 16) & 0xff)] ?? 0
  const c = boxes[512 + ((word >>> 8) & 0xff)] ?? 0
  const d = boxes[768 + (word & 0xff)] ?? 0
  return (((a + b) ^ c) + d) | 0
}
