import { isoTime } from '../base/clock.ts'
import type { Store } from '../contract/store.ts'
import type { Alert } from '../model/alert.ts'
import type { Event } from '../model/event.ts'
import type { NearMiss } from '../model/near-miss.ts'
import type { Notification } from '../model/notification.ts'
import type { EventOutcome } from '../model/outcome.ts'
import {
  HOLD_TEXTS,
  presentAlert,
  presentEvent,
  presentNearMiss,
  presentNotification,
} from './present.ts'
import { type EscalationView, presentEscalation } from './present-escalation.ts'
import { type HoldRules, presentHeld } from './story/holds.ts'
import type {
  WireEscalation,
  WireExplanation,
  WireHold,
  WireListedEvent,
  WireNotification,
} from './wire.ts'

export type ExplainOptions = {
  readonly store: Store
  readonly nearly: (event: Event) => readonly NearMiss[]
  readonly revision: string
  readonly escalation: EscalationView
} & HoldRules

/** The whole story of an event, or undefined when no event has this id. */
export async function explain(
  eventId: string,
  options: ExplainOptions,
): Promise<WireExplanation | undefined> {
  const { store, nearly, revision, escalation } = options
  const stored = await store.event(eventId)
  if (!stored) return undefined
  const { event, raw } = stored
  const outcome = await store.outcome(eventId)
  const alert = outcome?.alertId === undefined ? undefined : await store.alert(outcome.alertId)
  const told = outcome ? await toldOf(event, outcome, store) : []
  const held = await heldOf(event, outcome, options)
  return {
    event: presentEvent(event),
    raw,
    outcome: outcome && {
      result: outcome.result,
      settledAt: isoTime(outcome.settledAt),
      matched: outcome.matched,
      nearly: notTaken(nearly(event), outcome.matched).map(presentNearMiss),
      configurationChanged: outcome.revision !== revision,
    },
    held:
      held.length > 0 || told.length > 0 || !alert
        ? held
        : await heldSince(event, alert, { outcome, ...options }),
    alert: alert && presentAlert(alert),
    escalations: alert ? await escalationsOf(alert.id, { store, escalation }) : [],
    told,
  }
}

/** Without the policies that took it: who was told of a problem is told of its end, whatever that end matches by itself. */
export function notTaken(
  nearly: readonly NearMiss[],
  taken: readonly { readonly policy: string }[],
): readonly NearMiss[] {
  return nearly.filter((miss) => !taken.some(({ policy }) => policy === miss.policy))
}

/** The runs of an alert, for people. */
export async function escalationsOf(
  alertId: string,
  { store, escalation }: Pick<ExplainOptions, 'store' | 'escalation'>,
): Promise<readonly WireEscalation[]> {
  const runs = await store.escalations([alertId])
  return runs.map((run) => presentEscalation(run, escalation))
}

/** An event of a list with its result, its policies, and why it was held back. */
export async function summarize(
  event: Event,
  options: Pick<ExplainOptions, 'store' | 'severitiesOf'>,
): Promise<WireListedEvent> {
  const { store } = options
  const outcome = await store.outcome(event.id)
  return {
    ...presentEvent(event),
    outcome: outcome && {
      result: outcome.result,
      matched: outcome.matched.map(({ policy }) => policy),
      held: await heldOf(event, outcome, options),
    },
  }
}

/** Why it was held back, with what did, until when, and what would have to be different. */
async function heldOf(
  event: Event,
  outcome: EventOutcome | undefined,
  { store, ...rules }: { readonly store: Store } & HoldRules,
): Promise<readonly WireHold[]> {
  const later = await store.holds(event.id)
  return [
    ...(outcome?.held ?? []).map((reason) => ({ reason, text: HOLD_TEXTS[reason] })),
    ...later.map((hold) => presentHeld(hold, event.severity, rules)),
  ]
}

/** Of an event that was overtaken by a newer one of its alert before anything was told: why the newest was held. */
async function heldSince(
  event: Event,
  alert: Alert,
  {
    store,
    outcome,
    ...rules
  }: HoldRules & { readonly store: Store; readonly outcome: EventOutcome | undefined },
): Promise<readonly WireHold[]> {
  if (alert.lastEventId <= event.id) return []
  const wanted = new Set(outcome?.matched.map(({ policy }) => policy))
  const holds = await store.holds(alert.lastEventId)
  return holds
    .filter(({ policy }) => wanted.has(policy))
    .map((hold) => presentHeld(hold, alert.severity, rules))
}

/** The notifications that told this event: those that name it, or, where a newer one of its alert was told instead, the first of those. */
async function toldOf(
  event: Event,
  outcome: EventOutcome,
  store: Store,
): Promise<readonly WireNotification[]> {
  if (
    outcome.held.includes('redelivered') ||
    outcome.held.includes('stale') ||
    outcome.matched.length === 0
  )
    return []
  const about = await store.notificationsAbout(outcome.alertId ?? event.id)
  const named = about.filter((notification) => names(notification, event.id))
  const told =
    named.length > 0
      ? named
      : about
          .filter((notification) => isLater(notification, event.id))
          .slice(0, outcome.matched.length)
  const digestIds = new Set(
    told.flatMap(({ mergedInto }) => (mergedInto === undefined ? [] : [mergedInto])),
  )
  const digests = about.filter(
    ({ id }) => digestIds.has(id) && !told.some((known) => known.id === id),
  )
  return Promise.all(
    [...told, ...digests].map(async (notification) =>
      presentNotification(notification, await store.attempts(notification.id)),
    ),
  )
}

function names(notification: Notification, eventId: string): boolean {
  return notification.entries.some((entry) => entry.eventId === eventId)
}

function isLater(notification: Notification, eventId: string): boolean {
  return notification.entries.some((entry) => entry.eventId > eventId)
}
