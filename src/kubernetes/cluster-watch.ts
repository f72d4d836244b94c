import type { Clock } from '../base/clock.ts'
import type { Chance } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import type { ApiClient, Selection } from './api-client.ts'
import {
  APP_PROJECTS,
  APPLICATIONS,
  type ClusterObject,
  CONFIG_MAPS,
  isRecord,
  type ResourceKind,
  SECRETS,
} from './cluster-object.ts'
import { type NamespaceFilter, namespaceFilter } from './namespaces.ts'
import type { LookContext, NotificationConfiguration } from './port.ts'
import { type ObjectChange, Reflector, type WatchedKind } from './reflector.ts'

/** Which objects concern the controller. */
export type WatchSettings = {
  /** The controller's own namespace: its ConfigMap, its Secret, the AppProjects, its lease. */
  readonly namespace: string
  /** Namespaces beside it; see `namespaceFilter`. */
  readonly applicationNamespaces: readonly string[]
  readonly labelSelector?: string
  /** Each namespace may bring a ConfigMap and a Secret of its own. */
  readonly selfService: boolean
  readonly configMapName: string
  readonly secretName: string
}

export type ClusterWatchOptions = {
  readonly client: ApiClient
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  readonly settings: WatchSettings
  readonly changed: {
    application(change: ObjectChange): void
    project(name: string): void
    configuration(namespace: string): void
  }
}

/** Copies of all that concerns the controller. */
export class ClusterWatch {
  readonly #settings: WatchSettings
  readonly #filter: NamespaceFilter
  readonly applications: Reflector
  readonly #projects: Reflector
  readonly #configMaps: Reflector
  readonly #secrets: Reflector

  /** Throws TOCSIN_USAGE for a pattern that cannot be read. */
  constructor(options: ClusterWatchOptions) {
    const { settings, changed } = options
    this.#settings = settings
    this.#filter = namespaceFilter(settings.namespace, settings.applicationNamespaces)
    const reflector = (
      resource: ResourceKind,
      selection: Selection,
      tell: (change: ObjectChange) => void,
    ): Reflector => new Reflector({ ...options, resource, selection, changed: tell })
    const own = settings.selfService ? {} : { namespace: settings.namespace }
    const tellConfiguration = ({ object }: ObjectChange): void =>
      changed.configuration(object.metadata.namespace)
    this.applications = reflector(
      APPLICATIONS,
      { namespace: this.#filter.only, labelSelector: settings.labelSelector },
      (change) => {
        if (this.#filter.takes(change.object.metadata.namespace)) changed.application(change)
      },
    )
    this.#projects = reflector(APP_PROJECTS, { namespace: settings.namespace }, ({ object }) =>
      changed.project(object.metadata.name),
    )
    this.#configMaps = reflector(
      CONFIG_MAPS,
      { ...own, name: settings.configMapName },
      tellConfiguration,
    )
    this.#secrets = reflector(SECRETS, { ...own, name: settings.secretName }, tellConfiguration)
  }

  get #all(): readonly Reflector[] {
    return [this.#configMaps, this.#secrets, this.#projects, this.applications]
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#all.map((reflector) => reflector.run(signal)))
  }

  /** Resolves when all was listed once. */
  async ready(): Promise<void> {
    await Promise.all(this.#all.map(({ ready }) => ready))
  }

  get isReady(): boolean {
    return this.kinds.every(({ isReady }) => isReady)
  }

  /** How the watching of each kind is, for people. */
  get kinds(): readonly WatchedKind[] {
    return this.#all.map(({ status }) => status)
  }

  /** The Applications that concern the controller. */
  watched(): readonly ClusterObject[] {
    return this.applications.all().filter(({ metadata }) => this.#filter.takes(metadata.namespace))
  }

  /** The namespaces that configure something. */
  configuring(): readonly string[] {
    const found = [...this.#configMaps.all(), ...this.#secrets.all()]
    return [
      ...new Set([this.#settings.namespace, ...found.map(({ metadata }) => metadata.namespace)]),
    ]
  }

  configuration(namespace: string): NotificationConfiguration {
    const configMap = this.#configMaps.get(`${namespace}/${this.#settings.configMapName}`)
    const secret = this.#secrets.get(`${namespace}/${this.#settings.secretName}`)
    return {
      namespace,
      isSelfService: namespace !== this.#settings.namespace,
      ...(configMap ? { configMap } : {}),
      ...(secret ? { secret } : {}),
      version: [configMap, secret].map(versionOf).join('/'),
    }
  }

  /** What an Application is looked at with. */
  contextOf(application: ClusterObject): Omit<LookContext, 'signal'> {
    const { namespace } = application.metadata
    const own = this.configuration(this.#settings.namespace)
    const isOther = this.#settings.selfService && namespace !== this.#settings.namespace
    const its = isOther ? this.configuration(namespace) : undefined
    const project = this.#projects.get(`${this.#settings.namespace}/${projectOf(application)}`)
    return {
      configurations: its?.configMap ? [own, its] : [own],
      ...(project ? { project } : {}),
    }
  }
}

/** The AppProject that an Application names; Argo CD takes the default one where it names none. */
export function projectOf({ spec }: ClusterObject): string {
  const project = isRecord(spec) ? spec['project'] : undefined
  return typeof project === 'string' && project !== '' ? project : 'default'
}

function versionOf(object: ClusterObject | undefined): string {
  return object ? `${object.metadata.uid}:${object.metadata.resourceVersion}` : ''
}
