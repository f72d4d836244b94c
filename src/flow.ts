// The main flow on one screen: what becomes of an event, from the request to the chat.
//
//   takeIn   bytes → sources/<type> → stages/intake → [events]                      at request time
//   answer   a person → stages/answer → [events], [silences]                        at request time
//   settle   [events] → stages/route → stages/group → [alerts, alert groups]        at our own pace
//   tick     [groups due] → stages/mute → stages/escalate → [notifications]
//   sendDue  [notifications due] → stages/deliver → channels/<type> → [attempts]
//
// Stages hand on rows, not calls: a crash between two of them loses nothing and repeats nothing.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { ANSWER_LIMITS, LOOP_LIMITS, STORE_LIMITS } from './base/limits.ts'
import type { Turn } from './base/loop.ts'
import type { SourceRequest, SourceType } from './contract/source.ts'
import { type Store, StoreTrouble } from './contract/store.ts'
import type { Alert } from './model/alert.ts'
import type { AnswerReport, AnswerRequest } from './model/answering.ts'
import type { Directory } from './model/directory.ts'
import type { Event } from './model/event.ts'
import type { Notification } from './model/notification.ts'
import type { DueGroup, Flush, Settlement } from './model/settlement.ts'
import { type CompiledSilence, type Silence, silencedUntil } from './model/silence.ts'
import type { LocalText } from './model/text.ts'
import { type AnsweredAlert, takeAnswer } from './stages/answer/answer.ts'
import type { Delivery } from './stages/deliver/deliver.ts'
import {
  address,
  addressEscalation,
  addressUndelivered,
  copiesForStandby,
} from './stages/escalate/escalate.ts'
import { aloneDue, deferGroup, flushGroup, isAlone, settleBatch } from './stages/group/group.ts'
import { quarantineEntry, takeRequest } from './stages/intake/intake.ts'
import { muted, type QuietTimes, type Silences } from './stages/mute/mute.ts'
import { route } from './stages/route/route.ts'

/** What the flow works with. `directory` gives today's configuration: it is asked for each piece of work. */
export type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly delivery: Delivery
  readonly silences: Silences
  readonly quietTimes: QuietTimes
  /** How often settling has failed in a row. */
  readonly stumbling: { times: number }
  /** Called after a commit that gives another loop work. */
  readonly wake: {
    readonly settle: () => void
    readonly tick: () => void
    readonly send: () => void
  }
}

/** What a sender is to be answered. */
export type TakenIn =
  | {
      readonly kind: 'taken'
      readonly eventIds: readonly string[]
      readonly answer?: {
        readonly status: number
        readonly contentType: string
        readonly body: string
      }
    }
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | {
      readonly kind: 'quarantined'
      readonly problem: string
      readonly quarantineId: string
      readonly fault: 'sender' | 'ours'
    }

/** Takes a request in. When this resolves as `taken`, its events are on disk. */
export async function takeIn(hub: Hub, key: string, request: SourceRequest): Promise<TakenIn> {
  const source = hub.directory().sourceByKey(key)
  const type = source && hub.sourceTypes.get(source.type)
  if (!type) return { kind: 'unknown-key' }
  if (!type.methods.includes(request.method)) return { kind: 'wrong-method', allowed: type.methods }
  const intake = takeRequest({
    request,
    source,
    type,
    receivedAt: hub.clock.now(),
    newId: hub.newId,
  })
  if (intake.kind === 'quarantine') {
    await hub.store.keepQuarantined(intake.entry)
    return {
      kind: 'quarantined',
      problem: intake.problem,
      quarantineId: intake.entry.id,
      fault: intake.fault,
    }
  }
  if (intake.events.length > 0) await hub.store.appendEvents(intake.events)
  hub.wake.settle()
  return {
    kind: 'taken',
    eventIds: intake.events.map(({ event }) => event.id),
    answer: intake.answer,
  }
}

/**
 * Keeps what of a request had come before it was refused (too large, too slow), where its key is
 * valid. Gives the quarantine's id, or undefined for a key that no source has.
 */
export async function keepRefused(
  hub: Hub,
  key: string,
  refused: { request: SourceRequest; problem: string },
): Promise<string | undefined> {
  const source = hub.directory().sourceByKey(key)
  if (!source) return undefined
  const { store, clock, newId } = hub
  const entry = quarantineEntry({ ...refused, source, receivedAt: clock.now(), newId })
  await store.keepQuarantined(entry)
  return entry.id
}

