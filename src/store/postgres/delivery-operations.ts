import type { Attempt, AttemptRecord, Burial, QuotaMonth } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Connection } from './connection.ts'
import { countMessage } from './daily-counts.ts'
import { lookAtUnreached } from './escalations.ts'
import { putLaneAfter } from './lane-rows.ts'
import { DATABASE_NOW } from './leases.ts'
import { addNotifications } from './notification-rows.ts'
import { forgetTold, noteTold } from './told-over.ts'

/** What a look at a lane leads to. */
export type ClaimRows = {
  /** Recoveries that were told before, and are merged into what told them. */
  readonly toldOver: readonly string[]
  readonly leaseMs: number
  readonly owner: string
  readonly leased: readonly Notification[]
  readonly merged: readonly { readonly digestId: string; readonly ids: readonly string[] }[]
  readonly added: readonly Notification[]
  readonly buried: Burial | undefined
}

export function claim(connection: Connection, rows: ClaimRows): void {
  const { leaseMs, owner, leased, merged, added, buried, toldOver } = rows
  const digests = new Set(merged.map(({ digestId }) => digestId))
  addNotifications(
    connection,
    leased.filter(({ id }) => digests.has(id)),
  )
  if (leased.length > 0)
    connection.run(
      `update notifications n set state = 'leased', lease_until = ${DATABASE_NOW} + $1, lease_owner = $2, attempt_count = one.attempts
      from unnest($3::text[], $4::integer[]) as one (id, attempts) where n.id = one.id`,
      leaseMs,
      owner,
      leased.map(({ id }) => id),
      leased.map(({ attemptCount }) => attemptCount),
    )
  addNotifications(connection, added)
  if (buried) bury(connection, buried)
  forgetTold(connection, toldOver)
  for (const { digestId, ids } of merged)
    connection.run(
      "update notifications set state = 'merged', merged_into = $1 where id = any($2)",
      digestId,
      ids,
    )
}

function bury(connection: Connection, { attempts, notifications }: Burial): void {
  for (const attempt of attempts) {
    const { notificationId, finishedAt } = attempt
    connection.run(PUT_ATTEMPT, ...attemptColumns(attempt))
    connection.run(
      "update notifications set state = 'dead', lease_until = null where id = $1 and state = 'due'",
      notificationId,
    )
    countMessage(connection, { id: notificationId, state: 'dead', at: finishedAt })
    lookAtUnreached(connection, notificationId, finishedAt)
  }
  addNotifications(connection, notifications)
}

const PUT_ATTEMPT =
  'insert into attempts (id, notification_id, finished_at, receipt, endpoint_id, body) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id'

function attemptColumns({
  id,
  notificationId,
  startedAt,
  finishedAt,
  receipt,
  endpointId,
}: Attempt) {
  const body = { id, notificationId, startedAt, finishedAt, receipt, endpointId }
  return [
    ...[id, notificationId, finishedAt, receipt.kind, endpointId ?? null, JSON.stringify(body)],
  ] as const
}

/**
 * Records an attempt, once: who could not learn whether it was recorded asks again. Where its lease had been taken over
 * meanwhile, the message is another hub's, and only what the robot and the readers saw is kept.
 */
export async function attempt(
  connection: Connection,
  record: AttemptRecord,
  owner: string,
): Promise<void> {
  const { notificationId, next, lane, countedIn, quota, told, notifications } = record
  const [isNew, isOwn] = await Promise.all([
    connection.get(PUT_ATTEMPT, ...attemptColumns(record)),
    connection.get(
      'select 1 from notifications where id = $1 and (lease_owner is null or lease_owner = $2) for update',
      notificationId,
      owner,
    ),
  ])
  if (!isNew) return
  if (quota) countQuota(connection, quota)
  if (told) noteTold(connection, notificationId, told)
  if (isOwn) {
    connection.run(
      'update notifications set state = $1, due_at = coalesce($2, due_at), lease_until = null where id = $3',
      next.state,
      next.state === 'due' ? next.dueAt : null,
      notificationId,
    )
    if (next.state === 'due' && next.change) change(connection, [notificationId], next.change)
    addNotifications(connection, notifications)
    if (next.state !== 'due')
      countMessage(connection, { id: notificationId, state: next.state, at: record.finishedAt })
    if (next.state === 'dead') lookAtUnreached(connection, notificationId, record.finishedAt)
  }
  await putLaneAfter(connection, lane, countedIn)
}

/** What changes of what a notification says, which few ever see. */
function change(
  connection: Connection,
  ids: readonly string[],
  { form, uncertain, robot }: Pick<Notification, 'form' | 'uncertain' | 'robot'>,
): void {
  connection.run(
    'update notifications set form = coalesce($1, form), uncertain = coalesce($2, uncertain), robot = coalesce($3, robot) where id = any($4)',
    form ?? null,
    uncertain ?? null,
    robot ?? null,
    ids,
  )
}

function countQuota(connection: Connection, { key, month }: QuotaMonth): void {
  connection.run(
    'insert into quotas as known (key, month, messages) values ($1, $2, 1) on conflict (key, month) do update set messages = known.messages + 1',
    key,
    month,
  )
}

export function letGo(connection: Connection, id: string, owner: string): void {
  connection.run(
    "update notifications set state = 'moot', lease_until = null where id = $1 and state = 'leased' and (lease_owner is null or lease_owner = $2)",
    id,
    owner,
  )
}

export function giveBack(
  connection: Connection,
  given: {
    readonly ids: readonly string[]
    readonly dueAt: number
    readonly uncertain?: boolean
    readonly owner: string
  },
): void {
  const { ids, dueAt, uncertain = false, owner } = given
  connection.run(
    `update notifications set state = 'due', due_at = $1, lease_until = null, lease_owner = null, attempt_count = attempt_count - 1,
      uncertain = case when $2::boolean then true else uncertain end
    where id = any($3) and state = 'leased' and (lease_owner is null or lease_owner = $4)`,
    dueAt,
    uncertain,
    ids,
    owner,
  )
}

export function standBy(
  connection: Connection,
  copies: readonly Notification[],
  copiedIds: readonly string[],
): void {
  addNotifications(connection, copies)
  connection.run('update notifications set stood_by = true where id = any($1)', copiedIds)
}

export function resend(connection: Connection, ids: readonly string[], now: number): void {
  connection.run(
    "update notifications set state = 'due', due_at = $1, resent_at = $1, form = null, lease_owner = null where id = any($2) and state = 'dead'",
    now,
    ids,
  )
}
