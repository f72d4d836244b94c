import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import { severityRank, worstSeverity } from '../../model/severity.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'

/** One notification that names everything its parts would have told, each alert once, as it is told last. */
export function digestOf(
  parts: readonly Notification[],
  { id, now }: { readonly id: string; readonly now: number },
): Notification {
  const newest = new Map(
    [...parts]
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .flatMap((part) => part.entries.map((entry) => [entry.subjectId, entry] as const)),
  )
  const order = new Map(
    parts.flatMap((part) => part.entries).map((entry, index) => [entry.subjectId, index]),
  )
  const entries = [...newest.values()].sort(
    (one, other) => (order.get(one.subjectId) ?? 0) - (order.get(other.subjectId) ?? 0),
  )
  return {
    id,
    endpointId: parts[0]?.endpointId ?? '',
    lane: parts[0]?.lane ?? '',
    kind: 'digest',
    severity: worstSeverity(parts.map((part) => part.severity)),
    state: 'due',
    createdAt: Math.min(...parts.map((part) => part.createdAt)),
    dueAt: now,
    attemptCount: 0,
    policy: [...new Set(parts.map((part) => part.policy))].join(', '),
    entries,
    mentions: [...new Set(parts.flatMap((part) => part.mentions))],
    trouble: troubleOf(parts),
    // Of what is told for as long as nobody answers nothing is left once somebody has.
    ...(parts.every((part) => part.unlessAnswered) ? { unlessAnswered: true } : {}),
    // What the standby endpoint has of every part, it need not hear again.
    ...(parts.every((part) => part.stoodBy) ? { stoodBy: true } : {}),
  }
}

/**
 * The notification as several that each fit one message: halved until `fits` says so, or until one
 * alert is left. Their ids follow its own, so that they keep its place among what is owed.
 */
export function splitToFit(
  notification: Notification,
  fits: (part: Notification) => boolean,
): readonly Notification[] {
  const pieces = halve(notification.entries, (entries) => fits({ ...notification, entries }))
  return pieces.map((entries, index) => ({
    ...notification,
    id: `${notification.id}-${String(index + 1).padStart(3, '0')}`,
    severity: urgencyOf(entries, notification),
    entries,
  }))
}

type Entries = readonly NotificationEntry[]

function halve(entries: Entries, fits: (entries: Entries) => boolean): readonly Entries[] {
  if (entries.length <= 1 || fits(entries)) return [entries]
  const middle = Math.ceil(entries.length / 2)
  return [...halve(entries.slice(0, middle), fits), ...halve(entries.slice(middle), fits)]
}

/** The whole's urgency is no less than a part's: a part of recoveries goes with its own. */
function urgencyOf(entries: Entries, whole: Notification): Notification['severity'] {
  const open = entries.filter(({ state }) => state !== 'resolved')
  const worst = worstSeverity(open.map(({ severity }) => severity))
  return severityRank(worst) > severityRank(whole.severity) ? worst : whole.severity
}

/** What the parts say of others who could not be told, each reason once. */
function troubleOf(parts: readonly Notification[]): LocalText | undefined {
  const all = parts.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble]))
  const distinct = [...new Map(all.map((text) => [inLanguage(text, 'en'), text])).values()]
  const told = distinct.slice(0, DELIVERY_LIMITS.troublesMax)
  if (told.length === 0) return undefined
  return {
    en: told.map((text) => inLanguage(text, 'en')).join('\n'),
    zh: told.map((text) => inLanguage(text, 'zh')).join('\n'),
  }
}
