import type { Attempt, AttemptRecord, QuotaMonth } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import { type Connection, columnsOf, runMany } from './connection.ts'
import { countMessages } from './daily-counts.ts'
import { lookAtUnreached } from './escalations.ts'
import { lockedLanes, putLanesAfter } from './lane-rows.ts'
import { addNotifications } from './notification-rows.ts'
import { noteTold } from './told-over.ts'

const ADD =
  'insert into attempts (id, notification_id, finished_at, receipt, endpoint_id, body) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[]) on conflict do nothing'

function attemptColumns(attempt: Attempt) {
  const { id, notificationId, startedAt, finishedAt, receipt, endpointId } = attempt
  const body = { id, notificationId, startedAt, finishedAt, receipt, endpointId }
  return [
    ...[id, notificationId, finishedAt, receipt.kind, endpointId ?? null, JSON.stringify(body)],
  ]
}

/** Attempts that were never made, as of messages that are given up unsent. */
export function addAttempts(connection: Connection, attempts: readonly Attempt[]): void {
  runMany(connection, ADD, attempts.map(attemptColumns))
}

/**
 * Records attempts, each once: who could not learn whether it was recorded asks again. Where its lease had been taken
 * over meanwhile, the message is another hub's, and only what the robot and the readers saw is kept. All of them by the
 * same few statements: one after the other they would be most of what sending costs.
 */
export async function recordAttempts(
  connection: Connection,
  records: readonly AttemptRecord[],
  owner: string,
): Promise<void> {
  const ids = records.map(({ notificationId }) => notificationId)
  const [added, owned, lanes] = await Promise.all([
    connection.all(`${ADD} returning id`, ...columnsOf(records.map(attemptColumns))),
    connection.all(
      'select id from notifications where id = any($1) and (lease_owner is null or lease_owner = $2) order by id for update',
      ids,
      owner,
    ),
    lockedLanes(
      connection,
      records.map(({ lane }) => lane.lane),
    ),
  ])
  const isNew = new Set(added.map(({ id }) => String(id)))
  const isOwn = new Set(owned.map(({ id }) => String(id)))
  const fresh = records.filter(({ id }) => isNew.delete(id))
  for (const { quota } of fresh) if (quota) countQuota(connection, quota)
  noteTold(
    connection,
    fresh.flatMap(({ notificationId, told }) => (told ? [{ notificationId, told }] : [])),
  )
  goOn(
    connection,
    fresh.filter(({ notificationId }) => isOwn.has(notificationId)),
  )
  putLanesAfter(connection, lanes, fresh)
}

/** What becomes of the messages. */
function goOn(connection: Connection, records: readonly AttemptRecord[]): void {
  runMany(
    connection,
    `update notifications n set state = one.state, due_at = coalesce(one.due_at, n.due_at), lease_until = null
    from unnest($1::text[], $2::text[], $3::bigint[]) as one (id, state, due_at) where n.id = one.id`,
    records.map(({ notificationId, next }) => [
      ...[notificationId, next.state, next.state === 'due' ? next.dueAt : null],
    ]),
  )
  for (const { notificationId, next } of records)
    if (next.state === 'due' && next.change) change(connection, notificationId, next.change)
  addNotifications(
    connection,
    records.flatMap(({ notifications }) => notifications),
  )
  countMessages(
    connection,
    records.flatMap(({ notificationId: id, next: { state }, finishedAt: at }) =>
      state === 'due' ? [] : [{ id, state, at }],
    ),
  )
  for (const { notificationId, next, finishedAt } of records)
    if (next.state === 'dead') lookAtUnreached(connection, notificationId, finishedAt)
}

/** What changes of what a notification says, which few ever see. */
function change(
  connection: Connection,
  id: string,
  { form, uncertain, robot }: Pick<Notification, 'form' | 'uncertain' | 'robot'>,
): void {
  connection.run(
    'update notifications set form = coalesce($1, form), uncertain = coalesce($2, uncertain), robot = coalesce($3, robot) where id = $4',
    form ?? null,
    uncertain ?? null,
    robot ?? null,
    id,
  )
}

function countQuota(connection: Connection, { key, month }: QuotaMonth): void {
  connection.run(
    'insert into quotas as known (key, month, messages) values ($1, $2, 1) on conflict (key, month) do update set messages = known.messages + 1',
    key,
    month,
  )
}
