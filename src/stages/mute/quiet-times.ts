import {
  type MuteRules,
  type MuteTiming,
  type TimedMute,
  timedMute,
} from '../../model/mute-timing.ts'

/** Until when a policy or route tells nothing; undefined where it may tell now. */
export class QuietTimes {
  readonly #known = new WeakMap<MuteRules, { at: number; quiet: TimedMute | undefined }>()

  /** Looked up once a minute for each policy of a configuration: times have no finer grain. */
  of(
    rules: MuteRules,
    timings: ReadonlyMap<string, MuteTiming>,
    now: number,
  ): TimedMute | undefined {
    if (rules.mute === undefined && rules.active === undefined) return undefined
    const minute = Math.floor(now / MINUTE_MS)
    const known = this.#known.get(rules)
    if (known?.at === minute) return known.quiet
    const isStill = known?.quiet !== undefined && known.quiet.until > now && known.at < minute
    const quiet = isStill ? known.quiet : timedMute(rules, timings, now)
    this.#known.set(rules, { at: minute, quiet })
    return quiet
  }
}

const MINUTE_MS = 60_000
