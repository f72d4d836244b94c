import type { RefuseReason, RetryReason } from './receipt.ts'
import type { LocalText } from './text.ts'

/** One thing that was looked at on the way to a chat, and how it was. */
export type VerificationStep = {
  readonly step:
    | 'settings'
    | 'limit'
    | 'proxy'
    | 'lookup'
    | 'connection'
    | 'answer'
    | 'clock'
    | 'meaning'
  /** `note`: it works, and something about it deserves a look. */
  readonly state: 'ok' | 'note' | 'failed'
  readonly text: LocalText
}

/** What came of trying an endpoint with a test message. No URL, token or secret is in it. */
export type Verification = {
  /** The endpoint's id; absent for one that is not in the configuration. */
  readonly endpoint?: string
  readonly contact?: string
  readonly channel: string
  /**
   * `delivered`: the platform took the message. `failed`: it did not. `uncertain`: it may have.
   * `not-tried`: nothing was sent, so as not to break the robot's limit.
   */
  readonly result: 'delivered' | 'failed' | 'uncertain' | 'not-tried'
  /** In the order in which they happen. */
  readonly steps: readonly VerificationStep[]
  readonly reason?: RetryReason | RefuseReason
  /** The platform's own, with credentials masked. */
  readonly code?: string
  readonly text?: string
  /** What a person can do about it: the first thing first. */
  readonly remedies: readonly LocalText[]
  readonly tookMs: number
  /** Our clock against the platform's; positive where ours is ahead. */
  readonly clock?: { readonly offMs: number; readonly uncertaintyMs: number }
  /** Our address as the platform's answer names it. */
  readonly ourAddress?: string
  /** When the platform takes messages again, where that is known: UTC milliseconds. */
  readonly retryAt?: number
  /** Host and port of the proxy that was used. */
  readonly proxy?: string
}
