import type { AlertGroup, GroupItem, Told } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import { TIMING_PREFIX, type TimedMute } from '../../model/mute-timing.ts'
import type { NotificationEntry, NotificationKind } from '../../model/notification.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Mute } from '../../model/silence.ts'
import type { HeldEntry, Telling, TellingEntry } from '../../model/telling.ts'

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
  const held: HeldEntry[] = []
  const entries: TellingEntry[] = []
  const items: GroupItem[] = []
  const removedSubjects: string[] = []
  const progress = { policy, now, muteEnds: due.nextMuteEndsAt ? [due.nextMuteEndsAt] : [] }
  let news: NotificationKind = 'update'
  for (const item of due.pending) {
    const { entry, told } = item
    const mute = canWait(item) ? mutes.get(entry.subjectId) : undefined
    const reason = mute?.reason ?? holdReason(item, policy)
    if (reason && !isHeldAlready(item, mute)) held.push({ entry, reason, ...detailOf(mute) })
    if (!reason) entries.push(tellingOf(item))
    if (entry.state === 'resolved' || entry.state === 'notice')
      removedSubjects.push(entry.subjectId)
    else if (mute) {
      items.push({
        ...item,
        pending: false,
        mutedUntil: mute.until,
        mutedBy: mute.by,
        mutedEventId: entry.eventId,
      })
      progress.muteEnds.push(mute.until)
    } else items.push(toldItem(item))
    if (!reason && entry.state === 'firing' && told === undefined) news = 'alert'
  }
  const base = { held, items, removedSubjects }
  if (entries.length > 0) {
    const group = next(due, { ...progress, told: true })
    return { ...base, entries, kind: kindOf(entries, news), group }
  }
  const repeats =
    due.pendingCount === 0 && due.firingCount > 0 && isRepeatDue(due.group, policy, now)
  const again = repeats ? repeated(due, mutes) : []
  if (again.length > 0)
    return {
      ...base,
      entries: again,
      kind: 'repeat',
      group: next(due, { ...progress, told: true }),
    }
  const ends = repeats ? muteEndsOf(due, mutes) : []
  // A repeat that was due for nothing but what is muted comes when the first mute is over.
  if (ends.length > 0)
    return {
      ...base,
      entries,
      kind: 'update',
      group: {
        ...due.group,
        lastFlushAt: now,
        nextFlushAt: Math.min(...progress.muteEnds, ...ends),
      },
    }
  const group = next(due, { ...progress, told: repeats })
  return { ...base, entries, kind: repeats ? 'repeat' : 'update', group }
}

/** A group of a policy that tells nothing now: everything stays as it is until then, and says once why. */
export function deferFlush(due: DueGroup, { until, by }: TimedMute): Telling {
  const fresh = due.pending.filter((item) => item.mutedEventId !== item.entry.eventId)
  return {
    kind: 'update',
    entries: [],
    held: fresh.map(({ entry }) => ({ entry, reason: 'mute-timing', detail: { by, until } })),
    items: fresh.map((item) => ({
      ...item,
      mutedBy: `${TIMING_PREFIX}${by}`,
      mutedEventId: item.entry.eventId,
    })),
    removedSubjects: [],
    group: { ...due.group, nextFlushAt: until },
  }
}

function detailOf(mute: Mute | undefined): Pick<HeldEntry, 'detail'> {
  return mute ? { detail: mute.shown ?? { until: mute.until } } : {}
}

/** A mute holds what can be told later as well; who heard of a problem hears of its end and of who answers all the same. */
function canWait({ entry, told }: GroupItem): boolean {
  if (entry.state === 'resolved') return false
  return entry.state !== 'acknowledged' || told === undefined
}

/** Each event says once why it was held, and again where something else holds it now. */
function isHeldAlready(item: GroupItem, mute: Mute | undefined): boolean {
  const isOfEvent = item.mutedUntil !== undefined && item.mutedEventId === item.entry.eventId
  return mute !== undefined && isOfEvent && item.mutedBy === mute.by
}

/** A recovery, or that somebody answers, goes to all who heard of the problem. */
function tellingOf({ entry, told }: GroupItem): TellingEntry {
  const isForHearers = entry.state === 'resolved' || entry.state === 'acknowledged'
  if (!isForHearers || !told) return { entry, audience: entry.severity }
  return { entry, audience: told.severity, earlier: told.heard }
}

function toldItem({
  mutedUntil: _,
  mutedBy: __,
  mutedEventId: ___,
  ...item
}: GroupItem): GroupItem {
  return { ...item, pending: false, told: toldOf(item.entry, item.told) }
}

/** What goes on and nobody has taken on, without what is muted: what was never told is no repeat. */
function repeated(due: DueGroup, mutes: FlushContext['mutes']): readonly TellingEntry[] {
  return due.firing
    .filter(
      ({ entry, mutedUntil }) =>
        entry.state === 'firing' && mutedUntil === undefined && !mutes.has(entry.subjectId),
    )
    .map(({ entry }) => ({ entry, audience: entry.severity }))
}

/** When those may be told again that are muted now. */
function muteEndsOf(due: DueGroup, mutes: FlushContext['mutes']): readonly number[] {
  return due.firing
    .filter(({ entry }) => entry.state === 'firing')
    .flatMap(({ entry }) => mutes.get(entry.subjectId)?.until ?? [])
}

function holdReason({ entry, told }: GroupItem, policy: Policy): HoldReason | undefined {
  if (entry.state !== 'resolved') return undefined
  if (told === undefined) return 'over-before-told'
  return policy.recoveries ? undefined : 'recoveries-off'
}

/** A severity that was told under once is kept: its hearers are to hear of the end too. */
function toldOf({ state, severity, status }: NotificationEntry, before: Told | undefined): Told {
  const heard = new Set([...(before?.heard ?? (before ? [before.severity] : [])), severity])
  return { state, severity, status, ...(heard.size > 1 ? { heard: [...heard] } : {}) }
}

function kindOf(entries: readonly TellingEntry[], news: NotificationKind): NotificationKind {
  if (entries.every(({ entry }) => entry.state === 'resolved')) return 'resolved'
  if (entries.every(({ entry }) => entry.state === 'notice')) return 'notice'
  return news
}

function isRepeatDue(group: AlertGroup, policy: Policy, now: number): boolean {
  return group.lastToldAt !== undefined && group.lastToldAt + policy.group.repeatMs <= now
}

type Progress = {
  readonly policy: Policy
  readonly now: number
  readonly told: boolean
  /** When what is muted may be told. */
  readonly muteEnds: readonly number[]
}

/** The group after this flush: looked at again at once while more is pending, else when a repeat is due. */
function next(due: DueGroup, { policy, now, told, muteEnds }: Progress): AlertGroup | undefined {
  const morePending = due.pendingCount > due.pending.length
  if (due.firingCount === 0 && !morePending) return undefined
  const lastToldAt = told ? now : due.group.lastToldAt
  const nextAt = morePending ? now : (lastToldAt ?? now) + policy.group.repeatMs
  const nextFlushAt = Math.min(nextAt, ...muteEnds)
  return { ...due.group, lastFlushAt: now, lastToldAt, nextFlushAt }
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
