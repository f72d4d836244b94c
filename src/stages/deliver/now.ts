import type { Alert } from '../../model/alert.ts'
import type { Notification, NotificationKind } from '../../model/notification.ts'

/**
 * The notification as it is to be told at this moment: what has resolved since it was decided is
 * told as resolved, and nobody is called for it.
 */
export function asOfNow(
  notification: Notification,
  statesNow: ReadonlyMap<string, Alert['state']>,
): Notification {
  const isOver = (id: string): boolean => statesNow.get(id) === 'resolved'
  if (!notification.entries.some(({ subjectId }) => isOver(subjectId))) return notification
  const entries = notification.entries.map((entry) =>
    isOver(entry.subjectId) ? { ...entry, state: 'resolved' as const } : entry,
  )
  const isAllOver = entries.every(({ state }) => state === 'resolved')
  const isUrgent = entries.some(({ state, severity }) => state === 'firing' && severity !== 'info')
  return {
    ...notification,
    entries,
    kind: isAllOver && OPENING.has(notification.kind) ? 'resolved' : notification.kind,
    mentions: isUrgent ? notification.mentions : [],
  }
}

/** Kinds whose title says that something goes on. */
const OPENING: ReadonlySet<NotificationKind> = new Set(['alert', 'update', 'repeat', 'escalation'])
