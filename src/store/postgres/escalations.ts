import type { IncomingEvent } from '../../contract/store.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Notification } from '../../model/notification.ts'
import type { Hold } from '../../model/outcome.ts'
import { type Connection, runMany } from './connection.ts'
import { append } from './intake-rows.ts'
import { addNotifications, putHolds } from './notification-rows.ts'

/** What runs said and how they go on; events that the hub made go the way of all events. */
export function escalate(
  connection: Connection,
  turn: {
    readonly escalations: readonly Escalation[]
    readonly notifications: readonly Notification[]
    readonly holds: readonly Hold[]
    readonly events: readonly IncomingEvent[]
  },
): void {
  putEscalations(connection, turn.escalations)
  addNotifications(connection, turn.notifications)
  putHolds(connection, turn.holds)
  append(connection, turn.events)
}

/** Keeps runs; another one of the same alert and policy is over, and gives its place. */
export function putEscalations(connection: Connection, runs: readonly Escalation[]): void {
  for (const run of runs) {
    connection.run(
      PUT,
      ...[run.alertId, run.policy, run.id, run.state, run.nextAt ?? null, run.mutedBy ?? null],
      ...[run.told.length > 0, run.end ?? null, schedulesOf(run), JSON.stringify(run)],
    )
  }
  // In one order everywhere: two hubs that count the same plans do not wait for each other crosswise.
  const turns = Map.groupBy(runs, ({ plan }) => plan.id)
  const counted = [...turns].map(([plan, of]) => [plan, Math.max(...of.map((run) => run.turn)) + 1])
  runMany(
    connection,
    'insert into escalation_turns (plan, turns) select * from unnest($1::text[], $2::integer[]) order by 1 on conflict (plan) do update set turns = greatest(escalation_turns.turns, excluded.turns)',
    counted,
  )
}

const PUT = `insert into escalations (alert_id, policy, id, state, next_at, muted_by, is_told, ended, schedules, body)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (alert_id, policy) do update set id = excluded.id, state = excluded.state, next_at = excluded.next_at,
    muted_by = excluded.muted_by, is_told = excluded.is_told, ended = excluded.ended, schedules = excluded.schedules, body = excluded.body`

function schedulesOf({ plan }: Escalation): readonly string[] {
  const named = plan.steps.flatMap(({ notify }) =>
    notify.flatMap((target) =>
      'schedule' in target && typeof target.schedule === 'string' ? [target.schedule] : [],
    ),
  )
  return [...new Set(named)]
}

/** What the silence `id` held back is looked at again. */
export function releaseEscalations(connection: Connection, id: string, now: number): void {
  connection.run(
    'update escalations set next_at = $1 where next_at > $1 and muted_by = $2',
    now,
    id,
  )
}

/** The runs whose step was told by a notification that is dead are looked at: perhaps nobody heard it. */
export function lookAtUnreached(connection: Connection, notificationId: string, now: number): void {
  connection.run(
    "update escalations set next_at = $1 where next_at > $1 and state = 'running' and id in (select run from notification_steps where notification_id = $2)",
    now,
    notificationId,
  )
}
