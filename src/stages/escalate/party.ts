import type { Policy } from '../../model/configuration.ts'
import type { DueEscalation, Escalation } from '../../model/escalation.ts'
import type { Notification, NotificationEntry, NotificationKind } from '../../model/notification.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { Mute } from '../../model/silence.ts'
import type { HeldEntry, TellingEntry } from '../../model/telling.ts'
import type { LocalText } from '../../model/text.ts'
import { decideEscalation, type EscalationDecision, type Saying } from './decide.ts'
import { calledEntry } from './help.ts'
import { heardBy, personalPlanOf } from './personal.ts'
import { canBeTold, stepContacts, surroundings } from './reach.ts'
import {
  type About,
  type AddressContext,
  addShare,
  addStep,
  owed,
  type Share,
  takes,
  targetsOf,
} from './shares.ts'
import { nobodyReached, reasonOf, stillOnIt } from './words.ts'

/** What the runs of one group do when their time has come. */
export type PartyTurn = {
  readonly escalations: readonly Escalation[]
  readonly notifications: readonly Notification[]
  readonly held: readonly {
    readonly entry: NotificationEntry
    readonly policy: string
    readonly reason: HoldReason
    readonly detail?: HeldEntry['detail']
  }[]
  /** Alerts whose acknowledgement has run out; by which event it was given, where a person gave it. */
  readonly ranOut: readonly {
    readonly due: DueEscalation
    readonly ackEventId: string | undefined
  }[]
}

export type PartyContext = AddressContext & {
  /** The policies and routes of today, by id. */
  readonly policies: ReadonlyMap<string, Policy>
  /** What of the alerts is held back now, by the alert's id. */
  readonly mutes: ReadonlyMap<string, Mute>
}

/** Decides for each run, and joins what is said to one endpoint for one reason into one message. */
export function turnParty(party: readonly DueEscalation[], context: PartyContext): PartyTurn {
  const { configuration, mutes, now } = context
  const { contacts, escalationPolicies: plans } = configuration
  const around = surroundings(context)
  const isReachable = (id: string): boolean => {
    const contact = contacts.get(id)
    return contact !== undefined && canBeTold(contact)
  }
  const decided = party.map((due) => {
    const mute = mutes.get(due.alert.id)
    return { due, ...decideEscalation({ due, around, mute, plans, isReachable }, now) }
  })
  const said = decided.flatMap(({ say, ...one }) => (say ? [{ ...one, say }] : []))
  const together = Map.groupBy(said, (one) => JSON.stringify(aboutOf(one)))
  return {
    escalations: decided.map(({ run }) => run),
    notifications: [...together.values()].flatMap((some) => spoken(some, context)),
    held: decided.flatMap(({ due, held }) =>
      held.map((reason) => ({
        entry: entryOf(due),
        policy: due.run.policy,
        reason,
        ...detailOf(mutes.get(due.alert.id), reason),
      })),
    ),
    ranOut: decided.flatMap(({ due, ranOut }) => (ranOut ? [{ due, ...ranOut }] : [])),
  }
}

/** What holds it back and until when, where that is known. */
function detailOf(mute: Mute | undefined, reason: HoldReason): Pick<HeldEntry, 'detail'> {
  return mute?.reason === reason ? { detail: mute.shown ?? { until: mute.until } } : {}
}

type Said = Pick<EscalationDecision, 'run'> & {
  readonly due: DueEscalation
  readonly say: Saying
}

