// The part of the flow in which people speak: what they answer enters as events, and who is called for help is told.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { ANSWER_LIMITS } from './base/limits.ts'
import type { Store } from './contract/store.ts'
import type { AnswerReport, AnswerRequest } from './model/answering.ts'
import { conditionFacts } from './model/condition.ts'
import type { Directory } from './model/directory.ts'
import type { Event } from './model/event.ts'
import type { Settlement } from './model/settlement.ts'
import { type AnsweredAlert, checkAssignment, takeAnswer } from './stages/answer/answer.ts'
import { addressEscalation } from './stages/escalate/escalate.ts'
import { type InhibitionKeeper, Muting, type Silences } from './stages/mute/mute.ts'

/** What of the hub this part works with. */
type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly silences: Silences
  readonly inhibitions: InhibitionKeeper
  readonly wake: { readonly settle: () => void; readonly tick: () => void }
}

/** Takes an answer in, as events of the alerts' own sources. When this resolves, it is on disk. */
export async function answer(hub: Hub, request: AnswerRequest): Promise<AnswerReport> {
  const { store, newId, directory } = hub
  const now = hub.clock.now()
  const { assignment } = request.answerer
  if (assignment) checkAssignment(assignment, directory().configuration)
  const alerts = await Promise.all(request.alertIds.map((id) => answeredAlert(store, id)))
  const decision = takeAnswer(
    {
      alerts: alerts.flatMap((alert) => alert ?? []),
      answerer: request.answerer,
      silenceMs: request.silenceMs ?? ANSWER_LIMITS.silenceMs,
      silences: hub.silences.of(await store.silences({ endAfter: now })),
      canEscalate: directory().configuration.fallback !== undefined,
      levels: request.levels ?? new Map(),
      newId,
    },
    now,
  )
  await Promise.all(decision.silences.map((one) => store.putSilence(one, { now })))
  if (decision.events.length > 0) await store.appendEvents(decision.events)
  hub.wake.settle()
  return decision.verdicts
}

/** What people keep silent, and what that would hold. */
export function muting(hub: Hub): Muting {
  return new Muting({
    ...hub,
    configuration: () => hub.directory().configuration,
    policiesOf: (subject) =>
      hub
        .directory()
        .wanting(subject.labels, () => conditionFacts(subject))
        .map(({ id }) => id),
    changed: hub.wake.tick,
  })
}

async function answeredAlert(store: Store, id: string): Promise<AnsweredAlert | undefined> {
  const alert = await store.alert(id)
  if (!alert) return undefined
  const [last, runs] = await Promise.all([
    store.event(alert.lastEventId),
    store.escalations([alert.id]),
  ])
  return { alert, fields: last?.event.fields ?? [], links: last?.event.links ?? [], runs }
}

/** Whoever was called for help is owed a message, in the transaction that settles the call. */
export function callForHelp(
  hub: Pick<Hub, 'directory' | 'clock' | 'newId'>,
  events: readonly Event[],
  settlement: Settlement,
): Settlement {
  const { configuration } = hub.directory()
  const context = { configuration, now: hub.clock.now(), newId: hub.newId }
  const called = new Set(
    settlement.outcomes
      .filter(({ result }) => result === 'escalated')
      .map(({ eventId }) => eventId),
  )
  const calls = events
    .filter(({ id, answer }) => called.has(id) && answer?.nextStep !== true)
    .flatMap((event) => {
      const alert = settlement.alerts.find(({ id }) => id === event.answer?.alertId)
      return alert ? [{ event, alert }] : []
    })
  const notifications = addressEscalation(calls, context)
  return notifications.length > 0 ? { ...settlement, notifications } : settlement
}
