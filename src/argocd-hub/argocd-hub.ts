// In: ConfigMaps, Secrets and Applications, as whoever watches a cluster hands them in. Out: events that are owed to the
// services' recipients, and the annotation that each Application is to have.
// Must hold: what is owed is on disk before anybody is told to change the annotation; a look that was taken is not taken again.
import {
  type ArgoConfig,
  evaluateApplication,
  type Repository,
  readArgoConfig,
} from '../argocd/argocd.ts'
import { type Clock, isoTime } from '../base/clock.ts'
import { ARGOCD_HUB_LIMITS } from '../base/limits.ts'
import { ARGOCD_SOURCE } from '../flow-argocd.ts'
import type { Application } from './application.ts'
import { Contacts } from './contacts.ts'
import {
  type AnnotationChange,
  ArgocdHub,
  type KeyProblem,
  type Pass,
  STATE_ANNOTATION,
} from './hub.ts'
import { oneOff } from './one-off.ts'
import { Questions, type RepositorySource } from './questions.ts'
import type { Means } from './resolve.ts'

export {
  type AnnotationChange,
  type Application,
  ARGOCD_SOURCE,
  ArgocdHub,
  Contacts,
  type Means,
  oneOff,
  type RepositorySource,
  STATE_ANNOTATION,
}

/** The ConfigMap and the Secret of one namespace; what does not exist is absent. */
export type NamespaceFacts = {
  readonly namespace: string
  readonly configMap?: { readonly kind?: string; readonly data?: unknown }
  readonly secret?: {
    readonly kind?: string
    readonly data?: unknown
    readonly stringData?: unknown
  }
}

/** What an Application is looked at with. */
export type LookFacts = {
  /** Its AppProject; absent where there is none. */
  readonly project?: unknown
}

export type NotifierOptions = {
  readonly hub: ArgocdHub
  readonly clock: Clock
  /** Where Argo CD runs: its configuration counts for all Applications. */
  readonly namespace: string
  /** Whether namespaces of Applications may have configurations of their own. */
  readonly isSelfService: boolean
  /** Who knows Applications' repositories; nobody by default. */
  readonly repositories?: RepositorySource | undefined
}

/**
 * What whoever watches a cluster calls: it is given configurations and Applications as they change, and says what the
 * annotation is to be. Looks at one Application must follow one another.
 */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #read = new Map<
    string,
    { readonly facts: NamespaceFacts; readonly config: ArgoConfig }
  >()
  /** Since when which key is not as it should be. */
  readonly #since = new Map<string, number>()

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  get hub(): ArgocdHub {
    return this.#options.hub
  }

  /** From now on the namespace is configured so. What is broken keeps its last good value, or is off by itself. */
  configured(facts: NamespaceFacts): void {
    const { namespace } = facts
    const { hub, namespace: own, isSelfService } = this.#options
    const { strict, zone } = hub.rules
    const previous = this.#read.get(namespace)?.config
    const configMap = { metadata: { namespace }, data: textsIn(facts.configMap?.data) }
    const secret = {
      data: textsIn(facts.secret?.data),
      stringData: textsIn(facts.secret?.stringData),
    }
    const config = readArgoConfig(configMap, secret, {
      strict,
      isSelfService: namespace !== own,
      showsSecrets: !isSelfService,
      ...(zone === undefined ? {} : { zone }),
      ...(previous === undefined ? {} : { previous }),
    })
    this.#read.set(namespace, { facts, config })
    const services = [...config.services.values()]
    hub.configure(namespace, { services, problems: this.#problems(namespace, config) })
  }

  /** One look at an Application. When this resolves, what is owed is on disk and the annotation may be changed. */
  async look(
    application: Application,
    { project }: LookFacts = {},
  ): Promise<AnnotationChange | undefined> {
    const { hub } = this.#options
    const state = await hub.stateOf(application)
    return hub.take(application, await this.#evaluate(application, { project, state }))
  }

  /** The last look at one that is gone: what is owed because of its end is told, and it is forgotten. */
  async ended(application: Application, { project }: LookFacts = {}): Promise<void> {
    const { hub, clock } = this.#options
    const { metadata } = application
    const deletionTimestamp = metadata.deletionTimestamp ?? isoTime(clock.now())
    const gone = { ...application, metadata: { ...metadata, deletionTimestamp } }
    const state = await hub.stateOf(application)
    const { deliveries } = await this.#evaluate(gone, { project, state })
    await hub.end(gone, deliveries)
  }

  /** Again and again until everything is known that it asks for. */
  async #evaluate(application: Application, facts: EvaluationFacts): Promise<Pass> {
    const { repositories } = this.#options
    if (repositories === undefined) return this.#pass(application, facts)
    const questions = new Questions(application, repositories)
    const answered = { ...facts, repository: questions }
    for (let round = 0; round < ARGOCD_HUB_LIMITS.roundsMax; round += 1) {
      const pass = this.#pass(application, answered)
      if (questions.areAnswered) return pass
      await questions.fetch()
    }
    return this.#pass(application, answered)
  }

  #pass(application: Application, { project, state, repository }: EvaluationFacts): Pass {
    const { clock } = this.#options
    let annotation = state
    const parts = this.#configsFor(application).map((config) => {
      const look = { app: application, project, now: clock.now(), state: { text: annotation } }
      const known = repository === undefined ? look : { ...look, repository }
      const pass = evaluateApplication(config, known)
      annotation = pass.annotation
      return pass
    })
    return {
      deliveries: parts.flatMap((part) => part.deliveries),
      evaluations: parts.flatMap((part) => part.evaluations),
      annotation,
    }
  }

  /** The configuration of Argo CD's namespace, and of the Application's own where that may be. */
  #configsFor({ metadata }: Application): readonly ArgoConfig[] {
    const { namespace: own, isSelfService, hub } = this.#options
    const names = isSelfService ? [own, metadata.namespace] : [own]
    return [...new Set(names)].flatMap((name) => {
      const read = this.#read.get(name)
      if (read === undefined) return []
      // The hub's own file may have changed.
      if (read.config.strict !== hub.rules.strict) this.configured(read.facts)
      return this.#read.get(name)?.config ?? []
    })
  }

  #problems(namespace: string, { problems, missing }: ArgoConfig): readonly KeyProblem[] {
    const now = this.#options.clock.now()
    const found = [
      ...problems,
      ...missing.map(({ key, reference }) => ({
        key,
        problem: `config referenced '${reference}', but key does not exist in secret`,
      })),
    ].map((one) => {
      const id = JSON.stringify([namespace, one.key, one.problem])
      return { id, ...one, since: this.#since.get(id) ?? now }
    })
    const ids = new Set(found.map(({ id }) => id))
    for (const id of this.#since.keys())
      if (id.startsWith(`[${JSON.stringify(namespace)},`) && !ids.has(id)) this.#since.delete(id)
    for (const { id, since } of found) this.#since.set(id, since)
    return found.map(({ id: _, ...problem }) => problem)
  }
}

type EvaluationFacts = {
  readonly project: unknown
  readonly state: string | undefined
  readonly repository?: Repository
}

/** What of an object's data are texts. */
function textsIn(data: unknown): Readonly<Record<string, string>> {
  if (typeof data !== 'object' || data === null) return {}
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, text]: [string, unknown]) =>
      typeof text === 'string' ? [[key, text] as const] : [],
    ),
  )
}
