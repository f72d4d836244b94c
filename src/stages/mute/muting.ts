import type { Clock } from '../../base/clock.ts'
import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { MuteCandidate, MutePreview } from '../../model/mute-preview.ts'
import {
  type CompiledSilence,
  editSilence,
  heldUntil,
  type Silence,
  silencedUntil,
} from '../../model/silence.ts'
import { type PoliciesOf, previewMute } from './preview.ts'
import type { Silences } from './silences.ts'

export type MutingFacts = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: () => string
  readonly silences: Silences
  readonly configuration: () => Configuration
  readonly policiesOf: PoliciesOf
  /** Called when something that was held may be told. */
  readonly changed: () => void
}

/** What people keep silent: they make, change and end it, and see beforehand what it would hold. */
export class Muting {
  readonly #facts: MutingFacts

  constructor(facts: MutingFacts) {
    this.#facts = facts
  }

  /** Keeps a silence. Rejects with TOCSIN_REQUEST_INVALID where too many are not over. */
  async put(silence: Silence): Promise<void> {
    const now = this.#facts.clock.now()
    const forgetBefore = now - ANSWER_LIMITS.silenceMemoryMs
    await this.#facts.store.putSilence(silence, { now, forgetBefore })
  }

  /** Puts `wanted` in place of `before`, and gives what holds now: the same silence, or a new one. */
  async edit(before: Silence, wanted: Silence): Promise<Silence> {
    const { clock, newId, store } = this.#facts
    const now = clock.now()
    const { silence } = editSilence(before, wanted, { now, newId })
    await store.editSilence({ before, after: silence, now })
    this.#facts.changed()
    return silence
  }

  /** Ends a silence now; what it held back is looked at again. */
  async expire(silence: Silence): Promise<void> {
    await this.#facts.store.expireSilence(silence, this.#facts.clock.now())
    this.#facts.changed()
  }

  /** The windows of maintenance that the configuration names. */
  windows(): readonly CompiledSilence[] {
    return this.#facts.silences.windows(this.#facts.configuration().maintenance)
  }

  /** Until when it holds without a break; undefined where it does not hold now. */
  holdsUntil(compiled: CompiledSilence): number | undefined {
    return heldUntil(compiled, this.#facts.clock.now())
  }

  /** Until when each of these alerts is silenced now, by id. */
  async silencedUntil(alerts: readonly Alert[]): Promise<ReadonlyMap<string, number>> {
    const { store, clock, silences } = this.#facts
    const now = clock.now()
    const all = [...this.windows(), ...silences.of(await store.silences({ endAfter: now }))]
    return new Map(
      alerts.flatMap((alert) => {
        const until = silencedUntil(alert, all, now)
        return until === undefined ? [] : [[alert.id, until] as const]
      }),
    )
  }

  /** What a candidate would hold now, and would have held in the last week. */
  preview(candidate: MuteCandidate): Promise<MutePreview> {
    const { store, clock, policiesOf } = this.#facts
    return previewMute(store, { candidate, policiesOf }, clock.now())
  }
}
