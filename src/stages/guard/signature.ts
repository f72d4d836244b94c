import { createHmac, timingSafeEqual } from 'node:crypto'
import { GUARD_LIMITS } from '../../base/limits.ts'
import type { Secret } from '../../base/secret.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { howLong } from '../../model/how-long.ts'
import type { SignatureRules } from '../../model/source-guards.ts'

/**
 * What is wrong with the signature of a request at `now`, in sentences for whoever set the sender up; undefined where it
 * fits. They tell neither the secret nor what the signature would have to be.
 */
export function signatureFault(
  rules: SignatureRules,
  request: SourceRequest,
  now: number,
): string | undefined {
  if (request.method !== 'POST')
    return `Expected a POST, whose body is signed, found a ${request.method}. Set the sender to POST.`
  const given = request.headers[rules.header]
  if (given === undefined || given.trim() === '')
    return `Expected a signature in the header "${rules.header}", found none. Give the sender the secret, and look how it names the header.`
  const late = rules.timestamp && timeFault(rules.timestamp, rules, { request, now })
  if (late) return late
  const signed = signedParts(rules.over, request, rules.timestamp)
  if ('missing' in signed)
    return `Expected the header "${signed.missing}", which is signed, found none. Look how the sender names it.`
  const digests = digestsIn(given, rules.form)
  return secretsOf(rules).some((secret) => {
    const digest = createHmac(rules.algorithm, keyOf(secret))
    for (const part of signed.parts) digest.update(part)
    const wanted = digest.digest()
    return digests.some((one) => isSame(one, wanted))
  })
    ? undefined
    : `Expected a signature in the header "${rules.header}" that fits the body, found none that does. Give sender and source the same secret, and see that nothing between them changes the body.`
}

function timeFault(
  header: string,
  { toleranceMs }: SignatureRules,
  { request, now }: { readonly request: SourceRequest; readonly now: number },
): string | undefined {
  const text = request.headers[header]?.trim() ?? ''
  if (!/^\d{1,16}$/.test(text))
    return `Expected a time in the header "${header}", in seconds since 1970, found ${text === '' ? 'none' : 'something else'}. Look how the sender names it.`
  const distanceMs = Math.abs(now - millisecondsOf(Number(text)))
  if (distanceMs <= toleranceMs) return undefined
  return `Expected a time in the header "${header}" that is at most ${howLong(toleranceMs, 'en')} from the hub's, found a larger distance. Set the clocks of both right; a request that is sent again has to be signed again.`
}

/** Some senders count milliseconds; as seconds these would lie in the year 5000. */
function millisecondsOf(count: number): number {
  return count >= 100_000_000_000 ? count : count * 1000
}

/** What is signed, piece by piece, or which header of it is missing. */
function signedParts(
  over: string,
  { headers, body }: SourceRequest,
  timestamp: string | undefined,
): { readonly parts: readonly (string | Uint8Array)[] } | { readonly missing: string } {
  const parts: (string | Uint8Array)[] = []
  for (const [index, piece] of over.split(PLACEHOLDER).entries()) {
    const isName = index % 2 === 1
    const name = isName && piece === 'timestamp' ? timestamp : piece.toLowerCase()
    const value = isName && piece !== 'body' ? headers[name ?? ''] : undefined
    if (!isName) parts.push(piece)
    else if (piece === 'body') parts.push(body)
    else if (value === undefined) return { missing: name ?? piece }
    else parts.push(value)
  }
  return { parts }
}

/** `{body}`, `{timestamp}` and `{name}` of a header: every second piece of what this splits. */
const PLACEHOLDER = /\{([A-Za-z0-9-]+)\}/

/** The digests in a header that have the form, as bytes. Signatures are parted by blanks, or by commas where the form has none. */
function digestsIn(given: string, form: string): readonly Buffer[] {
  const [, prefix = '', kind = 'hex', suffix = ''] = FORM.exec(form) ?? []
  const parted = form.includes(',') ? given.trim().split(/\s+/) : given.trim().split(/[\s,]+/)
  return parted.slice(0, GUARD_LIMITS.signaturesMax).flatMap((text) => {
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return []
    const digest = text.slice(prefix.length, text.length - suffix.length)
    return [Buffer.from(digest, kind === 'hex' ? 'hex' : 'base64')]
  })
}

const FORM = /^(.*)<(hex|base64)>(.*)$/

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function secretsOf({ secret, previousSecret }: SignatureRules): readonly Secret[] {
  return previousSecret === undefined ? [secret] : [secret, previousSecret]
}

function keyOf(secret: Secret): Buffer {
  const text = secret.reveal()
  return text.startsWith('whsec_')
    ? Buffer.from(text.slice('whsec_'.length), 'base64')
    : Buffer.from(text, 'utf8')
}
