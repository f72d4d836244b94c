// In: a configuration, an Application with its state, and the time. Out: what is owed to whom, and the state afterwards.
// Must hold: what is in the state is not owed again; a key is upstream's letter by letter, so that a cluster can be moved over and back.
import type { ArgoTrigger, ConditionResult } from './conditions.ts'
import { type ArgoCondition, NIL, runCondition } from './conditions.ts'
import type { ArgoConfig } from './configuration.ts'
import type { ArgoDelivery, ArgoEvaluation, ArgoPass } from './delivery.ts'
import { type Destination, type Destinations, destinationsFor } from './destinations.ts'
import { conditionEnvironment, type Subject, templateData } from './environment.ts'
import { type ApplicationFacts, factsOf } from './facts.ts'
import { whySkipped } from './skip.ts'
import {
  conditionPrefix,
  formatState,
  NOTIFIED_ANNOTATION,
  parseState,
  stateKey,
  truncateState,
} from './state.ts'
import { type Rendered, renderTemplates } from './templates.ts'

export type ApplicationLook = {
  /** The Application as Kubernetes has it; numbers as parseJson or JSON.parse reads them. */
  readonly app: unknown
  /** Its AppProject; absent where there is none. */
  readonly project?: unknown
  /** Milliseconds since 1970. */
  readonly now: number
  /** The state, where it is another than in the Application's annotations: `text` undefined for none. */
  readonly state?: { readonly text: string | undefined }
}

/** Evaluates one Application. Never throws for what users write. */
export function evaluateApplication(config: ArgoConfig, look: ApplicationLook): ArgoPass {
  const facts = factsOf(look.app)
  const before = look.state === undefined ? facts.annotations[NOTIFIED_ANNOTATION] : look.state.text
  const untouched = {
    deliveries: [],
    annotation: before,
    annotationChanged: false,
    evaluations: [],
  }
  const skipped = whySkipped(look.app)
  if (skipped !== undefined) return { ...untouched, problems: [], skipped }
  config.clock.set(look.now)
  const project = look.project ?? {}
  const { destinations, problems } = destinationsFor(config, {
    labels: facts.labels,
    annotations: facts.annotations,
    projectAnnotations: factsOf(project).annotations,
  })
  if (destinations.size === 0 && (config.strict || before === undefined))
    return { ...untouched, problems }
  const pass = new Pass(config, {
    subject: { app: look.app, project },
    facts,
    now: look.now,
    before,
  })
  pass.run(destinations)
  const annotation = pass.annotation()
  return {
    deliveries: pass.deliveries,
    annotation,
    annotationChanged: annotation !== (before === '' ? undefined : before),
    evaluations: pass.evaluations,
    problems: [...problems, ...pass.problems],
  }
}

type PassFacts = {
  readonly subject: Subject
  readonly facts: ApplicationFacts
  readonly now: number
  readonly before: string | undefined
}

class Pass {
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

/** What templates say to one recipient of a service. */
export function renderFor(
  config: ArgoConfig,
  {
    subject,
    templates: names,
    destination,
  }: {
    readonly subject: Subject
    readonly templates: readonly string[]
    readonly destination: Destination
  },
): Rendered {
  const service = config.services.get(destination.service)
  if (service === undefined)
    return { problem: `notification service '${destination.service}' is not supported` }
  const unknown = names.find((name) => !config.templates.has(name))
  if (unknown !== undefined) return { problem: `template '${unknown}' is not supported` }
  const templates = names.flatMap((name) => config.templates.get(name) ?? [])
  const contentType = contentTypeOf(service.options.headers)
  return renderTemplates(templates, {
    service,
    data: templateData(config, { ...subject, ...destination }),
    raw: config.rawJson,
    all: config.strict,
    ...(contentType === undefined ? {} : { contentType }),
  })
}

function contentTypeOf(headers: unknown): string | undefined {
  if (!Array.isArray(headers)) return undefined
  return headers.flatMap((header: unknown) => {
    if (typeof header !== 'object' || header === null) return []
    const { name, value } = { name: undefined, value: undefined, ...header }
    return String(name).toLowerCase() === 'content-type' ? [String(value)] : []
  })[0]
}
