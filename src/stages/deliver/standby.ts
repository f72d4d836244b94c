import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneState } from '../../model/lane.ts'

/** When what the lane of a failing robot owes is copied to the standby endpoints. */
export function standbyAt({ healthSince = 0 }: LaneState): number {
  return healthSince + DELIVERY_LIMITS.standbyAfterMs
}

/** The lanes that failed when the process before this one ended. A pool's are seen with its next turn. */
export function failingLanes(states: readonly LaneState[]): Map<string, number> {
  const failing = states.filter(({ failures }) => failures > 0)
  return new Map(failing.map((state) => [state.lane, standbyAt(state)]))
}
