import type { Configuration, Endpoint } from '../../model/configuration.ts'
import type { Notification, NotificationKind } from '../../model/notification.ts'
import type { LocalText } from '../../model/text.ts'
import {
  type About,
  type AddressContext,
  isFirstOfPool,
  isStandby,
  owed,
  type Share,
  toFallback,
} from './shares.ts'
import { undeliveredStorms } from './storm.ts'

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
    if (standbysOf(first, context.configuration).length === 0)
      return tellFallback(theirs, trouble, context)
    // A storm names no alert, and shares no message.
    const storms = theirs.filter(({ storm }) => storm !== undefined)
    const others = theirs.filter(({ storm }) => storm === undefined)
    const singly = others.length === 1 ? theirs : storms
    return [
      ...singly.flatMap((one) => copiesForStandby(one, trouble, context)),
      ...(others.length > 1 ? toStandbys(others, trouble, context) : []),
    ]
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
  return [
    ...undeliveredStorms(worthTelling, { trouble, lanes }, context),
    ...shares.flatMap((share) => owed(share, about, context)),
  ]
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
