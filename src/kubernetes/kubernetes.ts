// In: access to a cluster, which Applications are meant, and what is to be done with each. Out: each is handed over when it or
// its configuration has changed, and once a minute; its state annotation is changed as the handler says.
// Must hold: of several replicas one works; nobody else's edit is reverted; what breaks in between is taken up again.
export { STATE_ANNOTATION } from './annotation.ts'
export { ApiClient } from './api-client.ts'
export {
  type ClusterAccess,
  type Environment,
  inClusterAccess,
  isInCluster,
} from './cluster-access.ts'
export type { ClusterObject } from './cluster-object.ts'
export type { WatchSettings } from './cluster-watch.ts'
export { Controller, type ControllerOptions, type ControllerStatus } from './controller.ts'
export { kubeconfigAccess } from './kubeconfig.ts'
export type {
  AnnotationChange,
  ApplicationHandler,
  LookContext,
  NotificationConfiguration,
} from './port.ts'
