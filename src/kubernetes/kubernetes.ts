// In: access to a cluster, which Applications are meant, and what is to be done with each. Out: each is handed over when it or
// its configuration has changed, and once a minute; its state annotation is changed as the handler says.
// Must hold: of several replicas one works; nobody else's edit is reverted; what breaks in between is taken up again.
import { STATE_ANNOTATION } from './annotation.ts'
import { ApiClient } from './api-client.ts'
import { type ClusterAccess, inClusterAccess, isInCluster } from './cluster-access.ts'
import { Controller, type ControllerOptions, type ControllerStatus } from './controller.ts'
import { type KubeconfigOptions, kubeconfigAccess } from './kubeconfig.ts'

export type { ClusterAccess, Environment } from './cluster-access.ts'
export type { ClusterObject } from './cluster-object.ts'
export type { WatchSettings } from './cluster-watch.ts'
export type { ControllerStatus } from './controller.ts'
export type { KubeconfigOptions } from './kubeconfig.ts'
export type {
  AnnotationChange,
  ApplicationHandler,
  LookContext,
  NotificationConfiguration,
} from './port.ts'
export { STATE_ANNOTATION }

/** By the kubeconfig that is named; else as the pod's service account; else by the kubeconfig that kubectl would take. Throws TOCSIN_KUBERNETES. */
export async function clusterAccess(options: KubeconfigOptions): Promise<ClusterAccess> {
  const isNamed = options.path !== undefined || options.context !== undefined
  return !isNamed && isInCluster(options.environment)
    ? await inClusterAccess(options.environment, options)
    : await kubeconfigAccess(options)
}

/** A controller at work. */
export interface RunningController {
  status(): ControllerStatus
  /** Resolves when the looks that are under way have ended, and the lease was given up. */
  stop(): Promise<void>
}

/** Watches a cluster from now on. Throws TOCSIN_USAGE for settings that cannot be read. */
export function startController(
  options: Omit<ControllerOptions, 'client'> & { readonly access: ClusterAccess },
): RunningController {
  const client = new ApiClient(options.access, options.clock)
  const controller = new Controller({ ...options, client })
  controller.start()
  return {
    status: () => controller.status(),
    async stop() {
      await controller.stop()
      await client.close()
    },
  }
}
