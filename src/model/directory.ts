import { hash } from 'node:crypto'
import type { Secret } from '../base/secret.ts'
import {
  type AddressedContacts,
  addressedPolicy,
  awaitedContact,
  contactOfEndpoint,
  OnDemand,
} from './addressed.ts'
import type {
  Configuration,
  Contact,
  Endpoint,
  Policy,
  SourceConfiguration,
} from './configuration.ts'
import { LIFE_DEFAULTS, LIFE_OF_REMOVED, type LifeRules } from './life.ts'
import { PolicyIndex } from './preset.ts'
import { compileTrees, type Router } from './route-tree.ts'
import { partsOf } from './target-times.ts'

/** A configuration with the look-ups that every event and message needs. Made once a revision. */
export type Directory = {
  readonly configuration: Configuration
  /** Policies and their child routes, and the digests of presets that are asked for. */
  readonly policies: ReadonlyMap<string, Policy>
  /** The policies and child routes that want an event with these labels. */
  readonly wanting: Router<Policy>
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** The endpoints of each lane, in their order: those of one robot, or the robots of a pool. */
  readonly endpointsByLane: ReadonlyMap<string, readonly Endpoint[]>
  /** The contacts that are told by each robot: whose chat it is. */
  readonly contactsByLane: ReadonlyMap<string, readonly Contact[]>
  /** The source whose ingest key this is. Takes the same time for every wrong key. */
  readonly sourceByKey: (key: string) => SourceConfiguration | undefined
  /** How the alerts of the source with this name live; one that is no longer configured has its own rules. */
  readonly lifeOf: (source: string) => LifeRules
  /** The names of the sources that are paused. */
  readonly paused: ReadonlySet<string>
}

/** Builds the look-ups of `configuration`. Contacts that no file names are not known yet. */
export function createDirectory(configuration: Configuration): Directory {
  const sources = new Map(
    configuration.sources.flatMap((source) =>
      keysOf(source).map((key) => [digest(key.reveal()), source] as const),
    ),
  )
  const lives = new Map(configuration.sources.map(({ name, life }) => [name, life]))
  return {
    ...contactLookUps(configuration, noneKnown(configuration)),
    policies: new PolicyIndex(
      [...toldOf(configuration), ...unrouted(configuration)].map((policy) => [policy.id, policy]),
      (id) => addressedPolicy(id, configuration),
    ),
    wanting: wantingOf(configuration),
    sourceByKey: (key) => sources.get(digest(key)),
    lifeOf: (source) =>
      lives.has(source) ? (lives.get(source) ?? LIFE_DEFAULTS) : LIFE_OF_REMOVED,
    paused: new Set(configuration.sources.flatMap(({ name, paused }) => (paused ? [name] : []))),
  }
}

type ContactLookUps = Pick<
  Directory,
  'configuration' | 'endpoints' | 'endpointsByLane' | 'contactsByLane'
>

/** The same directory, which knows these contacts beside those of the file. */
export function withContacts(directory: Directory, addressed: AddressedContacts): Directory {
  return { ...directory, ...contactLookUps(directory.configuration, addressed) }
}

function contactLookUps(read: Configuration, addressed: AddressedContacts): ContactLookUps {
  const written = [...read.contacts].filter(([id]) => addressed.contactOf(id) === undefined)
  const known = addressed.known.map((contact) => [contact.id, contact] as const)
  const contacts = new OnDemand([...written, ...known], (id) => addressed.contactOf(id))
  const configuration = { ...read, contacts }
  const endpoints = endpointsOf(configuration)
  return {
    configuration,
    endpoints: new OnDemand(endpoints, (id) =>
      addressed.contactOf(contactOfEndpoint(id))?.endpoints.find((endpoint) => endpoint.id === id),
    ),
    endpointsByLane: Map.groupBy(endpoints.values(), ({ lane }) => lane),
    contactsByLane: groupByLane(configuration),
  }
}

