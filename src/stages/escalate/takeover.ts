import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { OpenAlert } from '../../contract/schedule-store.ts'
import { acknowledgedBy, answererName } from '../../model/answer.ts'
import type { Configuration, NotifyTarget, Policy } from '../../model/configuration.ts'
import { withRoutes } from '../../model/directory.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import type { LocalText } from '../../model/text.ts'
import { noted } from './climb.ts'
import { calledEntry } from './help.ts'
import { heardByAll } from './personal.ts'
import { type AddressContext, addShare, owed, type Share } from './shares.ts'
import { takenOver } from './words.ts'

/** Somebody has come on call: by which schedule, and until when on its wall. */
export type Arrival = {
  readonly schedule: string
  readonly contact: string
  readonly until?: string
}

/** The policies and routes that tell whoever is on call by the schedule, themselves or by a step. */
export function policiesNaming(schedule: string, configuration: Configuration): readonly string[] {
  return configuration.policies
    .flatMap(withRoutes)
    .filter((policy) => targetsFor(schedule, policy, configuration).length > 0)
    .map(({ id }) => id)
}

/** An open alert as it is told. */
export function openEntry({ alert, event }: OpenAlert): NotificationEntry {
  const taken = acknowledgedBy(alert)
  return {
    ...calledEntry({ alert, event }),
    since: alert.openedAt,
    ...(taken === undefined ? {} : { answeredBy: answererName(taken) }),
  }
}

/**
 * What whoever has come on call hears of the open alerts that concern the schedule, in as few messages as name them all;
 * nothing where there are none. Whoever was on call before stays with them: the runs go on, and tell the one who came, too,
 * who answers and that they are over.
 */
export function addressTakeover(
  arrival: Arrival,
  facts: {
    readonly open: readonly OpenAlert[]
    /** How many more there are. */
    readonly more: number
    readonly policies: ReadonlyMap<string, Policy>
  },
  context: AddressContext,
): {
  readonly notifications: readonly Notification[]
  readonly escalations: readonly Escalation[]
} {
  const { schedule, contact: id, until } = arrival
  const { configuration, now } = context
  const contact = configuration.contacts.get(id)
  const concerning = facts.open.filter((one) => isFor(one, { schedule, ...facts }, configuration))
  if (contact === undefined || concerning.length === 0)
    return { notifications: [], escalations: [] }
  const entries = concerning.map((one) => ({
    entry: openEntry(one),
    audience: one.alert.severity,
  }))
  const shares = new Map<string, Share>()
  addShare(shares, { contact, contacts: [contact], entries })
  const trouble: LocalText = takenOver(schedule, { until, more: facts.more })
  const telling = new Set(
    concerning.flatMap(({ policies, runs }) => [...policies, ...runs.map(({ policy }) => policy)]),
  )
  const about = { kind: 'takeover' as const, policy: [...telling].join(', '), trouble }
  return {
    notifications: [...shares.values()].flatMap((share) => owed(share, about, context)),
    escalations: concerning.flatMap(({ runs }) => runs.flatMap((run) => joined(run, id, now))),
  }
}

/** The run with one more who hears how it goes on. */
function joined(run: Escalation, contact: string, now: number): readonly Escalation[] {
  const { told } = run
  if (run.end === 'reassigned' || told.length >= ESCALATION_LIMITS.toldMax) return []
  const note = { at: now, what: 'taken-over', contacts: [contact] } as const
  const next = heardByAll(noted(run, [note]), [contact])
  return [told.includes(contact) ? next : { ...next, told: [...told, contact] }]
}

/** Whether the schedule is told of alerts of this severity, by a policy or by a run. */
function isFor(
  { alert, policies: holding, runs }: OpenAlert,
  { schedule, policies }: { schedule: string; policies: ReadonlyMap<string, Policy> },
  configuration: Configuration,
): boolean {
  const targets = [
    ...holding.flatMap((id) => {
      const policy = policies.get(id)
      return policy === undefined ? [] : targetsFor(schedule, policy, configuration)
    }),
    ...runs
      .filter(({ end }) => end !== 'reassigned')
      .flatMap(({ plan }) => plan.steps.flatMap(({ notify }) => notify))
      .filter((target) => target.schedule === schedule),
  ]
  return targets.some(({ severities }) => severities?.includes(alert.severity) !== false)
}

/** The targets by which a policy tells whoever is on call by the schedule. */
function targetsFor(
  schedule: string,
  { notify, escalate }: Pick<Policy, 'notify' | 'escalate'>,
  { escalationPolicies }: Configuration,
): readonly NotifyTarget[] {
  const plan = escalate === undefined ? undefined : escalationPolicies.get(escalate)
  const steps = plan?.steps.flatMap((step) => step.notify) ?? []
  return [...notify, ...steps].filter((target) => target.schedule === schedule)
}
