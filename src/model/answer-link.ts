import { createHmac, timingSafeEqual } from 'node:crypto'
import { ANSWER_LIMITS } from '../base/limits.ts'

/** What a link is for: one answer, or only reading what a message had no room for. */
export const LINK_ACTIONS = [
  'acknowledge',
  'unacknowledge',
  'resolve',
  'silence',
  'escalate',
  'read',
] as const
export type LinkAction = (typeof LINK_ACTIONS)[number]

/** What a link is for. It is good for this notification's alerts, until `expiresAt`. */
export type AnswerLink = {
  readonly notificationId: string
  readonly action: LinkAction
  /** UTC milliseconds; kept to the second. */
  readonly expiresAt: number
}

export type LinkReading =
  | { readonly kind: 'valid'; readonly link: AnswerLink }
  | { readonly kind: 'expired' }
  /** Not made by this hub, or changed: which, is not told. */
  | { readonly kind: 'unknown' }

/** In front of what is signed, so that a signature of ours for anything else is none here. */
const PURPOSE = 'tocsin answer link\n'
const VERSION = 1
/** What stands for each action in a link; links that are out there keep their numbers. */
const CODES: Readonly<Record<LinkAction, number>> = {
  acknowledge: 0,
  resolve: 1,
  silence: 2,
  escalate: 3,
  read: 4,
  unacknowledge: 5,
}
const ACTIONS: ReadonlyMap<number, LinkAction> = new Map(
  LINK_ACTIONS.map((action) => [CODES[action], action]),
)
const HEAD_BYTES = 6
const MAC_BYTES = 32

/** The link as a short text for an address: version, action, expiry, notification and their HMAC-SHA256. */
export function signLink(link: AnswerLink, key: Uint8Array): string {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt8(VERSION, 0)
  head.writeUInt8(CODES[link.action], 1)
  head.writeUInt32BE(Math.floor(link.expiresAt / 1000), 2)
  const payload = Buffer.concat([head, Buffer.from(link.notificationId, 'utf8')])
  return Buffer.concat([payload, macOf(payload, key)]).toString('base64url')
}

/** What a text from an address says. Nothing of it is believed, nor compared, before the signature is checked. */
export function readLink(token: string, key: Uint8Array, now: number): LinkReading {
  if (token.length > ANSWER_LIMITS.tokenLengthMax || !/^[\w-]+$/.test(token)) return UNKNOWN
  const bytes = Buffer.from(token, 'base64url')
  // base64url has several spellings of the same bytes: only ours is ours.
  if (bytes.length <= HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== token)
    return UNKNOWN
  const payload = bytes.subarray(0, -MAC_BYTES)
  if (!timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(payload, key))) return UNKNOWN
  const action = ACTIONS.get(payload.readUInt8(1))
  if (payload.readUInt8(0) !== VERSION || action === undefined) return UNKNOWN
  const expiresAt = payload.readUInt32BE(2) * 1000
  if (expiresAt <= now) return { kind: 'expired' }
  const notificationId = payload.subarray(HEAD_BYTES).toString('utf8')
  return { kind: 'valid', link: { notificationId, action, expiresAt } }
}

function macOf(payload: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(PURPOSE).update(payload).digest()
}

const UNKNOWN: LinkReading = { kind: 'unknown' }
