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

export const LIFE_DEFAULTS = {
  reopenMs: 0,
  flapping: { changes: 4, withinMs: 60 * 60_000, muteMs: 120 * 60_000 },
} as const satisfies LifeRules