/** What is said of these runs, as one message for each endpoint that hears of any of them. */
function spoken(some: readonly Said[], context: PartyContext): readonly Notification[] {
  const [first] = some
  if (first === undefined) return []
  const { configuration } = context
  const shares = new Map<string, Share>()
  for (const { due, run, say } of some) {
    const told = tellingOf({ due, run, say })
    const step = say.kind === 'step' ? run.plan.steps[run.step] : undefined
    const steps = say.kind === 'personal' ? run.plan.steps : step ? [step] : []
    const notify = steps.flatMap((one) => one.notify)
    const named = stepContacts({ notify }, run.severity, context)
    // What follows for one contact is no matter of the others.
    const roundRobin = say.kind === 'personal' || step?.roundRobin
    const { contacts } = say
    const channelsOf = channelsFor({ run, say }, context)
    addStep(shares, { contacts, named, entries: [told], roundRobin, channelsOf, configuration })
    if (say.tellsPolicy) addPolicy(shares, { told, policy: run.policy }, context)
  }
  return [...shares.values()].flatMap((share) => owed(share, aboutOf(first), context))
}

/** The channels by which each contact hears what is said. */
function channelsFor(
  { run, say }: Pick<Said, 'run' | 'say'>,
  { configuration: { contacts } }: PartyContext,
): (contact: string) => readonly string[] | undefined {
  switch (say.kind) {
    case 'step':
      return (contact) => personalPlanOf(contacts.get(contact) ?? {}, run.severity)?.atOnce
    case 'personal':
      return (contact) => say.channels?.get(contact)
    case 'fallback':
      return () => undefined
    case 'reminder':
    case 'news':
      return heardBy(run)
  }
}

function addPolicy(
  shares: Map<string, Share>,
  { told, policy }: { told: TellingEntry; policy: string },
  context: PartyContext,
): void {
  for (const target of context.policies.get(policy)?.notify ?? []) {
    if (!takes(target, told)) continue
    const contacts = targetsOf(target, context)
    for (const contact of contacts)
      addShare(shares, { contact, contacts, entries: [told], template: target.template })
  }
}

function tellingOf({ due, run, say }: Said): TellingEntry {
  const entry = entryOf(due)
  const hasNext = say.kind === 'step' || say.kind === 'personal' || say.kind === 'reminder'
  const level = { run: run.id, version: run.version }
  return { entry: hasNext ? { ...entry, level } : entry, audience: entry.severity }
}

/** The alert as it is now, with the details of its newest event. */
function entryOf({ alert, event, entry }: DueEscalation): NotificationEntry {
  return {
    ...calledEntry({ alert, event }),
    since: entry?.since ?? alert.openedAt,
    ...(entry?.answeredBy === undefined || alert.state !== 'acknowledged'
      ? {}
      : { answeredBy: entry.answeredBy }),
    ...(entry?.resolvedBy === undefined ? {} : { resolvedBy: entry.resolvedBy }),
  }
}

function aboutOf({ run, say }: Said): About {
  const about = {
    kind: kindOf(say),
    policy: run.policy,
    ...(run.groupId === undefined ? {} : { groupId: run.groupId }),
  }
  const trouble = troubleOf(run, say)
  const asker = say.cause?.kind === 'asked' ? say.cause.by : undefined
  return {
    ...about,
    ...(asker === undefined ? {} : { askedBy: asker }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(say.kind === 'personal' ? { unlessAnswered: true } : {}),
  }
}

function kindOf({ kind, cause, isFirst, state }: Saying): NotificationKind {
  switch (kind) {
    case 'reminder':
      return 'reminder'
    case 'news':
      return state === 'resolved' ? 'resolved' : 'update'
    case 'fallback':
      return 'escalation'
    case 'personal':
      return 'repeat'
    case 'step':
      if (cause?.kind === 'raised') return 'update'
      return isFirst && cause === undefined ? 'alert' : 'escalation'
  }
}

function troubleOf(run: Escalation, { kind, cause, by }: Saying): LocalText | undefined {
  switch (kind) {
    case 'news':
    case 'personal':
      return undefined
    case 'reminder':
      return stillOnIt(by, (run.nextAt ?? 0) - (run.remindedAt ?? 0))
    case 'fallback':
      return run.end === 'nobody-reachable' ? nobodyReached(run.plan.id) : reasonOf(cause)
    case 'step':
      return reasonOf(cause)
  }
}
