import type { ArgoDelivery, ArgoService } from '../argocd/argocd.ts'
import type { Clock } from '../base/clock.ts'
import type { IdSource } from '../base/id.ts'
import { parseIsoTime } from '../base/time.ts'
import type { KnownApplication } from '../contract/application-store.ts'
import type { SourceType } from '../contract/source.ts'
import type { Store } from '../contract/store.ts'
import { type Change, takeEnd, takeLook } from '../flow-argocd.ts'
import type { ArgocdRules } from '../model/addressed.ts'
import type { Directory } from '../model/directory.ts'
import type { LocalText } from '../model/text.ts'
import { type Application, factsOf, isSameState, toldOf } from './application.ts'
import type { Contacts } from './contacts.ts'
import { deliveryEvent, pathIn } from './delivery-event.ts'
import { mobilesIn } from './mentions.ts'

export type ArgocdHubOptions = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly wake: { readonly settle: () => void; readonly send: () => void }
  /** Other contacts are known from now on. */
  readonly changed: () => void
  /** A condition of a trigger was evaluated. */
  readonly evaluated: (trigger: string, triggered: boolean) => void
}

/** One key of a ConfigMap or Secret that is not as it should be. */
export type KeyProblem = {
  readonly key: string
  readonly problem: LocalText
  /** Since when, and what is used in its place: its last good value, where there was one. */
  readonly since?: number
  readonly usesLastGood?: boolean
}

/** What a ConfigMap and its Secret say, as far as the hub has to know. */
export type NamespaceConfiguration = {
  readonly services: readonly ArgoService[]
  readonly problems?: readonly KeyProblem[]
}

/** How Argo CD's configuration and Applications are, for people. */
export type ArgocdView = {
  readonly namespaces: readonly {
    readonly namespace: string
    readonly readAt: number
    readonly services: readonly { readonly name: string; readonly type: string }[]
    readonly problems: readonly KeyProblem[]
  }[]
  /** Applications of which something is known, and those whose annotation the cluster may not have yet. */
  readonly applications: number
  readonly unconfirmed: number
}

/** What the evaluation of one Application, by one configuration or several, has come to. */
export type Pass = {
  readonly deliveries: readonly ArgoDelivery[]
  /** The whole state as it is to be from now on; undefined: none. */
  readonly annotation: string | undefined
  /** The conditions that were evaluated. */
  readonly evaluations?: readonly { readonly trigger: string; readonly triggered: boolean }[]
}

/** What is to be done about the annotation; undefined: nothing. */
export type AnnotationChange = { readonly annotation: string | undefined }

/** The state annotation of Argo CD Notifications. */
export const STATE_ANNOTATION = 'notified.notifications.argoproj.io'

/** The hub as whoever watches Applications sees it. */
export class ArgocdHub {
  readonly contacts: Contacts
  readonly #options: ArgocdHubOptions
  readonly #namespaces = new Map<string, ArgocdView['namespaces'][number]>()

  constructor(options: ArgocdHubOptions, contacts: Contacts) {
    this.#options = options
    this.contacts = contacts
  }

  get rules(): ArgocdRules {
    return this.#options.directory().configuration.argocd ?? ARGOCD_DEFAULTS
  }

  /** From now on the namespace is configured so. What waited for its services is sent. */
  configure(namespace: string, { services, problems = [] }: NamespaceConfiguration): void {
    this.contacts.take(namespace, services)
    const readAt = this.#options.clock.now()
    const names = services.map(({ name, type }) => ({ name, type }))
    this.#namespaces.set(namespace, { namespace, readAt, services: names, problems })
    this.#options.changed()
    this.#options.wake.send()
  }

