import { assert } from '../../base/assert.ts'
import { GROUP_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import { type AlertGroup, type GroupItem, isPending } from '../../model/alert-group.ts'
import { acknowledgedBy, answererName, resolvedBy } from '../../model/answer.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Event, Labels } from '../../model/event.ts'
import type { LifeRules } from '../../model/life.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { EventOutcome, HoldReason } from '../../model/outcome.ts'
import { dueAgainAt, goesOn } from './again.ts'
import { type AlertStep, stepAlert } from './alert-life.ts'
import { isFlapping } from './flapping.ts'
import { Ledger, type LedgerFacts } from './ledger.ts'
import { withEvent } from './noise.ts'

/** An event and the policies that want it. */
export type RoutedEvent = {
  readonly event: Event
  readonly policies: readonly Policy[]
  /** Those that want it and drop it as noise, which says why by itself. */
  readonly dropped?: readonly Policy[]
}

export type SettleContext = {
  readonly now: number
  readonly revision: string
  readonly newId: () => string
  /** The policies of today, by id: an alert's group keeps the timing of its policy. */
  readonly policies: ReadonlyMap<string, Policy>
  /** How the alerts of each source live. */
  readonly lifeOf: (source: string) => LifeRules
  /** The sources of which nothing is opened or told; absent: none. */
  readonly paused?: ReadonlySet<string>
}

/** What a batch of events changes, in their order: alerts, groups, and what became of each event. */
export function decideSettlement(
  routed: readonly RoutedEvent[],
  facts: LedgerFacts,
  context: SettleContext,
): Ledger {
  const ledger = new Ledger(facts)
  for (const one of routed) ledger.outcomes.push(settleOne(one, ledger, context))
  return ledger
}

function settleOne(
  { event, policies, dropped = [] }: RoutedEvent,
  ledger: Ledger,
  context: SettleContext,
): EventOutcome {
  const base = { eventId: event.id, revision: context.revision, settledAt: context.now }
  const first = ledger.deliveredBy(event)
  if (first !== undefined && first !== event.id)
    return { ...base, result: 'ignored', matched: [], held: ['redelivered'] }
  // Not noted as delivered: what is repeated when the pause is over counts then.
  if (isPaused(event, context))
    return { ...base, result: 'ignored', matched: [], held: ['source-paused'] }
  ledger.noteDelivery(event)
  const rules = context.lifeOf(event.source)
  const step = stepAlert(ledger.newestAlert(event), event, { ...context, rules })
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
  const entry = entryOf(event, { alert, isAgain: step.result === 'reopened' }, ledger)
  const isDropped = dropped.length > 0
  const placed = place({ entry, policies, step, event, isDropped }, ledger, context)
  return {
    ...base,
    result: step.result,
    alertId: alert?.id,
    matched: placed.matched,
    // Whoever is to hear of these is told by a run of an escalation policy, not by the groups.
    held: asksAnew(step, event) ? [] : placed.held,
  }
}

/** What ends a problem counts all the same, and so does what a person or the hub does about it. */
function isPaused({ source, kind, answer }: Event, { paused }: SettleContext): boolean {
  return paused?.has(source) === true && kind !== 'resolved' && answer === undefined
}

type Placement = {
  readonly entry: NotificationEntry
  readonly policies: readonly Policy[]
  readonly step: AlertStep
  readonly event: Event
  /** Some policy wanted it, and dropped it. */
  readonly isDropped: boolean
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
  const asked = asksAnew(step, event)
  for (const { group, item: known } of standings) {
    const item = asked ? askedAnew(known) : known
    const policy = context.policies.get(group.policy)
    const now = updatedItem(item, wordsOf(item, placement))
    // Where no run of an escalation policy tells it, those who heard who had it hear that nobody has.
    const isGivenBack = asked && step.result === 'reopened' && policy?.escalate === undefined
    const updated: GroupItem = isGivenBack ? { ...now, pending: true, givenBack: true } : now
    ledger.putItem(updated)
    matched.push({ policy: group.policy, groupId: group.id })
    const counted = isCounted(event) ? withEvent(group, policy?.noise, context.now) : group
    if (updated.pending) ledger.putGroup(schedule(counted, policy, context.now))
    else {
      const isFree = goesOn(updated) && (!goesOn(known) || known.mutedBy !== undefined)
      const looked = isFree ? goingOn(counted, updated, { policy, context }) : counted
      if (looked !== group) ledger.putGroup(looked)
      held.push(updated.mutedUntil === undefined ? 'unchanged' : 'flapping')
    }
  }
  const already = new Set(standings.map(({ group }) => group.policy))
  const opens = OPENING.has(step.result) && event.answer === undefined
  for (const policy of opens ? policies : []) {
    if (already.has(policy.id)) continue
    const group = withEvent(
      groupFor({ policy, event, entry }, ledger, context),
      policy.noise,
      context.now,
    )
    ledger.putGroup(schedule(group, policy, context.now))
    const counting = step.result === 'opened' && policy.storm
    const isFirst =
      counting && ledger.countOpened(policy.id, event.source, { rules: counting, now: context.now })
    ledger.putItem({
      groupId: group.id,
      entry,
      pending: true,
      enteredAt: context.now,
      ...(isFirst ? { firstOfSource: true } : {}),
    })
    matched.push({ policy: policy.id, groupId: group.id })
  }
  if (matched.length === 0 && !placement.isDropped) held.push('no-policy')
  return { matched, held: [...new Set(held)] }
}

/** Whether a person, or a time that ran out, made the alert ask for somebody again. */
function asksAnew({ result }: AlertStep, { answer }: Event): boolean {
  const isAsked = result === 'reopened' || result === 'assigned' || result === 'escalated'
  return answer !== undefined && isAsked
}

/** So that whoever acknowledges it next is news again. */
function askedAnew({ told, ...item }: GroupItem): GroupItem {
  return told?.state === 'acknowledged'
    ? { ...item, told: { ...told, state: 'firing' } }
    : { ...item, ...(told ? { told } : {}) }
}

/** After these a policy that wants the event and does not hold its alert yet takes it in. */
const OPENING: ReadonlySet<AlertStep['result']> = new Set([
  'opened',
  'updated',
  'reopened',
  'noticed',
])

/** Noise rules count what fires and what is noticed, and nobody's answers. */
function isCounted({ kind, answer }: Event): boolean {
  return answer === undefined && (kind === 'firing' || kind === 'notice')
}

/**
 * The item with what is known of its alert now. What is held for a while goes on being held; where it
 * is no news any more, so does the hold end, unless the alert flaps and may be news again at any moment.
 */
function updatedItem(item: GroupItem, entry: NotificationEntry): GroupItem {
  const { mutedUntil: _, mutedBy: __, mutedEventId: ___, ...plain } = item
  const pending = isPending(entry, item.told) || isGivenBackUntold(item, entry)
  const keepsHold = pending || (entry.flappingUntil !== undefined && entry.state === 'resolved')
  const isRaise = entry.severity === 'critical' && item.entry.severity !== 'critical'
  return {
    ...(keepsHold ? item : plain),
    entry,
    pending,
    // Until it is told: also where somebody takes it on meanwhile, who may give it back before anybody was told.
    ...(item.told === undefined && isRaise ? { raised: true } : {}),
  }
}

/** That nobody has it any more is still to be told, whatever its source says meanwhile. */
function isGivenBackUntold({ givenBack }: GroupItem, { state }: NotificationEntry): boolean {
  return givenBack === true && state === 'firing'
}

/** What is known of the alert now, in the words of whoever last had some. */
function wordsOf(item: GroupItem, placement: Placement): NotificationEntry {
  const { entry, event } = placement
  if (event.answer) return answered(item, placement)
  if (!event.wordless) return entry
  const { name, title, labels, severity, links } = item.entry
  // Whoever heard of it knows the details already.
  const known = item.told ? [] : item.entry.fields
  return { ...entry, name, title, labels, severity, links, fields: [...known, ...entry.fields] }
}

/** What the source said last, with the answer. Whoever knows the details already hears of the answer only. */
function answered(
  { entry: before, told }: GroupItem,
  { entry, event }: Pick<Placement, 'entry' | 'event'>,
): NotificationEntry {
  const { state, eventId, answeredBy, resolvedBy: endedBy, flappingUntil } = entry
  const known = told ? [] : before.fields
  // The hub itself gives a reason where a person has a name.
  const fields = event.answer?.via === 'hub' ? [...known, ...entry.fields] : known
  return { ...before, state, eventId, fields, answeredBy, resolvedBy: endedBy, flappingUntil }
}

function groupFor(
  facts: { policy: Policy; event: Event; entry: NotificationEntry },
  ledger: Ledger,
  context: SettleContext,
): AlertGroup {
  const { policy, event, entry } = facts
  const { labels, key } = groupKey(policy, event.labels, entry.subjectId)
  const base = { policy: policy.id, labels, openedAt: context.now }
  // Each by itself: nothing to count.
  if (policy.group.by.includes('alert'))
    return ledger.openGroup(policy.id, key) ?? { ...base, id: context.newId(), key }
  for (let part = 1; ; part++) {
    const group = ledger.openGroup(policy.id, partKey(key, part))
    const isLast = part === GROUP_LIMITS.partsMax
    if (!group) {
      const first = { ...base, id: context.newId(), key: partKey(key, part), size: 1 }
      return part === 1 ? first : { ...first, part }
    }
    const size = group.size ?? 0
    if (size < GROUP_LIMITS.alertsMax || isLast) return { ...group, size: size + 1 }
  }
}

/** The key of a further group of the same labels: what is more than one group takes. */
export function partKey(key: string, part: number): string {
  return part === 1 ? key : `${key}#${part}`
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

/** When a group with something new is looked at: after the wait until it first tells, then at its clock's next stroke. */
function schedule(group: AlertGroup, policy: Policy | undefined, now: number): AlertGroup {
  const waitMs = policy?.group.waitMs ?? 0
  const dueAt =
    group.clockFrom === undefined
      ? now + waitMs
      : strokeAfter(group, group.clockFrom, { intervalMs: policy?.group.intervalMs ?? 0, now })
  return { ...group, nextFlushAt: Math.min(group.nextFlushAt ?? dueAt, dueAt) }
}

/**
 * A group in which something goes on anew, as nobody has it any more, or is no longer what a silence held: looked at when
 * that is to be told again.
 */
function goingOn(
  group: AlertGroup,
  item: GroupItem,
  { policy, context }: { readonly policy: Policy | undefined; readonly context: SettleContext },
): AlertGroup {
  if (policy === undefined) return group
  const againAt = dueAgainAt(item, { group, policy, now: context.now })
  return { ...group, nextFlushAt: Math.min(group.nextFlushAt ?? againAt, againAt) }
}

/** As in Alertmanager a group looks at its changes once an interval, counted from its first message. */
function strokeAfter(
  { lastToldAt = 0 }: AlertGroup,
  clockFrom: number,
  { intervalMs, now }: { readonly intervalMs: number; readonly now: number },
): number {
  if (intervalMs === 0) return now
  const stroke = clockFrom + Math.ceil((now - clockFrom) / intervalMs) * intervalMs
  return stroke > lastToldAt ? stroke : stroke + intervalMs
}

function entryOf(
  event: Event,
  { alert, isAgain }: { readonly alert: Alert | undefined; readonly isAgain: boolean },
  ledger: Ledger,
): NotificationEntry {
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
    labels: { ...alert?.labels, ...event.labels },
    fields: event.fields,
    links: event.links,
    at,
    ...(alert ? { since: sinceOf(alert, at, ledger) } : {}),
    ...(alert ? { dedupKey: alert.dedupKey } : {}),
    ...(alert ? answerersOf(alert) : {}),
    ...(isAgain ? { again: true } : {}),
    ...(event.addressed === undefined ? {} : { addressed: event.addressed }),
    ...(alert && isFlapping(alert, event.receivedAt) ? { flappingUntil: alert.flappingUntil } : {}),
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
