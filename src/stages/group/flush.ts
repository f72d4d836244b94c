import { type AlertGroup, type GroupItem, isPending, type Told } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { EventField } from '../../model/event.ts'
import { TIMING_PREFIX, type TimedMute } from '../../model/mute-timing.ts'
import type { NotificationEntry, NotificationKind } from '../../model/notification.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Mute } from '../../model/silence.ts'
import type { HeldEntry, Telling, TellingEntry } from '../../model/telling.ts'
import { type AgainFacts, againAt, goesOn, heldAnew, leftToRuns, toldAgain } from './again.ts'
import { countedFields, FLAPPING, flapsUntil, noiseAfter, noiseEndsAt, ownMutes } from './noise.ts'

export type FlushContext = {
  /** Undefined when the configuration no longer has it: everything is held and the group ends. */
  readonly policy: Policy | undefined
  readonly now: number
  /** What is not to be told now, by subject. */
  readonly mutes: ReadonlyMap<string, Mute>
}

/** Decides what a due group tells, what it holds back, and when it is looked at again. */
export function decideFlush(due: DueGroup, { policy, now, mutes }: FlushContext): Telling {
  if (!policy) return endWithoutPolicy(due)
  const own = ownMutes(due, policy, now)
  const looked = [...due.pending, ...own.released].map((item) => calmed(item, now))
  const judged = looked.map((item) => {
    const outside = canWait(item) ? mutes.get(item.entry.subjectId) : undefined
    return judge(item, { policy, now, mute: outside ?? own.of(item) })
  })
  const held = judged.flatMap(({ hold }) => hold ?? [])
  const items = judged.flatMap(({ item }) => item ?? [])
  const removedSubjects = judged.flatMap(({ item, subjectId }) => (item ? [] : [subjectId]))
  const counted = countedFields(due.group, policy.noise, now)
  const told = judged.flatMap(({ telling }) => (telling ? [withFields(telling, counted)] : []))
  const muteEnds = items.flatMap(({ mutedUntil }) => mutedUntil ?? [])
  const group = { ...sized(due.group, removedSubjects.length), lastFlushAt: now }
  const running = runningOf(due)
  const firing = firingAfter(due.firing, items)
  const before: AgainFacts = { group, firing, policy, mutes, running, now }
  const freed = heldAnew(before)
  const facts = { ...before, firing: firingAfter(before.firing, freed) }
  const again = told.length === 0 && due.pendingCount === 0 ? toldAgain(facts) : []
  const repeats = again.length > 0
  const left = repeats ? [] : leftToRuns(facts)
  const after = repeats
    ? { ...facts, group: { ...group, lastRepeatAt: now } }
    : { ...facts, firing: firingAfter(facts.firing, left) }
  const progress: Progress = {
    ...after,
    muteEnds: due.nextMuteEndsAt === undefined ? muteEnds : [...muteEnds, due.nextMuteEndsAt],
    told: told.length > 0 || repeats,
    isCounted: told.some(({ entry }) => entry.state === 'firing' || entry.state === 'notice'),
  }
  const isNew = judged.some(({ telling, isFirst }) => telling && isFirst)
  const news = isNew ? 'alert' : 'update'
  return {
    held,
    items: itemsAfter(items, [...freed, ...left]),
    removedSubjects,
    entries: repeats ? again : told,
    kind: repeats ? 'repeat' : kindOf(told, news),
    group: next(due, progress),
  }
}

/** Alerts that a run of an escalation policy still tells. */
function runningOf({ escalations = [] }: DueGroup): ReadonlySet<string> {
  return new Set(
    escalations.filter(({ state }) => state === 'running').map(({ alertId }) => alertId),
  )
}

/** What is not over, as it is after these changes. */
function firingAfter(
  firing: readonly GroupItem[],
  items: readonly GroupItem[],
): readonly GroupItem[] {
  const after = new Map(items.map((item) => [item.entry.subjectId, item]))
  return firing.map((item) => after.get(item.entry.subjectId) ?? item)
}

function itemsAfter(
  items: readonly GroupItem[],
  changed: readonly GroupItem[],
): readonly GroupItem[] {
  const last = new Map([...items, ...changed].map((item) => [item.entry.subjectId, item]))
  return [...last.values()]
}

