import type { LocalText } from './text.ts'

/** A matcher, or a condition (`when`), that an event does not meet. */
export type FailingMatcher = {
  readonly matcher: string
  readonly label: string
  /** What the event has there; empty where it has nothing. */
  readonly found: string
  /** What is found is nearly what is wanted: one may be misspelt. */
  readonly isSimilar: boolean
  /** What would have to be different, in words. */
  readonly change: LocalText
}

/** A policy or route that did not want an event, and why. */
export type NearMiss = {
  readonly policy: string
  /** All that fail, its parents' included; none where another route took it. */
  readonly failing: readonly FailingMatcher[]
  /** The route before it, which took the event and does not continue. */
  readonly takenBy?: string
}
