// Overrides that people make while the hub runs. What is past stays as it was: they work from now on.
import type { Configuration } from './configuration.ts'
import type { Override, Schedule } from './schedule.ts'

/** An override that is kept in the store, beside those of the configuration. */
export type StoredOverride = Override & {
  readonly schedule: string
  /** Who made it, as people read it. */
  readonly createdBy: string
  readonly comment: string
}

export type OverrideState = 'pending' | 'active' | 'over'

/** Whether it is still to come, holds, or is over. */
export function overrideState({ from, until }: Override, now: number): OverrideState {
  if (until <= now) return 'over'
  return from <= now ? 'active' : 'pending'
}

/** Until when an override lasts that is taken back at `now`: one to come not at all, one that holds until now. */
export function takenBack<T extends Override>(override: T, now: number): T | undefined {
  return override.from >= now ? undefined : { ...override, until: Math.min(override.until, now) }
}

/**
 * The same configuration, whose schedules know the stored overrides too; these are newer than those of the file. What
 * a schedule knows already is not added again.
 */
export function withOverrides(
  configuration: Configuration,
  overrides: readonly StoredOverride[],
): Configuration {
  if (overrides.length === 0) return configuration
  const bySchedule = Map.groupBy(overrides, ({ schedule }) => schedule)
  const schedules = [...configuration.schedules].map(([id, schedule]): [string, Schedule] => {
    const known = new Set(schedule.overrides.map((override) => override.id))
    const stored = (bySchedule.get(id) ?? []).filter((override) => !known.has(override.id))
    return [id, { ...schedule, overrides: [...stored.map(plain), ...schedule.overrides] }]
  })
  return { ...configuration, schedules: new Map(schedules) }
}

function plain({ id, from, until, contact, replaces, createdAt }: StoredOverride): Override {
  const replaced: { replaces?: string } = replaces === undefined ? {} : { replaces }
  return { id, from, until, contact, createdAt, ...replaced }
}
