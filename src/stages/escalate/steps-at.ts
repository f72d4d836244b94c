import type { Configuration, EscalationPolicy } from '../../model/configuration.ts'
import type { Severity } from '../../model/severity.ts'
import { surroundings } from './reach.ts'

/** Who a step would tell at an instant. */
export type StepAt = {
  /** When it would be told, in milliseconds after the beginning, if nobody answered and nothing held it back. */
  readonly afterMs: number
  /** Ids of contacts; empty where it reaches nobody. */
  readonly contacts: readonly string[]
  /** Why it would be left out. */
  readonly leftOut?: 'nobody-on-call' | 'severity-filter' | 'outside-hours'
}

/** Whom an escalation policy would tell of an alert of `severity` that begins at `at`: its first round. */
export function stepsAt(
  plan: EscalationPolicy,
  { configuration, at, severity }: { configuration: Configuration; at: number; severity: Severity },
): readonly StepAt[] {
  let afterMs = plan.delayMs
  return plan.steps.map((step) => {
    const own = afterMs
    const around = surroundings({ configuration, now: at + own })
    const reach = around.reachOf(step, { severity, turn: 0 })
    const isOutside = step.active !== undefined && around.hoursBeginAt(step.active) !== undefined
    const leftOut = isOutside ? 'outside-hours' : reach.kind === 'reached' ? undefined : reach.kind
    // The next one is told at once where this one is left out.
    if (leftOut === undefined) afterMs += step.waitMs
    const contacts = leftOut === undefined && reach.kind === 'reached' ? reach.contacts : []
    return { afterMs: own, contacts, ...(leftOut === undefined ? {} : { leftOut }) }
  })
}
