// In: which cluster, and what of it concerns Argo CD. Out: its Applications are handed to the notifier, and their annotations changed as it says.
// Must hold: a cluster that does not answer keeps neither the hub from starting nor anything else from being told.
import type { Certificates } from './argocd-certificates.ts'
import type { Notifier } from './argocd-hub/argocd-hub.ts'
import type { ArgocdServerOptions } from './argocd-server.ts'
import type { Clock } from './base/clock.ts'
import type { Chance } from './base/id.ts'
import type { Log } from './base/log.ts'
import {
  ApiClient,
  type ClusterAccess,
  Controller,
  type Environment,
  inClusterAccess,
  isInCluster,
  kubeconfigAccess,
  type WatchSettings,
} from './kubernetes/kubernetes.ts'

/** Which cluster is watched, and what of it. */
export type ClusterOptions = Omit<WatchSettings, 'namespace'> & {
  /** Where Argo CD runs. Default: the pod's own, else that of the kubeconfig. */
  readonly namespace?: string
  /** The kubeconfig's file and context. Default: in a pod its service account, else as kubectl has it. */
  readonly kubeconfig?: string
  readonly context?: string
  /** Who we are among several replicas; without it this is the only one. */
  readonly identity?: string
  /** Applications that are looked at at once. */
  readonly concurrency?: number
}

/** A cluster that can be watched: its access was read. */
export type Cluster = { readonly access: ClusterAccess; readonly namespace: string }

/** Where Argo CD runs. */
export type ArgocdOptions = {
  /** Whose configuration counts for all Applications. */
  readonly namespace: string
  /** Whether namespaces of Applications may have configurations of their own. */
  readonly isSelfService?: boolean
  /** Certificates by host, for services that are reached by TLS. */
  readonly certificates?: Certificates | undefined
  /** Argo CD's own API, for what is not in the Application. */
  readonly server?: ArgocdServerOptions | undefined
  /** The cluster whose Applications are looked at; without one whoever started the hub hands them in. */
  readonly cluster?: { readonly found: Cluster; readonly options: ClusterOptions }
}

/** Reads how the cluster is reached, without asking it. Throws TOCSIN_KUBERNETES. */
export async function findCluster(
  { namespace, kubeconfig: path, context }: ClusterOptions,
  { environment, clock }: { readonly environment: Environment; readonly clock: Clock },
): Promise<Cluster> {
  const isInPod = path === undefined && context === undefined && isInCluster(environment)
  const access = isInPod
    ? await inClusterAccess(environment, { clock })
    : await kubeconfigAccess({
        environment,
        clock,
        ...(path === undefined ? {} : { path }),
        ...(context === undefined ? {} : { context }),
      })
  return { access, namespace: namespace ?? access.namespace }
}

/** Begins to watch. Throws TOCSIN_USAGE for patterns that cannot be read. */
export function watchCluster(
  { access, namespace }: Cluster,
  options: ClusterOptions,
  parts: {
    readonly notifier: Notifier
    readonly clock: Clock
    readonly chance: Chance
    readonly log: Log
  },
): Controller {
  const { kubeconfig: _, context: __, identity, concurrency, ...settings } = options
  const { notifier, ...others } = parts
  const controller = new Controller({
    ...others,
    client: new ApiClient(access, parts.clock),
    settings: { ...settings, namespace },
    handler: notifier,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(identity === undefined ? {} : { lease: { name: LEASE, identity } }),
  })
  controller.start()
  return controller
}

const LEASE = 'tocsin-argocd'
