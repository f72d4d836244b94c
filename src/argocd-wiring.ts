import { adapters } from './adapters.ts'
import { ARGOCD_SOURCE, ArgocdHub, Contacts } from './argocd-hub/argocd-hub.ts'
import type { Chance } from './base/id.ts'
import { Secret } from './base/secret.ts'
import type { Live } from './live.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import type { RunningHub } from './wiring.ts'

/** The source of what the hub itself makes of Applications; nobody knows its key. */
export function ownSource(chance: Chance): SourceConfiguration {
  const key = new Secret(Buffer.from(chance.bytes(KEY_BYTES)).toString('base64url'))
  return { name: ARGOCD_SOURCE, type: 'argocd', key, settings: {} }
}

const KEY_BYTES = 24

/** The recipients of Argo CD's services, as contacts of the hub. None is known before a ConfigMap was read. */
export function contactsOf(live: Live): Contacts {
  const contacts = new Contacts({ channels: adapters.channels, rules: () => live.written.argocd })
  live.takeContacts(contacts)
  return contacts
}

/** The hub as whoever watches Applications sees it. */
export function argocdHubOf(hub: RunningHub, live: Live, contacts: Contacts): ArgocdHub {
  const options = { ...hub, changed: () => live.takeContacts(contacts) }
  return new ArgocdHub(options, contacts)
}
