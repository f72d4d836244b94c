import { hostname } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { readCertificates } from '../argocd-certificates.ts'
import { type ArgocdOptions, findCluster } from '../argocd-cluster.ts'
import { systemClock } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { Secret } from '../base/secret.ts'
import { namesIn } from './name-list.ts'
import {
  addUpstreamOptions,
  refuseUpstreamOptions,
  type UpstreamWords,
} from './upstream-options.ts'

/** What the command line says of the cluster, by upstream's names where it has them. */
export type ArgocdWords = UpstreamWords & {
  readonly argocd?: boolean
  readonly namespace?: string
  readonly applicationNamespaces?: readonly string[]
  readonly appLabelSelector?: string
  readonly selfServiceNotificationEnabled?: boolean
  readonly configMapName: string
  readonly secretName: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly replicaName?: string
  readonly processorsCount?: number
  readonly argocdServer?: string
  readonly argocdServerInsecure?: boolean
}

/** Adds the options of a hub that runs Argo CD Notifications; `about` begins the text of each. */
export function addArgocdOptions(
  command: Command,
  { about = '' }: { readonly about?: string } = {},
): void {
  const env = (name: string): string => `ARGOCD_NOTIFICATION_CONTROLLER_${name}`
  command
    .option('-n, --namespace <name>', `${about}where Argo CD runs; else as the access says`)
    .addOption(
      new Option(
        '--application-namespaces <list>',
        `${about}other namespaces of Applications, as names, globs and /expressions/; may be given again`,
      )
        .env('ARGOCD_APPLICATION_NAMESPACES')
        .argParser((list: string, before: readonly string[] = []) => [...before, ...namesIn(list)]),
    )
    .option('--app-label-selector <selector>', `${about}only Applications with these labels`)
    .addOption(
      new Option(
        '--self-service-notification-enabled [boolean]',
        `${about}namespaces may have a ConfigMap and a Secret of their own`,
      )
        .env(env('SELF_SERVICE_NOTIFICATION_ENABLED'))
        .preset('true')
        .argParser(booleanOf),
    )
    .option('--config-map-name <name>', `${about}the ConfigMap`, 'argocd-notifications-cm')
    .option('--secret-name <name>', `${about}the Secret`, 'argocd-notifications-secret')
    .option('--kubeconfig <file>', `${about}how the cluster is reached; else as kubectl does`)
    .option('--context <name>', `${about}which context of the kubeconfig`)
    .addOption(
      new Option(
        '--replica-name <name>',
        `${about}who this is among several replicas, one of which works; the host by default`,
      ).env('TOCSIN_REPLICA_NAME'),
    )
    .addOption(
      new Option(
        '--processors-count <number>',
        `${about}Applications that are looked at at once; ${KUBERNETES_LIMITS.concurrencyDefault} by default`,
      )
        .env(env('PROCESSORS_COUNT'))
        .argParser(countOf),
    )
    .addOption(
      new Option(
        '--argocd-server <address>',
        `${about}Argo CD's API, which is asked about commits, with the token in ARGOCD_AUTH_TOKEN`,
      )
        .env('ARGOCD_SERVER')
        .argParser(serverUrlOf),
    )
    .option(
      '--argocd-server-insecure',
      `${about}take any certificate of that server; the token is then safe from nobody`,
    )
  addUpstreamOptions(command)
}

/** As the argocd command takes it: a host by itself is reached by TLS. */
function serverUrlOf(text: string): string {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`)
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('Expected a host, or the address of a server.')
  return url.href.replace(/\/+$/, '')
}

function serverOf(
  words: ArgocdWords,
  { certificates }: Pick<ArgocdOptions, 'certificates'>,
): ArgocdOptions['server'] {
  const { argocdServer: url, argocdServerInsecure: isInsecure = false } = words
  if (url === undefined) return undefined
  const token = process.env['ARGOCD_AUTH_TOKEN'] ?? ''
  if (token !== '') return { url, token: new Secret(token), isInsecure, certificates }
  throw new TocsinError(
    'TOCSIN_USAGE',
    'Expected ARGOCD_AUTH_TOKEN with a token of Argo CD beside --argocd-server, found none.',
  )
}

/** As Go's flags have it: upstream's manifests may say false. */
function booleanOf(text: string): boolean {
  if (/^(?:1|t|true)$/i.test(text)) return true
  if (/^(?:0|f|false)$/i.test(text)) return false
  throw new InvalidArgumentError('Expected true or false.')
}

/** Upstream's default is 1, since it sends while it looks. */
function countOf(text: string): number {
  const { concurrencyMax } = KUBERNETES_LIMITS
  const count = /^\d+$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= concurrencyMax) return count
  throw new InvalidArgumentError(`Expected a number from 1 to ${concurrencyMax}.`)
}

/** What the hub is started with; undefined where it is not to run Argo CD Notifications. Throws TOCSIN_USAGE and TOCSIN_KUBERNETES. */
export async function argocdOf(words: ArgocdWords): Promise<ArgocdOptions | undefined> {
  refuseUpstreamOptions(words)
  const { namespace, kubeconfig, context, appLabelSelector: labelSelector, processorsCount } = words
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
    ...(processorsCount === undefined ? {} : { concurrency: processorsCount }),
    applicationNamespaces: words.applicationNamespaces ?? [],
    selfService: isSelfService,
    configMapName: words.configMapName,
    secretName: words.secretName,
    identity: words.replicaName ?? hostname(),
  }
  const found = await findCluster(options, { environment: process.env, clock: systemClock })
  const certificates = await readCertificates(process.env)
  const server = serverOf(words, { certificates })
  const { namespace: own } = found
  return { namespace: own, isSelfService, certificates, server, cluster: { found, options } }
}
