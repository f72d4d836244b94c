import { hash } from 'node:crypto'
import { STORE_LIMITS } from '../../base/limits.ts'
import type { AttemptRecord, Burial, QuarantineEntry, QuotaMonth } from '../../contract/store.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Notification } from '../../model/notification.ts'
import { type DeliveryKey, type Flush, pairKey, type Settlement } from '../../model/settlement.ts'
import { severityRank } from '../../model/severity.ts'
import { type AnswerOperation, performAnswer } from './answers.ts'
import type { Connection } from './connection.ts'
import { countSent, type LaneColumns, probeNow, putLaneAfter } from './lane-rows.ts'
import { type LeaseOperation, releaseLeases } from './leases.ts'

/** An event as columns: id, source, time received, body, raw. Flat, because it crosses threads. */
export type EventColumns = readonly [string, string, number, string, string]

/**
 * What the writer can be asked to do. Each operation is one transaction for its caller; the writer
 * joins those that wait into one commit.
 */
export type Operation =
  | { readonly kind: 'append'; readonly rows: readonly EventColumns[] }
  | { readonly kind: 'quarantine'; readonly entry: QuarantineEntry }
  | {
      readonly kind: 'settle'
      readonly upTo: number
      readonly settlement: Settlement
      readonly forgetBefore: number
    }
  | { readonly kind: 'flush'; readonly groupId: string; readonly flush: Flush }
  | {
      readonly kind: 'claim'
      readonly leaseUntil: number
      readonly leased: readonly (readonly [id: string, attemptCount: number])[]
      /** New ones, which are leased as well. */
      readonly digests: readonly Notification[]
      readonly merged: readonly { readonly digestId: string; readonly ids: readonly string[] }[]
      readonly added: readonly Notification[]
      readonly buried: Burial | undefined
    }
  | {
      readonly kind: 'attempt'
      readonly id: string
      readonly notificationId: string
      readonly body: string
      readonly next: AttemptRecord['next']
      readonly lane: LaneColumns
      readonly countedIn: number | undefined
      readonly quota: QuotaMonth | undefined
      readonly notifications: readonly Notification[]
    }
  | {
      readonly kind: 'give-back'
      readonly ids: readonly string[]
      readonly dueAt: number
      readonly uncertain?: boolean
    }
  | {
      readonly kind: 'count-sent'
      readonly lane: string
      readonly at: number
      readonly keepFrom: number
    }
  | { readonly kind: 'probe-now'; readonly lane: string; readonly at: number }
  | LeaseOperation
  | {
      readonly kind: 'stand-by'
      readonly copies: readonly Notification[]
      readonly copiedIds: readonly string[]
    }
  | { readonly kind: 'resend'; readonly ids: readonly string[]; readonly now: number }
  | AnswerOperation

/** Carries out one operation inside the writer's transaction. Throws what the database throws. */
export function perform(connection: Connection, operation: Operation): void {
  switch (operation.kind) {
    case 'append':
      append(connection, operation.rows)
      break
    case 'quarantine':
      quarantine(connection, operation.entry)
      break
    case 'settle':
      settle(connection, operation)
      break
    case 'flush':
      flush(connection, operation.groupId, operation.flush)
      break
    case 'claim':
      claim(connection, operation)
      break
    case 'attempt':
      attempt(connection, operation)
      break
    case 'count-sent':
      countSent(connection, operation)
      break
    case 'probe-now':
      probeNow(connection, operation)
      break
    case 'give-back':
      giveBack(connection, operation)
      break
    case 'release-leases':
      releaseLeases(connection, operation)
      break
    case 'put-key':
    case 'put-silence':
    case 'expire-silence':
      performAnswer(connection, operation)
      break
    case 'stand-by':
      standBy(connection, operation)
      break
    case 'resend':
      resend(connection, operation)
      break
  }
}

function append(connection: Connection, rows: readonly EventColumns[]): void {
  for (const row of rows) {
    connection.run(
      'insert into events (id, source, received_at, body, raw) values (?, ?, ?, ?, ?)',
      ...row,
    )
  }
}

function quarantine(connection: Connection, entry: QuarantineEntry): void {
  connection.run(
    'insert into quarantine (id, received_at, body) values (?, ?, ?)',
    entry.id,
    entry.receivedAt,
    JSON.stringify(entry),
  )
  connection.run(
    'delete from quarantine where id <= (select id from quarantine order by id desc limit 1 offset ?)',
    STORE_LIMITS.quarantineRowsMax,
  )
}

