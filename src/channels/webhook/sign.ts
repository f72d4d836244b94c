import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { WEBHOOK_LIMITS } from '../../base/limits.ts'

/** What a signature is over. `timestamp` is in whole seconds since 1970. */
export type Signed = { readonly id: string; readonly timestamp: number; readonly body: string }

/**
 * One signature of Standard Webhooks: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`,
 * keyed by the bytes that the secret stands for.
 */
export function signature({ id, timestamp, body }: Signed, secret: string): string {
  const digest = createHmac('sha256', keyObjectOf(secret)).update(
    `${id}.${timestamp}.${body}`,
    'utf8',
  )
  return `v1,${digest.digest('base64')}`
}

/** The secrets of a setting, which has several while one is exchanged for another. */
export function secretsOf(setting: string | undefined): readonly string[] {
  return (setting ?? '').split(/[\s,]+/).filter((secret) => secret !== '')
}

/** Whether it is `whsec_` and the base64 of a key of sensible length. */
export function isSigningSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false
  const { length } = keyOf(secret)
  return length >= WEBHOOK_LIMITS.secretBytesMin && length <= WEBHOOK_LIMITS.secretBytesMax
}

/** Bare bytes as a key cost the runtime an exception inside, some 15 µs of a message's 100. */
function keyObjectOf(secret: string): KeyObject {
  const known = keys.get(secret)
  if (known) return known
  if (keys.size >= WEBHOOK_LIMITS.keysMax) keys.clear()
  const key = createSecretKey(keyOf(secret))
  keys.set(secret, key)
  return key
}

const keys = new Map<string, KeyObject>()

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}
