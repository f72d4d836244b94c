// Standard Webhooks: HMAC-SHA256 over `id.timestamp.body` with the key behind `whsec_`, as base64 behind `v1,`.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { STAND_IN_LIMITS } from '../base/limits.ts'
import type { SandboxRequest } from './exchange.ts'

/** The key of a secret as it is given out, `whsec_` and base64; undefined where it is none. */
export function webhookKey(secret: string): Buffer | undefined {
  const encoded = secret.replace(/^whsec_/, '')
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && encoded.length % 4 === 0
  return isBase64 ? Buffer.from(encoded, 'base64') : undefined
}

/** What is wrong with a request's signature; undefined where it is right. */
export function signatureFault(
  request: SandboxRequest,
  { secret, now }: { secret: string; now: number },
): string | undefined {
  const id = request.headers['webhook-id'] ?? ''
  const timestamp = request.headers['webhook-timestamp'] ?? ''
  const signatures = request.headers['webhook-signature'] ?? ''
  if (id === '' || timestamp === '' || signatures === '') return 'missing signature headers'
  if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp is no number of seconds'
  const skewMs = Number(timestamp) * 1_000 - now
  if (skewMs < -STAND_IN_LIMITS.webhookToleranceMs) return 'timestamp too old'
  if (skewMs > STAND_IN_LIMITS.webhookToleranceMs) return 'timestamp too new'
  const key = webhookKey(secret) ?? Buffer.from(secret)
  const expected = createHmac('sha256', key)
    .update(`${id}.${timestamp}.`)
    .update(request.body)
    .digest('base64')
  const given = signatures.split(' ').filter((entry) => entry.startsWith('v1,'))
  return given.some((entry) => isSame(expected, entry.slice('v1,'.length)))
    ? undefined
    : 'no matching signature'
}

function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
