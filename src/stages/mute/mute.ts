// In: a group whose time has come, and the silences of now. Out: what of it is not to be told, and until when.
// And: a policy and the named times. Out: until when it tells nothing at all.
// Must hold: what is muted is never lost: it says why, and is told when the mute is over if it still fires.
import {
  type MuteRules,
  type MuteTiming,
  type TimedMute,
  timedMute,
} from '../../model/mute-timing.ts'
import {
  type CompiledSilence,
  compileSilence,
  type Mute,
  type Silence,
} from '../../model/silence.ts'
import { decideMutes, type MutedEntry } from './decide.ts'

/** What of the group's alerts and notices is muted, by subject. */
export function muted(
  due: { readonly [part in 'pending' | 'firing']: readonly { readonly entry: MutedEntry }[] },
  silences: readonly CompiledSilence[],
  now: number,
): ReadonlyMap<string, Mute> {
  if (silences.length === 0) return NOTHING
  return decideMutes(
    [...due.pending, ...due.firing].map(({ entry }) => entry),
    silences,
    now,
  )
}

/** Silences with their matchers ready: each is compiled once for as long as it is asked for. */
export class Silences {
  #known: ReadonlyMap<string, CompiledSilence> = new Map()

  /** `silences` compiled; those of the last call are not compiled again. */
  of(silences: readonly Silence[]): readonly CompiledSilence[] {
    if (silences.length === 0 && this.#known.size === 0) return []
    this.#known = new Map(
      silences.map((silence) => {
        const known = this.#known.get(silence.id)
        return [silence.id, known ? { ...known, silence } : compileSilence(silence)]
      }),
    )
    return [...this.#known.values()]
  }
}

const NOTHING: ReadonlyMap<string, Mute> = new Map()

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
