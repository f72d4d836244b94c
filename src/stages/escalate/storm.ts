import type { Configuration, Contact, Endpoint, Policy } from '../../model/configuration.ts'
import type { Notification, StormNews } from '../../model/notification.ts'
import { onCallAt } from '../../model/schedule.ts'

type StormAddressing = {
  readonly configuration: Configuration
  readonly now: number
  readonly newId: () => string
}

/**
 * The message about a storm for everybody whom the policy tells, whatever severities they take: each
 * endpoint once, before everything else. Where nobody can be told, the fallback contact group is.
 */
export function stormNotifications(
  storm: StormNews,
  policy: Policy,
  context: StormAddressing,
): readonly Notification[] {
  const { configuration } = context
  const own = policy.notify.flatMap((target) => listenersOf(target, context))
  const fallback = configuration.fallback
  const told =
    own.some(hasEndpoint) || fallback === undefined ? own : namedBy(fallback, configuration)
  const mentions = new Map<string, Set<string>>()
  const endpoints = new Map<string, Endpoint>()
  for (const listener of told) {
    for (const endpoint of ownEndpoints(listener)) {
      endpoints.set(endpoint.id, endpoint)
      const known = mentions.get(endpoint.id) ?? new Set<string>()
      for (const mobile of listener.beside) known.add(mobile)
      mentions.set(endpoint.id, known)
    }
  }
  return [...endpoints.values()].map(({ id, lane }) => ({
    id: context.newId(),
    endpointId: id,
    lane,
    kind: 'storm',
    severity: 'critical',
    state: 'due',
    createdAt: context.now,
    dueAt: context.now,
    attemptCount: 0,
    policy: policy.id,
    entries: [],
    mentions: [...(mentions.get(id) ?? [])],
    storm,
  }))
}

/** A contact, and the mobile numbers of those who are told with it. */
type Listener = { readonly contact: Contact; readonly beside: readonly string[] }

function listenersOf(
  { to, schedule }: Policy['notify'][number],
  { configuration, now }: StormAddressing,
): readonly Listener[] {
  const plan = schedule === undefined ? undefined : configuration.schedules.get(schedule)
  const onCall = plan && onCallAt(plan, now)
  const names = [...(to === undefined ? [] : [to]), ...(typeof onCall === 'string' ? [onCall] : [])]
  const contacts = new Set(names.flatMap((name) => contactsOf(name, configuration)))
  return together([...contacts])
}

function namedBy(name: string, configuration: Configuration): readonly Listener[] {
  return together(contactsOf(name, configuration))
}

function together(contacts: readonly Contact[]): readonly Listener[] {
  const beside = contacts.flatMap(({ mobile }) => mobile ?? [])
  return contacts.map((contact) => ({ contact, beside }))
}

function contactsOf(name: string, { contactGroups, contacts }: Configuration): readonly Contact[] {
  const ids = contactGroups.get(name)?.contacts ?? [name]
  return ids.flatMap((id) => contacts.get(id) ?? [])
}

function hasEndpoint(listener: Listener): boolean {
  return ownEndpoints(listener).length > 0
}

/** Without those that only stand by; the robots of a pool are told once. */
function ownEndpoints({ contact }: Listener): readonly Endpoint[] {
  const active = contact.endpoints.filter(({ standby }) => standby !== true)
  return active.filter(({ lane }, index) => active.findIndex((one) => one.lane === lane) === index)
}