function noneKnown({ argocd }: Configuration): AddressedContacts {
  return { known: [], contactOf: (id) => awaitedContact(id, argocd), awaits: () => false }
}

/** The policy of what the hub notes itself and no other policy wants; no name in a file has a colon. */
export const UNROUTED = 'tocsin:fallback'

function unrouted({ fallback }: Configuration): readonly Policy[] {
  if (fallback === undefined) return []
  return [
    {
      id: UNROUTED,
      match: [],
      group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: ONCE_MS },
      notify: [{ to: fallback }],
      recoveries: true,
    },
  ]
}

/** It is told once. */
const ONCE_MS = 366 * 24 * 60 * 60_000
/** Its ingest keys: the one, and the one before it as long as that is valid. */
function keysOf({ key, previousKey }: SourceConfiguration): readonly Secret[] {
  return previousKey === undefined ? [key] : [key, previousKey]
}

/** Whether this is the key before its present one. */
export function hasPreviousKey({ previousKey }: SourceConfiguration, key: string): boolean {
  return previousKey !== undefined && digest(previousKey.reveal()) === digest(key)
}

/** The ingest keys of a source, in a fixed order. */
export function ingestKeysOf({ key, previousKey }: SourceConfiguration): readonly string[] {
  return [key, previousKey].flatMap((one) => one?.reveal() ?? [])
}

/** The parts of all policies and routes, as they are told. */
function toldOf({ policies }: Pick<Configuration, 'policies'>): readonly Policy[] {
  return policies.flatMap(withRoutes).flatMap(partsOf)
}

/** A policy or route that wants an event is told as its parts. */
function wantingOf({ policies }: Configuration): Router<Policy> {
  const parts = new Map(policies.flatMap(withRoutes).map((policy) => [policy, partsOf(policy)]))
  const wanting = compileTrees(policies)
  return (labels, facts) => wanting(labels, facts).flatMap((one) => parts.get(one) ?? [one])
}

/** A policy and the routes below it. */
export function withRoutes(policy: Policy): readonly Policy[] {
  return [policy, ...(policy.routes ?? []).flatMap(withRoutes)]
}

/** Every endpoint by its id. */
export function endpointsOf({ contacts }: Configuration): ReadonlyMap<string, Endpoint> {
  const endpoints = [...contacts.values()].flatMap((contact) => contact.endpoints)
  return new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
}

/**
 * The endpoint that took the place of one that is no longer configured: whoever makes a new robot pastes its URL over
 * the old one's. Undefined while the endpoint is there, and where its contact has none or several on that channel.
 */
export function heirOf(endpointId: string, endpoints: Iterable<Endpoint>): Endpoint | undefined {
  const heirs: Endpoint[] = []
  for (const endpoint of endpoints) {
    if (endpoint.id === endpointId) return undefined
    if (endpointId.startsWith(`${endpoint.contact}/${endpoint.channel}:`)) heirs.push(endpoint)
  }
  return new Set(heirs.map(({ lane }) => lane)).size === 1 ? heirs[0] : undefined
}

/** The robot's address, as a text that may be shown. */
export function robotOf({ robot, lane }: Endpoint): string {
  return robot ?? lane
}

/** The addresses of the robots that each lane has. */
export function robotsByLane({
  endpointsByLane,
}: Pick<Directory, 'endpointsByLane'>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...endpointsByLane].map(([lane, endpoints]) => [lane, [...new Set(endpoints.map(robotOf))]]),
  )
}

function groupByLane({ contacts }: Configuration): ReadonlyMap<string, readonly Contact[]> {
  const byLane = new Map<string, Contact[]>()
  for (const contact of contacts.values()) {
    for (const lane of new Set(contact.endpoints.map(robotOf))) {
      const sharing = byLane.get(lane)
      if (sharing) sharing.push(contact)
      else byLane.set(lane, [contact])
    }
  }
  return byLane
}

function digest(key: string): string {
  return hash('sha256', key, 'base64url')
}
