/** A bucket that leaks: what was sent lately and has not leaked yet. */
export type Bucket = { readonly used: number; readonly at: number }

/** Of a robot that was never called. */
export const EMPTY_BUCKET: Bucket = { used: 0, at: 0 }

/** How many fit at once, and how many a second leak. */
export type Rate = { readonly burst: number; readonly perSecond: number }

/** What a bucket says to one more. */
export type Poured = { readonly fits: boolean; readonly bucket: Bucket; readonly waitMs: number }

/** Pours one more in, if it fits; what does not fit leaves no trace. */
export function pour(bucket: Bucket, rate: Rate, now: number): Poured {
  const leaked = ((now - bucket.at) / 1_000) * rate.perSecond
  const used = Math.max(0, bucket.used - Math.max(0, leaked))
  const over = used + 1 - rate.burst
  // A thousandth of a message is the noise of dividing.
  if (over <= 0.001) return { fits: true, bucket: { used: used + 1, at: now }, waitMs: 0 }
  const waitMs = Math.ceil((over / rate.perSecond) * 1_000)
  return { fits: false, bucket: { used, at: now }, waitMs }
}

/** As if somebody else had used it up. */
export function filled(rate: Rate, now: number): Bucket {
  return { used: rate.burst, at: now }
}
