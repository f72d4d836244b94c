import { createHash } from 'node:crypto'
import type { ErrorCode } from '../base/errors.ts'
import { Secret } from '../base/secret.ts'
import type { ChannelType } from '../contract/channel.ts'
import type {
  Configuration,
  Contact,
  ContactGroup,
  Endpoint,
  MessageTemplate,
  Policy,
} from '../model/configuration.ts'
import type { MuteTiming } from '../model/mute-timing.ts'
import type { Schedule } from '../model/schedule.ts'
import { inLanguage } from '../model/text.ts'
import type { Adapted } from './adapter.ts'
import { argocdOf } from './argocd.ts'
import { type Names, policyOf, type TargetResolver } from './assemble-policy.ts'
import type { Named } from './collection.ts'
import { contactRulesOf } from './contact-rules.ts'
import type { Adapters, ReadConfiguration, ReadContact } from './definition.ts'
import { escalationPolicyOf } from './escalation.ts'
import { contactResolver, escalationResolver } from './escalation-names.ts'
import { inhibitionsOf } from './inhibition.ts'
import { maintenanceOf } from './maintenance.ts'
import { intervalOf } from './mute-timing.ts'
import { networkOf } from './network.ts'
import { checkPools, type PlacedEndpoint, poolLane } from './pools.ts'
import { keptRules, mergedRules, standardRules } from './preset.ts'
import type { Findings, Place } from './problem.ts'
import { quote, type Read } from './reader.ts'
import { retentionOf } from './retention.ts'
import { scheduleOf } from './schedule.ts'
import { signInOf } from './sign-in.ts'
import { sourcesOf } from './source.ts'
import { didYouMean } from './suggest.ts'
import { contactOfTeam, teamsOf } from './team.ts'
import { writtenIn } from './written.ts'

export type AssembleOptions = {
  readonly read: ReadConfiguration
  readonly revision: string
  readonly adapters: Adapters
  readonly findings: Findings<ErrorCode>
  readonly lineOf: (place: Place) => number
  /** The path of what is read. */
  readonly file: string
}

/**
 * The configuration from what was read: names resolved, defaults filled in, ids given. What does
 * not fit together goes to `findings`; then the value is not to be used.
 */
export function assemble(options: AssembleOptions): Configuration {
  const { read, revision } = options
  const contactsAreRead = read.contacts !== undefined || options.findings.isEmpty
  const groupsAreRead = read.contactGroups !== undefined || options.findings.isEmpty
  const contacts = new Map<string, Contact>()
  const placed: PlacedEndpoint[] = []
  for (const { name, entry } of entriesOf(read.contacts))
    contacts.set(name, contactOf(name, entry?.value, { ...options, placed }))
  checkPools(placed, options)
  const groups = groupsOf({ ...options, contactsAreRead })
  const complete = contactsAreRead && groupsAreRead
  const target = targetResolver({ ...options, complete }, groups)
  const names: Names = {
    target,
    template: (named) => resolveTemplate(named, options),
    schedule: (named) => resolveSchedule(named, options),
    timing: (named) => resolveTiming(named, options),
    contact: contactResolver({ ...options, areRead: contactsAreRead }, target),
    escalation: escalationResolver(options),
    presets: mergedRules(read.presets, standardRules(options.adapters), options.findings),
    findings: options.findings,
  }
  const fallback = read.fallback && names.target(read.fallback)
  const policies: Policy[] = []
  for (const { name, entry } of entriesOf(read.policies)) {
    if (entry !== undefined) policies.push(policyOf(name, entry.value, names))
  }
  const escalationPolicies = new Map(
    entriesOf(read.escalationPolicies).flatMap(({ name, entry }) =>
      entry === undefined ? [] : [[name, escalationPolicyOf(name, entry.value, names)] as const],
    ),
  )
  const teams = teamsOf(options, names.target)
  return deepFreeze({
    revision,
    written: writtenIn(options),
    ...(teams === undefined ? {} : { teams }),
    sources: sourcesOf(options),
    contacts,
    contactGroups: groups,
    policies,
    templates: templatesOf(read),
    muteTimings: muteTimingsOf(options),
    schedules: schedulesOf({ ...options, contactsAreRead, target: names.target, contacts }),
    ...mutesOf(options),
    escalationPolicies,
    network: networkOf(read.network),
    retention: retentionOf(read.retention),
    argocd: argocdOf(read.argocd, { timing: names.timing, zone: read.zone?.value }),
    ...signInOf(read.signIn),
    ...keptRules(names.presets),
    ...(read.trustedProxies === undefined ? {} : { trustedProxies: read.trustedProxies.value }),
    ...(fallback === undefined ? {} : { fallback }),
  })
}

/** What stands in a map that may be absent. */
export function entriesOf<T>(
  read: Read<ReadonlyMap<string, Named<T>>> | undefined,
): readonly Named<T>[] {
  return read === undefined ? [] : [...read.value.values()]
}

function templatesOf(read: ReadConfiguration): Map<string, MessageTemplate> {
  return new Map(
    entriesOf(read.templates).map(({ name, entry }) => [name, { ...entry?.value, id: name }]),
  )
}

