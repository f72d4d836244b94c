// In: an event and the policies. Out: which match, and which nearly do, with every matcher that fails.
// Must hold: every policy is tried for every event; the same event and policies always give the same answer.

import { conditionFacts } from '../../model/condition.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import type { NearMiss } from '../../model/near-miss.ts'
import type { Router } from '../../model/route-tree.ts'

import { decideNearMisses } from './near-miss.ts'

/** The policies, or child routes of them, that want this event. */
export function route(event: Event, wanting: Router<Policy>): readonly Policy[] {
  let facts: ReturnType<typeof conditionFacts> | undefined
  return wanting(event.labels, () => (facts ??= conditionFacts(event)))
}

/**
 * The policies and routes that do not want it, the nearest first: with every matcher and condition that fails, its
 * parents' included, and what would have to be different. `wanting` are those that do.
 */
export function nearMisses(
  event: Event,
  policies: readonly Policy[],
  wanting: readonly Policy[],
): readonly NearMiss[] {
  return decideNearMisses(event, policies, wanting)
}
