import { createHash } from 'node:crypto'

const BYTES = 32

/** A new text that nobody can guess: 256 bits, base64url, after what says what it is for. */
export function newCredential(bytes: (count: number) => Uint8Array, prefix = ''): string {
  return `${prefix}${Buffer.from(bytes(BYTES)).toString('base64url')}`
}

/** What is kept of it. */
export function digestOf(credential: string): string {
  return createHash('sha256').update(credential).digest('hex')
}
