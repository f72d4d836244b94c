import { GUARD_LIMITS } from '../../base/limits.ts'
import type { RateRules } from '../../model/source-guards.ts'

/** What a source may still send: tokens at an instant. Below zero it owes some. */
export type Bucket = { readonly tokens: number; readonly at: number }

/** As many as it holds. */
export function fullBucket({ burst }: RateRules, now: number): Bucket {
  return { tokens: burst, at: now }
}

/** The bucket at `now`. Where the clock was set back, nothing is added. */
export function refilled({ tokens, at }: Bucket, rules: RateRules, now: number): Bucket {
  const added = (Math.max(0, now - at) * rules.perMinute) / MINUTE_MS
  return { tokens: Math.min(rules.burst, tokens + added), at: now }
}

/**
 * The bucket after `count` events, or how long they have to wait. A request is taken as a whole where there is room for
 * one event, however many it brings: a batch that is larger than the burst could never be sent else. Later ones wait.
 */
export function take(
  bucket: Bucket,
  count: number,
  rules: RateRules,
): { readonly bucket: Bucket } | { readonly waitMs: number } {
  if (bucket.tokens < 1) return { waitMs: waitMsOf(bucket, rules) }
  const leastTokens = -(rules.perMinute * GUARD_LIMITS.debtMsMax) / MINUTE_MS
  return { bucket: { ...bucket, tokens: Math.max(leastTokens, bucket.tokens - count) } }
}

/** Milliseconds until there is room for an event. */
function waitMsOf({ tokens }: Bucket, { perMinute }: RateRules): number {
  return Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute)
}

const MINUTE_MS = 60_000
