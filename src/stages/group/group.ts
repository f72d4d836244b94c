// In: a batch of events with the policies that want each. Out: a settlement. And: a group whose time has
// come; out: what it has to tell, and how it goes on.
// Must hold: at most one open alert for a dedup key; nothing is told twice, and nothing pending is forgotten.

import type { SettleBatch } from '../../contract/store.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import type { TimedMute } from '../../model/mute-timing.ts'
import { type DueGroup, pairKey, type Settlement } from '../../model/settlement.ts'
import type { Telling } from '../../model/telling.ts'
import { decideSettlement, groupKey, type RoutedEvent, type SettleContext } from './decide.ts'

import { decideFlush, deferFlush, type FlushContext } from './flush.ts'

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
export function aloneDue(group: AlertGroup, items: readonly GroupItem[]): DueGroup {
  const pending = items.filter((item) => item.pending)
  const firing = items.filter(
    ({ entry }) => entry.state === 'firing' || entry.state === 'acknowledged',
  )
  return { group, pending, pendingCount: pending.length, firing, firingCount: firing.length }
}

/** Looks up what is known of the events' alerts and groups, and decides what they change. */
export async function settleBatch(
  batch: SettleBatch,
  routed: readonly RoutedEvent[],
  context: SettleContext,
): Promise<Settlement> {
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
    batch.knownDeliveries(events.map(({ source, deliveryKey }) => ({ source, deliveryKey }))),
  ])
  const openIds = [...alerts.values()]
    .filter((alert) => alert.state !== 'resolved')
    .map((alert) => alert.id)
  const groupKeys = routed.flatMap(({ event, policies }) =>
    policies
      .filter((policy) => !policy.group.by.includes('alert'))
      .map((policy) => ({ policy: policy.id, key: groupKey(policy, event.labels, '').key })),
  )
  const [standings, groups] = await Promise.all([
    batch.standings(openIds),
    batch.openGroups(unique(groupKeys, (key) => pairKey(key.policy, key.key))),
  ])
  return decideSettlement(routed, { alerts, deliveries, standings, groups }, context).settlement()
}

function unique<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()]
}
