import type { Alert } from '../../model/alert.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Notification } from '../../model/notification.ts'
import { bodyOf, notificationOf as changedOf, numberOf, type Row } from '../rows.ts'

// A body is written whole. What statements change of it without knowing it stands in columns, which say how it is now.

export const ALERT = 'body, auto_resolve_at'
export const GROUP = 'body, next_flush_at'
export const ITEM = 'body, muted_until'
export const RUN = 'body, next_at'

export function alertOf(row: Row): Alert {
  const autoResolveAt = numberOf(row, 'auto_resolve_at')
  return { ...bodyOf<Alert>(row), ...(autoResolveAt === undefined ? {} : { autoResolveAt }) }
}

export function groupOf(row: Row): AlertGroup {
  const nextFlushAt = numberOf(row, 'next_flush_at')
  return { ...bodyOf<AlertGroup>(row), ...(nextFlushAt === undefined ? {} : { nextFlushAt }) }
}

export function itemOf(row: Row): GroupItem {
  const mutedUntil = numberOf(row, 'muted_until')
  return { ...bodyOf<GroupItem>(row), ...(mutedUntil === undefined ? {} : { mutedUntil }) }
}

export function runOf(row: Row): Escalation {
  const nextAt = numberOf(row, 'next_at')
  return { ...bodyOf<Escalation>(row), ...(nextAt === undefined ? {} : { nextAt }) }
}

/** Every notification with its body; conditions follow. */
export const NOTIFICATIONS =
  'select n.state, n.due_at, n.attempt_count, n.merged_into, n.form, n.uncertain, n.robot, n.stood_by, n.resent_at, b.body from notifications n join notification_bodies b on b.id = n.id'

export function notificationOf(row: Row): Notification {
  const { form, uncertain, robot, stood_by: stoodBy } = row
  const resentAt = numberOf(row, 'resent_at')
  return {
    ...changedOf(row),
    ...(form === 'plain' ? { form } : {}),
    ...(typeof uncertain === 'boolean' ? { uncertain } : {}),
    ...(typeof robot === 'string' ? { robot } : {}),
    ...(typeof stoodBy === 'boolean' ? { stoodBy } : {}),
    ...(resentAt === undefined ? {} : { resentAt }),
  }
}
