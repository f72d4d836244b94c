import type { Configuration, Contact, Endpoint, Policy } from '../../model/configuration.ts'
import type { Notification, StormNews } from '../../model/notification.ts'
import type { LocalText } from '../../model/text.ts'
import { firstReached } from './reach.ts'
import { type AddressContext, contactsOf, isFirstOfPool, isStandby, targetsOf } from './shares.ts'

/**
 * The message about a storm for everybody whom the policy tells, whatever severities they take, and for the first step
 * of its escalation policy: each endpoint once, before everything else. Where nobody can be told, the fallback contact
 * group is.
 */
export function stormNotifications(
  storm: StormNews,
  policy: Policy,
  context: AddressContext,
): readonly Notification[] {
  const own = [
    ...policy.notify.map((target) => targetsOf(target, context)),
    stepOf(policy, context),
  ]
  const { configuration } = context
  const isHeard = own.flat().some((contact) => ownEndpoints(contact).length > 0)
  const told = isHeard ? own : [fallbackOf(configuration)]
  const mentions = new Map<string, Set<string>>()
  const endpoints = new Map<string, Endpoint>()
  for (const together of told) {
    const mobiles = together.flatMap(({ mobile }) => mobile ?? [])
    for (const endpoint of together.flatMap(ownEndpoints)) {
      endpoints.set(endpoint.id, endpoint)
      const known = mentions.get(endpoint.id) ?? new Set<string>()
      for (const mobile of mobiles) known.add(mobile)
      mentions.set(endpoint.id, known)
    }
  }
  return stormMessages(
    [...endpoints.values()],
    { policy: policy.id, storm, kind: 'storm' },
    context,
  ).map((message) => ({ ...message, mentions: [...(mentions.get(message.endpointId) ?? [])] }))
}

/** What was not told of a storm, for the fallback contact group: once for each, and not to the robots in `lanes`. */
export function undeliveredStorms(
  dead: readonly Notification[],
  { trouble, lanes }: { trouble: LocalText; lanes: ReadonlySet<string> },
  context: AddressContext,
): readonly Notification[] {
  const endpoints = fallbackOf(context.configuration)
    .flatMap(ownEndpoints)
    .filter(({ lane }) => !lanes.has(lane))
  return dead.flatMap(({ storm, policy }) =>
    storm === undefined
      ? []
      : stormMessages(endpoints, { policy, storm, kind: 'undelivered', trouble }, context),
  )
}

function stormMessages(
  endpoints: readonly Endpoint[],
  about: Pick<Notification, 'policy' | 'storm' | 'kind' | 'trouble'>,
  { newId, now }: AddressContext,
): readonly Notification[] {
  return endpoints.map(({ id, lane }) => ({
    id: newId(),
    endpointId: id,
    lane,
    severity: 'critical',
    state: 'due',
    createdAt: now,
    dueAt: now,
    attemptCount: 0,
    entries: [],
    mentions: [],
    ...about,
  }))
}

/** Everybody of the first step that reaches somebody. */
function stepOf({ escalate }: Policy, context: AddressContext): readonly Contact[] {
  const plan =
    escalate === undefined ? undefined : context.configuration.escalationPolicies.get(escalate)
  return plan === undefined ? [] : firstReached(plan, context)
}

function fallbackOf(configuration: Configuration): readonly Contact[] {
  const { fallback } = configuration
  return fallback === undefined ? [] : contactsOf(fallback, configuration)
}

/** Without those that only stand by; the robots of a pool are told once. */
function ownEndpoints({ endpoints }: Contact): readonly Endpoint[] {
  return endpoints.filter((one) => !isStandby(one)).filter(isFirstOfPool)
}
