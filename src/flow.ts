// The main flow on one screen: what becomes of an event, from the request to the chat.
//
//   takeIn   bytes → sources/<type> → stages/intake → [events]                      at request time
//   settle   [events] → stages/route → stages/group → [alerts, alert groups]        at our own pace
//   tick     [groups due] → stages/escalate → [notifications]
//   sendDue  [notifications due] → stages/deliver → channels/<type> → [attempts]
//
// Stages hand on rows, not calls: a crash between two of them loses nothing and repeats nothing.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { LOOP_LIMITS, STORE_LIMITS } from './base/limits.ts'
import type { Turn } from './base/loop.ts'
import type { SourceRequest, SourceType } from './contract/source.ts'
import type { Store } from './contract/store.ts'
import type { Directory } from './model/directory.ts'
import type { Notification } from './model/notification.ts'
import type { DueGroup, Flush, Settlement } from './model/settlement.ts'
import type { LocalText } from './model/text.ts'
import type { Delivery } from './stages/deliver/deliver.ts'
import { address, addressUndelivered, copiesForStandby } from './stages/escalate/escalate.ts'
import { aloneDue, flushGroup, isAlone, settleBatch } from './stages/group/group.ts'
import { quarantineEntry, takeRequest } from './stages/intake/intake.ts'
import { route } from './stages/route/route.ts'

/** What the flow works with. `directory` gives today's configuration: it is asked for each piece of work. */
export type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly delivery: Delivery
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
    stumbling.times += 1
    if (stumbling.times <= LOOP_LIMITS.stumblesMax) throw error
    await setAside(hub)
    stumbling.times = 0
    return { more: true }
  }
}

async function settleUpTo(hub: Hub, limit: number): Promise<number> {
  const { configuration, policies } = hub.directory()
  const context = {
    now: hub.clock.now(),
    revision: configuration.revision,
    newId: hub.newId,
    policies,
  }
  let settled: Settlement | undefined
  const count = await hub.store.settle(limit, async (batch) => {
    const routed = batch.events.map((event) => ({
      event,
      policies: route(event, configuration.policies),
    }))
    settled = tellAtOnce(hub, await settleBatch(batch, routed, context), context.now)
    return settled
  })
  if (settled && settled.flushes.length > 0) hub.wake.send()
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
function tellAtOnce(hub: Hub, settlement: Settlement, now: number): Settlement {
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
      return { groupId: group.id, flush: flush(hub, aloneDue(group, items), now) }
    })
  return {
    ...settlement,
    groups: settlement.groups.filter(({ id }) => !atOnce.has(id)),
    items: settlement.items.filter(({ groupId }) => !atOnce.has(groupId)),
    flushes,
  }
}

/** Lets every group whose time has come tell what it has to tell. */
export async function tick(hub: Hub): Promise<Turn> {
  const now = hub.clock.now()
  const limit = STORE_LIMITS.tickBatchMax
  const count = await hub.store.tick({ now, limit }, (due) => flush(hub, due, now))
  if (count > 0) hub.wake.send()
  return { more: count === limit, nextAt: await hub.store.nextTickAt() }
}

function flush(hub: Hub, due: DueGroup, now: number): Flush {
  const { configuration, policies } = hub.directory()
  const policy = policies.get(due.group.policy)
  const telling = flushGroup(due, policy, now)
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