/** The name of a template that is defined; one that is not is reported. */
function resolveTemplate(
  { value: name, at, written = name }: Read<string>,
  { read, findings }: AssembleOptions,
): string {
  const known = read.templates?.value
  // Where "templates" itself is wrong, every name would be missing: none is reported.
  if (known?.has(name) === true || (known === undefined && !findings.isEmpty)) return name
  const hint = didYouMean(name, known?.keys() ?? []) || ' Define it under "templates".'
  findings.add('TOCSIN_CONFIG_REFERENCE', at, `There is no template ${quote(written)}.${hint}`)
  return name
}

/** The name of a schedule that is defined; one that is not is reported. */
function resolveSchedule(
  { value: name, at, written = name }: Read<string>,
  { read, findings }: AssembleOptions,
): string {
  const known = read.schedules?.value
  if (known?.has(name) === true || (known === undefined && !findings.isEmpty)) return name
  const hint = didYouMean(name, known?.keys() ?? []) || ' Define it under "schedules".'
  findings.add('TOCSIN_CONFIG_REFERENCE', at, `There is no schedule ${quote(written)}.${hint}`)
  return name
}

/** The name of a mute timing that is defined; one that is not is reported. */
function resolveTiming(
  { value: name, at, written = name }: Read<string>,
  { read, findings }: AssembleOptions,
): string {
  const known = read.muteTimings?.value
  if (known?.has(name) === true || (known === undefined && !findings.isEmpty)) return name
  const hint = didYouMean(name, known?.keys() ?? []) || ' Define it under "muteTimings".'
  findings.add('TOCSIN_CONFIG_REFERENCE', at, `There is no mute timing ${quote(written)}.${hint}`)
  return name
}

function muteTimingsOf({ read }: AssembleOptions): Map<string, MuteTiming> {
  const zone = read.zone?.value ?? 'UTC'
  return new Map(
    entriesOf(read.muteTimings).map(({ name: id, entry }) => [
      id,
      { id, intervals: (entry?.value ?? []).map(({ value }) => intervalOf(value, zone)) },
    ]),
  )
}

function mutesOf({
  read,
  findings,
}: AssembleOptions): Pick<Configuration, 'inhibitions' | 'maintenance'> {
  const wrong = (at: Place, message: string): void =>
    findings.add('TOCSIN_CONFIG_INVALID', at, message)
  const zone = read.zone?.value ?? 'UTC'
  const isRead = findings.isEmpty
  return {
    inhibitions: inhibitionsOf(read.inhibitions, wrong),
    maintenance: entriesOf(read.maintenance).flatMap(({ name: id, at, entry }) =>
      entry === undefined ? [] : [maintenanceOf(entry.value, { id, at, zone, isRead, wrong })],
    ),
  }
}

function schedulesOf({
  read,
  findings,
  contactsAreRead,
  target,
  contacts: all,
}: AssembleOptions & {
  readonly contactsAreRead: boolean
  readonly target: TargetResolver
  readonly contacts: ReadonlyMap<string, Contact>
}): Map<string, Schedule> {
  const contacts = read.contacts?.value
  const contactOf = ({ value: name, at, written = name }: Read<string>): string => {
    if (contacts?.has(name) === true || !contactsAreRead) return name
    const hint = didYouMean(name, contacts?.keys() ?? []) || ' Define it under "contacts".'
    findings.add('TOCSIN_CONFIG_REFERENCE', at, `There is no contact ${quote(written)}.${hint}`)
    return name
  }
  const wrong = (at: Place, message: string): void =>
    findings.add('TOCSIN_CONFIG_INVALID', at, message)
  const zone = read.zone?.value ?? 'UTC'
  const ofTeam = (team: Read<string> | undefined) => contactOfTeam({ read }, team)
  const facts = { contacts: all, contactOf, contactOfTeam: ofTeam, target, wrong }
  return new Map(
    entriesOf(read.schedules).flatMap(({ name: id, entry }) =>
      entry === undefined ? [] : [[id, scheduleOf(entry.value, { id, zone, ...facts })] as const],
    ),
  )
}

function contactOf(
  id: string,
  contact: ReadContact | undefined,
  options: AssembleOptions & { readonly placed: PlacedEndpoint[] },
): Contact {
  const language = contact?.language?.value ?? 'en'
  const zone = (contact?.zone ?? options.read.zone)?.value
  const template = contact?.template && resolveTemplate(contact.template, options)
  const shared = {
    contact: id,
    language,
    ...(zone === undefined ? {} : { zone }),
    ...(template === undefined ? {} : { template }),
  }
  const endpoints = new Map<string, Endpoint>()
  for (const entry of contact?.endpoints?.value ?? []) {
    const endpoint = endpointOf(shared, entry, options)
    if (endpoint === undefined) continue
    if (endpoints.has(endpoint.id))
      options.findings.add(
        'TOCSIN_CONFIG_INVALID',
        entry.at,
        `The contact ${quote(id)} has this ${endpoint.channel} endpoint twice. Remove one.`,
      )
    endpoints.set(endpoint.id, endpoint)
    options.placed.push({ endpoint, at: entry.at })
  }
  const mobile = contact?.mobile?.value
  const areRead = endpoints.size === (contact?.endpoints?.value.length ?? 0)
  const own = { contact: id, endpoints: [...endpoints.values()], areRead }
  const rules = contactRulesOf(contact?.rules, { ...own, findings: options.findings })
  return {
    id,
    name: contact?.name?.value ?? id,
    ...(mobile === undefined ? {} : { mobile }),
    language,
    endpoints: own.endpoints,
    ...(rules === undefined ? {} : { rules }),
    ...(template === undefined ? {} : { template }),
  }
}

