import type { LocalText } from './text.ts'

/** Why a channel asks for another try. */
export type RetryReason =
  | 'rate-limited' // the platform's limit; the whole lane waits
  | 'blocked' // an edge firewall turned us away; the whole lane waits
  | 'busy' // the platform says so
  | 'unreachable' // no connection: nothing was sent
  | 'unknown-outcome' // sent, but no answer came: it may have arrived
  | 'clock-skew' // the signature's time was not accepted

/** Why a channel will never take this message, or any message, from us as things are. */
export type RefuseReason =
  | 'token' // unknown or withdrawn
  | 'disabled' // robot stopped or removed, group dissolved
  | 'keyword'
  | 'signature'
  | 'address' // our IP address is not allowed
  | 'forbidden' // the hub's own rules of the network do not allow the address
  | 'quota' // the organisation's quota is used up
  | 'too-large'
  | 'content' // content safety
  | 'removed' // the endpoint is no longer in the configuration
  | 'malformed' // our mistake in the request
  | 'unknown'

/** What a channel answered. `code` and `text` are the platform's own, with credentials masked. */
export type Receipt =
  | { readonly kind: 'sent'; readonly code?: string; readonly text?: string; readonly ref?: string }
  | {
      readonly kind: 'retry'
      readonly reason: RetryReason
      /** The least time to wait, where the platform's rules give one. */
      readonly afterMs?: number
      readonly code?: string
      readonly text: string
      readonly remedy: LocalText
    }
  | {
      readonly kind: 'refused'
      readonly reason: RefuseReason
      readonly code?: string
      readonly text: string
      /** What a person can do about it. */
      readonly remedy: LocalText
    }
