import type { Clock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import type { Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Configuration, Policy } from '../../model/configuration.ts'
import { withRoutes } from '../../model/directory.ts'
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
    await this.#facts.store.putSilence(silence, { now: this.#facts.clock.now() })
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

  /** What a candidate would hold now, and would have held in the last week. Throws TOCSIN_REQUEST_INVALID for an unknown policy. */
  async preview(candidate: MuteCandidate): Promise<MutePreview> {
    const { store, clock, policiesOf, configuration } = this.#facts
    if (candidate.kind === 'mute-timing' && candidate.policy !== undefined)
      checkPolicy(candidate.policy, configuration().policies)
    return previewMute(store, { candidate, policiesOf }, clock.now())
  }
}

const NAMED_MAX = 10

/** A name that nothing has would hold nothing, which looks like good news. */
function checkPolicy(name: string, policies: readonly Policy[]): void {
  const known = policies.flatMap(withRoutes).map(({ id }) => id)
  if (known.includes(name)) return
  const more = known.length > NAMED_MAX ? ', …' : ''
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected the name of a policy or route, found ${JSON.stringify(name)}. The configuration has: ${known.slice(0, NAMED_MAX).join(', ') || 'none'}${more}.`,
  )
}
