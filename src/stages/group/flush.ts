import type { AlertGroup, GroupItem, Told } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { NotificationEntry, NotificationKind } from '../../model/notification.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Telling, TellingEntry } from '../../model/telling.ts'

/** Decides what a due group tells. Without its policy (it was removed) everything is held and the group ends. */
export function decideFlush(due: DueGroup, policy: Policy | undefined, now: number): Telling {
  if (!policy) return endWithoutPolicy(due)
  const held: { entry: NotificationEntry; reason: HoldReason }[] = []
  const entries: TellingEntry[] = []
  const items: GroupItem[] = []
  const removedSubjects: string[] = []
  let news: NotificationKind = 'update'
  for (const item of due.pending) {
    const { entry, told } = item
    const reason = holdReason(item, policy)
    if (reason) held.push({ entry, reason })
    else
      entries.push({
        entry,
        audience: entry.state === 'resolved' ? (told?.severity ?? entry.severity) : entry.severity,
        earlier: entry.state === 'resolved' ? told?.heard : undefined,
      })
    if (entry.state === 'resolved' || entry.state === 'notice')
      removedSubjects.push(entry.subjectId)
    else items.push({ ...item, pending: false, told: toldOf(entry, told) })
    if (!reason && entry.state === 'firing' && told === undefined) news = 'alert'
  }
  const base = { held, items, removedSubjects }
  if (entries.length > 0) {
    return {
      ...base,
      entries,
      kind: kindOf(entries, news),
      group: next(due, { policy, now, told: true }),
    }
  }
  const repeats =
    due.pendingCount === 0 && due.firingCount > 0 && isRepeatDue(due.group, policy, now)
  if (!repeats)
    return {
      ...base,
      entries,
      kind: 'update',
      group: next(due, { policy, now, told: false }),
    }
  const again = due.firing
    .filter(({ entry }) => entry.state === 'firing')
    .map(({ entry }) => ({ entry, audience: entry.severity }))
  return {
    ...base,
    entries: again,
    kind: 'repeat',
    group: next(due, { policy, now, told: true }),
  }
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
}

/** The group after this flush: looked at again at once while more is pending, else when a repeat is due. */
function next(due: DueGroup, { policy, now, told }: Progress): AlertGroup | undefined {
  const morePending = due.pendingCount > due.pending.length
  if (due.firingCount === 0 && !morePending) return undefined
  const lastToldAt = told ? now : due.group.lastToldAt
  const nextFlushAt = morePending ? now : (lastToldAt ?? now) + policy.group.repeatMs
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
