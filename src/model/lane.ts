import type { RefuseReason, RetryReason } from './receipt.ts'
import type { LocalText } from './text.ts'

/**
 * Open: the robot refuses everything that comes with these settings. Nothing is asked of it but one
 * message at `probeAt`; what is owed meanwhile is a dead letter at once.
 */
export type Breaker = {
  /** A digest of the settings: others (a new secret) have not been refused yet. */
  readonly settings: string
  readonly reason: RefuseReason | 'clock-skew'
  readonly openedAt: number
  /** When it was last refused. */
  readonly triedAt: number
  readonly probeAt: number
  readonly probes: number
  readonly text: string
  readonly remedy: LocalText
}

/** How a robot is doing. Its rate is counted in whole seconds: `[second, messages]`, oldest first. */
export type LaneState = {
  /** The robot's address; for a robot without a pool also its lane. */
  readonly lane: string
  readonly sent: readonly (readonly [second: number, count: number])[]
  readonly blockedUntil?: number
  readonly failures: number
  readonly health: 'ok' | 'failing' | 'broken'
  readonly healthSince?: number
  readonly healthReason?: RetryReason | RefuseReason
  readonly healthText?: string
  readonly remedy?: LocalText
  readonly lastSentAt?: number
  readonly lastDigestAt?: number
  readonly breakers?: readonly Breaker[]
}
