// In: a configuration, an Application with its state, and whom it concerns. Out: what is owed, and the state afterwards.
// Must hold: what is in the state is not owed again; a key is upstream's letter by letter, so that a cluster can be moved over and back.
import {
  type ArgoCondition,
  type ArgoTrigger,
  type ConditionResult,
  NIL,
  runCondition,
} from './conditions.ts'
import type { ArgoConfig } from './configuration.ts'
import type { ArgoDelivery, ArgoEvaluation } from './delivery.ts'
import type { Destination, Destinations } from './destinations.ts'
import { conditionEnvironment, type Subject } from './environment.ts'
import type { ApplicationFacts } from './facts.ts'
import { renderFor } from './render.ts'
import { conditionPrefix, formatState, parseState, stateKey, truncateState } from './state.ts'

type PassFacts = {
  readonly subject: Subject
  readonly facts: ApplicationFacts
  readonly now: number
  readonly before: string | undefined
}

/** One look at one Application. */
export class Pass {
  readonly deliveries: ArgoDelivery[] = []
  readonly evaluations: ArgoEvaluation[] = []
  readonly problems: string[] = []
  readonly #config: ArgoConfig
  readonly #facts: PassFacts
  readonly #env: ReadonlyMap<string, unknown>
  readonly #state: Map<string, number>
  /** Keys that say that what is so now was told. */
  readonly #counting = new Set<string>()

  constructor(config: ArgoConfig, facts: PassFacts) {
    this.#config = config
    this.#facts = facts
    this.#env = conditionEnvironment(config, facts.subject)
    this.#state = new Map(parseState(facts.before))
  }

  annotation(): string | undefined {
    const { strict } = this.#config
    return formatState(truncateState(this.#state, (key) => !strict && this.#counting.has(key)))
  }

  run(destinations: Destinations): void {
    const { triggers, strict } = this.#config
    for (const [name, list] of destinations) {
      const trigger = triggers.get(name)
      if (trigger !== undefined) this.#trigger(trigger, list)
      else this.problems.push(`trigger '${name}' is not configured`)
    }
    if (strict || this.#state.size === 0) return
    // Nobody is subscribed to these any more; what they left behind would keep the next subscriber from hearing anything.
    for (const [name, trigger] of triggers)
      if (!destinations.has(name) && this.#hasLeftovers(trigger)) this.#trigger(trigger, [])
  }

  #trigger(trigger: ArgoTrigger, destinations: readonly Destination[]): void {
    for (const [index, condition] of trigger.conditions.entries()) {
      const result = runCondition(condition, this.#env)
      const told = destinations.map((destination) => {
        const key = this.#keyOf({ trigger, condition, destination }, result.oncePer)
        const state = this.#told({ trigger, condition, destination }, { result, key })
        return { ...destination, key, state }
      })
      if (!result.triggered) this.#forget(trigger, condition, told)
      this.evaluations.push({
        configNamespace: this.#config.namespace,
        trigger: trigger.name,
        index,
        when: condition.when,
        ...result,
        templates: condition.send,
        destinations: told,
      })
    }
  }

  #told(
    owed: Owed,
    { result, key }: { readonly result: ConditionResult; readonly key: string },
  ): ArgoEvaluation['destinations'][number]['state'] {
    if (!result.triggered) return 'not due'
    this.#counting.add(key)
    if (this.#state.has(key)) return 'told'
    this.#state.set(key, Math.floor(this.#facts.now / 1000))
    this.deliveries.push(this.#deliveryOf(owed, { result, key }))
    return 'owed'
  }

  /** What is not so any more may be told anew. Upstream forgets it for those who are subscribed, we for everybody. */
  #forget(
    trigger: ArgoTrigger,
    condition: ArgoCondition,
    told: readonly { readonly key: string }[],
  ): void {
    if (this.#config.strict) {
      for (const { key } of told) this.#state.delete(key)
      return
    }
    const prefix = conditionPrefix({
      ...this.#owner(),
      trigger: trigger.name,
      condition: condition.key,
    })
    for (const key of this.#state.keys())
      if (key.startsWith(prefix) || key.startsWith(`${NIL}:${prefix}`)) this.#state.delete(key)
  }

  #hasLeftovers({ name, conditions }: ArgoTrigger): boolean {
    const prefixes = conditions.map(({ key: condition }) =>
      conditionPrefix({ ...this.#owner(), trigger: name, condition }),
    )
    return [...this.#state.keys()].some((key) => prefixes.some((prefix) => key.includes(prefix)))
  }

  /** The namespace is in the keys of self-service configurations only. */
  #owner(): { readonly namespace?: string } {
    const { isSelfService, namespace } = this.#config
    return isSelfService ? { namespace } : {}
  }

  #keyOf({ trigger, condition, destination }: Owed, oncePer: string | undefined): string {
    return stateKey({
      ...(oncePer === undefined ? {} : { oncePer }),
      ...this.#owner(),
      trigger: trigger.name,
      condition: condition.key,
      ...destination,
    })
  }

  #deliveryOf(
    { trigger, condition, destination }: Owed,
    { result, key }: { readonly result: ConditionResult; readonly key: string },
  ): ArgoDelivery {
    const { namespace, services } = this.#config
    const { service: name, recipient } = destination
    const type = services.get(name)?.type ?? ''
    return {
      key,
      configNamespace: namespace,
      app: this.#facts.facts.identity,
      trigger: trigger.name,
      ...(result.oncePer === undefined ? {} : { oncePer: result.oncePer }),
      templates: condition.send,
      service: { name, type },
      recipient,
      content: renderFor(this.#config, {
        subject: this.#facts.subject,
        templates: condition.send,
        destination,
      }),
    }
  }
}

type Owed = {
  readonly trigger: ArgoTrigger
  readonly condition: ArgoCondition
  readonly destination: Destination
}
