import type { Receipt, RefuseReason, RetryReason } from './receipt.ts'
import type { LocalText } from './text.ts'

/** What an answer means, before the answer's own words are put to it. */
export type Verdict = RetryVerdict | RefuseVerdict

export type RetryVerdict = {
  readonly kind: 'retry'
  readonly reason: RetryReason
  /** The least time to wait, where the platform's rules give one. */
  readonly afterMs?: number
  readonly remedy: LocalText
}

export type RefuseVerdict = {
  readonly kind: 'refused'
  readonly reason: RefuseReason
  readonly remedy: LocalText
}

/** The message may be sent again. */
export function retry(
  reason: RetryReason,
  afterMs: number | undefined,
  remedy: LocalText,
): RetryVerdict {
  return { kind: 'retry', reason, afterMs, remedy }
}

/** The message, or every message, will never be taken as things are. */
export function refuse(reason: RefuseReason, en: string, zh: string): RefuseVerdict {
  return { kind: 'refused', reason, remedy: { en, zh } }
}

/** The same verdict, to be waited for as a Retry-After of whole seconds says, up to `maxMs`. */
export function asLongAs(
  verdict: RetryVerdict,
  retryAfter: string | undefined,
  maxMs: number,
): RetryVerdict {
  if (retryAfter === undefined || !/^\d{1,9}$/.test(retryAfter.trim())) return verdict
  return { ...verdict, afterMs: Math.min(Number(retryAfter) * 1000, maxMs) }
}

/** The receipt of a verdict; `answer` is the platform's own, with credentials masked. */
export function receiptOf(verdict: Verdict, answer: { code?: string; text: string }): Receipt {
  switch (verdict.kind) {
    case 'retry': {
      const { reason, afterMs, remedy } = verdict
      return { kind: 'retry', reason, afterMs, ...answer, remedy }
    }
    case 'refused': {
      const { reason, remedy } = verdict
      return { kind: 'refused', reason, ...answer, remedy }
    }
  }
}