/** Takes an answer in, as events of the alerts' own sources. When this resolves, it is on disk. */
export async function answer(hub: Hub, request: AnswerRequest): Promise<AnswerReport> {
  const { store, newId, directory } = hub
  const now = hub.clock.now()
  const alerts = await Promise.all(request.alertIds.map((id) => answeredAlert(store, id)))
  const decision = takeAnswer(
    {
      alerts: alerts.flatMap((alert) => alert ?? []),
      answerer: request.answerer,
      silenceMs: request.silenceMs ?? ANSWER_LIMITS.silenceMs,
      silences: hub.silences.of(await store.silences({ endAfter: now })),
      canEscalate: directory().configuration.fallback !== undefined,
      newId,
    },
    now,
  )
  const forgetBefore = now - ANSWER_LIMITS.silenceMemoryMs
  await Promise.all(decision.silences.map((one) => store.putSilence(one, { now, forgetBefore })))
  if (decision.events.length > 0) await store.appendEvents(decision.events)
  hub.wake.settle()
  return decision.verdicts
}

/** Until when each of these alerts is silenced now, by id. */
export async function silencesOf(
  hub: Hub,
  alerts: readonly Alert[],
): Promise<ReadonlyMap<string, number>> {
  const now = hub.clock.now()
  const silences = hub.silences.of(await hub.store.silences({ endAfter: now }))
  return new Map(
    alerts.flatMap((alert) => {
      const until = silencedUntil(alert, silences, now)
      return until === undefined ? [] : [[alert.id, until] as const]
    }),
  )
}

/** Ends a silence now; what it held back is looked at again. */
export async function expireSilence(hub: Hub, silence: Silence): Promise<void> {
  await hub.store.expireSilence(silence, hub.clock.now())
  hub.wake.tick()
}

async function answeredAlert(store: Store, id: string): Promise<AnsweredAlert | undefined> {
  const alert = await store.alert(id)
  if (!alert) return undefined
  const last = await store.event(alert.lastEventId)
  return { alert, fields: last?.event.fields ?? [], links: last?.event.links ?? [] }
}

/**
 * Settles a batch of stored events: alerts open, go on and end; groups get something to tell. Where a
 * batch fails, its events are settled one by one; one that fails again and again is set aside with its
 * reason, so that it does not stand in the way of all others.
 */
export async function settle(hub: Hub): Promise<Turn> {
  const { stumbling } = hub
  const limit = stumbling.times > 0 ? 1 : STORE_LIMITS.settleBatchMax
  try {
    const count = await settleUpTo(hub, limit)
    stumbling.times = 0
    return { more: count === limit }
  } catch (error) {
    // No event is to blame for a full disk: it waits, and is told when there is room again.
    if (error instanceof StoreTrouble) throw error
    stumbling.times += 1
    if (stumbling.times <= LOOP_LIMITS.stumblesMax) throw error
    await setAside(hub)
    stumbling.times = 0
    return { more: true }
  }
}

async function settleUpTo(hub: Hub, limit: number): Promise<number> {
  const { configuration, policies, wanting } = hub.directory()
  const now = hub.clock.now()
  const context = {
    now,
    revision: configuration.revision,
    newId: hub.newId,
    policies,
  }
  let settled: Settlement | undefined
  const count = await hub.store.settle(limit, async (batch) => {
    const routed = batch.events.map((event) => ({
      event,
      policies: route(event, wanting),
    }))
    const settlement = await settleBatch(batch, routed, context)
    const silences = hub.silences.of(await batch.silences(context.now))
    settled = callForHelp(hub, batch.events, tellAtOnce(hub, settlement, { now, silences }))
    return settled
  })
  if (settled && settled.flushes.length + (settled.notifications?.length ?? 0) > 0) hub.wake.send()
  if (settled && settled.groups.length > 0) hub.wake.tick()
  return count
}

/** Records that the oldest unsettled event could not be settled. Where even that fails, the store does, and nothing is lost. */
async function setAside(hub: Hub): Promise<void> {
  const { revision } = hub.directory().configuration
  await hub.store.settle(1, async ({ events }) => ({
    ...NOTHING,
    outcomes: events.map(({ id }) => ({
      eventId: id,
      result: 'ignored',
      matched: [],
      held: ['fault'],
      revision,
      settledAt: hub.clock.now(),
    })),
  }))
}

/**
 * An alert that is told by itself and without a wait need not go through the rows twice: its group
 * is flushed in the transaction that settles it.
 */
