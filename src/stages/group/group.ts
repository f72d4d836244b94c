// In: a batch of events with the policies that want each. Out: a settlement. And: a group whose time has
// come; out: what it has to tell, and how it goes on.
// Must hold: at most one open alert for a dedup key; nothing is told twice, and nothing pending is forgotten.

import { GROUP_LIMITS } from '../../base/limits.ts'
import type { SettleBatch } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import { type Event, isOwnDelivery } from '../../model/event.ts'
import type { TimedMute } from '../../model/mute-timing.ts'
import {
  type DueGroup,
  type GroupKey,
  pairKey,
  type Settlement,
  type Standing,
} from '../../model/settlement.ts'
import type { DueStorm, Storm } from '../../model/storm.ts'
import type { Telling } from '../../model/telling.ts'
import { goesOn } from './alert-life.ts'
import { decideTimeOut, type TimeOut, type TimeOutContext } from './auto-resolve.ts'
import {
  decideSettlement,
  groupKey,
  partKey,
  type RoutedEvent,
  type SettleContext,
} from './decide.ts'
import { decideFlush, deferFlush, type FlushContext } from './flush.ts'
import { decideRepeat, type RepeatContext } from './repeat.ts'
import { decideStorm, type StormContext, type StormStep } from './storm.ts'

/** What a due group tells and holds back; `policy` is undefined when the configuration no longer has it. */
export function flushGroup(due: DueGroup, context: FlushContext): Telling {
  return decideFlush(due, context)
}

/** What a group does while its policy tells nothing. */
export function deferGroup(due: DueGroup, quiet: TimedMute): Telling {
  return deferFlush(due, quiet)
}

/** Whether a group was made for one alert or notice by itself: its key ends with the subject, not with a label. */
export function isAlone({ key }: AlertGroup): boolean {
  return key.endsWith('"]')
}

/** A due group that holds nothing but `items`: what a group of a single alert is. */
export function aloneDue(
  group: AlertGroup,
  { items, storm }: { readonly items: readonly GroupItem[]; readonly storm: Storm | undefined },
): DueGroup {
  const pending = items.filter((item) => item.pending)
  const firing = items.filter(
    ({ entry }) => entry.state === 'firing' || entry.state === 'acknowledged',
  )
  const counts = { pendingCount: pending.length, firingCount: firing.length }
  return { group, pending, firing, ...counts, storm }
}

/** What becomes of an alert whose time has run out. */
export function timeOut(alert: Alert, context: TimeOutContext): TimeOut {
  return decideTimeOut(alert, context)
}

/** What an event of a sender that says again and again how things are does to the newest alert of its key. */
export function repeatOf(
  newest: Alert | undefined,
  event: Event,
  context: RepeatContext,
): 'news' | 'nothing' | Alert {
  const repeat = decideRepeat(newest, event, context)
  switch (repeat.kind) {
    case 'news':
      return 'news'
    case 'goes-on':
      return repeat.alert
    case 'over':
      return 'nothing'
  }
}

/** What a storm tells, and how it goes on. */
export function stormStep(due: DueStorm, context: StormContext): StormStep {
  return decideStorm(due, context)
}

/** What a batch changes, and how many alerts opened under each policy lately. */
export type Settled = {
  readonly settlement: Settlement
  readonly stormOf: (policy: string) => Storm | undefined
}

/** Looks up what is known of the events' alerts and groups, and decides what they change. */
export async function settleBatch(
  batch: SettleBatch,
  routed: readonly RoutedEvent[],
  context: SettleContext,
): Promise<Settled> {
  const events = routed.map(({ event }) => event)
  const [alerts, deliveries] = await Promise.all([
    batch.newestAlerts(
      unique(
        events
          .filter(({ kind, answer }) => kind !== 'notice' || answer)
          .map(({ source, dedupKey }) => ({ source, dedupKey })),
        (key) => pairKey(key.source, key.dedupKey),
      ),
    ),
    batch.knownDeliveries(
      events
        .filter((event) => !isOwnDelivery(event))
        .map(({ source, deliveryKey }) => ({ source, deliveryKey })),
    ),
  ])
  const goingOn = [...alerts.values()].filter((alert) => mayGoOn(alert, context))
  const [standings, shared] = await Promise.all([
    batch.standings(goingOn.map(({ id }) => id)),
    groupsFor(batch, routed),
  ])
  const groups = new Map([...shared, ...(await ownGroups(batch, { routed, goingOn, standings }))])
  const storms = await stormsFor(batch, { routed, standings, context })
  const facts = { alerts, deliveries, standings, groups, storms }
  const ledger = decideSettlement(routed, facts, context)
  return { settlement: ledger.settlement(), stormOf: (policy) => ledger.stormOf(policy) }
}

