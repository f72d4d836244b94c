import { STORY_LIMITS } from '../../base/limits.ts'
import type { Attempt, Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Event } from '../../model/event.ts'
import type { Notification } from '../../model/notification.ts'
import type { EventOutcome, Hold } from '../../model/outcome.ts'
import type { EscalationView } from '../present-escalation.ts'
import type { WireStoryLine } from '../wire-story.ts'
import type { HoldRules } from './holds.ts'

/** An event of the alert with what became of it. */
export type SettledEvent = { readonly event: Event; readonly outcome: EventOutcome }

/** All that the lines of an alert's story are made from. */
export type StoryFacts = HoldRules & {
  readonly escalation: EscalationView
  /** Its ways through escalation policies. */
  readonly runs: readonly Escalation[]
  readonly alert: Alert
  /** In their order; of too many the first and the last. */
  readonly events: readonly SettledEvent[]
  readonly holds: readonly Hold[]
  readonly notifications: readonly Notification[]
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>
}

/** A line, and when it happened in UTC milliseconds. */
export type StoryLine = Omit<WireStoryLine, 'at'> & { readonly at: number }

/** Tells one kind of thing. A new kind is a file with one of these, and its place in the list of story.ts. */
export type Teller = (facts: StoryFacts) => readonly StoryLine[]

type FactsOptions = HoldRules & { readonly store: Store; readonly escalation: EscalationView }

/** Reads what the store knows of the alert. */
export async function factsOf(alert: Alert, options: FactsOptions): Promise<StoryFacts> {
  const { store, severitiesOf, escalation } = options
  const events = await eventsOf(alert, store)
  const notifications = await store.notificationsAbout(alert.id)
  return {
    alert,
    events,
    holds: (await Promise.all(events.map(({ event }) => store.holds(event.id)))).flat(),
    notifications,
    attempts: new Map(
      await Promise.all(
        notifications.map(async ({ id }) => [id, await store.attempts(id)] as const),
      ),
    ),
    runs: await store.escalations([alert.id]),
    ...{ severitiesOf, escalation },
  }
}

async function eventsOf(alert: Alert, store: Store): Promise<readonly SettledEvent[]> {
  const limit = STORY_LIMITS.eventsMax
  const [first, last] = await Promise.all([
    store.outcomesOf(alert.id, { limit, from: 'start' }),
    store.outcomesOf(alert.id, { limit, from: 'end' }),
  ])
  const outcomes = new Map([...first, ...last].map((outcome) => [outcome.eventId, outcome]))
  const settled = await Promise.all(
    [...outcomes.values()].map(async (outcome) => {
      const stored = await store.event(outcome.eventId)
      return stored ? [{ event: stored.event, outcome }] : []
    }),
  )
  return settled.flat().sort((one, other) => (one.event.id < other.event.id ? -1 : 1))
}
