import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { EscalationStep } from '../../model/configuration.ts'
import type { Escalation, EscalationEnd, EscalationNote } from '../../model/escalation.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { Severity } from '../../model/severity.ts'
import { followsAt, heardByAll, type PersonalPlan, withPersonal } from './personal.ts'

/** Whom a step tells now, by the ids of the contacts; or why it is left out. */
export type Reach =
  | { readonly kind: 'reached'; readonly contacts: readonly string[] }
  | { readonly kind: 'nobody-on-call' | 'severity-filter' }

/** What is asked of the configuration and of the time. */
export type Surroundings = {
  /** Whom a step tells an alert of this severity; `turn` says whose turn it is. */
  readonly reachOf: (step: EscalationStep, facts: { severity: Severity; turn: number }) => Reach
  /** How the contact is told alerts of this severity by rules of its own; undefined where it has none. */
  readonly personalOf: (contact: string, severity: Severity) => PersonalPlan | undefined
  /** When these hours begin, or a time at which to look again; undefined within them. */
  readonly hoursBeginAt: (active: readonly string[]) => number | undefined
  /** The contacts of the fallback contact group that can be told. */
  readonly fallback: () => readonly string[]
}

/** What a run whose step is due does. */
export type Climb = {
  readonly run: Escalation
  /** Who is told; absent where it waits, or where nobody is to be told. */
  readonly tell?: { readonly kind: 'step' | 'fallback'; readonly contacts: readonly string[] }
  readonly held: readonly HoldReason[]
}

/**
 * The next step that reaches somebody. Steps that reach nobody are left out at once; after the last round, and where no
 * step reaches anybody, it is the fallback contact group's turn.
 */
export function climb(
  run: Escalation,
  { severity, around }: { severity: Severity; around: Surroundings },
  now: number,
): Climb {
  const { plan } = run
  const skipped: EscalationNote[] = []
  let { step, round } = run
  for (let looked = 0; looked < plan.steps.length; looked++) {
    step += 1
    if (step >= plan.steps.length) {
      step = 0
      round += 1
    }
    const candidate = plan.steps[step]
    if (candidate === undefined || round > plan.repeat) break
    const beginAt = waitsUntil(run, around)
    if (beginAt !== undefined) return waiting(run, { beginAt, skipped }, now)
    const reach = reachOf(candidate, { run, round, severity }, around)
    if (reach.kind === 'reached')
      return told(run, { step, round, severity, contacts: reach.contacts, skipped, around }, now)
    skipped.push({ at: now, what: reach.kind, step, round })
  }
  return ended(run, { skipped, severity, around }, now)
}

/** Outside of its business hours a run goes no further than to the first who can be told, unless a person asks. */
function waitsUntil(run: Escalation, { hoursBeginAt }: Surroundings): number | undefined {
  const isAsked = run.cause?.kind === 'asked' || run.cause?.kind === 'assigned'
  const isFirst = run.told.length === 0 || run.step < 0
  if (run.plan.active === undefined || isAsked || isFirst) return undefined
  return hoursBeginAt(run.plan.active)
}

function reachOf(
  step: EscalationStep,
  { run, round, severity }: { run: Escalation; round: number; severity: Severity },
  { reachOf: look, hoursBeginAt }: Surroundings,
): Reach | { readonly kind: 'outside-hours' } {
  const isOutside = step.active !== undefined && hoursBeginAt(step.active) !== undefined
  return isOutside ? { kind: 'outside-hours' } : look(step, { severity, turn: run.turn + round })
}

function waiting(
  run: Escalation,
  { beginAt, skipped }: { beginAt: number; skipped: readonly EscalationNote[] },
  now: number,
): Climb {
  const isNews = run.mutedBy !== OUTSIDE
  const notes = isNews ? [...skipped, { at: now, what: 'outside-hours' as const }] : []
  return {
    run: {
      ...noted(run, notes),
      mutedBy: OUTSIDE,
      nextAt: Math.max(Math.min(beginAt, followsAt(run)), now + 1),
    },
    held: isNews ? [...heldBy(skipped), 'outside-hours'] : [],
  }
}

