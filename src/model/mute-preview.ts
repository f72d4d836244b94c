import type { Alert } from './alert.ts'
import type { Event } from './event.ts'
import type { Inhibition } from './inhibition.ts'
import type { Matcher } from './matcher.ts'
import type { TimeInterval } from './time-interval.ts'

/** What is not saved yet, and would keep something silent. */
export type MuteCandidate =
  | {
      readonly kind: 'silence' | 'maintenance'
      readonly matchers: readonly Matcher[]
      /** Only within these times; empty: always. */
      readonly recurs: readonly TimeInterval[]
    }
  | { readonly kind: 'inhibition'; readonly rule: Inhibition }
  | {
      readonly kind: 'mute-timing'
      readonly intervals: readonly TimeInterval[]
      /** Whether it is quiet within the times (`mute`) or outside of them (`active`). */
      readonly use: 'mute' | 'active'
      /** The policy or route that would name it; absent: any. */
      readonly policy?: string
    }

/** What it would hold now, and would have held lately. Lists are the newest; where `isComplete` is false, there was too much to look through. */
export type MutePreview = {
  readonly now: {
    /** Whether its times hold at this moment. */
    readonly holds: boolean
    /** Open alerts that it would hold while it holds. */
    readonly count: number
    readonly isComplete: boolean
    readonly alerts: readonly Alert[]
  }
  readonly past: {
    /** UTC milliseconds: how far back was looked. */
    readonly from: number
    /** Events that were news to some policy, and would have been held. */
    readonly count: number
    /** Of how many that were news. */
    readonly newsCount: number
    readonly isComplete: boolean
    /** By day in UTC (`2026-03-05`), the oldest first. */
    readonly days: readonly { readonly day: string; readonly count: number }[]
    readonly policies: readonly { readonly policy: string; readonly count: number }[]
    readonly events: readonly Event[]
  }
}
