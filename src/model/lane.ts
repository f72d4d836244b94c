import type { LocalText } from './text.ts'

/** How a robot is doing. Its rate is counted in whole seconds: `[second, messages]`, oldest first. */
export type LaneState = {
  readonly lane: string
  readonly sent: readonly (readonly [second: number, count: number])[]
  readonly blockedUntil?: number
  readonly failures: number
  readonly health: 'ok' | 'failing' | 'broken'
  readonly healthSince?: number
  readonly healthText?: string
  readonly remedy?: LocalText
  readonly lastSentAt?: number
  readonly lastDigestAt?: number
}
