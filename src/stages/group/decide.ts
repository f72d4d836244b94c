import { assert } from '../../base/assert.ts'
import type { Alert } from '../../model/alert.ts'
import { type AlertGroup, type GroupItem, isPending } from '../../model/alert-group.ts'
import { acknowledgedBy, answererName, resolvedBy } from '../../model/answer.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Event, Labels } from '../../model/event.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { EventOutcome, HoldReason } from '../../model/outcome.ts'
import { type AlertStep, stepAlert } from './alert-life.ts'
import { Ledger, type LedgerFacts } from './ledger.ts'

/** An event and the policies that want it. */
export type RoutedEvent = { readonly event: Event; readonly policies: readonly Policy[] }

export type SettleContext = {
  readonly now: number
  readonly revision: string
  readonly newId: () => string
  /** The policies of today, by id: an alert's group keeps the timing of its policy. */
  readonly policies: ReadonlyMap<string, Policy>
}

/** What a batch of events changes, in their order: alerts, groups, and what became of each event. */
export function decideSettlement(
  routed: readonly RoutedEvent[],
  facts: LedgerFacts,
  context: SettleContext,
): Ledger {
  const ledger = new Ledger(facts)
  for (const { event, policies } of routed)
    ledger.outcomes.push(settleOne({ event, policies }, ledger, context))
  return ledger
}

function settleOne(
  { event, policies }: RoutedEvent,
  ledger: Ledger,
  context: SettleContext,
): EventOutcome {
  const base = { eventId: event.id, revision: context.revision, settledAt: context.now }
  const first = ledger.deliveredBy(event)
  if (first !== undefined && first !== event.id)
    return { ...base, result: 'ignored', matched: [], held: ['redelivered'] }
  ledger.noteDelivery(event)
  const step = stepAlert(ledger.newestAlert(event), event, context.newId)
  if (step.result === 'ignored') {
    if (step.alert) ledger.putAlert(step.alert)
    return { ...base, result: 'ignored', alertId: step.alertId, matched: [], held: [step.reason] }
  }
  const alert = step.result === 'noticed' ? undefined : step.alert
  if (alert) ledger.putAlert(alert)
  // Nobody's message changes by these: a silence is looked at when a group tells, help is called beside the groups.
  const changesNothing = event.answer?.nextStep !== true && step.result === 'escalated'
  if (step.result === 'silenced' || changesNothing)
    return { ...base, result: step.result, alertId: alert?.id, matched: [], held: [] }
  const entry = entryOf(event, alert, ledger)
  const placed = place({ entry, policies, step, event }, ledger, context)
  return {
    ...base,
    result: step.result,
    alertId: alert?.id,
    matched: placed.matched,
    // Whoever is to hear of these is told by a run of an escalation policy, not by the groups.
    held: asksAnew(step) ? [] : placed.held,
  }
}

type Placement = {
  readonly entry: NotificationEntry
  readonly policies: readonly Policy[]
  readonly step: AlertStep
  readonly event: Event
}

/** Puts the entry into the groups that hold its alert already, and into those of the policies that want it. */
function place(
  placement: Placement,
  ledger: Ledger,
  context: SettleContext,
): Pick<EventOutcome, 'matched' | 'held'> {
  const { entry, policies, step, event } = placement
  const held: HoldReason[] = []
  const matched: { policy: string; groupId: string }[] = []
  const standings = ledger.standings(entry.subjectId)
  for (const { group, item: known } of standings) {
    const item = asksAnew(step) ? askedAnew(known) : known
    const { mutedUntil: _, mutedBy: __, mutedEventId: ___, ...plain } = item
    const now = event.answer ? answered(item, entry) : entry
    const pending = isPending(now, item.told)
    // What is held for a while goes on being held; where it is no news any more, so does the hold end.
    const updated: GroupItem = { ...(pending ? item : plain), entry: now, pending }
    ledger.putItem(updated)
    matched.push({ policy: group.policy, groupId: group.id })
    const policy = context.policies.get(group.policy)
    if (updated.pending) ledger.putGroup(schedule(group, policy, context.now))
    else held.push('unchanged')
  }
  const already = new Set(standings.map(({ group }) => group.policy))
  const opensOrGoesOn =
    step.result === 'opened' || step.result === 'updated' || step.result === 'noticed'
  for (const policy of opensOrGoesOn ? policies : []) {
    if (already.has(policy.id)) continue
    const group = groupFor({ policy, event, entry }, ledger, context)
    ledger.putGroup(schedule(group, policy, context.now))
    ledger.putItem({ groupId: group.id, entry, pending: true })
    matched.push({ policy: policy.id, groupId: group.id })
  }
  if (matched.length === 0) held.push('no-policy')
  return { matched, held: [...new Set(held)] }
}

