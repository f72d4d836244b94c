import type { Escalation } from '../../model/escalation.ts'
import type { Notification } from '../../model/notification.ts'
import type { Hold } from '../../model/outcome.ts'
import type { Connection } from './connection.ts'
import { append, type EventColumns } from './intake-rows.ts'
import { addNotification, putHolds } from './notification-rows.ts'

/** What the writer is asked when runs of escalation policies were due. */
export type EscalationOperation = {
  readonly kind: 'escalate'
  readonly escalations: readonly Escalation[]
  readonly notifications: readonly Notification[]
  readonly holds: readonly Hold[]
  readonly events: readonly EventColumns[]
}

/** What runs said and how they go on; events that the hub made go the way of all events. */
export function escalate(connection: Connection, operation: EscalationOperation): void {
  for (const run of operation.escalations) putEscalation(connection, run)
  for (const notification of operation.notifications) addNotification(connection, notification)
  putHolds(connection, operation.holds)
  append(connection, operation.events)
}

/** Keeps a run; another one of the same alert and policy is over, and gives its place. */
export function putEscalation(connection: Connection, run: Escalation): void {
  connection.run(
    'insert into escalations (alert_id, policy, id, state, next_at, muted_by, body) values (?, ?, ?, ?, ?, ?, ?) on conflict (alert_id, policy) do update set id = excluded.id, state = excluded.state, next_at = excluded.next_at, muted_by = excluded.muted_by, body = excluded.body',
    run.alertId,
    run.policy,
    run.id,
    run.state,
    run.nextAt ?? null,
    run.mutedBy ?? null,
    JSON.stringify(run),
  )
  connection.run(
    'insert into escalation_turns (plan, turns) values (?, ?) on conflict (plan) do update set turns = max(turns, excluded.turns)',
    run.plan.id,
    run.turn + 1,
  )
}

/** What the silence `id` held back is looked at again. */
export function releaseEscalations(connection: Connection, id: string, now: number): void {
  lookAgain(connection, { where: 'muted_by = ?2', value: id, now })
}

/** The runs whose step was told by a notification that is dead are looked at: perhaps nobody heard it. */
export function lookAtUnreached(connection: Connection, notificationId: string, now: number): void {
  lookAgain(connection, {
    where:
      "state = 'running' and id in (select json_extract(entry.value, '$.level.run') from notification_bodies b, json_each(b.body, '$.entries') entry where b.id = ?2)",
    value: notificationId,
    now,
  })
}

function lookAgain(
  connection: Connection,
  { where, value, now }: { where: string; value: string; now: number },
): void {
  connection.run(
    `update escalations set next_at = ?1, body = json_set(body, '$.nextAt', ?1) where next_at > ?1 and ${where}`,
    now,
    value,
  )
}
