import { hostname } from 'node:os'
import { type Command, Option } from 'commander'
import { type ArgocdOptions, findCluster } from '../argocd-cluster.ts'
import { systemClock } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'
import { type ControllerOptionValues, controllerOptions } from './controller-options.ts'

/** What the command line says of Argo CD and its cluster. */
export type ArgocdWords = ControllerOptionValues & { readonly argocd?: boolean }

/** Adds the options of a hub that runs Argo CD Notifications. */
export function addArgocdOptions(command: Command): void {
  command.addOption(
    new Option(
      '--argocd',
      'run Argo CD Notifications: watch the Applications of a cluster, as the options below say',
    ).env('TOCSIN_ARGOCD'),
  )
  for (const option of controllerOptions()) command.addOption(option)
}

/** What the hub is started with; undefined where it is not to run Argo CD Notifications. Throws TOCSIN_USAGE and TOCSIN_KUBERNETES. */
export async function argocdOf(words: ArgocdWords): Promise<ArgocdOptions | undefined> {
  const { namespace: given, kubeconfig: path, context, appLabelSelector: labelSelector } = words
  if (words.argocd !== true) {
    if ([given, path, context, labelSelector].every((one) => one === undefined)) return undefined
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --argocd beside the options of a cluster. Add it, or leave them out.',
    )
  }
  const access = await findCluster({
    environment: process.env,
    clock: systemClock,
    ...(path === undefined ? {} : { path }),
    ...(context === undefined ? {} : { context }),
  })
  const isSelfService = words.selfServiceNotificationEnabled === true
  const namespace = given ?? access.namespace
  const settings = {
    namespace,
    applicationNamespaces: words.applicationNamespaces,
    ...(labelSelector === undefined ? {} : { labelSelector }),
    selfService: isSelfService,
    configMapName: words.configMapName,
    secretName: words.secretName,
  }
  const lease = { name: words.leaseName, identity: words.leaseIdentity ?? hostname() }
  return {
    namespace,
    isSelfService,
    cluster: { access, settings, concurrency: words.processorsCount, lease },
  }
}
