import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { EscalationStep } from '../../model/configuration.ts'
import type {
  Escalation,
  EscalationCause,
  EscalationEnd,
  EscalationNote,
} from '../../model/escalation.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { Severity } from '../../model/severity.ts'
import { followsAt, heardByAll, type PersonalPlan, withPersonal } from './personal.ts'

/** Whom a step tells now, by the ids of the contacts; or why it is left out. */
export type Reach =
  | { readonly kind: 'reached'; readonly contacts: readonly string[] }
  | { readonly kind: 'nobody-on-call' | 'severity-filter' | 'outside-hours' }

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
  /** Why it is told before its time. */
  readonly cause?: EscalationCause
}

/**
 * The next step that reaches somebody. Steps that reach nobody are left out at once; after the last round, and where no
 * step reaches anybody, it is the fallback contact group's turn.
 */
export function climb(
  before: Escalation,
  { severity, around }: { severity: Severity; around: Surroundings },
  now: number,
): Climb {
  const run = raised(before, severity, around)
  const { plan, cause } = run
  const beginAt = waitsUntil(run, severity, around)
  if (beginAt === Infinity) return restingLow(run, now)
  if (beginAt !== undefined) return waiting(run, beginAt, now)
  const why = cause === undefined ? {} : { cause }
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
    const reach = reachOf(candidate, { run, round, severity }, around)
    if (reach.kind === 'reached') {
      const { contacts } = reach
      return { ...told(run, { step, round, severity, contacts, skipped, around }, now), ...why }
    }
    skipped.push({ at: now, what: reach.kind, step, round })
  }
  return { ...ended(run, { skipped, severity, around }, now), ...why }
}

/** What has waited for its hours is told from the first step on when they begin, where its plan says so. */
function raised(run: Escalation, severity: Severity, around: Surroundings): Escalation {
  const isRaised = run.waits === true && run.plan.raise === true && run.cause === undefined
  if (!isRaised || waitsUntil(run, severity, around) !== undefined) return run
  return { ...run, step: -1, round: 0, cause: { kind: 'hours' } }
}

/**
 * Until when a run goes no further than to the first who can be told, unless a person asks: what is of low severity does
 * not outside of its business hours, and where it has none, never.
 */
function waitsUntil(
  { plan, cause, told: heard, step }: Escalation,
  severity: Severity,
  { hoursBeginAt }: Surroundings,
): number | undefined {
  const { active, low } = plan
  const goesOn = cause !== undefined && GOING_ON.has(cause.kind)
  const isFirst = heard.length === 0 || step < 0
  const isLow = low === undefined ? active !== undefined : low.includes(severity)
  if (goesOn || isFirst || !isLow) return undefined
  return active === undefined ? Infinity : hoursBeginAt(active)
}

/** A person wants it, or whoever was told before could not be reached. */
const GOING_ON: ReadonlySet<EscalationCause['kind']> = new Set(['asked', 'assigned', 'unreached'])

/** Of this severity nobody else is told, unless it becomes worse or a person asks. */
function restingLow(run: Escalation, now: number): Climb {
  const {
    nextAt: _,
    mutedBy: __,
    cause: ___,
    ...rest
  } = noted(run, [{ at: now, what: 'low-severity' }])
  const nextAt = followsAt(rest)
  const after = nextAt === Infinity ? {} : { nextAt }
  return { run: { ...rest, state: 'ended', end: 'low-severity', ...after }, held: [] }
}

function reachOf(
  step: EscalationStep,
  { run, round, severity }: { run: Escalation; round: number; severity: Severity },
  { reachOf: look, hoursBeginAt }: Surroundings,
): Reach {
  const isOutside = step.active !== undefined && hoursBeginAt(step.active) !== undefined
  return isOutside ? { kind: 'outside-hours' } : look(step, { severity, turn: run.turn + round })
}

function waiting(run: Escalation, beginAt: number, now: number): Climb {
  const isNews = run.mutedBy !== OUTSIDE
  const notes = isNews ? [{ at: now, what: 'outside-hours' as const }] : []
  return {
    run: {
      ...noted(run, notes),
      mutedBy: OUTSIDE,
      waits: true,
      nextAt: Math.max(Math.min(beginAt, followsAt(run)), now + 1),
    },
    held: isNews ? ['outside-hours'] : [],
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
  const { end: _, mutedBy: __, cause: ___, waits: ____, ...rest } = noted(run, [...skipped, note])
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
  const heard = heardByAll(noted(run, notes), contacts)
  const { nextAt: _, mutedBy: __, cause: ___, waits: ____, ...rest } = heard
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
  // Before its first word, whom it names as told heard of the alert by the run before.
  if (run.told.length > 0 && run.version > 0) return 'unanswered'
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
