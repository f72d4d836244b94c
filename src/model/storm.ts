import { STORM_LIMITS } from '../base/limits.ts'
import type { GroupItem } from './alert-group.ts'
import type { Notification } from './notification.ts'

/** How many new alerts of a policy within a time are a storm; each threshold is told once. */
export type StormRules = {
  /** In ascending order; from the first one on alerts are held. */
  readonly thresholds: readonly number[]
  readonly withinMs: number
}

export const STORM_DEFAULTS: StormRules = {
  thresholds: [10, 50, 200, 1000],
  withinMs: 5 * 60_000,
}

/** How many alerts opened under one policy lately. */
export type Storm = {
  readonly policy: string
  /** When a part of the window began, and how many alerts opened in it; oldest first. */
  readonly opened: readonly (readonly [at: number, count: number])[]
  /** The sources under whose alerts they are, each with the time of its newest; those that opened last come last. */
  readonly sources?: readonly (readonly [source: string, at: number])[]
  /** The highest threshold that was told since it began; 0 while there is no storm. */
  readonly told: number
  /** When it is looked at next: a threshold is to be told, or it may be over. */
  readonly nextAt?: number
}

/** A storm whose time has come, with the newest alerts of its policy's groups. */
export type DueStorm = { readonly storm: Storm; readonly sample: readonly GroupItem[] }

/** How a storm goes on. */
export type StormFlush = {
  /** Undefined where it is over: what it held back is looked at again. */
  readonly storm?: Storm
  readonly notifications: readonly Notification[]
}

/** What holds back the alerts of a storm. */
export function stormHold(policy: string): string {
  return `storm:${policy}`
}

/** Alerts that opened within the window that ends now. */
export function stormCount({ opened }: Storm, { withinMs }: StormRules, now: number): number {
  return opened.filter(([at]) => at > now - withinMs).reduce((sum, [, count]) => sum + count, 0)
}

/** Whether alerts are held now. */
export function isStormy(storm: Storm, rules: StormRules, now: number): boolean {
  return stormCount(storm, rules, now) >= (rules.thresholds[0] ?? Infinity)
}

/** One alert more; what lies before the window is forgotten. */
export function withOpened(storm: Storm, { withinMs }: StormRules, now: number): Storm {
  const sliceMs = Math.ceil(withinMs / STORM_LIMITS.slicesMax)
  const at = Math.floor(now / sliceMs) * sliceMs
  const recent = storm.opened.filter(([from]) => from > now - withinMs)
  const last = recent.at(-1)
  const opened =
    last !== undefined && last[0] >= at
      ? [...recent.slice(0, -1), [last[0], last[1] + 1] as const]
      : [...recent, [at, 1] as const]
  return { ...storm, opened }
}

/** An alert of `source` opens: remembered for as long as the window is. */
export function withSource(
  storm: Storm,
  source: string,
  { rules: { withinMs }, now }: { readonly rules: StormRules; readonly now: number },
): Storm {
  const others = (storm.sources ?? []).filter(
    ([name, at]) => name !== source && at > now - withinMs,
  )
  return { ...storm, sources: [...others, [source, now] as const].slice(-STORM_LIMITS.sourcesMax) }
}

/** Whether no alert of the source has opened within the window: it tells of something else than the storm. */
export function isFirstOfSource(
  { sources = [] }: Storm,
  source: string,
  { rules: { withinMs }, now }: { readonly rules: StormRules; readonly now: number },
): boolean {
  const isFull = sources.length >= STORM_LIMITS.sourcesMax
  return !isFull && !sources.some(([name, at]) => name === source && at > now - withinMs)
}

/** When it is to be looked at: at once for a threshold that is passed, else when it may be over. */
export function withNextLook(storm: Storm, rules: StormRules, now: number): Storm {
  const { nextAt: _, ...plain } = storm
  const passed = passedThreshold(storm, rules, now)
  if (passed > storm.told) return { ...plain, nextAt: now }
  if (storm.told === 0) return plain
  return { ...plain, nextAt: calmAt(storm, rules, now) }
}

/** The highest threshold that was passed; 0 for none. */
export function passedThreshold(storm: Storm, rules: StormRules, now: number): number {
  const count = stormCount(storm, rules, now)
  return rules.thresholds.findLast((threshold) => threshold <= count) ?? 0
}

/** When fewer than the first threshold are left in the window, if none opens any more. */
function calmAt(storm: Storm, rules: StormRules, now: number): number {
  const [first = 0] = rules.thresholds
  let count = stormCount(storm, rules, now)
  if (count < first) return now
  for (const [at, opened] of storm.opened) {
    if (at <= now - rules.withinMs) continue
    count -= opened
    if (count < first) return at + rules.withinMs
  }
  return now
}
