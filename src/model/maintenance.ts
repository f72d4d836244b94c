import { hash } from 'node:crypto'
import type { Matcher } from './matcher.ts'
import type { CompiledSilence } from './silence.ts'
import type { TimeInterval } from './time-interval.ts'

/** A window of maintenance that the configuration names: what matches is not told while somebody works on it. */
export type Maintenance = {
  readonly id: string
  readonly match: readonly Matcher[]
  /** UTC milliseconds; absent: always, within `recurs`. */
  readonly from?: number
  readonly until?: number
  /** It holds only within any of these; empty: all the time from `from` until `until`. */
  readonly recurs: readonly TimeInterval[]
  readonly comment: string
}

/** Begins what maintenance of the configuration holds things under. */
export const WINDOW_PREFIX = 'window:'

/**
 * The window as a silence. Its id is a digest of all it says: what a window held that was changed or removed since is
 * known by that, and looked at again.
 */
export function windowAsSilence(window: Maintenance): CompiledSilence {
  const { id: name, match, from = 0, until = Number.MAX_SAFE_INTEGER, recurs } = window
  const said = JSON.stringify([name, match.map(({ text }) => text), from, until, recurs])
  return {
    silence: {
      id: `${WINDOW_PREFIX}${hash('sha256', said, 'base64url')}`,
      kind: 'maintenance',
      startsAt: from,
      endsAt: until,
    },
    matchers: match,
    recurs,
    name,
  }
}
