import type { WireHold, WireText } from './wire.ts'

/** A source, and what is known of it from what it sent. Counts are since its first request. */
export type WireSource = {
  readonly name: string
  /** Absent where it is no longer configured. */
  readonly type?: string
  readonly title?: WireText
  readonly firstAt?: string
  /** Its last request that was taken, and the last that brought an event. */
  readonly heardAt?: string
  readonly lastEventAt?: string
  readonly counts: {
    readonly requests: number
    readonly events: number
    /** Events that had come before. */
    readonly repeated: number
    readonly quarantined: number
    readonly refused: number
  }
  readonly quiet: {
    readonly rule: 'off' | 'after' | 'auto'
    /** How long it may be silent; absent where nothing says so (yet). */
    readonly afterSeconds?: number
    /** Since when it is said to be quiet. */
    readonly since?: string
  }
  /** Of a type that is pinged. */
  readonly monitors?: readonly WireMonitor[]
}

export type WireMonitor = {
  /** Empty for a source's only one. */
  readonly name: string
  readonly state: 'waiting' | 'up' | 'running' | 'silent' | 'failed'
  readonly pingedAt?: string
  readonly startedAt?: string
  /** When its silence is too long. */
  readonly lateAt?: string
  /** Since when its alert is open. */
  readonly firedAt?: string
}

/** A request as the log keeps it, and what became of it. */
export type WireRequest = {
  readonly id: string
  readonly source: string
  readonly receivedAt: string
  readonly method: string
  /** What followed the ingest key. */
  readonly path: string
  readonly query?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly bodyBytes: number
  /** What the sender was answered. */
  readonly status: number
  readonly result: 'taken' | 'repeated' | 'quarantined' | 'refused'
  /** Why it was not taken. */
  readonly problem?: string
  readonly eventCount: number
  /** The first of its events. */
  readonly events: readonly WireRequestEvent[]
}

export type WireRequestEvent = {
  readonly id: string
  /** Absent where the event is not there (any more). */
  readonly title?: WireText
  /** What became of it in one word. */
  readonly fate: 'notified' | 'alert' | 'held' | 'ignored' | 'waits'
  /** As the list of events has it; absent while it waits to be settled. */
  readonly result?: string
  readonly alertId?: string
  readonly held: readonly WireHold[]
}

/** What came of reading a request from quarantine again. */
export type WireReplay = {
  readonly result: 'taken' | 'quarantined'
  readonly events: readonly string[]
  readonly problem?: string
  /** Its new id in quarantine. */
  readonly quarantineId?: string
}
