import type { Configuration, Contact, Endpoint, Policy } from './configuration.ts'
import type { Language, LocalText } from './text.ts'

/** Of an event whose sender says itself who is to hear it, and in which words. Policies may want it as well. */
export type Addressed = {
  /** The contact, by its id. */
  readonly contact: string
  /** The whole body, as the contact's channel takes it. */
  readonly body?: string
  /** What is said where there is no body, and where the platform refuses it. */
  readonly text?: LocalText
  /** Messages of one key by different rules of the sender say the same: the contact hears one of them. */
  readonly same?: { readonly key: string; readonly by: string }
}

/** What the operator says about such events, and where else they come from. */
export type ArgocdRules = {
  /** As upstream does it: each message by itself, and no escaping. */
  readonly strict: boolean
  /** Whether the changes of Applications are events too. */
  readonly changes: boolean
  /** Of what the hub itself has to say to these endpoints. */
  readonly language?: Language
  readonly zone?: string
  readonly mute?: readonly string[]
  readonly active?: readonly string[]
}

/** The contacts that no file names. */
export type AddressedContacts = {
  /** Those that are known now. */
  readonly known: readonly Contact[]
  /** The contact of this id, also where it is not known yet; undefined for what is no such id. */
  contactOf(id: string): Contact | undefined
  /** Whether where the messages of this endpoint go is not known yet, and will be. */
  awaits(endpointId: string): boolean
}

/** How the ids of such contacts begin; no name in a file has a colon. */
const PREFIX = 'argocd:'

/** Whom a sender means by a service of its own, and a recipient where each of them is reached by itself. */
export type Addressee = {
  readonly namespace: string
  readonly service: string
  readonly recipient: string
}

/** The id of the contact, and of the policy by which it hears. */
export function contactIdOf({ namespace, service, recipient }: Addressee): string {
  const place = `${PREFIX}${namespace}/${service}`
  return recipient === '' ? place : `${place}:${recipient}`
}

/** Whom the id means; undefined where it is none of these. */
export function addresseeOf(id: string): Addressee | undefined {
  const match = /^argocd:([^/]*)\/([^:]*)(?::(.*))?$/s.exec(id)
  if (!match) return undefined
  const [, namespace = '', service = '', recipient = ''] = match
  return { namespace, service, recipient }
}

/** The one endpoint that such a contact has. It stays the same whatever the address is today. */
function addressedEndpointId(contact: string): string {
  return `${contact}/argocd:endpoint`
}

/** Whose endpoint it is, where it is one of these. */
export function contactOfEndpoint(endpointId: string): string {
  return endpointId.slice(0, endpointId.lastIndexOf('/'))
}

/** A contact whose endpoint's settings are not known: what is owed to it stays in a queue of its own. */
export function awaitedContact(
  id: string,
  { language, zone }: Pick<ArgocdRules, 'language' | 'zone'> = {},
): Contact | undefined {
  if (addresseeOf(id) === undefined) return undefined
  return addressedContact(id, {
    lane: id,
    channel: 'argocd',
    settings: {},
    awaited: true,
    language: language ?? 'en',
    ...(zone === undefined ? {} : { zone }),
  })
}

/** The contact that is reached so. */
export function addressedContact(id: string, endpoint: Omit<Endpoint, 'id' | 'contact'>): Contact {
  return {
    id,
    name: id.slice(PREFIX.length),
    language: endpoint.language,
    endpoints: [{ ...endpoint, id: addressedEndpointId(id), contact: id }],
  }
}

/** The policy by which a contact of a sender's own hears what is addressed to it: each message by itself, and at once. */
export function addressedPolicy(
  id: string,
  { argocd }: Pick<Configuration, 'argocd'>,
): Policy | undefined {
  if (addresseeOf(id) === undefined) return undefined
  return {
    id,
    match: [],
    group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: ONCE_MS },
    notify: [{ to: id }],
    recoveries: true,
    ...(argocd?.mute === undefined ? {} : { mute: argocd.mute }),
    ...(argocd?.active === undefined ? {} : { active: argocd.active }),
  }
}

/** It is told once. */
const ONCE_MS = 366 * 24 * 60 * 60_000

/** A map that makes what it is asked for where that has a name of its own kind. */
export class OnDemand<Value> extends Map<string, Value> {
  readonly #make: (id: string) => Value | undefined

  constructor(known: Iterable<readonly [string, Value]>, make: (id: string) => Value | undefined) {
    super(known)
    this.#make = make
  }

  override get(id: string): Value | undefined {
    return super.get(id) ?? this.#make(id)
  }
}
