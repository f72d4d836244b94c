// In: which cluster, and what of it concerns Argo CD. Out: its Applications are handed to the notifier, and their annotations changed as it says.
// Must hold: a cluster that does not answer keeps neither the hub from starting nor anything else from being told.
import type { Notifier } from './argocd-hub/argocd-hub.ts'
import type { Clock } from './base/clock.ts'
import type { Chance } from './base/id.ts'
import type { Log } from './base/log.ts'
import {
  type ClusterAccess,
  clusterAccess,
  type KubeconfigOptions,
  type RunningController,
  startController,
  type WatchSettings,
} from './kubernetes/kubernetes.ts'

/** Which cluster is watched, and what of it. */
export type ClusterOptions = {
  /** How it is reached; it was not asked yet. */
  readonly access: ClusterAccess
  readonly settings: WatchSettings
  /** Applications that are looked at at once. */
  readonly concurrency: number
  /** By which one of several replicas works: its name, and who we are. */
  readonly lease: { readonly name: string; readonly identity: string }
}

/** Where Argo CD runs. */
export type ArgocdOptions = {
  /** Whose configuration counts for all Applications. */
  readonly namespace: string
  /** Whether namespaces of Applications may have configurations of their own. */
  readonly isSelfService?: boolean
  /** The cluster whose Applications are looked at; without one whoever started the hub hands them in. */
  readonly cluster?: ClusterOptions
}

/** Reads how the cluster is reached, without asking it. Throws TOCSIN_KUBERNETES. */
export function findCluster(options: KubeconfigOptions): Promise<ClusterAccess> {
  return clusterAccess(options)
}

/** Begins to watch. Throws TOCSIN_USAGE for patterns that cannot be read. */
export function watchCluster(
  options: ClusterOptions,
  parts: {
    readonly notifier: Notifier
    readonly clock: Clock
    readonly chance: Chance
    readonly log: Log
  },
): RunningController {
  const { notifier: handler, ...others } = parts
  return startController({ ...options, ...others, handler })
}
