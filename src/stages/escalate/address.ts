import type { Configuration, EscalationPolicy, Policy } from '../../model/configuration.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import type { HoldReason } from '../../model/outcome.ts'
import { severityRank } from '../../model/severity.ts'
import type { Telling, TellingEntry } from '../../model/telling.ts'
import { type Climb, climb, type Surroundings } from './climb.ts'
import { heardBy, withoutFollowing } from './personal.ts'
import { stepContacts, surroundings } from './reach.ts'
import {
  type AddressContext,
  addShare,
  addStep,
  owed,
  type Share,
  takes,
  targetsOf,
  toFallback,
} from './shares.ts'

export type Addressed = {
  readonly notifications: readonly Notification[]
  readonly held: readonly { readonly entry: NotificationEntry; readonly reason: HoldReason }[]
  /** Runs that begin, or go on, with what is told. */
  readonly escalations: readonly Escalation[]
}

export type TellContext = AddressContext & {
  /** The policy's runs for the alerts of its group. */
  readonly escalations: readonly Escalation[]
  /** Whose turn it is in an escalation policy of this name: each run is the next. */
  readonly turnOf: (plan: string) => number
}

/**
 * Whom the telling goes to: each endpoint once, with the entries that any of its targets takes. A policy that escalates
 * tells the first step in the same messages; and whoever a run has told hears how it goes on.
 */
export function address(telling: Telling, policy: Policy, context: TellContext): Addressed {
  const around = surroundings(context)
  const runs = new Map(context.escalations.map((run) => [run.alertId, run]))
  const steps = telling.entries.map((told) => {
    const run = runs.get(told.entry.subjectId)
    return inGroup(stepOf(told, { run, policy, telling, around, context }), telling)
  })
  const entries = steps.map(({ told }) => told)
  const shares = new Map<string, Share>()
  for (const target of policy.notify) {
    const contacts = targetsOf(target, context)
    const wanted = entries.filter((entry) => takes(target, entry))
    for (const contact of contacts)
      addShare(shares, { contact, contacts, entries: wanted, template: target.template })
  }
  const isRepeat = telling.kind === 'repeat'
  for (const step of steps) addRun(shares, step, { ...context, isRepeat })
  const heard = new Set([...shares.values()].flatMap((share) => [...share.entries.keys()]))
  const missed = steps.filter(({ told }) => !heard.has(told.entry))
  const filtered = missed.filter(({ told, run }) => !run && isFilteredEverywhere(policy, told))
  const unreachable = missed.filter((step) => !step.run && !filtered.includes(step))
  const rescue = toFallback(
    unreachable.map(({ told }) => told),
    context.configuration,
  )
  const about = { kind: telling.kind, policy: policy.id, groupId: telling.group?.id }
  return {
    notifications: [...shares.values(), ...rescue].flatMap((share) => owed(share, about, context)),
    held: [
      ...held(filtered, 'severity-filter'),
      ...(rescue.length > 0 ? [] : held(unreachable, 'nobody-reachable')),
      ...missed.flatMap((step) => heldByRun(step)),
      ...steps.flatMap(({ told: { entry }, climbed }) =>
        (climbed?.held ?? []).map((reason) => ({ entry, reason })),
      ),
    ],
    escalations: steps.flatMap(({ changed }) => changed ?? []),
  }
}

/** What of a telling one alert's run adds to it. */
type Step = {
  readonly told: TellingEntry
  /** As it was, or as it begins. */
  readonly run?: Escalation
  /** Where it is to be kept. */
  readonly changed?: Escalation
  readonly climbed?: Climb
}

type StepFacts = {
  readonly run: Escalation | undefined
  readonly policy: Policy
  readonly telling: Telling
  readonly around: Surroundings
  readonly context: TellContext
}

function stepOf(told: TellingEntry, facts: StepFacts): Step {
  const { run, around, context } = facts
  const { entry } = told
  if (entry.state === 'acknowledged' && run === undefined) return taken(told, facts)
  if (entry.state !== 'firing') return run ? { told, run } : { told }
  const due = run === undefined || isAnew(run) ? begunAfter(told, facts) : hastened(run, entry)
  if (due === undefined) return run ? { told: withLevel(told, run), run } : { told }
  if (due.dueAt > context.now) return { told, run: due, changed: due }
  const climbed = climb(due, { severity: entry.severity, around }, context.now)
  return { told: withLevel(told, climbed.run), run: climbed.run, changed: climbed.run, climbed }
}

/** A run whose group had ended belongs to the one that tells its alert now. */
function inGroup(step: Step, { group }: Telling): Step {
  const { run } = step
  if (run === undefined || run.groupId !== undefined || group === undefined) return step
  const changed = { ...run, groupId: group.id }
  return { ...step, run: changed, changed }
}

/**
 * The runs of a group that ends while its alerts go on, for its policy is gone: who was told hears from them who answers,
 * and of the end.
 */
export function withoutGroup(runs: readonly Escalation[]): readonly Escalation[] {
  return runs.filter(({ groupId }) => groupId !== undefined).map(({ groupId: _, ...run }) => run)
}

