// The main flow on one screen: what becomes of an event, from the request to the chat.
//
//   takeIn   bytes → stages/guard → sources/<type> → stages/intake → [events]       at request time, flow-guard.ts
//   answer   a person → stages/answer → [events], [silences]                        at request time, flow-answer.ts
//   settle   [events] → stages/route → stages/group → [alerts, alert groups]        at our own pace
//   tick     [groups due] → stages/mute → stages/escalate → [notifications], [escalations]
//            [escalations due] → stages/mute → stages/escalate → [notifications], [events]  flow-escalate.ts
//            schedules → stages/duty → stages/escalate → [notifications]            flow-schedules.ts
//   sendDue  [notifications due] → stages/deliver → channels/<type> → [attempts]
//
// Stages hand on rows, not calls: a crash between two of them loses nothing and repeats nothing.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { ESCALATION_LIMITS, LOOP_LIMITS, STORE_LIMITS } from './base/limits.ts'
import type { Turn } from './base/loop.ts'
import type { SourceRequest, SourceType } from './contract/source.ts'
import { type Store, StoreTrouble } from './contract/store.ts'
import { callForHelp } from './flow-answer.ts'
import { escalate, holdOf, nextLookAt, runsOf, steer, subjectOf } from './flow-escalate.ts'
import { askAll, REFUSAL_STATUS, type RefusedRequest } from './flow-guard.ts'
import { keepQuarantined, logRefusal, type Taken, takeFrom } from './flow-intake.ts'
import { droppedHolds, routeAll } from './flow-presets.ts'
import { tickSchedules } from './flow-schedules.ts'
import type { Spooling } from './flow-spool.ts'
import { endAlerts, quietNow, releaseRemoved, SourceWatch, tellStorms } from './flow-ticking.ts'
import { tickWatches } from './flow-watch.ts'
import { countsOf } from './model/daily-count.ts'
import type { Directory } from './model/directory.ts'
import type { Escalation } from './model/escalation.ts'
import type { Notification, NotificationEntry } from './model/notification.ts'
import type { EventOutcome } from './model/outcome.ts'
import { type DueGroup, type Flush, NOTHING, type Settlement } from './model/settlement.ts'
import type { HeldEntry } from './model/telling.ts'
import type { LocalText } from './model/text.ts'
import type { Delivery } from './stages/deliver/deliver.ts'
import type { DutyWatch } from './stages/duty/duty.ts'
import {
  address,
  addressUndelivered,
  copiesForStandby,
  Turns,
  withoutGroup,
} from './stages/escalate/escalate.ts'
import {
  aloneDue,
  deferGroup,
  flushGroup,
  isAlone,
  type Settled,
  settleBatch,
} from './stages/group/group.ts'
import type { Guard } from './stages/guard/guard.ts'
import { quarantineEntry, type Repeats, type RequestLog } from './stages/intake/intake.ts'
import {
  batchFacts,
  dueFacts,
  type FactsOf,
  type InhibitionKeeper,
  muted,
  type QuietTimes,
  type Silences,
} from './stages/mute/mute.ts'
import type { Watch } from './stages/watch/watch.ts'

export { SourceWatch }

/** What the flow works with. `directory` gives today's configuration: it is asked for each piece of work. */
export type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  /** Makes the log's entries of requests; and knows what was delivered lately. */
  readonly requestLog: RequestLog
  readonly repeats: Repeats
  readonly guard: Guard
  readonly delivery: Delivery
  readonly silences: Silences
  readonly quietTimes: QuietTimes
  readonly duties: DutyWatch
  readonly inhibitions: InhibitionKeeper
  readonly watch: Watch
  readonly sources: SourceWatch
  /** Since when it has been listening. */
  readonly startedAt: number
  /** Keeps requests while the store is away; absent where nothing does. */
  readonly spool?: Spooling
  /** How often settling has failed in a row. */
  readonly stumbling: { times: number }
  /** Called after a commit that gives another loop work, at once or at an instant. */
  readonly wake: {
    readonly settle: () => void
    readonly tick: (at?: number) => void
    readonly send: () => void
  }
}

/** What a sender is to be answered. */
export type TakenIn =
  | Taken
  | RefusedRequest
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }

