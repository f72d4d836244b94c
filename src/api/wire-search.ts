// The shapes of finding alerts and of answering many at once; wire.ts has the others.

/** How many open alerts there are of each kind that a list is filtered by. */
export type WireAlertCounts = {
  readonly counts: readonly {
    readonly state: 'firing' | 'acknowledged' | 'resolved'
    readonly severity: string
    readonly source: string
    readonly count: number
  }[]
}

/** What came of answering many alerts. */
export type WireAnsweredMany = {
  /** How many alerts each verdict was given for: see WireReport. */
  readonly verdicts: Readonly<Record<string, number>>
  /** The alerts for which it was `done`, as many as are told. */
  readonly ids: readonly string[]
  /** There are more: the next request goes on with it as `before`. */
  readonly next?: string
}