/** How many events there were, to what goes on or was noticed. */
function withFields(telling: TellingEntry, fields: readonly EventField[]): TellingEntry {
  const { entry } = telling
  if (fields.length === 0 || (entry.state !== 'firing' && entry.state !== 'notice')) return telling
  return { ...telling, entry: { ...entry, fields: [...fields, ...entry.fields] } }
}

/** It flapped until now: that is no longer said of it. */
function calmed(item: GroupItem, now: number): GroupItem {
  const { flappingUntil, ...entry } = item.entry
  return flappingUntil === undefined || flappingUntil > now ? item : { ...item, entry }
}

/** What becomes of one item: told, held, or left as it is; removed where there is no `item`. */
type Judged = {
  readonly subjectId: string
  readonly item?: GroupItem
  readonly telling?: TellingEntry
  readonly hold?: HeldEntry
  /** It fires, and was never told before. */
  readonly isFirst: boolean
}

function judge(
  item: GroupItem,
  { policy, now, mute }: { policy: Policy; now: number; mute: Mute | undefined },
): Judged {
  const { entry, told } = item
  const base = {
    subjectId: entry.subjectId,
    isFirst: entry.state === 'firing' && told === undefined,
  }
  const isOver = entry.state === 'resolved' || entry.state === 'notice'
  // What was held for a while may have become what was told.
  if (item.givenBack === undefined && !isPending(entry, told))
    return isOver ? base : { ...base, item: unmuted(item) }
  const reason = mute?.reason ?? holdReason(item, policy)
  if (reason === undefined) {
    const after = toldItem(item, now)
    return { ...base, telling: tellingOf(item), item: isOver ? flappingOn(after, now) : after }
  }
  const hold = isHeldAlready(item, mute) ? undefined : { entry, reason, ...detailOf(mute) }
  if (mute && !(isOver && mute.reason !== 'flapping'))
    return { ...base, hold, item: heldItem(item, mute) }
  const left = told && { ...unmuted(item), told: { ...told, state: 'resolved' as const } }
  return { ...base, hold, item: left && flappingOn(left, now) }
}

/** What is over stays in the group while it flaps: it may begin again at any moment. */
function flappingOn(item: GroupItem, now: number): GroupItem | undefined {
  const until = flapsUntil(item, now)
  if (until === undefined || item.told === undefined || item.entry.state !== 'resolved')
    return undefined
  return heldItem(item, { until, by: FLAPPING })
}

function heldItem(item: GroupItem, { until, by }: Pick<Mute, 'until' | 'by'>): GroupItem {
  const mutedEventId = item.entry.eventId
  return { ...item, pending: false, mutedUntil: until, mutedBy: by, mutedEventId }
}

/** Fewer are in it by those that were removed; a group of one alert is not counted. */
function sized(group: AlertGroup, removed: number): AlertGroup {
  return group.size === undefined ? group : { ...group, size: Math.max(0, group.size - removed) }
}

/** A group of a policy that tells nothing now: everything stays as it is until then, and says once why. */
export function deferFlush(due: DueGroup, { until, by }: TimedMute): Telling {
  const mutedBy = `${TIMING_PREFIX}${by}`
  const fresh = due.pending.filter((item) => item.mutedEventId !== item.entry.eventId)
  // What is to be told again knows by what it waits, too: that may end with a configuration.
  const waiting = due.firing.filter((item) => goesOn(item) && item.mutedBy !== mutedBy)
  return {
    kind: 'update',
    entries: [],
    held: fresh.map(({ entry }) => ({ entry, reason: 'mute-timing', detail: { by, until } })),
    items: [
      ...fresh.map((item) => ({ ...item, mutedBy, mutedEventId: item.entry.eventId })),
      ...waiting.map((item) => ({ ...item, mutedBy })),
    ],
    removedSubjects: [],
    group: { ...due.group, nextFlushAt: until },
  }
}

/** What holds it and until when, where that is known beforehand. */
function detailOf(mute: Mute | undefined): Pick<HeldEntry, 'detail'> {
  if (mute === undefined) return {}
  if (mute.shown) return { detail: mute.shown }
  const isOpen = mute.reason === 'storm' || mute.reason === 'below-threshold'
  return isOpen ? {} : { detail: { until: mute.until } }
}