/** What an endpoint has from its contact. */
type Shared = Pick<Endpoint, 'contact' | 'language' | 'zone' | 'template'>

function endpointOf(
  shared: Shared,
  entry: Read<Adapted>,
  { adapters, findings }: AssembleOptions,
): Endpoint | undefined {
  const { type, own, settings } = entry.value
  const channel = adapters.channels.find((candidate) => candidate.type === type)
  if (channel === undefined) return undefined
  const faults = channel.check(settings)
  for (const fault of faults) {
    const message = withoutSecrets(inLanguage(fault, 'en'), settings)
    findings.add('TOCSIN_CONFIG_INVALID', entry.at, message)
  }
  if (faults.length > 0) return undefined
  const robot = channel.address(settings)
  const id = `${shared.contact}/${type}:${shortDigest(robot)}`
  const pool = textOf(own, 'pool')
  const proxy = own.get('proxy')?.value
  return {
    ...shared,
    id,
    lane: pool === undefined ? robot : poolLane({ channel: type, contact: shared.contact, pool }),
    robot,
    channel: type,
    settings,
    ...(pool === undefined ? {} : { pool }),
    ...(own.get('standby')?.value === true ? { standby: true } : {}),
    ...(proxy instanceof Secret ? { proxy } : {}),
  }
}

function textOf(own: Adapted['own'], name: string): string | undefined {
  const value = own.get(name)?.value
  return typeof value === 'string' ? value : undefined
}

/** An adapter's words about its settings; should it quote a secret, it is taken out. */
function withoutSecrets(words: string, settings: Parameters<ChannelType['check']>[0]): string {
  let clean = words
  for (const value of Object.values(settings)) {
    const text = value instanceof Secret ? value.reveal() : ''
    if (text !== '') clean = clean.replaceAll(text, '***')
  }
  return clean
}

/** The first 12 hexadecimal digits of a SHA-256. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** Where "contacts" itself is wrong or misspelt, every member would be missing: none is reported. */
type GroupsOptions = AssembleOptions & { readonly contactsAreRead: boolean }

function groupsOf(options: GroupsOptions): Map<string, ContactGroup> {
  const { read, findings, lineOf, contactsAreRead } = options
  const groups = new Map<string, ContactGroup>()
  const contacts = read.contacts?.value
  for (const { name, at, entry } of entriesOf(read.contactGroups)) {
    const namesake = contacts?.get(name)
    if (namesake !== undefined)
      findings.add(
        'TOCSIN_CONFIG_INVALID',
        at,
        `${quote(name)} is both a contact group and a contact (line ${lineOf(namesake.at)}). Rename one: both can be told by their names.`,
      )
    const members: string[] = []
    for (const member of entry?.value ?? []) {
      if (contacts?.has(member.value) === true) members.push(member.value)
      else if (contactsAreRead)
        findings.add('TOCSIN_CONFIG_REFERENCE', member.at, unknownMember(member, read))
    }
    groups.set(name, { id: name, contacts: members })
  }
  return groups
}

function unknownMember(member: Read<string>, read: ReadConfiguration): string {
  const { value: name, written = name } = member
  if (read.contactGroups?.value.has(name) === true)
    return `${quote(written)} is a contact group, and groups hold contacts only. List its contacts instead.`
  const known = read.contacts?.value.keys() ?? []
  return `There is no contact ${quote(written)}.${didYouMean(name, known) || ' Define it under "contacts".'}`
}

/** Finds whom a `to` names. A contact that is named by itself becomes a group of one. */
function targetResolver(
  { read, findings, complete }: AssembleOptions & { readonly complete: boolean },
  groups: Map<string, ContactGroup>,
): TargetResolver {
  return ({ value: name, at, written = name }) => {
    if (groups.has(name)) return name
    if (read.contacts?.value.has(name) === true) {
      groups.set(name, { id: name, contacts: [name] })
      return name
    }
    if (!complete) return name
    const known = [...groups.keys(), ...(read.contacts?.value.keys() ?? [])]
    const hint = didYouMean(name, known) || ' Define it under "contactGroups" or "contacts".'
    const message = `There is no contact group or contact ${quote(written)}.${hint}`
    findings.add('TOCSIN_CONFIG_REFERENCE', at, message)
    return name
  }
}

/** Freezes objects and lists all the way down; maps are guarded by their type. */
function deepFreeze<T>(value: T): T {
  if (value instanceof Map) for (const entry of value.values()) deepFreeze(entry)
  else if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const entry of Object.values(value)) deepFreeze(entry)
  }
  return value
}