function tellAtOnce(hub: Hub, settlement: Settlement, moment: Moment): Settlement {
  const { now } = moment
  const atOnce = new Set(
    settlement.groups
      .filter(
        (group) => isAlone(group) && group.nextFlushAt !== undefined && group.nextFlushAt <= now,
      )
      .map(({ id }) => id),
  )
  const flushes = settlement.groups
    .filter(({ id }) => atOnce.has(id))
    .map((group) => {
      const items = settlement.items.filter(({ groupId }) => groupId === group.id)
      return { groupId: group.id, flush: flush(hub, aloneDue(group, items), moment) }
    })
  return {
    ...settlement,
    groups: settlement.groups.filter(({ id }) => !atOnce.has(id)),
    items: settlement.items.filter(({ groupId }) => !atOnce.has(groupId)),
    flushes,
  }
}

/** Whoever was called for help is owed a message, in the transaction that settles the call. */
function callForHelp(hub: Hub, events: readonly Event[], settlement: Settlement): Settlement {
  const { configuration } = hub.directory()
  const context = { configuration, now: hub.clock.now(), newId: hub.newId }
  const called = new Set(
    settlement.outcomes
      .filter(({ result }) => result === 'escalated')
      .map(({ eventId }) => eventId),
  )
  const calls = events
    .filter(({ id }) => called.has(id))
    .flatMap((event) => {
      const alert = settlement.alerts.find(({ id }) => id === event.answer?.alertId)
      return alert ? [{ event, alert }] : []
    })
  const notifications = addressEscalation(calls, context)
  return notifications.length > 0 ? { ...settlement, notifications } : settlement
}

/** Lets every group whose time has come tell what it has to tell. */
export async function tick(hub: Hub): Promise<Turn> {
  const now = hub.clock.now()
  const limit = STORE_LIMITS.tickBatchMax
  const count = await hub.store.tick({ now, limit }, (due, silences) =>
    flush(hub, due, { now, silences: hub.silences.of(silences) }),
  )
  if (count > 0) hub.wake.send()
  return { more: count === limit, nextAt: await hub.store.nextTickAt() }
}

type Moment = { readonly now: number; readonly silences: readonly CompiledSilence[] }

function flush(hub: Hub, due: DueGroup, { now, silences }: Moment): Flush {
  const { configuration, policies } = hub.directory()
  const policy = policies.get(due.group.policy)
  const quiet = policy && hub.quietTimes.of(policy, configuration.muteTimings, now)
  const telling = quiet
    ? deferGroup(due, quiet.until)
    : flushGroup(due, { policy, now, mutes: muted(due, silences, now) })
  const addressed = policy
    ? address(telling, policy, { configuration, now, newId: hub.newId })
    : NOBODY
  const holds = [...telling.held, ...addressed.held].map(({ entry, reason }) => ({
    id: hub.newId(),
    eventId: entry.eventId,
    subjectId: entry.subjectId,
    policy: due.group.policy,
    reason,
    at: now,
  }))
  return {
    group: telling.group,
    items: telling.items,
    removedSubjects: telling.removedSubjects,
    notifications: addressed.notifications,
    holds,
  }
}

/** What others hear when notifications will never reach their endpoint. */
export function rescue(
  hub: Pick<Hub, 'clock' | 'newId' | 'directory'>,
  dead: readonly Notification[],
  trouble: LocalText,
): readonly Notification[] {
  return addressUndelivered(dead, trouble, addressing(hub))
}

/** The copies of a late notification for the standby endpoints of its contact. */
export function copies(
  hub: Pick<Hub, 'clock' | 'newId' | 'directory'>,
  late: Notification,
  trouble: LocalText,
): readonly Notification[] {
  return copiesForStandby(late, trouble, addressing(hub))
}

function addressing({ clock, newId, directory }: Pick<Hub, 'clock' | 'newId' | 'directory'>) {
  return { configuration: directory().configuration, now: clock.now(), newId }
}

/** Sends what is due, within each robot's limit. */
export function sendDue(hub: Hub): Promise<Turn> {
  return hub.delivery.sendDue()
}

/** Before the end: messages under way are finished, and nothing new is begun. */
export function drain(hub: Hub): Promise<void> {
  return hub.delivery.drain()
}

const NOBODY = { notifications: [], held: [] } as const
const NOTHING = { alerts: [], groups: [], items: [], deliveries: [], flushes: [] } as const