/** A mute holds what can be told later as well; who heard of a problem hears of its end and of who answers all the same. */
function canWait({ entry, told }: GroupItem): boolean {
  if (entry.state === 'resolved') return false
  return entry.state !== 'acknowledged' || told === undefined
}

/** Each event says once why it was held, and again where something else holds it now. */
function isHeldAlready({ entry, ...item }: GroupItem, mute: Mute | undefined): boolean {
  const isOfEvent = item.mutedUntil !== undefined && item.mutedEventId === entry.eventId
  return mute !== undefined && isOfEvent && item.mutedBy === mute.by
}

/** A recovery, or that somebody answers, goes to all who heard of the problem. */
function tellingOf({ entry, told }: GroupItem): TellingEntry {
  const isForHearers = entry.state === 'resolved' || entry.state === 'acknowledged'
  const goesOn = entry.state === 'firing' && told !== undefined && told.state !== 'resolved'
  if (!isForHearers || !told)
    return { entry, audience: entry.severity, ...(goesOn ? { goesOn } : {}) }
  return { entry, audience: told.severity, earlier: told.heard }
}

function unmuted({ mutedUntil: _, mutedBy: __, mutedEventId: ___, ...item }: GroupItem): GroupItem {
  return { ...item, pending: false }
}

function toldItem(item: GroupItem, now: number): GroupItem {
  const { raised: _, givenBack: __, ...plain } = unmuted(item)
  return { ...plain, told: toldOf(item.entry, item.told, now) }
}

function holdReason({ entry, told }: GroupItem, policy: Policy): HoldReason | undefined {
  if (entry.state !== 'resolved') return undefined
  if (told === undefined) return 'over-before-told'
  return policy.recoveries ? undefined : 'recoveries-off'
}

/** A severity that was told under once is kept: its hearers are to hear of the end too. */
function toldOf(entry: NotificationEntry, before: Told | undefined, now: number): Told {
  const { state, severity, status, flappingUntil } = entry
  const heard = new Set([...(before?.heard ?? (before ? [before.severity] : [])), severity])
  return {
    state,
    severity,
    status,
    at: now,
    ...(heard.size > 1 ? { heard: [...heard] } : {}),
    ...(flappingUntil === undefined ? {} : { flappingUntil }),
  }
}

function kindOf(entries: readonly TellingEntry[], news: NotificationKind): NotificationKind {
  if (entries.length === 0) return news
  if (entries.every(({ entry }) => entry.state === 'resolved')) return 'resolved'
  if (entries.every(({ entry }) => entry.state === 'notice')) return 'notice'
  return news
}

type Progress = AgainFacts & {
  readonly told: boolean
  /** When what is muted may be told. */
  readonly muteEnds: readonly number[]
  /** Something was told that noise rules count. */
  readonly isCounted: boolean
}

/** The group after this flush: looked at again at once while more is pending, else when something is due. */
function next(due: DueGroup, progress: Progress): AlertGroup | undefined {
  const { group: before, policy, now, told, muteEnds, isCounted } = progress
  const { noise: _, ...plain } = before
  const noise = noiseAfter(before, policy.noise, { now, told: isCounted })
  const group: AlertGroup = {
    ...plain,
    ...(told ? { lastToldAt: now, clockFrom: before.clockFrom ?? now } : {}),
    ...(noise ? { noise } : {}),
  }
  if (due.pendingCount > due.pending.length) return { ...group, nextFlushAt: now }
  const times = [
    ...muteEnds,
    ...(due.firingCount > 0 ? [againAt(progress)] : []),
    ...(noise ? [noiseEndsAt(noise, policy.noise)] : []),
  ]
  return times.length > 0 ? { ...group, nextFlushAt: Math.min(...times) } : undefined
}

function endWithoutPolicy(due: DueGroup): Telling {
  const rest = due.pendingCount > due.pending.length ? { ...due.group } : undefined
  return {
    kind: 'update',
    entries: [],
    held: due.pending.map(({ entry }) => ({ entry, reason: 'policy-removed' as const })),
    items: [],
    removedSubjects: due.pending.map(({ entry }) => entry.subjectId),
    group: rest,
  }
}
