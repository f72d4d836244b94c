import type { Notification } from '../../model/notification.ts'
import type { Row } from './connection.ts'

/** Every notification with its body; conditions follow. */
export const NOTIFICATIONS =
  'select n.state, n.due_at, n.attempt_count, n.merged_into, b.body from notifications n join notification_bodies b on b.id = n.id'

/** Greater than every id. */
export const LAST_ID = '~'

/** Every state as it stands in a statement. */
export const STATES: Readonly<Record<Notification['state'], string>> = {
  due: 'due',
  leased: 'leased',
  sent: 'sent',
  dead: 'dead',
  merged: 'merged',
  moot: 'moot',
}

/** The store wrote these texts itself, so their shape is trusted: the one place where a type is asserted. */
export function bodyOf<T>(row: Row, column = 'body'): T {
  return JSON.parse(String(row[column])) as T // written by operations.ts from a value of this type
}

/** A body with what the columns say of it now. */
export function notificationOf(row: Row): Notification {
  const { state, due_at: dueAt, attempt_count: attemptCount, merged_into: mergedInto } = row
  const now: Pick<Notification, 'state' | 'dueAt' | 'attemptCount' | 'mergedInto'> = {
    state: String(state) as Notification['state'], // written by operations.ts
    dueAt: Number(dueAt),
    attemptCount: Number(attemptCount),
    mergedInto: typeof mergedInto === 'string' ? mergedInto : undefined,
  }
  return { ...bodyOf<Notification>(row), ...now }
}

/** A column that may be null. */
export function numberOf(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column]
  return value === null || value === undefined ? undefined : Number(value)
}
