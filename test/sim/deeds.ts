import type { Event } from '../../src/model/event.ts'
import type { EventOutcome } from '../../src/model/outcome.ts'
import { eventsIn, outcomesIn } from './rows.ts'
import type { World } from './world.ts'

/** What an event did to an alert. */
export type Deed = {
  readonly event: Event
  readonly result: EventOutcome['result']
  readonly revision: string
  /** The groups that it came into. */
  readonly groups: readonly string[]
}

/** What was done to each alert, in order, without what changed nothing. */
export function deedsOf(world: World): ReadonlyMap<string, readonly Deed[]> {
  const outcomes = new Map(outcomesIn(world).map((outcome) => [outcome.eventId, outcome]))
  const deeds = eventsIn(world).flatMap((event) => {
    const outcome = outcomes.get(event.id)
    if (outcome?.alertId === undefined || outcome.result === 'ignored') return []
    const { alertId, result, revision } = outcome
    const groups = outcome.matched.map(({ groupId }) => groupId)
    return [{ alertId, event, result, revision, groups }]
  })
  return Map.groupBy(deeds, ({ alertId }) => alertId)
}