/** Takes a request in. When this resolves as `taken`, its events are on disk. */
export async function takeIn(hub: Hub, key: string, request: SourceRequest): Promise<TakenIn> {
  const source = hub.directory().sourceByKey(key)
  const type = source && hub.sourceTypes.get(source.type)
  if (!type) return { kind: 'unknown-key' }
  if (!type.methods.includes(request.method)) {
    const problem = `The method ${request.method} is not taken.`
    await logRefusal(hub, source, { request, status: 405, problem })
    return { kind: 'wrong-method', allowed: type.methods }
  }
  const refusal = await askAll(hub, { source, key }, request)
  if (refusal) {
    const status = REFUSAL_STATUS[refusal.reason]
    await logRefusal(hub, source, { request, status, problem: refusal.detail })
    return refusal
  }
  return takeFrom(hub, { source, type }, request)
}

/**
 * Keeps what of a request had come before it was refused (too large, too slow), where its key is
 * valid. Gives the quarantine's id, or undefined for a key that no source has.
 */
export async function keepRefused(
  hub: Hub,
  key: string,
  refused: { request: SourceRequest; status: number; problem: string; isTooLarge?: boolean },
): Promise<string | undefined> {
  const source = hub.directory().sourceByKey(key)
  if (!source) return undefined
  if (refused.isTooLarge) hub.guard.noteTooLarge(source)
  const { clock, newId } = hub
  const entry = quarantineEntry({ ...refused, source, receivedAt: clock.now(), newId })
  await keepQuarantined(hub, entry, { ...refused, source })
  return entry.id
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
  await mutesReady(hub)
  const { configuration, policies, wanting, lifeOf, paused } = hub.directory()
  const now = hub.clock.now()
  const { revision } = configuration
  const context = { now, revision, newId: hub.newId, policies, lifeOf, paused }
  let settled: Settlement | undefined
  const count = await hub.store.settle(limit, async (batch) => {
    const routed = routeAll(batch.events, { policies, wanting })
    // What does not depend on the events is asked for along with what does.
    const [decided, silences, turned] = await Promise.all([
      settleBatch(batch, routed, context),
      batch.silences(now),
      batch.turns(),
    ])
    const { settlement } = decided
    const mutes = await batchFacts(hub, { batch, silences, settlement, configuration }, now)
    const { inhibitors, facts } = mutes
    const runs = await runsOf(batch, settlement)
    const moment = { now, facts, runs, turned, turns: new Turns() }
    const told = tellAtOnce(hub, decided, moment)
    const counts = countsOf(batch.events, settlement)
    const holds = droppedHolds(hub, routed, settlement.outcomes)
    settled = steer(callForHelp(hub, batch.events, { ...told, inhibitors, counts, ...holds }), {
      runs,
      now,
      newId: hub.newId,
    })
    return settled
  })
  if (settled) sendOwed(hub, settled)
  const lookAt = settled && nextLookAt(settled)
  if (lookAt !== undefined) hub.wake.tick(lookAt)
  return count
}

/** What is owed from now on is sent at once, where there is room for its lanes; else the loop looks for it. */
function sendOwed(hub: Hub, { flushes, notifications = [] }: Settlement): void {
  const owed = [...flushes.flatMap(({ flush }) => flush.notifications), ...notifications]
  if (owed.length > 0 && !hub.delivery.begin(owed.map(({ lane }) => lane))) hub.wake.send()
}

/** Before anything is settled or told: the store knows the open sources of all rules. */
function mutesReady(hub: Hub): Promise<void> {
  return hub.inhibitions.ready(hub.directory().configuration, hub.store, hub.clock.now())
}

/** Records that the oldest unsettled event could not be settled. Where even that fails, the store does, and nothing is lost. */
async function setAside(hub: Hub): Promise<void> {
  const { revision } = hub.directory().configuration
  await hub.store.settle(1, async ({ events }) => {
    const outcomes = events.map(
      ({ id }): EventOutcome => ({
        eventId: id,
        result: 'ignored',
        matched: [],
        held: ['fault'],
        revision,
        settledAt: hub.clock.now(),
      }),
    )
    return { ...NOTHING, outcomes, counts: countsOf(events, { ...NOTHING, outcomes }) }
  })
}

/**
 * An alert that is told by itself and without a wait need not go through the rows twice: its group
 * is flushed in the transaction that settles it.
 */
