import { STORM_LIMITS } from '../../base/limits.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { StormNews } from '../../model/notification.ts'
import {
  type DueStorm,
  isStormy,
  passedThreshold,
  type Storm,
  stormCount,
  stormHold,
  withNextLook,
} from '../../model/storm.ts'

export type StormContext = {
  /** Undefined when the configuration no longer has it. */
  readonly policy: Policy | undefined
  readonly now: number
  /** Its policy tells nothing at this time. */
  readonly isQuiet: boolean
}

/** How a storm goes on, and what is told of it. */
export type StormStep = {
  /** Undefined where it is over: what it held back is looked at again. */
  readonly storm?: Storm
  readonly news?: StormNews
}

/** Decides what is told of a storm whose time has come: each threshold once, the highest that was passed. */
export function decideStorm({ storm, sample }: DueStorm, context: StormContext): StormStep {
  const { policy, now, isQuiet } = context
  const rules = policy?.storm
  if (!policy || !rules || !isStormy(storm, rules, now)) return {}
  const threshold = passedThreshold(storm, rules, now)
  if (threshold <= storm.told) return { storm: withNextLook(storm, rules, now) }
  const goesOn = withNextLook({ ...storm, told: threshold }, rules, now)
  // Alerts that were open before say nothing of this storm, told or silenced.
  const recent = sample.filter(({ enteredAt = now }) => enteredAt > now - rules.withinMs)
  const told = recent.filter(
    ({ mutedBy = '' }) => mutedBy === '' || mutedBy === stormHold(policy.id),
  )
  const count = stormCount(storm, rules, now) - (recent.length - told.length)
  // What a silence holds is no storm to those who would be told.
  if (isQuiet || count < (rules.thresholds[0] ?? 0)) return { storm: goesOn }
  const news = { count, withinMs: rules.withinMs, threshold, ...commonOf(told, policy.group.by) }
  return { storm: goesOn, news }
}

/** What many of them share: labels that do not only say which alert it is, nor what the policy groups by. */
function commonOf(
  sample: readonly GroupItem[],
  grouped: readonly string[],
): Pick<StormNews, 'labels' | 'sampled'> {
  const counts = new Map<string, { name: string; value: string; count: number }>()
  for (const { entry } of sample) {
    for (const [name, value] of Object.entries(entry.labels)) {
      if (value === '' || SAID_OTHERWISE.has(name) || grouped.includes(name)) continue
      const key = JSON.stringify([name, value])
      const known = counts.get(key)
      if (known) known.count += 1
      else counts.set(key, { name, value, count: 1 })
    }
  }
  const labels = [...counts.values()]
    .filter(({ count }) => count >= 2 && count >= sample.length * SHARED_BY_LEAST)
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1))
    .slice(0, STORM_LIMITS.labelsMax)
  return { labels, sampled: sample.length }
}

/** What fewer share says little about all of them. */
const SHARED_BY_LEAST = 0.1
const SAID_OTHERWISE: ReadonlySet<string> = new Set(['kind', 'level', 'eventType'])
