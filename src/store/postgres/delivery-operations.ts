import type { Burial } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import { addAttempts } from './attempts.ts'
import type { Connection } from './connection.ts'
import { countMessages } from './daily-counts.ts'
import { lookAtUnreached } from './escalations.ts'
import { DATABASE_NOW } from './leases.ts'
import { addNotifications } from './notification-rows.ts'
import { forgetTold } from './told-over.ts'

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
  addAttempts(connection, attempts)
  for (const { notificationId, finishedAt } of attempts) {
    connection.run(
      "update notifications set state = 'dead', lease_until = null where id = $1 and state = 'due'",
      notificationId,
    )
    lookAtUnreached(connection, notificationId, finishedAt)
  }
  countMessages(
    connection,
    attempts.map(({ notificationId: id, finishedAt: at }) => ({ id, state: 'dead', at })),
  )
  addNotifications(connection, notifications)
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

/** What this hub has leased in the lane without knowing of it was not sent. */
export function giveBackUnknown(
  connection: Connection,
  of: {
    readonly lane: string
    readonly owner: string
    readonly known: readonly string[]
    readonly now: number
  },
): void {
  connection.run(
    `update notifications set state = 'due', due_at = $1, lease_until = null, lease_owner = null, attempt_count = attempt_count - 1
    where lane = $2 and state = 'leased' and lease_owner = $3 and id <> all($4)`,
    of.now,
    of.lane,
    of.owner,
    of.known,
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
