import type { AttemptRecord, Burial, QuotaMonth, ToldStates } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Connection } from './connection.ts'
import { countMessage } from './daily-counts.ts'
import { lookAtUnreached } from './escalations.ts'
import { countSent, type LaneColumns, probeNow, putLaneAfter } from './lane-rows.ts'
import { type LeaseOperation, releaseLeases } from './leases.ts'
import { addNotification } from './notification-rows.ts'
import { forgetTold, noteTold } from './told-over.ts'

/** What the deliver stage asks to be written. */
export type DeliveryOperation =
  | {
      readonly kind: 'claim'
      /** Recoveries that were told before, and are merged into what told them. */
      readonly toldOver: readonly string[]
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
      readonly finishedAt: number
      readonly next: AttemptRecord['next']
      readonly lane: LaneColumns
      readonly countedIn: number | undefined
      readonly quota: QuotaMonth | undefined
      readonly told: ToldStates | undefined
      readonly notifications: readonly Notification[]
    }
  | {
      readonly kind: 'give-back'
      readonly ids: readonly string[]
      readonly dueAt: number
      readonly uncertain?: boolean
    }
  | { readonly kind: 'let-go'; readonly id: string }
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

/** Carries out one of them inside the writer's transaction. */
export function performDelivery(connection: Connection, operation: DeliveryOperation): void {
  switch (operation.kind) {
    case 'claim':
      claim(connection, operation)
      break
    case 'attempt':
      attempt(connection, operation)
      break
    case 'let-go':
      connection.run(
        "update notifications set state = 'moot', lease_until = null where id = ? and state = 'leased'",
        operation.id,
      )
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
    case 'stand-by':
      standBy(connection, operation)
      break
    case 'resend':
      resend(connection, operation)
      break
  }
}

function claim(
  connection: Connection,
  operation: Extract<DeliveryOperation, { kind: 'claim' }>,
): void {
  const { leaseUntil, leased, digests, merged, added, buried, toldOver } = operation
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
  for (const id of toldOver) forgetTold(connection, id)
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
    countMessage(connection, { id: notificationId, state: 'dead', at: attempt.finishedAt })
    lookAtUnreached(connection, notificationId, attempt.finishedAt)
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

function attempt(
  connection: Connection,
  operation: Extract<DeliveryOperation, { kind: 'attempt' }>,
): void {
  const { notificationId, next, lane, countedIn, quota, told, notifications } = operation
  putAttempt(connection, operation)
  connection.run(
    'update notifications set state = ?, due_at = coalesce(?, due_at), lease_until = null where id = ?',
    next.state,
    next.state === 'due' ? next.dueAt : null,
    notificationId,
  )
  if (next.state === 'due' && next.change) change(connection, notificationId, next.change)
  if (quota) countQuota(connection, quota)
  if (told) noteTold(connection, notificationId, told)
  for (const notification of notifications) addNotification(connection, notification)
  if (next.state !== 'due')
    countMessage(connection, { id: notificationId, state: next.state, at: operation.finishedAt })
  if (next.state === 'dead') lookAtUnreached(connection, notificationId, operation.finishedAt)
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
  { ids, dueAt, uncertain = false }: Extract<DeliveryOperation, { kind: 'give-back' }>,
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
  { copies, copiedIds }: Extract<DeliveryOperation, { kind: 'stand-by' }>,
): void {
  for (const copy of copies) addNotification(connection, copy)
  for (const id of copiedIds) change(connection, id, { stoodBy: true })
}

function resend(
  connection: Connection,
  { ids, now }: Extract<DeliveryOperation, { kind: 'resend' }>,
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
