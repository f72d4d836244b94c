import { hostname } from 'node:os'
import { type Command, Option } from 'commander'
import { type ArgocdOptions, findCluster } from '../argocd-cluster.ts'
import { systemClock } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'

/** What the command line says of the cluster, by upstream's names where it has them. */
export type ArgocdWords = {
  readonly argocd?: boolean
  readonly namespace?: string
  readonly applicationNamespaces?: string
  readonly appLabelSelector?: string
  readonly selfServiceNotificationEnabled?: boolean
  readonly configMapName: string
  readonly secretName: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly replicaName?: string
}

/** Adds the options of a hub that runs Argo CD Notifications. */
export function addArgocdOptions(command: Command): void {
  const env = (name: string): string => `ARGOCD_NOTIFICATION_CONTROLLER_${name}`
  command
    .addOption(
      new Option('--argocd', 'run Argo CD Notifications: watch the Applications of a cluster').env(
        'TOCSIN_ARGOCD',
      ),
    )
    .option('--namespace <name>', 'with --argocd: where Argo CD runs; else as the access says')
    .addOption(
      new Option(
        '--application-namespaces <list>',
        'with --argocd: other namespaces of Applications, as names, globs and /expressions/',
      ).env('ARGOCD_APPLICATION_NAMESPACES'),
    )
    .option('--app-label-selector <selector>', 'with --argocd: only Applications with these labels')
    .addOption(
      new Option(
        '--self-service-notification-enabled',
        'with --argocd: namespaces may have a ConfigMap and a Secret of their own',
      ).env(env('SELF_SERVICE_NOTIFICATION_ENABLED')),
    )
    .option('--config-map-name <name>', 'with --argocd: the ConfigMap', 'argocd-notifications-cm')
    .option('--secret-name <name>', 'with --argocd: the Secret', 'argocd-notifications-secret')
    .option(
      '--kubeconfig <file>',
      'with --argocd: how the cluster is reached; else as kubectl does',
    )
    .option('--context <name>', 'with --argocd: which context of the kubeconfig')
    .addOption(
      new Option(
        '--replica-name <name>',
        'with --argocd: who this is among several replicas, one of which works; the host by default',
      ).env('TOCSIN_REPLICA_NAME'),
    )
}

/** What the hub is started with; undefined where it is not to run Argo CD Notifications. Throws TOCSIN_USAGE and TOCSIN_KUBERNETES. */
export async function argocdOf(words: ArgocdWords): Promise<ArgocdOptions | undefined> {
  const { namespace, kubeconfig, context, appLabelSelector: labelSelector } = words
  const isSelfService = words.selfServiceNotificationEnabled === true
  if (words.argocd !== true) {
    const given = [namespace, kubeconfig, context, labelSelector].some((one) => one !== undefined)
    if (!given) return undefined
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --argocd beside the options of a cluster. Add it, or leave them out.',
    )
  }
  const options = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    applicationNamespaces: namesIn(words.applicationNamespaces ?? ''),
    selfService: isSelfService,
    configMapName: words.configMapName,
    secretName: words.secretName,
    identity: words.replicaName ?? hostname(),
  }
  const found = await findCluster(options, { environment: process.env, clock: systemClock })
  return { namespace: found.namespace, isSelfService, cluster: { found, options } }
}

function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