  /** What the status says. */
  async view(): Promise<ArgocdView> {
    const applications = await this.#options.store.applications()
    const namespaces = [...this.#namespaces.values()].map((one) => ({
      ...one,
      problems: [
        ...one.problems,
        ...this.contacts.problems(one.namespace).map(({ service, problem }) => ({
          key: keyOf(service),
          problem,
        })),
      ],
    }))
    const unconfirmed = applications.filter(({ decided }) => decided !== undefined).length
    return { namespaces, applications: applications.length, unconfirmed }
  }

  /**
   * The state with which an Application is to be evaluated: what was decided last counts, also where the cluster does not
   * have it yet, for example since the hub was killed before it could say so.
   */
  async stateOf({ metadata }: Application): Promise<string | undefined> {
    const known = await this.#options.store.application(metadata.uid)
    return known?.decided ? known.decided.text : metadata.annotations?.[STATE_ANNOTATION]
  }

  /** Keeps what an evaluation has come to. When this resolves all of it is on disk; then the annotation may be changed. */
  async take(application: Application, pass: Pass): Promise<AnnotationChange | undefined> {
    const { store, evaluated } = this.#options
    for (const { trigger, triggered } of pass.evaluations ?? []) evaluated(trigger, triggered)
    const has = application.metadata.annotations?.[STATE_ANNOTATION]
    const known = await store.application(application.metadata.uid)
    const change = this.#change(application, known)
    const isAsDecided = pass.annotation === (known?.decided ? known.decided.text : has)
    const isNews = pass.deliveries.length > 0 || !isAsDecided || change !== undefined
    if (isNews) {
      const deliveries = this.#events(application, pass)
      const decided = pass.annotation === has ? undefined : decidedOf(pass.annotation)
      const after = this.#known(application, { known, decided })
      const look = { application: after, deliveries, ...(change ? { change } : {}) }
      await takeLook(this.#options, look)
    } else if (known?.decided && pass.annotation === has)
      await store.confirmAnnotation(application.metadata.uid)
    return pass.annotation === has ? undefined : { annotation: pass.annotation }
  }

  /** Keeps what the end of an Application has come to, and forgets it. */
  async end(application: Application, deliveries: readonly ArgoDelivery[]): Promise<void> {
    const { store } = this.#options
    const known = await store.application(application.metadata.uid)
    const { state: now } = factsOf(application)
    // One that nobody has looked at, or that was forgotten already, has no changes to tell.
    const change: Change | undefined =
      this.rules.changes && known
        ? { application: toldOf(application), before: known?.noted, now, isGone: true }
        : undefined
    const events = this.#events(application, {
      deliveries,
      annotation: undefined,
      at: endOf(application),
    })
    const after = this.#known(application, { known, decided: undefined })
    await takeEnd(this.#options, {
      application: after,
      deliveries: events,
      ...(change ? { change } : {}),
    })
  }

  #change(application: Application, known: KnownApplication | undefined): Change | undefined {
    const { state: now } = factsOf(application)
    if (!this.rules.changes || isSameState(known?.noted, now)) return undefined
    return { application: toldOf(application), before: known?.noted, now }
  }

  #known(
    application: Application,
    {
      known,
      decided,
    }: {
      readonly known: KnownApplication | undefined
      readonly decided: KnownApplication['decided']
    },
  ): KnownApplication {
    const { uid, namespace, name, project, state } = factsOf(application)
    const noted = this.rules.changes ? state : known?.noted
    return {
      uid,
      namespace,
      name,
      project,
      at: this.#options.clock.now(),
      ...(decided === undefined ? {} : { decided }),
      ...(noted === undefined ? {} : { noted }),
    }
  }

  #events(
    application: Application,
    { deliveries, annotation, at }: Pass & { readonly at?: number | undefined },
  ) {
    const { contacts } = this
    const { directory } = this.#options
    const facts = factsOf(application)
    const fired = Math.floor((at ?? this.#options.clock.now()) / 1000)
    const times = timesIn(annotation)
    let isNew = false
    const events = deliveries.map((delivery) => {
      const { configNamespace: namespace, service, recipient } = delivery
      const path = pathIn(delivery)
      const used = contacts.use({ namespace, service: service.name, recipient, path })
      isNew ||= used.isNew
      return deliveryEvent({
        delivery,
        application: facts,
        contact: used.contact,
        robot: used.robot,
        mobiles: mobilesIn(recipient, directory().configuration),
        firedAt: times.get(delivery.key) ?? fired,
        strict: this.rules.strict,
      })
    })
    if (isNew) this.#options.changed()
    return events
  }
}

/** What holds where the configuration says nothing. */
const ARGOCD_DEFAULTS: ArgocdRules = { strict: false, changes: true }

function decidedOf(text: string | undefined): NonNullable<KnownApplication['decided']> {
  return text === undefined ? {} : { text }
}

/** When it was removed: an end that is handed in twice is known again by that. */
function endOf({ metadata }: Application): number | undefined {
  return parseIsoTime(metadata.deletionTimestamp ?? '')?.at
}

/** The ConfigMap's key of a service. */
function keyOf({ type, name }: ArgoService): string {
  return type === name ? `service.${type}` : `service.${type}.${name}`
}

/** When each key fired, in seconds, as the state says. */
function timesIn(annotation: string | undefined): ReadonlyMap<string, number> {
  if (annotation === undefined) return new Map()
  const state: unknown = JSON.parse(annotation)
  return new Map(
    Object.entries(typeof state === 'object' && state !== null ? state : {}).flatMap(
      ([key, time]: [string, unknown]) => (typeof time === 'number' ? [[key, time] as const] : []),
    ),
  )
}
