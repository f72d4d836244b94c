import { InvalidArgumentError, Option } from 'commander'
import { KUBERNETES_LIMITS } from '../base/limits.ts'

/** What those options say, in the shape that the controller takes. */
export type ControllerOptionValues = {
  readonly kubeconfig?: string
  readonly context?: string
  readonly namespace?: string
  readonly applicationNamespaces: readonly string[]
  readonly appLabelSelector?: string
  readonly selfServiceNotificationEnabled?: boolean
  readonly configMapName: string
  readonly secretName: string
  readonly processorsCount: number
  readonly leaseName: string
  readonly leaseIdentity?: string
}

/** The options of a controller in a cluster, with the names and variables that argocd-notifications-controller gives them. */
export const controllerOptions = (): readonly Option[] => [
  new Option('--kubeconfig <file>', 'a kubeconfig; in a pod its service account is used instead'),
  new Option('--context <name>', "a context of the kubeconfig in place of the current one's"),
  new Option(
    '-n, --namespace <namespace>',
    "Argo CD's namespace; by default that of the pod or the context",
  ),
  new Option(
    '--application-namespaces <list>',
    'more namespaces of Applications: names, globs or /regular expressions/, with commas between them',
  )
    .env('ARGOCD_APPLICATION_NAMESPACES')
    .argParser(readList)
    .default([], 'none'),
  new Option('--app-label-selector <selector>', 'only Applications with these labels'),
  new Option(
    '--self-service-notification-enabled',
    'each namespace may bring a ConfigMap and a Secret of its own',
  ).env('ARGOCD_NOTIFICATION_CONTROLLER_SELF_SERVICE_NOTIFICATION_ENABLED'),
  new Option('--config-map-name <name>', 'the ConfigMap').default('argocd-notifications-cm'),
  new Option('--secret-name <name>', 'the Secret').default('argocd-notifications-secret'),
  new Option('--processors-count <count>', 'Applications that are looked at at once')
    .env('ARGOCD_NOTIFICATION_CONTROLLER_PROCESSORS_COUNT')
    .argParser(readCount)
    .default(KUBERNETES_LIMITS.concurrencyDefault),
  new Option('--lease-name <name>', 'the Lease by which one of several replicas works').default(
    'tocsin-argocd',
  ),
  new Option('--lease-identity <name>', "this replica's name in it").env('POD_NAME'),
]

function readList(text: string): readonly string[] {
  // A comma inside {} belongs to the glob.
  return text
    .split(/,(?![^{]*\})/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= KUBERNETES_LIMITS.concurrencyMax) return count
  throw new InvalidArgumentError(`Expected a number from 1 to ${KUBERNETES_LIMITS.concurrencyMax}.`)
}