/** Stands for what holds a run back outside of its business hours. */
const OUTSIDE = 'hours'

type Told = {
  readonly step: number
  readonly round: number
  readonly severity: Severity
  readonly contacts: readonly string[]
  readonly skipped: readonly EscalationNote[]
  readonly around: Pick<Surroundings, 'personalOf'>
}

function told(before: Escalation, facts: Told, now: number): Climb {
  const { step, round, severity, contacts, skipped, around } = facts
  const planOf = (contact: string) => around.personalOf(contact, severity)
  const run = withPersonal(before, { contacts, planOf }, now)
  const dueAt = now + (run.plan.steps[step]?.waitMs ?? 0)
  const note: EscalationNote = {
    at: now,
    what: 'told',
    step,
    round,
    contacts: contacts.slice(0, ESCALATION_LIMITS.namedMax),
    ...(run.cause === undefined ? {} : { cause: run.cause.kind }),
  }
  const { end: _, mutedBy: __, cause: ___, ...rest } = noted(run, [...skipped, note])
  return {
    run: {
      ...rest,
      state: 'running',
      step,
      round,
      severity,
      version: run.version + 1,
      dueAt,
      nextAt: Math.min(dueAt, followsAt(run)),
      told: hearers(run.told, contacts),
      paged: contacts.slice(0, ESCALATION_LIMITS.toldMax),
    },
    tell: { kind: 'step', contacts },
    held: heldBy(skipped),
  }
}

function ended(
  run: Escalation,
  facts: { skipped: readonly EscalationNote[]; severity: Severity; around: Surroundings },
  now: number,
): Climb {
  const { skipped, severity } = facts
  const end = endOf(run, skipped)
  const contacts = end === 'severity-filter' ? [] : facts.around.fallback()
  const fallback: EscalationNote = {
    at: now,
    what: 'fallback',
    contacts: contacts.slice(0, ESCALATION_LIMITS.namedMax),
  }
  const notes = [...skipped, { at: now, what: end }, ...(contacts.length > 0 ? [fallback] : [])]
  const { nextAt: _, mutedBy: __, cause: ___, ...rest } = heardByAll(noted(run, notes), contacts)
  // Nobody has answered, so that what its contacts have asked for still follows.
  const nextAt = followsAt(rest)
  const isUnheard = end !== 'severity-filter' && contacts.length === 0
  return {
    run: {
      ...rest,
      state: 'ended',
      end,
      severity,
      version: run.version + 1,
      told: hearers(run.told, contacts),
      ...(nextAt === Infinity ? {} : { nextAt }),
    },
    ...(contacts.length > 0 ? { tell: { kind: 'fallback', contacts } } : {}),
    held: [
      ...heldBy(skipped),
      ...(isUnheard && run.told.length === 0 ? (['nobody-reachable'] as const) : []),
    ],
  }
}

function endOf(run: Escalation, skipped: readonly EscalationNote[]): EscalationEnd {
  if (run.told.length > 0) return 'unanswered'
  const isUnwanted = skipped.every(({ what }) => what === 'severity-filter')
  return isUnwanted && skipped.length > 0 ? 'severity-filter' : 'nobody-reachable'
}

function heldBy(skipped: readonly EscalationNote[]): readonly HoldReason[] {
  return skipped.some(({ what }) => what === 'nobody-on-call') ? ['nobody-on-call'] : []
}

function hearers(before: readonly string[], contacts: readonly string[]): readonly string[] {
  return [...new Set([...before, ...contacts])].slice(0, ESCALATION_LIMITS.toldMax)
}

/** The run with more to remember: of too much the first stays, and the newest. */
export function noted(run: Escalation, notes: readonly EscalationNote[]): Escalation {
  if (notes.length === 0) return run
  const { historyMax } = ESCALATION_LIMITS
  const all = [...run.history, ...notes]
  if (all.length <= historyMax) return { ...run, history: all }
  return { ...run, history: [...all.slice(0, historyMax / 2), ...all.slice(-historyMax / 2)] }
}
