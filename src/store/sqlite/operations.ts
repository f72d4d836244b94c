import type { QuarantineEntry } from '../../contract/store.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { AuditEntry } from '../../model/identity.ts'
import type { Flush, Settlement } from '../../model/settlement.ts'
import { severityRank } from '../../model/severity.ts'
import type { DropOperation } from '../drop-plan.ts'
import { deliveryDigest } from '../rows.ts'
import { type AnswerOperation, performAnswer } from './answers.ts'
import { type ApplicationOperation, performApplication } from './applications.ts'
import type { Connection } from './connection.ts'
import { addCounts } from './daily-counts.ts'
import { type DeliveryOperation, performDelivery } from './delivery-operations.ts'
import { type EscalationOperation, escalate, putEscalation } from './escalations.ts'
import { type IdentityOperation, performIdentity } from './identity-rows.ts'
import { changeInhibitors, type InhibitorOperation, performInhibitor } from './inhibitors.ts'
import { append, type EventColumns, quarantine } from './intake-rows.ts'
import { type LifeOperation, performLife, putAlert, putStorm } from './life.ts'
import { addNotification, putHolds } from './notification-rows.ts'
import { logRequest, type RequestColumns } from './request-rows.ts'
import { drop } from './retention.ts'
import { UNSETTLED } from './rows.ts'
import { performSchedule, type ScheduleOperation } from './schedules.ts'
import { performWatch, type WatchOperation } from './watch-rows.ts'

/**
 * What the writer can be asked to do. Each operation is one transaction for its caller; the writer
 * joins those that wait into one commit.
 */
export type Operation =
  | {
      readonly kind: 'append'
      readonly rows: readonly EventColumns[]
      readonly request?: RequestColumns | undefined
    }
  | {
      readonly kind: 'quarantine'
      readonly entry: QuarantineEntry
      readonly request?: RequestColumns | undefined
    }
  | {
      readonly kind: 'settle'
      /** Up to which place of the log; or the events themselves, where they were on their way to the disk. */
      readonly settled: number | readonly string[]
      readonly settlement: Settlement
      readonly forgetBefore: number
    }
  | { readonly kind: 'flush'; readonly groupId: string; readonly flush: Flush }
  | DeliveryOperation
  | AnswerOperation
  | { readonly kind: 'schedule'; readonly work: ScheduleOperation }
  | {
      readonly kind: 'identity'
      readonly work: IdentityOperation
      readonly audit: AuditEntry | undefined
    }
  | InhibitorOperation
  | EscalationOperation
  | LifeOperation
  | DropOperation
  | WatchOperation
  | ApplicationOperation

/** Carries out one operation inside the writer's transaction. Throws what the database throws. */
export function perform(connection: Connection, operation: Operation): void {
  switch (operation.kind) {
    case 'append':
      append(connection, operation.rows)
      if (operation.request) logRequest(connection, operation.request)
      break
    case 'quarantine':
      quarantine(connection, operation.entry)
      if (operation.request) logRequest(connection, operation.request)
      break
    case 'settle':
      settle(connection, operation)
      break
    case 'flush':
      flush(connection, operation.groupId, operation.flush)
      break
    case 'claim':
    case 'attempt':
    case 'count-sent':
    case 'probe-now':
    case 'give-back':
    case 'let-go':
    case 'release-leases':
    case 'stand-by':
    case 'resend':
      performDelivery(connection, operation)
      break
    case 'escalate':
      escalate(connection, operation)
      break
    case 'put-key':
    case 'put-silence':
    case 'edit-silence':
    case 'expire-silence':
      performAnswer(connection, operation)
      break
    case 'schedule':
      performSchedule(connection, operation.work)
      break
    case 'identity':
      performIdentity(connection, operation)
      break
    case 'alert-end':
    case 'adopt-sources':
    case 'alerts-go-on':
    case 'storm':
      performLife(connection, operation, { append, addNotification })
      break
    case 'drop':
      drop(connection, operation)
      break
    case 'pings':
    case 'look-at-heartbeat':
    case 'look-at-source':
    case 'adopt-watches':
    case 'forget-heartbeat':
    case 'mark-alive':
    case 'remove-quarantined':
      performWatch(connection, operation)
      break
    case 'take-look':
    case 'confirm-annotation':
    case 'forget-application':
      performApplication(connection, operation)
      break
    case 'adopt-mutes':
    case 'add-inhibitors':
    case 'rules-filled':
      performInhibitor(connection, operation)
      break
  }
}

function settle(connection: Connection, operation: Extract<Operation, { kind: 'settle' }>): void {
  const { settlement, settled } = operation
  const upTo = typeof settled === 'number' ? settled : placeOf(connection, settled)
  for (const alert of settlement.alerts) putAlert(connection, alert)
  for (const storm of settlement.storms ?? []) putStorm(connection, storm)
  for (const group of settlement.groups) putGroup(connection, group)
  for (const item of settlement.items) putItem(connection, item)
  for (const { groupId, flush: result } of settlement.flushes) flush(connection, groupId, result)
  for (const notification of settlement.notifications ?? [])
    addNotification(connection, notification)
  putHolds(connection, settlement.holds ?? [])
  for (const run of settlement.escalations ?? []) putEscalation(connection, run)
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
  if (settlement.inhibitors) changeInhibitors(connection, settlement.inhibitors)
  addCounts(connection, settlement.counts ?? [])
  connection.run("update cursors set seq = ? where name = 'settled'", upTo)
}

/** Why a settlement is refused whose events are not there, or not the next: nothing of it is kept. */
export const NOT_AS_DECIDED = 'other events have to be settled before these'

/** The place of the last of these events. Throws where they are not what has to be settled next. */
function placeOf(connection: Connection, eventIds: readonly string[]): number {
  const rows = connection.all(UNSETTLED, eventIds.length)
  const isAsDecided = eventIds.every((id, index) => rows[index]?.['id'] === id)
  if (!isAsDecided) throw new Error(NOT_AS_DECIDED)
  return Number(rows.at(-1)?.['seq'])
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
  putHolds(connection, result.holds)
  for (const run of result.escalations ?? []) putEscalation(connection, run)
  if (result.group) {
    putGroup(connection, result.group)
    return
  }
  connection.run('delete from group_items where group_id = ?', groupId)
  connection.run('delete from alert_groups where id = ?', groupId)
}
