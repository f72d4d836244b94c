// In: what a group has to tell, its policy, and who can be told. Out: notifications owed to endpoints.
// Must hold: nobody reached is never silent: the fallback contact group is told, or the hold says why not.
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import { answererName } from '../../model/answer.ts'
import type {
  Configuration,
  Contact,
  Endpoint,
  NotifyTarget,
  Policy,
} from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import type {
  Notification,
  NotificationEntry,
  NotificationKind,
  StormNews,
} from '../../model/notification.ts'
import type { HoldReason } from '../../model/outcome.ts'
import { onCallAt } from '../../model/schedule.ts'
import { type Severity, severityRank, worstSeverity } from '../../model/severity.ts'
import type { Telling, TellingEntry } from '../../model/telling.ts'
import type { LocalText } from '../../model/text.ts'
import { stormNotifications } from './storm.ts'

export type Addressed = {
  readonly notifications: readonly Notification[]
  readonly held: readonly { readonly entry: NotificationEntry; readonly reason: HoldReason }[]
}

export type AddressContext = {
  readonly configuration: Configuration
  readonly now: number
  readonly newId: () => string
}

/** Whom the telling goes to: each endpoint once, with the entries that any of its targets takes. */
export function address(telling: Telling, policy: Policy, context: AddressContext): Addressed {
  const shares = new Map<string, Share>()
  for (const target of policy.notify) {
    const contacts = targetsOf(target, context)
    const wanted = telling.entries.filter((entry) => takes(target, entry))
    for (const contact of contacts)
      addShare(shares, { contact, contacts, entries: wanted, template: target.template })
  }
  const told = new Set([...shares.values()].flatMap((share) => [...share.entries.keys()]))
  const missed = telling.entries.filter(({ entry }) => !told.has(entry))
  const filtered = missed.filter((entry) => isFilteredEverywhere(policy, entry))
  const unreachable = missed.filter((entry) => !filtered.includes(entry))
  const rescue = toFallback(unreachable, context.configuration)
  const about = { kind: telling.kind, policy: policy.id, groupId: telling.group?.id }
  return {
    notifications: [...shares.values(), ...rescue].flatMap((share) => owed(share, about, context)),
    held: [
      ...filtered.map(({ entry }) => ({ entry, reason: 'severity-filter' as const })),
      ...(rescue.length > 0
        ? []
        : unreachable.map(({ entry }) => ({ entry, reason: 'nobody-reachable' as const }))),
    ],
  }
}

/**
 * What others hear when `dead` will not reach their endpoint, in as few messages as name them all: the
 * standby endpoints of the contact; where it has none, the fallback contact group; empty where there is
 * no such either. What the standby endpoints have already is not told again.
 */
export function addressUndelivered(
  dead: readonly Notification[],
  trouble: LocalText,
  context: AddressContext,
): readonly Notification[] {
  const unheard = dead.filter(({ stoodBy }) => !stoodBy)
  const byEndpoint = Map.groupBy(unheard, ({ endpointId }) => endpointId)
  return [...byEndpoint.values()].flatMap((theirs) => {
    const [first] = theirs
    if (!first) return []
    if (standbysOf(first, context.configuration).length > 0)
      return theirs.length === 1
        ? copiesForStandby(first, trouble, context)
        : toStandbys(theirs, trouble, context)
    return tellFallback(theirs, trouble, context)
  })
}

/** The same message for the standby endpoints of its contact; empty where it has none. */
export function copiesForStandby(
  late: Notification,
  trouble: LocalText,
  context: AddressContext,
): readonly Notification[] {
  const { form, uncertain, robot, stoodBy, resentAt, mergedInto, ...message } = late
  return standbysOf(late, context.configuration).map(({ id: endpointId, lane }) => ({
    ...message,
    id: context.newId(),
    endpointId,
    lane,
    state: 'due',
    createdAt: context.now,
    dueAt: context.now,
    attemptCount: 0,
    trouble,
  }))
}

/** One copy for each standby endpoint, or as many as keep each within its size. */
function toStandbys(
  dead: readonly Notification[],
  trouble: LocalText,
  context: AddressContext,
): readonly Notification[] {
  const [first] = dead
  if (!first) return []
  const entries = newestEntries(dead)
  const mentions = new Set(dead.flatMap((one) => one.mentions))
  const about = { ...aboutOf(dead, trouble), kind: commonKind(dead) }
  return standbysOf(first, context.configuration).flatMap((endpoint) =>
    owed({ endpoint, entries, mentions }, about, context),
  )
}

function tellFallback(
  dead: readonly Notification[],
  trouble: LocalText,
  context: AddressContext,
): readonly Notification[] {
  const worthTelling = dead.filter(({ kind }) => kind !== 'undelivered')
  const lanes = new Set(worthTelling.map(({ lane }) => lane))
  const entries = [...newestEntries(worthTelling)].map(([entry, audience]) => ({ entry, audience }))
  const shares = toFallback(entries, context.configuration).filter(
    ({ endpoint }) => !lanes.has(endpoint.lane),
  )
  const about = { ...aboutOf(worthTelling, trouble), kind: 'undelivered' as const }
  return shares.flatMap((share) => owed(share, about, context))
}

function aboutOf(dead: readonly Notification[], trouble: LocalText): Omit<About, 'kind'> {
  const groups = new Set(dead.map(({ groupId }) => groupId))
  const [groupId] = groups
  return {
    policy: [...new Set(dead.map(({ policy }) => policy))].join(', '),
    ...(groups.size === 1 && groupId !== undefined ? { groupId } : {}),
    trouble,
  }
}