function settle(connection: Connection, operation: Extract<Operation, { kind: 'settle' }>): void {
  const { settlement } = operation
  for (const alert of settlement.alerts) {
    connection.run(
      'insert into alerts (id, source, dedup_key, state, body) values (?, ?, ?, ?, ?) on conflict (id) do update set state = excluded.state, body = excluded.body',
      alert.id,
      alert.source,
      alert.dedupKey,
      alert.state,
      JSON.stringify(alert),
    )
  }
  for (const group of settlement.groups) putGroup(connection, group)
  for (const item of settlement.items) putItem(connection, item)
  for (const { groupId, flush: result } of settlement.flushes) flush(connection, groupId, result)
  for (const notification of settlement.notifications ?? [])
    addNotification(connection, notification)
  for (const outcome of settlement.outcomes) {
    connection.run(
      'insert into outcomes (event_id, body) values (?, ?)',
      outcome.eventId,
      JSON.stringify(outcome),
    )
  }
  for (const delivery of settlement.deliveries) {
    connection.run(
      'insert into deliveries (digest, event_id, at) values (?, ?, ?) on conflict do nothing',
      deliveryDigest(delivery),
      delivery.eventId,
      delivery.at,
    )
  }
  connection.run(
    'delete from deliveries where digest in (select digest from deliveries where at < ? limit 500)',
    operation.forgetBefore,
  )
  connection.run("update cursors set seq = ? where name = 'settled'", operation.upTo)
}

/** Which delivery, as a number that fits a row's key: two that differ share one with a chance of 1 in 2^63. */
export function deliveryDigest({ source, deliveryKey }: DeliveryKey): bigint {
  return hash('sha256', pairKey(source, deliveryKey), 'buffer').readBigUInt64BE(0) >> 1n
}

function putGroup(connection: Connection, group: NonNullable<Flush['group']>): void {
  connection.run(
    'insert into alert_groups (id, policy, key, next_flush_at, body) values (?, ?, ?, ?, ?) on conflict (id) do update set next_flush_at = excluded.next_flush_at, body = excluded.body',
    group.id,
    group.policy,
    group.key,
    group.nextFlushAt ?? null,
    JSON.stringify(group),
  )
}

function putItem(connection: Connection, item: GroupItem): void {
  connection.run(
    'insert into group_items (group_id, subject_id, state, severity_rank, pending, muted_until, muted_by, body) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set state = excluded.state, severity_rank = excluded.severity_rank, pending = excluded.pending, muted_until = excluded.muted_until, muted_by = excluded.muted_by, body = excluded.body',
    item.groupId,
    item.entry.subjectId,
    item.entry.state,
    severityRank(item.entry.severity),
    item.pending ? 1 : 0,
    item.mutedUntil ?? null,
    item.mutedBy ?? null,
    JSON.stringify(item),
  )
}

function flush(connection: Connection, groupId: string, result: Flush): void {
  for (const item of result.items) putItem(connection, item)
  for (const subjectId of result.removedSubjects) {
    connection.run(
      'delete from group_items where group_id = ? and subject_id = ?',
      groupId,
      subjectId,
    )
  }
  for (const notification of result.notifications) addNotification(connection, notification)
  for (const hold of result.holds) {
    connection.run(
      'insert into holds (id, event_id, body) values (?, ?, ?)',
      hold.id,
      hold.eventId,
      JSON.stringify(hold),
    )
  }
  if (result.group) {
    putGroup(connection, result.group)
    return
  }
  connection.run('delete from group_items where group_id = ?', groupId)
  connection.run('delete from alert_groups where id = ?', groupId)
}

/**
 * What of a notification hardly ever changes is its body; the rest is in columns. One that is there
 * already has moved to another lane.
 */
