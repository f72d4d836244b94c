// In: a group whose time has come, and the silences of now. Out: what of it is not to be told, and until when.
// Must hold: what is muted is never lost: it says why, and is told when the mute is over if it still fires.
import type { DueGroup } from '../../model/settlement.ts'
import {
  type CompiledSilence,
  compileSilence,
  type Mute,
  type Silence,
} from '../../model/silence.ts'
import { decideMutes } from './decide.ts'

/** What of the group's alerts and notices is muted, by subject. */
export function muted(
  due: DueGroup,
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
