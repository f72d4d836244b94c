import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Configuration, Contact, Endpoint, NotifyTarget } from '../../model/configuration.ts'
import type { Notification, NotificationEntry, NotificationKind } from '../../model/notification.ts'
import { onCallAt } from '../../model/schedule.ts'
import { type Severity, severityRank, worstSeverity } from '../../model/severity.ts'
import type { TellingEntry } from '../../model/telling.ts'
import type { LocalText } from '../../model/text.ts'

export type AddressContext = {
  readonly configuration: Configuration
  readonly now: number
  readonly newId: () => string
}

/** What one endpoint is to be told. */
export type Share = {
  readonly endpoint: Endpoint
  readonly entries: Map<NotificationEntry, Severity>
  readonly mentions: Set<string>
  /** Of the first target that brought the endpoint in and names one. */
  template?: string
}

export function addShare(
  shares: Map<string, Share>,
  facts: {
    contact: Contact
    contacts: readonly Contact[]
    entries: readonly TellingEntry[]
    template?: string
    /** Only by these channels; absent: by every endpoint. */
    channels?: readonly string[]
  },
): void {
  if (facts.entries.length === 0) return
  const endpoints = facts.contact.endpoints
    .filter((one) => !isStandby(one))
    .filter(isFirstOfPool)
    .filter(({ channel }) => facts.channels?.includes(channel) !== false)
  for (const endpoint of endpoints) {
    const share: Share = shares.get(endpoint.id) ?? {
      endpoint,
      entries: new Map(),
      mentions: new Set(),
    }
    share.template ??= facts.template
    for (const { entry, audience } of facts.entries) share.entries.set(entry, audience)
    for (const { mobile } of facts.contacts) if (mobile !== undefined) share.mentions.add(mobile)
    shares.set(endpoint.id, share)
  }
}

/** What the fallback contact group's endpoints are to be told; empty where there is none. */
export function toFallback(
  entries: readonly TellingEntry[],
  configuration: Configuration,
): readonly Share[] {
  if (entries.length === 0 || configuration.fallback === undefined) return []
  const contacts = contactsOf(configuration.fallback, configuration)
  const shares = new Map<string, Share>()
  for (const contact of contacts) addShare(shares, { contact, contacts, entries })
  return [...shares.values()]
}

/** The group's contacts and whoever is on call, each once. */
export function targetsOf(
  { to, schedule }: NotifyTarget,
  { configuration, now }: Pick<AddressContext, 'configuration' | 'now'>,
): readonly Contact[] {
  const group = to === undefined ? [] : contactsOf(to, configuration)
  const plan = schedule === undefined ? undefined : configuration.schedules.get(schedule)
  const onCall = plan && onCallAt(plan, now)
  const person = typeof onCall === 'string' ? configuration.contacts.get(onCall) : undefined
  return person === undefined || group.includes(person) ? group : [...group, person]
}

/** A contact group's contacts; a contact's own name stands for a group of one. */
export function contactsOf(name: string, configuration: Configuration): readonly Contact[] {
  const group = configuration.contactGroups.get(name)
  const ids = group ? group.contacts : [name]
  return ids.flatMap((id) => configuration.contacts.get(id) ?? [])
}

/** Whether the target wants it. */
export function takes({ severities }: NotifyTarget, { audience, earlier }: TellingEntry): boolean {
  return (
    severities === undefined ||
    severities.includes(audience) ||
    earlier?.some((severity) => severities.includes(severity)) === true
  )
}

/** What a message is about, whoever gets it. */
export type About = {
  readonly kind: NotificationKind
  readonly policy: string
  readonly groupId?: string
  readonly askedBy?: string
  readonly trouble?: LocalText
  readonly unlessAnswered?: true
}

/** The share as notifications: one, or as many as keep each message within its size. */
export function owed(share: Share, about: About, context: AddressContext): readonly Notification[] {
  const sorted = [...share.entries.keys()].sort(
    (one, other) => severityRank(one.severity) - severityRank(other.severity),
  )
  return chunk(sorted, DELIVERY_LIMITS.entriesMax).map((entries) => ({
    ...about,
    id: context.newId(),
    endpointId: share.endpoint.id,
    lane: share.endpoint.lane,
    severity: urgencyOf(entries),
    state: 'due',
    createdAt: context.now,
    dueAt: context.now,
    attemptCount: 0,
    entries,
    mentions: entries.some(isUrgent) ? [...share.mentions] : [],
    ...(share.template === undefined ? {} : { template: share.template }),
  }))
}

/** How urgent the message is: recoveries wait behind what goes on or is to be known. */
function urgencyOf(entries: readonly NotificationEntry[]): Severity {
  return worstSeverity(
    entries.filter((entry) => entry.state !== 'resolved').map((entry) => entry.severity),
  )
}

/** People are mentioned for what begins, gets worse or is about to happen; not for recoveries. */
function isUrgent(entry: NotificationEntry): boolean {
  return entry.state !== 'resolved' && entry.state !== 'acknowledged' && entry.severity !== 'info'
}

function chunk<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = []
  for (let start = 0; start < values.length; start += size)
    chunks.push(values.slice(start, start + size))
  return chunks
}

/** Whether it is told only what another endpoint could not be. */
export function isStandby({ standby }: Endpoint): boolean {
  return standby === true
}

/** The robots of a pool are told once: their lane chooses. */
export function isFirstOfPool(
  endpoint: Endpoint,
  index: number,
  all: readonly Endpoint[],
): boolean {
  return all.findIndex(({ lane }) => lane === endpoint.lane) === index
}

/** Adds those of `contacts` that are configured, each with the template of the step that names it. */
export function addStep(
  shares: Map<string, Share>,
  facts: {
    readonly contacts: Iterable<string>
    /** Everybody whom the step names: all of them are mentioned in its chats. */
    readonly named: readonly { readonly contact: Contact; readonly template?: string }[]
    readonly entries: readonly TellingEntry[]
    /** Only whose turn it is is mentioned. */
    readonly roundRobin: boolean | undefined
    /** By which channels a contact is told; undefined for one that is told by all. */
    readonly channelsOf: (contact: string) => readonly string[] | undefined
    readonly configuration: Configuration
  },
): void {
  const { named, entries, configuration, roundRobin, channelsOf } = facts
  const told = [...facts.contacts].flatMap((id) => configuration.contacts.get(id) ?? [])
  const mentioned = roundRobin === true ? told : [...named.map(({ contact }) => contact), ...told]
  for (const contact of told) {
    const template = named.find((one) => one.contact.id === contact.id)?.template
    addShare(shares, {
      contact,
      contacts: mentioned,
      entries,
      ...(template === undefined ? {} : { template }),
      channels: channelsOf(contact.id),
    })
  }
}