function addNotification(connection: Connection, notification: Notification): void {
  const { id, lane, state, severity, dueAt, attemptCount, mergedInto, ...body } = notification
  connection.run(
    'insert into notifications (id, lane, state, severity_rank, due_at, attempt_count, merged_into) values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set lane = excluded.lane, state = excluded.state, due_at = excluded.due_at',
    id,
    lane,
    state,
    severityRank(severity),
    dueAt,
    attemptCount,
    mergedInto ?? null,
  )
  connection.run(
    'insert into notification_bodies (id, body) values (?, ?) on conflict (id) do update set body = excluded.body',
    id,
    JSON.stringify({ ...body, id, lane, severity }),
  )
  for (const entry of notification.entries) {
    connection.run(
      'insert into notification_subjects (subject_id, notification_id) values (?, ?) on conflict do nothing',
      entry.subjectId,
      id,
    )
  }
}

function claim(connection: Connection, operation: Extract<Operation, { kind: 'claim' }>): void {
  const { leaseUntil, leased, digests, merged, added, buried } = operation
  for (const digest of digests) addNotification(connection, digest)
  for (const [id, attemptCount] of leased) {
    connection.run(
      "update notifications set state = 'leased', lease_until = ?, attempt_count = ? where id = ?",
      leaseUntil,
      attemptCount,
      id,
    )
  }
  for (const notification of added) addNotification(connection, notification)
  if (buried) bury(connection, buried)
  for (const { digestId, ids } of merged) {
    for (const id of ids) {
      connection.run(
        "update notifications set state = 'merged', merged_into = ? where id = ?",
        digestId,
        id,
      )
    }
  }
}

function bury(connection: Connection, { attempts, notifications }: Burial): void {
  for (const attempt of attempts) {
    const { id, notificationId } = attempt
    putAttempt(connection, { id, notificationId, body: JSON.stringify(attempt) })
    connection.run(
      "update notifications set state = 'dead', lease_until = null where id = ? and state = 'due'",
      notificationId,
    )
  }
  for (const notification of notifications) addNotification(connection, notification)
}

function putAttempt(
  connection: Connection,
  { id, notificationId, body }: { id: string; notificationId: string; body: string },
): void {
  connection.run(
    'insert into attempts (id, notification_id, body) values (?, ?, ?)',
    id,
    notificationId,
    body,
  )
}

function attempt(connection: Connection, operation: Extract<Operation, { kind: 'attempt' }>): void {
  const { notificationId, next, lane, countedIn, quota, notifications } = operation
  putAttempt(connection, operation)
  connection.run(
    'update notifications set state = ?, due_at = coalesce(?, due_at), lease_until = null where id = ?',
    next.state,
    next.state === 'due' ? next.dueAt : null,
    notificationId,
  )
  if (next.state === 'due' && next.change) change(connection, notificationId, next.change)
  if (quota) countQuota(connection, quota)
  for (const notification of notifications) addNotification(connection, notification)
  putLaneAfter(connection, lane, countedIn)
}

/** What is not in a column and changes all the same, which few notifications ever see. */
function change(connection: Connection, id: string, changed: Partial<Notification>): void {
  connection.run(
    'update notification_bodies set body = json_patch(body, ?) where id = ?',
    JSON.stringify(changed),
    id,
  )
}

function countQuota(connection: Connection, { key, month }: QuotaMonth): void {
  connection.run(
    'insert into quotas (key, month, messages) values (?, ?, 1) on conflict do update set messages = messages + 1',
    key,
    month,
  )
}

function giveBack(
  connection: Connection,
  { ids, dueAt, uncertain = false }: Extract<Operation, { kind: 'give-back' }>,
): void {
  for (const id of ids) {
    connection.run(
      "update notifications set state = 'due', due_at = ?, lease_until = null, attempt_count = attempt_count - 1 where id = ? and state = 'leased'",
      dueAt,
      id,
    )
    if (uncertain) change(connection, id, { uncertain })
  }
}

function standBy(
  connection: Connection,
  { copies, copiedIds }: Extract<Operation, { kind: 'stand-by' }>,
): void {
  for (const copy of copies) addNotification(connection, copy)
  for (const id of copiedIds) change(connection, id, { stoodBy: true })
}

function resend(
  connection: Connection,
  { ids, now }: Extract<Operation, { kind: 'resend' }>,
): void {
  for (const id of ids) {
    connection.run(
      "update notification_bodies set body = json_remove(json_set(body, '$.resentAt', ?1), '$.form') where id = (select id from notifications where id = ?2 and state = 'dead')",
      now,
      id,
    )
    connection.run(
      "update notifications set state = 'due', due_at = ? where id = ? and state = 'dead'",
      now,
      id,
    )
  }
}