function tellAtOnce(hub: Hub, { settlement, stormOf }: Settled, moment: SettleMoment): Settlement {
  const { now } = moment
  const atOnce = new Set(
    settlement.groups
      .filter(
        (group) => isAlone(group) && group.nextFlushAt !== undefined && group.nextFlushAt <= now,
      )
      .map(({ id }) => id),
  )
  const itemsOf = Map.groupBy(settlement.items, ({ groupId }) => groupId)
  const flushes = settlement.groups
    .filter(({ id }) => atOnce.has(id))
    .map((group) => {
      const items = itemsOf.get(group.id) ?? []
      const escalations = moment.runs.filter(({ policy }) => policy === group.policy)
      const alone = aloneDue(group, { items, storm: stormOf(group.policy) })
      const due = { ...alone, escalations, turns: moment.turned }
      return { groupId: group.id, flush: flush(hub, due, moment) }
    })
  return {
    ...settlement,
    groups: settlement.groups.filter(({ id }) => !atOnce.has(id)),
    items: settlement.items.filter(({ groupId }) => !atOnce.has(groupId)),
    flushes,
  }
}

/**
 * Lets every group and every run whose time has come tell what it has to tell, tells of storms and of who takes over in
 * schedules, and ends alerts of which nothing is heard.
 */
export async function tick(hub: Hub): Promise<Turn> {
  await mutesReady(hub)
  await releaseRemoved(hub)
  const limit = STORE_LIMITS.tickBatchMax
  const ended = await endAlerts(hub, limit)
  if (ended > 0) hub.wake.settle()
  const storms = await tellStorms(hub, limit)
  const now = hub.clock.now()
  const { configuration } = hub.directory()
  const turns = new Turns()
  const groups = await hub.store.tick({ now, limit }, async (due, silences, look) => {
    const entries = entriesOf(due)
    const facts = await dueFacts(hub, { silences, look, configuration }, { entries, now })
    return flush(hub, due, { now, facts, turns })
  })
  // Behind the groups, which tell a step in the same message where what they tell makes it due.
  const escalated = await tickEscalations(hub, now)
  if (groups + storms + escalated > 0) hub.wake.send()
  // Behind the alerts: whatever may be wrong with a schedule keeps none of them back.
  const duties = await tickSchedules(hub)
  const isWatching = await tickWatches(hub)
  // What a group tells may have begun a run that is due at once.
  const nextAt = earliest(await hub.store.nextTickAt(), duties.nextAt)
  return { more: duties.more || isWatching || (nextAt !== undefined && nextAt <= now), nextAt }
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((at) => at !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

/** Runs of escalation policies: the next step is told, or the acknowledgement has run out. Gives their number. */
async function tickEscalations(hub: Hub, now: number): Promise<number> {
  let isNoted = false
  const limit = ESCALATION_LIMITS.dueMax
  const { configuration } = hub.directory()
  const count = await hub.store.tickEscalations({ now, limit }, async (party, silences, look) => {
    const entries = party.map(subjectOf)
    const facts = await dueFacts(hub, { silences, look, configuration }, { entries, now })
    const turn = escalate(hub, party, { now, facts })
    isNoted ||= turn.events.length > 0
    return turn
  })
  if (isNoted) hub.wake.settle()
  return count
}

/** The time, and what keeps silent then of what is to be told. */
type Moment = { readonly now: number; readonly facts: FactsOf; readonly turns: Turns }
type SettleMoment = Moment & {
  /** The runs of the alerts that this batch did not open. */
  readonly runs: readonly Escalation[]
  readonly turned: ReadonlyMap<string, number>
}

/** What a group tells, or tells of. */
function entriesOf(due: DueGroup): readonly NotificationEntry[] {
  return [...due.pending, ...due.firing].map(({ entry }) => entry)
}

function flush(hub: Hub, due: DueGroup, { now, facts, turns }: Moment): Flush {
  const { configuration, policies } = hub.directory()
  const policy = policies.get(due.group.policy)
  const entries = entriesOf(due)
  const quiet = policy && quietNow(hub, policy, now)
  const telling = quiet
    ? deferGroup(due, quiet)
    : flushGroup(due, { policy, now, mutes: muted(entries, facts(entries), now) })
  const addressed = policy
    ? address(telling, policy, {
        configuration,
        now,
        newId: hub.newId,
        escalations: due.escalations ?? [],
        turnOf: (plan) => turns.take(plan, due.turns),
      })
    : { notifications: [], held: [], escalations: withoutGroup(due.escalations ?? []) }
  const held: readonly HeldEntry[] = [...telling.held, ...addressed.held]
  const holds = held.map((one) => holdOf(hub, { ...one, policy: due.group.policy, at: now }))
  return {
    group: telling.group,
    items: telling.items,
    removedSubjects: telling.removedSubjects,
    notifications: addressed.notifications,
    holds,
    escalations: addressed.escalations,
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
