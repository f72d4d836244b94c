import type { Store } from '../../contract/store.ts'
import {
  compileInhibitions,
  type Inhibition,
  type Inhibitions,
  inhibitorsOf,
} from '../../model/inhibition.ts'
import { windowAsSilence } from '../../model/maintenance.ts'
import { subjectLabels } from '../../model/silence.ts'
import type { MutingRules } from './facts.ts'

/** Whoever waited for it has been told. */
const FAILED_BEFORE = (): undefined => undefined

/**
 * Keeps the store's index of open sources in step with the configuration. A rule that is new knows the alerts that were
 * open before it, and what a rule or window held that is gone is looked at again, before anything is told under it.
 */
export class InhibitionKeeper {
  #adopted: { readonly of: MutingRules; readonly done: Promise<void> } | undefined
  #compiled: { readonly of: readonly Inhibition[]; readonly rules: Inhibitions } | undefined

  /** The rules, ready to be asked. */
  of({ inhibitions }: MutingRules): Inhibitions {
    if (this.#compiled?.of !== inhibitions)
      this.#compiled = { of: inhibitions, rules: compileInhibitions(inhibitions) }
    return this.#compiled.rules
  }

  /** Resolves when the store knows what these rules need. Asked before each piece of work; costs nothing when it is so already. */
  async ready(configuration: MutingRules, store: Store, now: number): Promise<void> {
    const { inhibitions, maintenance } = configuration
    const known = this.#adopted
    const isKnown = known?.of.inhibitions === inhibitions && known.of.maintenance === maintenance
    if (isKnown) return known.done
    // One after another: a rule that is taken out while it is being filled must not count as filled afterwards.
    const before = known?.done.catch(FAILED_BEFORE) ?? Promise.resolve()
    const done = before.then(() => this.#adopt(configuration, store, now))
    this.#adopted = { of: configuration, done }
    try {
      await done
    } catch (error) {
      if (this.#adopted?.done === done) this.#adopted = undefined
      throw error
    }
  }

  async #adopt(configuration: MutingRules, store: Store, now: number): Promise<void> {
    const unfilled = await store.adoptMutes({
      rules: configuration.inhibitions.map(({ id }) => id),
      windows: configuration.maintenance.map((window) => windowAsSilence(window).silence.id),
      now,
    })
    if (unfilled.length === 0) return
    const fresh = configuration.inhibitions.filter(({ id }) => unfilled.includes(id))
    const rules = compileInhibitions(fresh)
    await store.fillInhibitors(unfilled, (alerts) =>
      alerts.flatMap((alert) =>
        inhibitorsOf(rules, { id: alert.id, labels: subjectLabels(alert) }),
      ),
    )
  }
}
