// In: access to a cluster, which Applications are meant, and what is to be done with each. Out: each is handed over when it or
// its configuration has changed, and once a minute; its state annotation is changed as the handler says.
// Must hold: of several replicas one works; nobody else's edit is reverted; what breaks in between is taken up again.
import { STATE_ANNOTATION } from './annotation.ts'
import { ApiClient } from './api-client.ts'
import {
  type ClusterAccess,
  type Environment,
  inClusterAccess,
  isInCluster,
} from './cluster-access.ts'
import { APPLICATIONS, CONFIG_MAPS, SECRETS } from './cluster-object.ts'
import { Controller } from './controller.ts'
import { kubeconfigAccess } from './kubeconfig.ts'

export type { ClusterObject } from './cluster-object.ts'
export type { WatchSettings } from './cluster-watch.ts'
export type {
  AnnotationChange,
  ApplicationHandler,
  LookContext,
  NotificationConfiguration,
} from './port.ts'
export {
  APPLICATIONS,
  ApiClient,
  type ClusterAccess,
  CONFIG_MAPS,
  Controller,
  type Environment,
  inClusterAccess,
  isInCluster,
  kubeconfigAccess,
  SECRETS,
  STATE_ANNOTATION,
}
