import { type Maintenance, windowAsSilence } from '../../model/maintenance.ts'
import {
  type CompiledSilence,
  compileSilence,
  heldUntil,
  type Silence,
} from '../../model/silence.ts'
import type { HoldingSilence } from './decide.ts'

type Compiled = CompiledSilence & { readonly silence: Silence }
type Looked = { readonly minute: number; readonly until: number | undefined }

/** Silences with their matchers ready: each is compiled once for as long as it is asked for. */
export class Silences {
  #known: ReadonlyMap<string, Compiled> = new Map()
  #last: { of: readonly Silence[]; compiled: readonly Compiled[] } | undefined
  #windows: { of: readonly Maintenance[]; compiled: readonly CompiledSilence[] } | undefined
  readonly #looked = new WeakMap<CompiledSilence, Looked>()

  /** `silences` compiled; those of the last call are not compiled again. */
  of(silences: readonly Silence[]): readonly CompiledSilence[] {
    if (this.#last?.of === silences) return this.#last.compiled
    this.#known = new Map(
      silences.map((silence) => {
        const known = this.#known.get(silence.id)
        return [
          silence.id,
          known && isUnchanged(known.silence, silence) ? known : compileSilence(silence),
        ]
      }),
    )
    this.#last = { of: silences, compiled: [...this.#known.values()] }
    return this.#last.compiled
  }

  /** The windows of maintenance that the configuration names, compiled. */
  windows(maintenance: readonly Maintenance[]): readonly CompiledSilence[] {
    if (this.#windows?.of !== maintenance)
      this.#windows = { of: maintenance, compiled: maintenance.map(windowAsSilence) }
    return this.#windows.compiled
  }

  /** Those that hold now, and until when. Times of day are looked up once a minute: they have no finer grain. */
  holding(
    silences: readonly Silence[],
    maintenance: readonly Maintenance[],
    now: number,
  ): readonly HoldingSilence[] {
    return [...this.windows(maintenance), ...this.of(silences)].flatMap((compiled) => {
      const until = this.#heldUntil(compiled, now)
      return until === undefined ? [] : [{ compiled, until }]
    })
  }

  #heldUntil(compiled: CompiledSilence, now: number): number | undefined {
    if (compiled.recurs.length === 0) return heldUntil(compiled, now)
    const minute = Math.floor(now / MINUTE_MS)
    const known = this.#looked.get(compiled)
    const isStill = known?.until !== undefined && known.until > now && known.minute <= minute
    // It begins and ends within a minute too, where a person says when.
    const isKnown = known?.until === undefined && known?.minute === minute
    if (isStill || (isKnown && compiled.silence.startsAt <= minute * MINUTE_MS)) return known?.until
    const until = heldUntil(compiled, now)
    this.#looked.set(compiled, { minute, until })
    return until
  }
}

/** Under one id matchers never change. */
function isUnchanged(known: Silence, now: Silence): boolean {
  const hasSameTimes = known.startsAt === now.startsAt && known.endsAt === now.endsAt
  return hasSameTimes && JSON.stringify(known.recurs) === JSON.stringify(now.recurs)
}

const MINUTE_MS = 60_000
