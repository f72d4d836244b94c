import { hash } from 'node:crypto'
import type { SentMessage } from '../contract/recording.ts'
import type { DailyQuery, DailyRow } from '../contract/retention-store.ts'
import type { StoreCounts } from '../contract/store.ts'
import type { Notification } from '../model/notification.ts'
import { type DeliveryKey, pairKey } from '../model/settlement.ts'

/** A row as any driver gives it. */
export type Row = Readonly<Record<string, unknown>>

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

/** The columns of a day's counts, summed up. */
export const DAILY_SUMS = `sum(events) as events, sum(opened) as opened, sum(ended) as ended, sum(ended_ms) as ended_ms,
  sum(acknowledged) as acknowledged, sum(acknowledged_ms) as acknowledged_ms, sum(sent) as sent, sum(dead) as dead`

/** An event under several policies counts once for its day and its source, and once for each of the policies. */
export const DAILY_WHICH: Readonly<Record<DailyQuery['by'], string>> = {
  day: "policy = '' or source = ''",
  source: "policy = '' and source <> ''",
  policy: "policy <> ''",
}

export function dailyRowOf(row: Row, by: DailyQuery['by']): DailyRow {
  return {
    day: Number(row['day']),
    ...(by === 'day' ? {} : { [by]: String(row[by]) }),
    events: Number(row['events']),
    opened: Number(row['opened']),
    ended: Number(row['ended']),
    endedMs: Number(row['ended_ms']),
    acknowledged: Number(row['acknowledged']),
    acknowledgedMs: Number(row['acknowledged_ms']),
    sent: Number(row['sent']),
    dead: Number(row['dead']),
  }
}

/** What `storeCounts` of every store selects, under these names. */
export function countsOf(row: Row | undefined): StoreCounts {
  const count = (name: string): number => Number(row?.[name] ?? 0)
  return {
    events: count('events'),
    unsettled: count('unsettled'),
    openAlerts: count('open_alerts'),
    unheard: count('unheard'),
    openGroups: count('open_groups'),
    dueGroups: count('due_groups'),
    dueEscalations: count('due_escalations'),
    due: count('due'),
    leased: count('leased'),
    sent: count('sent'),
    dead: count('dead'),
    merged: count('merged'),
    moot: count('moot'),
    quarantined: count('quarantined'),
  }
}

export function sentMessageOf(row: Row): SentMessage {
  return {
    notificationId: String(row['notification_id']),
    endpointId: String(row['endpoint']),
    at: Number(row['at']),
    kind: String(row['kind']) as SentMessage['kind'], // written by the store
    policy: String(row['policy']),
  }
}

/** The cursor behind a page, where it is not the last one. */
export function nextOf(rows: readonly Row[], limit: number, column: string): { next?: string } {
  const last = rows.at(-1)
  return rows.length === limit && last ? { next: String(last[column]) } : {}
}

/** Which delivery, as a number that fits a row's key: two that differ share one with a chance of 1 in 2^63. */
export function deliveryDigest({ source, deliveryKey }: DeliveryKey): bigint {
  return hash('sha256', pairKey(source, deliveryKey), 'buffer').readBigUInt64BE(0) >> 1n
}
