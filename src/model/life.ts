import { LIFE_LIMITS } from '../base/limits.ts'

/** When an alert flaps: so many changes between firing and resolved within a time; then it is held for a while. */
export type FlappingRules = {
  readonly changes: number
  readonly withinMs: number
  readonly muteMs: number
}

/** When an alert ends by itself: so long after the last event that fires. */
export type AutoResolveRules = {
  readonly afterMs: number
  /** Also where a person has taken it on. */
  readonly acknowledged: boolean
  /** Its source is no longer configured: nothing will be heard of it any more. */
  readonly isRemoved?: true
}

/** How the alerts of a source live. */
export type LifeRules = {
  /** Absent: never. */
  readonly autoResolve?: AutoResolveRules
  /** A firing so soon after the end makes the same alert go on. */
  readonly reopenMs: number
  /** Absent: an alert never counts as flapping. */
  readonly flapping?: FlappingRules
}

/** How alerts live where nothing says otherwise. */
export const LIFE_DEFAULTS = {
  reopenMs: 0,
  flapping: { changes: 4, withinMs: 60 * 60_000, muteMs: 120 * 60_000 },
} as const satisfies LifeRules

/** How the alerts live of a source that is no longer configured: they end, for nobody else would end them. */
export const LIFE_OF_REMOVED: LifeRules = {
  ...LIFE_DEFAULTS,
  autoResolve: { afterMs: LIFE_LIMITS.removedMs, acknowledged: true, isRemoved: true },
}
