// In: what a group has to tell, its policy, and who can be told; and the runs of escalation policies whose time has come.
// Out: notifications owed to endpoints, and how the runs go on.
// Must hold: nobody reached is never silent: the fallback contact group is told, or the hold says why not; whoever was
// told of a problem hears of its end.
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Escalation } from '../../model/escalation.ts'
import { address, beginRun, type TellContext, withoutGroup } from './address.ts'
import { climb } from './climb.ts'
import { ASSIGNED } from './decide.ts'
import { addressEscalation } from './help.ts'
import { turnParty } from './party.ts'
import { surroundings } from './reach.ts'
import { type StepAt, stepsAt } from './steps-at.ts'
import { stormNotifications } from './storm.ts'
import { addressTakeover, openEntry, policiesNaming } from './takeover.ts'
import { Turns } from './turns.ts'
import { addressUndelivered, copiesForStandby } from './undelivered.ts'

export {
  address,
  addressEscalation,
  addressTakeover,
  addressUndelivered,
  copiesForStandby,
  openEntry,
  policiesNaming,
  type StepAt,
  stepsAt,
  stormNotifications as addressStorm,
  type TellContext,
  Turns,
  turnParty,
  withoutGroup,
}

/** The run of an alert that no escalation policy looks after, and that a person gives to somebody. */
export function assignedRun(
  alert: Alert,
  facts: {
    readonly policy: string
    readonly groupId: string | undefined
    readonly id: string
    /** When it was given. */
    readonly at: number
  },
): Escalation {
  const { policy, groupId, id, at } = facts
  const steps = [{ notify: [], waitMs: ESCALATION_LIMITS.assignedWaitMs }]
  return beginRun({
    id,
    alertId: alert.id,
    policy,
    ...(groupId === undefined ? {} : { groupId }),
    plan: { id: ASSIGNED, steps, repeat: 0, delayMs: 0 },
    turn: 0,
    severity: alert.severity,
    startedAt: at,
    dueAt: at,
  })
}

/** Who would be told next, by today's configuration, if nobody answered; undefined where nobody would be. */
export type NextStep = {
  readonly kind: 'step' | 'fallback'
  /** From 0; absent for the fallback. */
  readonly step?: number
  readonly round?: number
  /** Ids of contacts. */
  readonly contacts: readonly string[]
}

/** Who would be told next of the run. */
export function nextStepOf(
  run: Escalation,
  configuration: Configuration,
  now: number,
): NextStep | undefined {
  if (run.state === 'ended') return undefined
  const { severity } = run
  const next = climb(run, { severity, around: surroundings({ configuration, now }) }, now)
  if (next.tell === undefined) return undefined
  const { step, round } = next.run
  return next.tell.kind === 'step' ? { ...next.tell, step, round } : next.tell
}
