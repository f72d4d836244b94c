import type {
  Configuration,
  Contact,
  EscalationPolicy,
  EscalationStep,
  NotifyTarget,
} from '../../model/configuration.ts'
import { isQuietAt, type MuteTiming, timedMute } from '../../model/mute-timing.ts'
import type { Severity } from '../../model/severity.ts'
import type { Reach, Surroundings } from './climb.ts'
import { personalPlanOf } from './personal.ts'
import { type AddressContext, contactsOf, isStandby, targetsOf } from './shares.ts'

/** A contact of a step, and the template of the target that names it. */
export type StepContact = { readonly contact: Contact; readonly template?: string }

type Facts = Pick<AddressContext, 'configuration' | 'now'>

/** What a run asks of today's configuration, at this moment. */
export function surroundings(facts: Facts): Surroundings {
  const { configuration, now } = facts
  return {
    reachOf: (step, about) => reachOf(step, about, facts),
    personalOf: (contact, severity) =>
      personalPlanOf(configuration.contacts.get(contact) ?? {}, severity),
    hoursBeginAt: hoursOf(configuration.muteTimings, now),
    fallback: () => fallbackOf(configuration),
  }
}

function fallbackOf(configuration: Configuration): readonly string[] {
  const { fallback } = configuration
  if (fallback === undefined) return []
  return contactsOf(fallback, configuration)
    .filter(canBeTold)
    .map(({ id }) => id)
}

/** Whether the contact has an endpoint that hears things at first. */
export function canBeTold({ endpoints }: Contact): boolean {
  return endpoints.some((endpoint) => !isStandby(endpoint))
}

/** Whether a step can tell the contact of an alert of this severity: at once, or later by a rule of its own. */
function canBePaged(contact: Contact, severity: Severity): boolean {
  const plan = personalPlanOf(contact, severity)
  return canBeTold(contact) && (plan === undefined || plan.atOnce.length + plan.later.length > 0)
}

/** The contacts of those targets of a step that want alerts of this severity, each once. */
export function stepContacts(
  { notify }: Pick<EscalationStep, 'notify'>,
  severity: Severity,
  facts: Facts,
): readonly StepContact[] {
  const found = new Map<string, StepContact>()
  for (const target of notify) {
    if (target.severities?.includes(severity) === false || isLeftOut(target, facts)) continue
    const { template } = target
    for (const contact of targetsOf(target, facts))
      if (!found.has(contact.id))
        found.set(contact.id, { contact, ...(template === undefined ? {} : { template }) })
  }
  return [...found.values()]
}

/** Everybody of the first step that reaches somebody now, whatever severities it takes and whose turn it is. */
export function firstReached(plan: EscalationPolicy, facts: Facts): readonly Contact[] {
  const hoursBeginAt = hoursOf(facts.configuration.muteTimings, facts.now)
  for (const { notify, active } of plan.steps) {
    if (active !== undefined && hoursBeginAt(active) !== undefined) continue
    const present = notify.filter((target) => !isLeftOut(target, facts))
    const contacts = new Set(present.flatMap((target) => targetsOf(target, facts)))
    if ([...contacts].some(canBeTold)) return [...contacts]
  }
  return []
}

function reachOf(
  step: EscalationStep,
  { severity, turn }: { severity: Severity; turn: number },
  facts: Facts,
): Reach {
  const wanted = step.notify.filter(({ severities }) => severities?.includes(severity) !== false)
  if (wanted.length === 0) return { kind: 'severity-filter' }
  if (wanted.every((target) => isLeftOut(target, facts))) return { kind: 'outside-hours' }
  const contacts = stepContacts(step, severity, facts).map(({ contact }) => contact)
  const isReachable = (contact: Contact): boolean => canBePaged(contact, severity)
  const reachable = step.roundRobin
    ? inTurn(contacts, { turn, isReachable })
    : contacts.filter(isReachable)
  return reachable.length === 0
    ? { kind: 'nobody-on-call' }
    : { kind: 'reached', contacts: reachable.map(({ id }) => id) }
}

/** Whether this is a time at which the target is not told. */
function isLeftOut(target: NotifyTarget, { configuration, now }: Facts): boolean {
  return isQuietAt(target, configuration.muteTimings, now)
}

/** The first who can be told, from the one whose turn it is. */
function inTurn(
  contacts: readonly Contact[],
  { turn, isReachable }: { turn: number; isReachable: (contact: Contact) => boolean },
): readonly Contact[] {
  const first = contacts.length === 0 ? 0 : turn % contacts.length
  const order = [...contacts.slice(first), ...contacts.slice(0, first)]
  return order.filter(isReachable).slice(0, 1)
}

/** Looked up once for each list of names: looking ahead in calendars takes its time. */
function hoursOf(
  timings: ReadonlyMap<string, MuteTiming>,
  now: number,
): Surroundings['hoursBeginAt'] {
  const known = new Map<string, number | undefined>()
  return (active) => {
    const key = JSON.stringify(active)
    if (!known.has(key)) known.set(key, beginOf(active, timings, now))
    return known.get(key)
  }
}

/** A name that is no longer configured holds nothing back. */
function beginOf(
  active: readonly string[],
  timings: ReadonlyMap<string, MuteTiming>,
  now: number,
): number | undefined {
  const still = active.filter((name) => timings.has(name))
  return still.length === 0 ? undefined : timedMute({ active: still }, timings, now)?.until
}
