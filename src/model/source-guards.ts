import type { Secret } from '../base/secret.ts'

/** What a source asks of a request before its events are taken. What is absent is not asked. */
export type SourceGuards = {
  /** Addresses and ranges that may send. */
  readonly allow?: readonly string[]
  readonly basicAuth?: BasicAuth
  readonly signature?: SignatureRules
  readonly rate?: RateRules
  readonly bodyBytesMax?: number
}

export type BasicAuth = { readonly user: string; readonly password: Secret }

export type SignatureAlgorithm = 'sha1' | 'sha256' | 'sha512'

/** How a sender signs what it sends: HMAC of a text that holds the body, in a header. */
export type SignatureRules = {
  /** In lower case. */
  readonly header: string
  /** A secret that begins with `whsec_` stands for the bytes that follow in base64. */
  readonly secret: Secret
  /** The secret before this one, which is still valid. */
  readonly previousSecret?: Secret
  readonly algorithm: SignatureAlgorithm
  /** What stands in the header; `<hex>` or `<base64>` is the digest. */
  readonly form: string
  /** What is signed: `{body}`, `{timestamp}`, and `{name}` for another header. */
  readonly over: string
  /** The header that `{timestamp}` stands for, in lower case. */
  readonly timestamp?: string
  /** How far that time may lie from ours. */
  readonly toleranceMs: number
}

/** Events that fire, and notices: so many a minute, and so many at once. */
export type RateRules = { readonly perMinute: number; readonly burst: number }

/** Why a request was refused although its key is valid. */
export const REFUSALS = ['address', 'credentials', 'signature', 'size', 'rate'] as const
export type Refusal = (typeof REFUSALS)[number]

/** A request that a guard refuses, in words for whoever set the sender up. They hold no secret. */
export type Refused = {
  readonly reason: Refusal
  readonly detail: string
  /** When it may be sent again. */
  readonly retryAfterMs?: number
}

/** How a source has fared in this process. Times in UTC milliseconds. */
export type GuardState = {
  readonly source: string
  readonly isPaused: boolean
  readonly refused: readonly {
    readonly reason: Refusal
    readonly count: number
    readonly lastAt: number
  }[]
  /** Where a previous key is still valid: whether and when it was used last. */
  readonly previousKey?: { readonly lastUsedAt?: number }
  /** Until when what fires is refused for its rate. */
  readonly limitedUntil?: number
  /** Where its clock is so far ahead of ours that its times order nothing: by how much, and when that was seen last. */
  readonly clockAhead?: { readonly byMs: number; readonly lastAt: number }
}