/** Whether a person, or a time that ran out, made the alert ask for somebody again. */
function asksAnew({ result }: AlertStep): boolean {
  return result === 'reopened' || result === 'assigned' || result === 'escalated'
}

/** So that whoever acknowledges it next is news again. */
function askedAnew({ told, ...item }: GroupItem): GroupItem {
  return told?.state === 'acknowledged'
    ? { ...item, told: { ...told, state: 'firing' } }
    : { ...item, ...(told ? { told } : {}) }
}

/** What the source said last, with the answer. Whoever knows the details already hears of the answer only. */
function answered({ entry: before, told }: GroupItem, entry: NotificationEntry): NotificationEntry {
  const { state, eventId, answeredBy, resolvedBy: endedBy } = entry
  const fields = told ? [] : before.fields
  return { ...before, state, eventId, fields, answeredBy, resolvedBy: endedBy }
}

function groupFor(
  facts: { policy: Policy; event: Event; entry: NotificationEntry },
  ledger: Ledger,
  context: SettleContext,
): AlertGroup {
  const { labels, key } = groupKey(facts.policy, facts.event.labels, facts.entry.subjectId)
  return (
    ledger.openGroup(facts.policy.id, key) ?? {
      id: context.newId(),
      policy: facts.policy.id,
      key,
      labels,
      openedAt: context.now,
    }
  )
}

/** The labels that a policy groups by, and their values as one text. `alert`: each by itself. */
export function groupKey(
  policy: Policy,
  labels: Labels,
  subjectId: string,
): { labels: Labels; key: string } {
  const names = policy.group.by.filter((name) => name !== 'alert')
  const chosen = Object.fromEntries(names.map((name) => [name, labels[name] ?? '']))
  const own = policy.group.by.includes('alert') ? [subjectId] : []
  return { labels: chosen, key: JSON.stringify([...Object.entries(chosen), ...own]) }
}

/** When a group with something new is looked at: after the wait at first, then once an interval. */
function schedule(group: AlertGroup, policy: Policy | undefined, now: number): AlertGroup {
  const waitMs = policy?.group.waitMs ?? 0
  const intervalMs = policy?.group.intervalMs ?? 0
  const dueAt =
    group.lastFlushAt === undefined ? now + waitMs : Math.max(now, group.lastFlushAt + intervalMs)
  return { ...group, nextFlushAt: Math.min(group.nextFlushAt ?? dueAt, dueAt) }
}

function entryOf(event: Event, alert: Alert | undefined, ledger: Ledger): NotificationEntry {
  const state = alert ? alert.state : 'notice'
  const at = event.sourceAt ?? event.receivedAt
  assert(alert !== undefined || event.kind === 'notice', 'only a notice has no alert')
  return {
    subjectId: alert?.id ?? event.id,
    eventId: event.id,
    state,
    severity: alert?.severity ?? event.severity,
    name: event.name,
    title: event.title,
    status: event.status,
    statusText: event.statusText,
    labels: event.labels,
    fields: event.fields,
    links: event.links,
    at,
    ...(alert ? { since: sinceOf(alert, at, ledger) } : {}),
    ...(alert ? { dedupKey: alert.dedupKey } : {}),
    ...(alert ? answerersOf(alert) : {}),
  }
}

/** Who has taken it on, and who said that it is over. */
function answerersOf(alert: Alert): Pick<NotificationEntry, 'answeredBy' | 'resolvedBy'> {
  const taken = acknowledgedBy(alert)
  const ended = alert.state === 'resolved' ? resolvedBy(alert) : undefined
  return {
    ...(taken ? { answeredBy: answererName(taken) } : {}),
    ...(ended ? { resolvedBy: answererName(ended) } : {}),
  }
}

/** When the problem began: by its first event's own time where a group remembers it, else when that reached us. */
function sinceOf(alert: Alert, at: number, ledger: Ledger): number {
  if (alert.eventCount === 1) return at
  const [standing] = ledger.standings(alert.id)
  return standing?.item.entry.since ?? alert.openedAt
}
