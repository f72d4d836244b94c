import type { Alert } from '../../model/alert.ts'
import type { FlappingRules } from '../../model/life.ts'

/**
 * The alert after it began or ended at `at`: the change is remembered, and where there were too many
 * within the rules' time it flaps for a while. A while that has begun is not made longer: when it is
 * over, what has changed is told, and the next change may begin another.
 */
export function withChange(alert: Alert, at: number, rules: FlappingRules | undefined): Alert {
  const { changes = [], flappingUntil, ...plain } = alert
  if (!rules) return plain
  const recent = [...changes.filter((before) => before > at - rules.withinMs), at]
  const kept = recent.slice(-rules.changes)
  if (isFlapping(alert, at)) return { ...plain, changes: kept, flappingUntil }
  const begins = kept.length >= rules.changes
  return { ...plain, changes: kept, ...(begins ? { flappingUntil: at + rules.muteMs } : {}) }
}

/** Whether it is held as flapping. */
export function isFlapping({ flappingUntil }: Alert, now: number): boolean {
  return flappingUntil !== undefined && flappingUntil > now
}
