import { adapters } from './adapters.ts'
import type { ArgocdOptions } from './argocd-cluster.ts'
import { ARGOCD_SOURCE, ArgocdHub, Contacts, Notifier } from './argocd-hub/argocd-hub.ts'
import { ArgocdServer } from './argocd-server.ts'
import type { Chance } from './base/id.ts'
import type { Metrics } from './base/metrics.ts'
import { Secret } from './base/secret.ts'
import type { Live } from './live.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import type { Networks } from './network/network.ts'
import type { RunningHub, WireParts } from './wiring.ts'

/** The source of what the hub itself makes of Applications; nobody knows its key. */
export function ownSource(
  { argocd }: { readonly argocd?: ArgocdOptions | undefined },
  chance: Chance,
): { readonly ownSource?: SourceConfiguration } {
  if (argocd === undefined) return {}
  const key = new Secret(Buffer.from(chance.bytes(KEY_BYTES)).toString('base64url'))
  // Applications of its namespace go by their names alone.
  const settings = { namespace: argocd.namespace }
  return { ownSource: { name: ARGOCD_SOURCE, type: 'argocd', key, settings } }
}

const KEY_BYTES = 24

/** The recipients of Argo CD's services, as contacts of the hub. None is known before a ConfigMap was read. */
export function contactsOf(live: Live, { certificates }: ArgocdOptions): Contacts {
  const contacts = new Contacts({
    channels: adapters.channels,
    ...(certificates === undefined ? {} : { certificates }),
    rules: () => live.written.argocd,
  })
  live.takeContacts(contacts)
  return contacts
}

/** The hub as whoever watches Applications sees it; undefined where it does not run Argo CD Notifications. */
export function notifierOf(
  options: ArgocdOptions | undefined,
  parts: {
    readonly hub: RunningHub
    readonly live: Live
    readonly contacts: Contacts | undefined
    readonly metrics: Metrics
    readonly networks: Networks
  },
): Notifier | undefined {
  const { hub, live, contacts, metrics, networks } = parts
  if (options === undefined || contacts === undefined) return undefined
  const { namespace, isSelfService = false, server } = options
  const changed = () => live.takeContacts(contacts)
  const evaluated = (name: string, triggered: boolean) => metrics.countTrigger({ name, triggered })
  const own = new ArgocdHub({ ...hub, changed, evaluated }, contacts)
  const http = () => networks.of({}).http
  const repositories = server && new ArgocdServer(server, { http, clock: hub.clock })
  return new Notifier({ hub: own, clock: hub.clock, namespace, isSelfService, repositories })
}

/** Counts what was tried of what is addressed, each delivery of a digest too. */
export function countingAttempts(metrics: Metrics): Required<Pick<WireParts, 'onAttempt'>> {
  const onAttempt: NonNullable<WireParts['onAttempt']> = ({ entries, endpointId }, receipt) => {
    for (const { addressed, labels } of entries) {
      if (addressed === undefined || !endpointId.startsWith(`${addressed.contact}/`)) continue
      const { trigger = '', service = '' } = labels
      metrics.countDelivery({ trigger, service, succeeded: receipt.kind === 'sent' })
    }
  }
  return { onAttempt }
}