/** What is over may still stand in groups that are to tell so, when it fires again under its id. */
function mayGoOn(alert: Alert, { now, lifeOf }: SettleContext): boolean {
  return alert.state !== 'resolved' || goesOn(alert, now, lifeOf(alert.source))
}

/** The open groups that the events may come into; of those that may be full the next ones too. */
async function groupsFor(
  batch: SettleBatch,
  routed: readonly RoutedEvent[],
): Promise<ReadonlyMap<string, AlertGroup>> {
  const found = new Map<string, AlertGroup>()
  const wanted = routed.flatMap(({ event, policies }) =>
    policies
      .filter((policy) => !policy.group.by.includes('alert'))
      .map((policy) => ({ policy: policy.id, key: groupKey(policy, event.labels, '').key })),
  )
  const bases = unique(wanted, keyOf)
  let keys = bases
  for (let part = 1; keys.length > 0 && part <= GROUP_LIMITS.partsMax; part++) {
    const groups = await batch.openGroups(
      keys.map(({ policy, key }) => ({ policy, key: partKey(key, part) })),
    )
    for (const [key, group] of groups) found.set(key, group)
    keys = keys.filter(({ policy, key }) => {
      const group = groups.get(keyOf({ policy, key: partKey(key, part) }))
      return (group?.size ?? 0) + routed.length > GROUP_LIMITS.alertsMax
    })
  }
  return found
}

/**
 * The groups that are kept for alerts by themselves which do not stand in them any more, as noise rules keep them: an
 * alert that goes on comes back into its own.
 */
async function ownGroups(
  batch: SettleBatch,
  facts: {
    readonly routed: readonly RoutedEvent[]
    readonly goingOn: readonly Alert[]
    readonly standings: ReadonlyMap<string, readonly Standing[]>
  },
): Promise<ReadonlyMap<string, AlertGroup>> {
  const ids = new Map(
    facts.goingOn.map((alert) => [pairKey(alert.source, alert.dedupKey), alert.id]),
  )
  const keys = facts.routed.flatMap(({ event, policies }) => {
    const id = ids.get(pairKey(event.source, event.dedupKey))
    if (id === undefined) return []
    const standing = new Set(facts.standings.get(id)?.map(({ group }) => group.policy))
    return policies
      .filter((policy) => policy.group.by.includes('alert') && !standing.has(policy.id))
      .map((policy) => ({ policy: policy.id, key: groupKey(policy, event.labels, id).key }))
  })
  return keys.length > 0 ? batch.openGroups(unique(keys, keyOf)) : new Map()
}

/** The storms of the policies that tell of these events. */
async function stormsFor(
  batch: SettleBatch,
  facts: {
    readonly routed: readonly RoutedEvent[]
    readonly standings: ReadonlyMap<string, readonly Standing[]>
    readonly context: SettleContext
  },
): Promise<ReadonlyMap<string, Storm>> {
  const standing = [...facts.standings.values()].flat().map(({ group }) => group.policy)
  const wanting = facts.routed.flatMap(({ policies }) => policies.map(({ id }) => id))
  const ids = [...new Set([...standing, ...wanting])].filter(
    (id) => facts.context.policies.get(id)?.storm !== undefined,
  )
  return ids.length > 0 ? batch.storms(ids) : new Map()
}

function keyOf({ policy, key }: GroupKey): string {
  return pairKey(policy, key)
}

function unique<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()]
}