/** Whether a run begins: where the one before reached nobody at all, it is tried again. */
function isAnew({ end, told }: Escalation): boolean {
  return end === 'resolved' || (end === 'nobody-reachable' && told.length === 0)
}

/** Somebody was faster than the first telling: nobody is told a step, but the run is there for when they give it back. */
function taken(told: TellingEntry, facts: StepFacts): Step {
  const run = begun(told.entry, facts)
  if (run === undefined) return { told }
  const looked = { ...run, nextAt: facts.context.now }
  return { told, run: looked, changed: looked }
}

/** A new run: whoever the one before has told hears how it goes on where they did not hear that it was over. */
function begunAfter({ entry, goesOn }: TellingEntry, facts: StepFacts): Escalation | undefined {
  const next = begun(entry, facts)
  if (!next || !facts.run || !goesOn) return next
  const { told, personal } = withoutFollowing(facts.run)
  return { ...next, told, ...(personal ? { personal } : {}) }
}

/** A new run of the policy's escalation policy; undefined where it has none. */
function begun(
  entry: NotificationEntry,
  { policy, telling, context }: StepFacts,
): Escalation | undefined {
  const plan = planOf(policy, context.configuration)
  if (plan === undefined) return undefined
  const { now, newId, turnOf } = context
  const dueAt = now + plan.delayMs
  return beginRun({
    id: newId(),
    alertId: entry.subjectId,
    policy: policy.id,
    ...(telling.group ? { groupId: telling.group.id } : {}),
    plan,
    turn: turnOf(plan.id),
    severity: entry.severity,
    startedAt: now,
    dueAt,
  })
}

type Beginning = Pick<
  Escalation,
  'id' | 'alertId' | 'policy' | 'groupId' | 'plan' | 'turn' | 'severity' | 'startedAt' | 'dueAt'
>

/** A run before its first step. */
export function beginRun(beginning: Beginning): Escalation {
  return {
    ...beginning,
    state: 'running',
    step: -1,
    round: 0,
    version: 0,
    nextAt: beginning.dueAt,
    told: [],
    paged: [],
    history: [],
  }
}

function planOf(
  { escalate }: Policy,
  { escalationPolicies }: Configuration,
): EscalationPolicy | undefined {
  return escalate === undefined ? undefined : escalationPolicies.get(escalate)
}

/** What gets worse is told to the step of now in the same message; what somebody had taken on asks anew. */
function hastened(run: Escalation, { severity }: NotificationEntry): Escalation | undefined {
  // It was so before, and could not be told then.
  if (run.state === 'running' && run.cause?.kind === 'raised') return { ...run, dueAt: 0 }
  const isWorse = severityRank(severity) < severityRank(run.severity)
  if (!isWorse || run.end === 'reassigned') return undefined
  const isWaiting = run.state === 'running' && (run.step < 0 || run.cause !== undefined)
  if (isWaiting) return undefined
  const { end: _, ...rest } = run
  const step = run.state === 'running' ? run.step - 1 : -1
  const round = run.state === 'running' ? run.round : 0
  return { ...rest, state: 'running', step, round, dueAt: 0, cause: { kind: 'raised' } }
}

/** By its level a message knows whether it is out of date when somebody wants to go further from it. */
function withLevel(told: TellingEntry, { id, version, state }: Escalation): TellingEntry {
  if (state === 'ended' || version === 0) return told
  return { ...told, entry: { ...told.entry, level: { run: id, version } } }
}

/** Whoever a run tells now, and whoever it has told before. */
function addRun(
  shares: Map<string, Share>,
  step: Step,
  context: AddressContext & { readonly isRepeat: boolean },
): void {
  const { told, run, climbed } = step
  if (run === undefined) return
  // Whoever a run still tells hears from it, not from repeats.
  if (context.isRepeat && run.state === 'running' && climbed === undefined) return
  const { configuration } = context
  const { entry } = told
  const current = climbed?.tell?.kind === 'step' ? run.plan.steps[run.step] : undefined
  const named = current ? stepContacts(current, entry.severity, context) : []
  const contacts = new Set([...(climbed?.tell?.contacts ?? []), ...run.told])
  addStep(shares, {
    contacts,
    named,
    entries: [told],
    roundRobin: current?.roundRobin,
    channelsOf: heardBy(run),
    configuration,
  })
}

function held(steps: readonly Step[], reason: HoldReason): Addressed['held'] {
  return steps.map(({ told: { entry } }) => ({ entry, reason }))
}

/** Why nobody heard what a run looks after; of what waits for its first step the run itself tells. */
function heldByRun({ told: { entry }, run }: Step): Addressed['held'] {
  if (run === undefined) return []
  if (run.end === 'severity-filter') return [{ entry, reason: 'severity-filter' }]
  return entry.state === 'resolved' ? [{ entry, reason: 'over-before-told' }] : []
}

function isFilteredEverywhere(policy: Policy, entry: TellingEntry): boolean {
  return policy.notify.length > 0 && !policy.notify.some((target) => takes(target, entry))
}
