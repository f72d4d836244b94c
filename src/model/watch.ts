import type { Severity } from './severity.ts'

/** What one request says of a monitor. `note` is kept in the log and changes nothing. */
export type Ping = {
  /** Empty for a source's only one. */
  readonly monitor: string
  readonly signal: 'ping' | 'start' | 'fail' | 'note'
  /** What the sender has to say, for people. */
  readonly text?: string
}

/** How the monitors of a source are watched. */
export type HeartbeatRules = {
  /** Between two pings. */
  readonly intervalMs: number
  /** How much later one may come. */
  readonly graceMs: number
  readonly severity: Severity
  /** Monitors that are watched before their first ping. */
  readonly expected: readonly string[]
}

/** A monitor, as far as its pings say. Times are UTC milliseconds. */
export type Heartbeat = {
  readonly source: string
  readonly monitor: string
  /** Since when it is watched. */
  readonly armedAt: number
  readonly pingedAt?: number
  /** When its job said that it begins. */
  readonly startedAt?: number
  /** It said that it failed, and that has not been looked at yet. */
  readonly failedAt?: number
  readonly failedText?: string
  /** A ping came that has not been looked at yet. */
  readonly recoveredAt?: number
  /** Until then silence may be the hub's own fault. */
  readonly excusedUntil?: number
  /** Where its alert is open. */
  readonly fired?: { readonly at: number; readonly because: 'silent' | 'failed' }
  /** Counts what came, so that a decision is not recorded over something newer. */
  readonly changes: number
}

/** When a source that used to speak is said to be quiet. */
export type QuietRule =
  | { readonly kind: 'off' }
  | { readonly kind: 'after'; readonly ms: number }
  /** After several times its own longest pause, where it speaks regularly. */
  | { readonly kind: 'auto' }

/** How a source used to speak, by days (UTC) with the longest pause that ended on each. */
export type Habits = {
  /** Since when it is observed. */
  readonly since: number
  /** When it was heard last before the last look. */
  readonly heardAt: number
  readonly days: readonly { readonly day: number; readonly longestMs: number }[]
}

/** A source, as far as its silence matters. */
export type WatchedSource = {
  readonly source: string
  /** Of its last request that was taken. */
  readonly heardAt?: number
  /** What its last event did. */
  readonly lastKind?: string
  /** Whether an alert of it is open; the one about its silence does not count. */
  readonly hasOpenAlert: boolean
  readonly quietSince?: number
  readonly habits?: Habits
  /** From when on its silence is counted, where the hub was down meanwhile. */
  readonly listenFrom?: number
  /** The end of the last outage of the hub that was taken into account. */
  readonly excusedFor?: number
}

/** From when until when the hub may have heard nothing. */
export type Outage = { readonly from: number; readonly to: number }

/** The key of the alert about a source's silence. */
export const QUIET_KEY = 'tocsin:quiet'
