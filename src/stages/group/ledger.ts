import type { Alert } from '../../model/alert.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import { type Event, isOwnDelivery } from '../../model/event.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import {
  type DeliveryKey,
  pairKey,
  type Settlement,
  type Standing,
} from '../../model/settlement.ts'
import {
  isFirstOfSource,
  type Storm,
  type StormRules,
  withNextLook,
  withOpened,
  withSource,
} from '../../model/storm.ts'

/** What is known before a batch is settled. */
export type LedgerFacts = {
  readonly alerts: ReadonlyMap<string, Alert>
  readonly deliveries: ReadonlyMap<string, string>
  readonly groups: ReadonlyMap<string, AlertGroup>
  readonly standings: ReadonlyMap<string, readonly Standing[]>
  /** How many alerts opened lately, by policy. */
  readonly storms: ReadonlyMap<string, Storm>
}

/** What is known, and what the events settled so far have changed: later events see the changes. */
export class Ledger {
  readonly outcomes: EventOutcome[] = []
  readonly #facts: LedgerFacts
  readonly #alerts = new Map<string, Alert>()
  readonly #groups = new Map<string, AlertGroup>()
  readonly #groupIdByKey = new Map<string, string>()
  readonly #items = new Map<string, Map<string, GroupItem>>()
  readonly #deliveries = new Map<string, DeliveryKey & { eventId: string; at: number }>()
  readonly #storms = new Map<string, Storm>()

  constructor(facts: LedgerFacts) {
    this.#facts = facts
  }

  deliveredBy(event: Event): string | undefined {
    if (isOwnDelivery(event)) return undefined
    const key = pairKey(event.source, event.deliveryKey)
    return this.#deliveries.get(key)?.eventId ?? this.#facts.deliveries.get(key)
  }

  noteDelivery(event: Event): void {
    if (isOwnDelivery(event)) return
    const { source, deliveryKey, id, receivedAt } = event
    this.#deliveries.set(pairKey(source, deliveryKey), {
      source,
      deliveryKey,
      eventId: id,
      at: receivedAt,
    })
  }

  newestAlert(event: Event): Alert | undefined {
    const key = pairKey(event.source, event.dedupKey)
    return this.#alerts.get(key) ?? this.#facts.alerts.get(key)
  }

  putAlert(alert: Alert): void {
    const key = pairKey(alert.source, alert.dedupKey)
    const previous = this.#alerts.get(key)
    // An alert that ended and began again within one batch: both are kept.
    if (previous && previous.id !== alert.id) this.#alerts.set(pairKey(key, previous.id), previous)
    this.#alerts.set(key, alert)
  }

  openGroup(policy: string, key: string): AlertGroup | undefined {
    const pair = pairKey(policy, key)
    const id = this.#groupIdByKey.get(pair)
    return (id === undefined ? undefined : this.#groups.get(id)) ?? this.#facts.groups.get(pair)
  }

  putGroup(group: AlertGroup): void {
    this.#groups.set(group.id, group)
    this.#groupIdByKey.set(pairKey(group.policy, group.key), group.id)
  }

  /** Where the alert or notice stands, with what this batch changed. */
  standings(subjectId: string): readonly Standing[] {
    const changed = this.#items.get(subjectId)
    const known = (this.#facts.standings.get(subjectId) ?? []).filter(
      ({ group }) => !changed?.has(group.id),
    )
    const now: Standing[] = []
    for (const [groupId, item] of changed ?? []) {
      const group =
        this.#groups.get(groupId) ??
        this.#facts.standings.get(subjectId)?.find((known) => known.group.id === groupId)?.group
      if (group) now.push({ group, item })
    }
    return [
      ...known.map((standing) => ({
        ...standing,
        group: this.#groups.get(standing.group.id) ?? standing.group,
      })),
      ...now,
    ]
  }

  putItem(item: GroupItem): void {
    const { subjectId } = item.entry
    const items = this.#items.get(subjectId) ?? new Map<string, GroupItem>()
    items.set(item.groupId, item)
    this.#items.set(subjectId, items)
  }

  /** One alert more of the source opened under the policy. Gives whether it is the first one of its source there lately. */
  countOpened(
    policy: string,
    source: string,
    { rules, now }: { readonly rules: StormRules; readonly now: number },
  ): boolean {
    const storm = this.stormOf(policy) ?? { policy, opened: [], told: 0 }
    const opened = withSource(withOpened(storm, rules, now), source, { rules, now })
    this.#storms.set(policy, withNextLook(opened, rules, now))
    return isFirstOfSource(storm, source, { rules, now })
  }

  /** How many opened under the policy, with those of this batch. */
  stormOf(policy: string): Storm | undefined {
    return this.#storms.get(policy) ?? this.#facts.storms.get(policy)
  }

  settlement(): Settlement {
    return {
      // What ended makes room for what began: at most one alert of a key is open at any moment.
      alerts: [...this.#alerts.values()].sort(
        (one, other) => Number(isOpen(one)) - Number(isOpen(other)) || (one.id < other.id ? -1 : 1),
      ),
      groups: [...this.#groups.values()],
      items: [...this.#items.values()].flatMap((items) => [...items.values()]),
      outcomes: this.outcomes,
      deliveries: [...this.#deliveries.values()],
      flushes: [],
      ...(this.#storms.size > 0 ? { storms: [...this.#storms.values()] } : {}),
    }
  }
}

function isOpen({ state }: Alert): boolean {
  return state !== 'resolved'
}
