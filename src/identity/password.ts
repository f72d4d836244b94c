import { argon2, timingSafeEqual } from 'node:crypto'
import { TocsinError } from '../base/errors.ts'
import { IDENTITY_LIMITS } from '../base/limits.ts'

/** How passwords are hashed: Argon2id (RFC 9106), 19 MiB, two passes, one lane. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
const NONCE_BYTES = 16

/**
 * Hashes passwords, a bounded number at a time: each takes 19 MiB for a while, and who guesses at random shall not take
 * the hub's memory.
 */
export class Passwords {
  readonly #nonce: () => Uint8Array
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(bytes: (count: number) => Uint8Array) {
    this.#nonce = () => bytes(NONCE_BYTES)
  }

  /** The hash in the PHC string format. Throws TOCSIN_TOO_BUSY. */
  async hash(password: string): Promise<string> {
    const nonce = this.#nonce()
    const tag = await this.#derive(password, { nonce, ...PARAMETERS })
    const { memory, passes, parallelism } = PARAMETERS
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`
  }

  /**
   * Whether `password` is the one that was hashed. Without a hash it takes as long and is wrong: how long an answer takes
   * tells nobody whether a name exists. Throws TOCSIN_TOO_BUSY.
   */
  async isRight(password: string, hash: string | undefined): Promise<boolean> {
    const known = hash === undefined ? undefined : parse(hash)
    const { tag, ...how } = known ?? {
      nonce: NOBODY,
      tag: new Uint8Array(TAG_BYTES),
      ...PARAMETERS,
    }
    const found = await this.#derive(password, how)
    return known !== undefined && found.length === tag.length && timingSafeEqual(found, tag)
  }

  async #derive(password: string, how: How): Promise<Uint8Array> {
    await this.#turn()
    try {
      return await new Promise((resolve, reject) => {
        const message = Buffer.from(password.normalize('NFC'))
        argon2('argon2id', { message, tagLength: TAG_BYTES, ...how }, (error, tag) =>
          error ? reject(error) : resolve(tag),
        )
      })
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= IDENTITY_LIMITS.hashingMax) {
      if (this.#waiting.length >= IDENTITY_LIMITS.hashingWaitingMax) throw tooBusy()
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#running += 1
  }
}

type How = {
  readonly nonce: Uint8Array
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

const NOBODY = new Uint8Array(NONCE_BYTES)

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/

function parse(hash: string): (How & { readonly tag: Uint8Array }) | undefined {
  const [, memory, passes, parallelism, nonce, tag] = PHC.exec(hash) ?? []
  if (nonce === undefined || tag === undefined) return undefined
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** As the PHC format has it: without the padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}

function tooBusy(): TocsinError {
  return new TocsinError(
    'TOCSIN_TOO_BUSY',
    'Expected fewer people who sign in at once, found too many that wait. Try again in a moment.',
  )
}