function commonKind(dead: readonly Notification[]): NotificationKind {
  const kinds = new Set(dead.map(({ kind }) => kind))
  const [kind = 'digest'] = kinds
  return kinds.size === 1 ? kind : 'digest'
}

/** Each alert once, as it was told last. */
function newestEntries(dead: readonly Notification[]): Share['entries'] {
  const newest = new Map(
    [...dead]
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .flatMap(({ entries }) => entries.map((entry) => [entry.subjectId, entry] as const)),
  )
  return new Map([...newest.values()].map((entry) => [entry, entry.severity]))
}

/** The standby endpoints of the contact that `message` is for; a standby endpoint has none of its own. */
function standbysOf(message: Notification, { contacts }: Configuration): readonly Endpoint[] {
  const contact = contacts.get(message.endpointId.slice(0, message.endpointId.lastIndexOf('/')))
  const standbys = (contact?.endpoints ?? []).filter(isStandby).filter(isFirstOfPool)
  const isOwn = ({ id, lane }: Endpoint): boolean =>
    id === message.endpointId || lane === message.lane
  return standbys.some(isOwn) ? [] : standbys
}

function isStandby({ standby }: Endpoint): boolean {
  return standby === true
}

/** The robots of a pool are told once: their lane chooses. */
function isFirstOfPool(endpoint: Endpoint, index: number, all: readonly Endpoint[]): boolean {
  return all.findIndex(({ lane }) => lane === endpoint.lane) === index
}

/** What the policy's targets hear of a storm; the fallback contact group where it has none. */
export function addressStorm(
  news: StormNews,
  policy: Policy,
  context: AddressContext,
): readonly Notification[] {
  return stormNotifications(news, policy, context)
}

/** A person asked for help with an alert. */
export type HelpCall = { readonly event: Event; readonly alert: Alert }

/** What the fallback contact group hears of `calls`: one message for each person who asked; none where there is no fallback. */
export function addressEscalation(
  calls: readonly HelpCall[],
  context: AddressContext,
): readonly Notification[] {
  const byCaller = Map.groupBy(calls, ({ event }) =>
    JSON.stringify([askedBy(event), event.answer?.comment]),
  )
  return [...byCaller.values()].flatMap((together) => {
    const entries = together.map((call) => ({
      entry: calledEntry(call),
      audience: call.alert.severity,
    }))
    const call = together[0]?.event
    const about = {
      kind: 'escalation' as const,
      policy: FALLBACK,
      askedBy: call && askedBy(call),
      trouble: call?.answer?.comment,
    }
    const shares = toFallback(entries, context.configuration)
    return shares.flatMap((share) => owed(share, about, context))
  })
}

function askedBy({ answer }: Event): string | undefined {
  return answer && answererName(answer)
}

function calledEntry({ event, alert }: HelpCall): NotificationEntry {
  return {
    subjectId: alert.id,
    eventId: event.id,
    state: alert.state,
    severity: alert.severity,
    name: alert.name,
    title: alert.title,
    status: alert.status,
    statusText: alert.statusText,
    labels: alert.labels,
    fields: event.fields,
    links: event.links,
    at: alert.sourceAt ?? alert.openedAt,
    dedupKey: alert.dedupKey,
  }
}

/** Stands for a policy where nobody's policy but the fallback itself decides. */
const FALLBACK = 'fallback'

type Share = {
  readonly endpoint: Endpoint
  readonly entries: Map<NotificationEntry, Severity>
  readonly mentions: Set<string>
  /** Of the first target that brought the endpoint in and names one. */
  template?: string
}

function addShare(
  shares: Map<string, Share>,
  facts: {
    contact: Contact
    contacts: readonly Contact[]
    entries: readonly TellingEntry[]
    template?: string
  },
): void {
  if (facts.entries.length === 0) return
  const endpoints = facts.contact.endpoints.filter((one) => !isStandby(one)).filter(isFirstOfPool)
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

function toFallback(
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
function targetsOf(
  { to, schedule }: NotifyTarget,
  { configuration, now }: AddressContext,
): readonly Contact[] {
  const group = to === undefined ? [] : contactsOf(to, configuration)
  const plan = schedule === undefined ? undefined : configuration.schedules.get(schedule)
  const onCall = plan && onCallAt(plan, now)
  const person = typeof onCall === 'string' ? configuration.contacts.get(onCall) : undefined
  return person === undefined || group.includes(person) ? group : [...group, person]
}

/** A contact group's contacts; a contact's own name stands for a group of one. */
function contactsOf(name: string, configuration: Configuration): readonly Contact[] {
  const group = configuration.contactGroups.get(name)
  const ids = group ? group.contacts : [name]
  return ids.flatMap((id) => configuration.contacts.get(id) ?? [])
}

function takes({ severities }: NotifyTarget, { audience, earlier }: TellingEntry): boolean {
  return (
    severities === undefined ||
    severities.includes(audience) ||
    earlier?.some((severity) => severities.includes(severity)) === true
  )
}

function isFilteredEverywhere(policy: Policy, entry: TellingEntry): boolean {
  return policy.notify.length > 0 && !policy.notify.some((target) => takes(target, entry))
}

type About = {
  readonly kind: NotificationKind
  readonly policy: string
  readonly groupId?: string
  readonly askedBy?: string
  readonly trouble?: LocalText
}

/** The share as notifications: one, or as many as keep each message within its size. */
function owed(share: Share, about: About, context: AddressContext): readonly Notification[] {
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
