import { SCHEDULE_LIMITS } from '../base/limits.ts'
import { gapsWithin, type Schedule } from '../model/schedule.ts'
import { localText } from './local-text.ts'

/** The gaps of a schedule that come, in its own time. */
export type ComingGaps = {
  readonly schedule: string
  /** The first few of them. */
  readonly gaps: readonly { readonly from: string; readonly until: string }[]
  readonly omitted: number
}

/** The gaps of the next 90 days, of the schedules that have any. */
export function comingGaps(
  schedules: ReadonlyMap<string, Schedule>,
  now: number,
): readonly ComingGaps[] {
  return [...schedules.values()].flatMap((schedule) => {
    // What is fetched is not there yet.
    if (schedule.layers.some((layer) => 'calendar' in layer && layer.feed !== undefined)) return []
    const span = { from: now, until: now + SCHEDULE_LIMITS.gapsMs }
    const gaps = gapsWithin(schedule, span).map(({ from, until }) => ({
      from: localText(from, schedule.zone),
      until: localText(until, schedule.zone),
    }))
    const shown = gaps.slice(0, SCHEDULE_LIMITS.gapsShownMax)
    return gaps.length === 0
      ? []
      : [{ schedule: schedule.id, gaps: shown, omitted: gaps.length - shown.length }]
  })
}

/** For people. */
export function gapLines(all: readonly ComingGaps[]): readonly string[] {
  return all.flatMap(({ schedule, gaps, omitted }) => [
    `warning: the schedule ${JSON.stringify(schedule)} has gaps in the next 90 days, in which nobody is on call. Add a layer or an override, or write "nobody" where that is meant:`,
    ...gaps.map(({ from, until }) => `  ${from} to ${until}`),
    ...(omitted > 0 ? [`  … and ${omitted} more`] : []),
  ])
}
