// In: which cluster, and the names of what is to be read. Out: the ConfigMap, the Secret and Applications as they are now.
import { type ClusterOptions, findCluster } from './argocd-cluster.ts'
import { systemClock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { describeError } from './base/log.ts'
import {
  APPLICATIONS,
  ApiClient,
  type ClusterObject,
  CONFIG_MAPS,
  type Environment,
  SECRETS,
} from './kubernetes/kubernetes.ts'

type Resource = Parameters<ApiClient['get']>[0]

export type ReaderOptions = Pick<
  ClusterOptions,
  'namespace' | 'kubeconfig' | 'context' | 'configMapName' | 'secretName'
>

/** Reads a cluster for commands that look only. Its methods reject with TOCSIN_KUBERNETES. */
export class ClusterReader {
  readonly #options: ReaderOptions
  readonly #namespace: string
  readonly #client: ApiClient

  private constructor(options: ReaderOptions, namespace: string, client: ApiClient) {
    this.#options = options
    this.#namespace = namespace
    this.#client = client
  }

  /** Throws TOCSIN_KUBERNETES where it is not known how a cluster is reached. */
  static async open(options: ReaderOptions, environment: Environment): Promise<ClusterReader> {
    const clock = systemClock
    const settings = { ...options, applicationNamespaces: [], selfService: false }
    const { access, namespace } = await findCluster(settings, { environment, clock })
    return new ClusterReader(options, namespace, new ApiClient(access, clock))
  }

  /** Undefined where there is none. */
  configMap(): Promise<ClusterObject | undefined> {
    return this.#get(CONFIG_MAPS, this.#options.configMapName)
  }

  secret(): Promise<ClusterObject | undefined> {
    return this.#get(SECRETS, this.#options.secretName)
  }

  /** By its name, or by `namespace/name`. */
  application(name: string): Promise<ClusterObject | undefined> {
    return this.#get(APPLICATIONS, name)
  }

  async close(): Promise<void> {
    await this.#client.close()
  }

  async #get(resource: Resource, named: string): Promise<ClusterObject | undefined> {
    const [first = '', second] = named.split('/')
    const place =
      second === undefined
        ? { namespace: this.#namespace, name: first }
        : { namespace: first, name: second }
    try {
      return await this.#client.get(resource, place)
    } catch (cause) {
      const { text } = describeError(cause)
      throw new TocsinError(
        'TOCSIN_KUBERNETES',
        `Expected to read ${resource.plural} ${place.namespace}/${place.name} of the cluster, found: ${text}`,
        { cause },
      )
    }
  }
}
