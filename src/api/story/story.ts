// In: an alert's id. Out: its story, line by line, in the order in which it happened; and why nobody was told.
// Must hold: what happened and what did not are both in it; each kind of line has a file of its own.
import { isoTime } from '../../base/clock.ts'
import { STORY_LIMITS } from '../../base/limits.ts'
import type { Store } from '../../contract/store.ts'
import type { Event } from '../../model/event.ts'
import type { NearMiss } from '../../model/near-miss.ts'
import type { Notification } from '../../model/notification.ts'
import { notTaken } from '../explain.ts'
import { presentAlert, presentNearMiss } from '../present.ts'
import type { EscalationView } from '../present-escalation.ts'
import type { WireText } from '../wire.ts'
import type { WireStory } from '../wire-story.ts'
import { tellAttempts } from './attempts.ts'
import { tellEscalations } from './escalations.ts'
import { tellEvents } from './events.ts'
import { factsOf, type StoryFacts, type StoryLine, type Teller } from './facts.ts'
import { tellGroups } from './groups.ts'
import { type HoldRules, tellHolds } from './holds.ts'
import { tellMatches } from './matches.ts'
import { receiverOf, tellNotifications } from './notifications.ts'
import { tellStates } from './states.ts'

/** Of lines at the same moment, those of the first come first: what causes stands before what follows. */
const TELLERS: readonly Teller[] = [
  tellEvents,
  tellStates,
  tellMatches,
  tellHolds,
  tellGroups,
  tellEscalations,
  tellNotifications,
  tellAttempts,
]

export type StoryOptions = {
  readonly store: Store
  readonly nearly: (event: Event) => readonly NearMiss[]
  readonly escalation: EscalationView
} & HoldRules

/** The story of an alert, or undefined when no alert has this id. */
export async function storyOf(
  alertId: string,
  options: StoryOptions,
): Promise<WireStory | undefined> {
  const alert = await options.store.alert(alertId)
  if (!alert) return undefined
  const facts = await factsOf(alert, options)
  const lines = linesOf(facts)
  const last = facts.events.findLast(({ event }) => event.answer === undefined)
  const kept = lines.slice(-STORY_LIMITS.linesMax)
  return {
    alert: presentAlert(alert),
    lines: kept.map((line) => ({ ...line, at: isoTime(line.at) })),
    omitted: {
      events: Math.max(0, alert.eventCount - countedIn(facts)),
      lines: lines.length - kept.length,
    },
    untold: isTold(facts) ? [] : untoldBecause(facts),
    nearly: (last ? notTaken(options.nearly(last.event), last.outcome.matched) : []).map(
      presentNearMiss,
    ),
  }
}

function linesOf(facts: StoryFacts): readonly StoryLine[] {
  return TELLERS.flatMap((tell, rank) => tell(facts).map((line, place) => ({ line, rank, place })))
    .sort(
      (one, other) =>
        one.line.at - other.line.at || one.rank - other.rank || one.place - other.place,
    )
    .map(({ line }) => line)
}

/** Those that the alert counts: what was ignored is told, and is none of its events. */
function countedIn({ events }: StoryFacts): number {
  return events.filter(({ outcome }) => outcome.result !== 'ignored').length
}

function isTold({ notifications }: StoryFacts): boolean {
  return notifications.some(({ state }) => state === 'sent')
}

/** Every reason once: what was held back, and what is owed or was given up. */
function untoldBecause({ notifications, ...facts }: StoryFacts): readonly WireText[] {
  const reasons = [
    ...notifications.map(notSent),
    ...tellHolds({ notifications, ...facts }).map(({ text }) => text),
  ]
  return [...new Map(reasons.map((text) => [text.en, text])).values()]
}

function notSent(notification: Notification): WireText {
  const who = receiverOf(notification)
  if (notification.state === 'dead')
    return { en: `The message to ${who} was given up.`, zh: `发给 ${who} 的消息已放弃。` }
  return { en: `The message to ${who} is still owed.`, zh: `发给 ${who} 的消息尚未发出。` }
}
