// The shapes of what is kept and of what is counted by day, as the API gives them.

/** How long what is over is kept, and how far back the hub knows. Without a number: for ever. */
export type WireRetention = {
  readonly eventsSeconds?: number
  readonly alertsSeconds?: number
  readonly quarantineSeconds?: number
  readonly silencesSeconds?: number
  /** The oldest event that is kept; absent where there is none. */
  readonly oldestEventAt?: string
  readonly fileBytes: number
  /** Of the file: what was dropped, and is filled again before it grows. */
  readonly freeBytes: number
}

/** What happened on one day of UTC. */
export type WireDay = {
  /** For example `2026-03-05`. */
  readonly day: string
  /** Where it was asked by that. */
  readonly source?: string
  readonly policy?: string
  readonly events: number
  readonly opened: number
  readonly ended: number
  /** On average, of those that ended; absent where none did. */
  readonly secondsToEnd?: number
  /** Of those that ended: how many a person had acknowledged, and after how long on average. */
  readonly acknowledged: number
  readonly secondsToAcknowledge?: number
  /** Messages that were accepted, and that were given up. */
  readonly sent: number
  readonly dead: number
}

export type WireDailyReport = {
  readonly by: 'day' | 'source' | 'policy'
  /** Newest first. */
  readonly days: readonly WireDay[]
  /** There is more than one answer holds: ask for fewer days. */
  readonly isCut: boolean
}
