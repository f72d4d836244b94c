// In: an event and the policies. Out: which match, and which nearly do, with the first matcher that fails.
// Must hold: every policy is tried for every event; the same event and policies always give the same answer.

import { conditionFacts } from '../../model/condition.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import { firstMismatch, type Matcher } from '../../model/matcher.ts'
import type { Router } from '../../model/route-tree.ts'

/** A policy that did not match, and why. */
export type Mismatch = {
  readonly policy: Policy
  readonly matcher: Matcher
  readonly found: string
}

/** The policies, or child routes of them, that want this event. */
export function route(event: Event, wanting: Router<Policy>): readonly Policy[] {
  let facts: ReturnType<typeof conditionFacts> | undefined
  return wanting(event.labels, () => (facts ??= conditionFacts(event)))
}

/** The policies that do not want it, each with the first matcher that fails and the label's value. */
export function mismatches(event: Event, policies: readonly Policy[]): readonly Mismatch[] {
  return policies.flatMap((policy) => {
    const matcher = firstMismatch(policy.match, event.labels)
    return matcher ? [{ policy, matcher, found: event.labels[matcher.label] ?? '' }] : []
  })
}
