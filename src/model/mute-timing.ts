import { MUTE_LIMITS } from '../base/limits.ts'
import { holdsUntil, isWithin, type TimeInterval } from './time-interval.ts'

/** Times at which nothing is told, or outside which nothing is: as in Alertmanager, by name. */
export type MuteTiming = { readonly id: string; readonly intervals: readonly TimeInterval[] }

/** What a policy or route says of them, by their names. */
export type MuteRules = {
  /** Within any of these it tells nothing. */
  readonly mute?: readonly string[]
  /** Outside all of these it tells nothing. */
  readonly active?: readonly string[]
}

/** Begins what a group is put off under until a timing is over. */
export const TIMING_PREFIX = 'timing:'

/** Until when nothing is told, and the name of the timing that says so. */
export type TimedMute = { readonly until: number; readonly by: string }

/**
 * Until when the rules hold back what is to be told at `now`, and which timing does; undefined where
 * none does. Where that is far away, a nearer time is given, at which to look again.
 */
export function timedMute(
  rules: MuteRules,
  timings: ReadonlyMap<string, MuteTiming>,
  now: number,
): TimedMute | undefined {
  const by = muting(rules, timings, now)
  if (by === undefined) return undefined
  const until = holdsUntil((minute) => muting(rules, timings, minute) !== undefined, {
    at: now,
    lookMs: MUTE_LIMITS.lookMs,
  })
  return { until, by }
}

/** Whether they hold it back then. A timing that is no longer configured is taken as not named. */
export function isQuietAt(
  { mute = [], active = [] }: MuteRules,
  timings: ReadonlyMap<string, MuteTiming>,
  at: number,
): boolean {
  const still = active.filter((name) => timings.has(name))
  return muting({ mute, active: still }, timings, at) !== undefined
}

/** Which timing holds it back; for times outside all that are active, the first of those. */
function muting(
  { mute = [], active = [] }: MuteRules,
  timings: ReadonlyMap<string, MuteTiming>,
  at: number,
): string | undefined {
  const holds = (name: string): boolean => isWithin(timings.get(name)?.intervals ?? [], at)
  const muted = mute.find(holds)
  if (muted !== undefined || active.length === 0) return muted
  return active.some(holds) ? undefined : active[0]
}
