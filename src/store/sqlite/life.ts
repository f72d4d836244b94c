import type { Alert } from '../../model/alert.ts'
import type { Notification } from '../../model/notification.ts'
import type { Storm } from '../../model/storm.ts'
import { stormHold } from '../../model/storm.ts'
import { release } from './answers.ts'
import type { Connection } from './connection.ts'

/** What the writer can be asked around an alert's life and storms. */
export type LifeOperation =
  | {
      readonly kind: 'alert-end'
      readonly alertId: string
      /** When it is looked at again; absent: it is not. */
      readonly nextAt: number | undefined
      /** Appended in the same transaction. */
      readonly event: readonly [string, string, number, string, string] | undefined
    }
  | { readonly kind: 'adopt-sources'; readonly sources: readonly string[]; readonly at: number }
  | { readonly kind: 'alerts-go-on'; readonly alerts: readonly Alert[] }
  | {
      readonly kind: 'storm'
      readonly policy: string
      /** Undefined where it is over. */
      readonly storm: Storm | undefined
      readonly notifications: readonly Notification[]
      readonly now: number
    }

/** How the rows of other operations are written. */
export type RowWriters = {
  readonly append: (
    connection: Connection,
    rows: readonly (readonly [string, string, number, string, string])[],
  ) => void
  readonly addNotification: (connection: Connection, notification: Notification) => void
}

/** Carries out one of them inside the writer's transaction. */
export function performLife(
  connection: Connection,
  operation: LifeOperation,
  { append, addNotification }: RowWriters,
): void {
  switch (operation.kind) {
    case 'alert-end':
      alertEnd(connection, operation)
      if (operation.event) append(connection, [operation.event])
      break
    case 'adopt-sources':
      connection.run(
        "update alerts indexed by alerts_open set auto_resolve_at = ?1, body = json_set(body, '$.autoResolveAt', ?1) where state <> 'resolved' and auto_resolve_at is null and source not in (select value from json_each(?2))",
        operation.at,
        JSON.stringify(operation.sources),
      )
      break
    case 'alerts-go-on':
      for (const alert of operation.alerts) putAlert(connection, alert)
      break
    case 'storm':
      for (const notification of operation.notifications) addNotification(connection, notification)
      if (operation.storm) putStorm(connection, operation.storm)
      else endStorm(connection, operation)
      break
  }
}

/** What stands in the alert stays: whether the event still fits is seen when it is settled. */
function alertEnd(
  connection: Connection,
  { alertId, nextAt }: Extract<LifeOperation, { kind: 'alert-end' }>,
): void {
  connection.run(
    "update alerts set auto_resolve_at = ?1, body = iif(?1 is null, body, json_set(body, '$.autoResolveAt', ?1)) where id = ?2",
    nextAt ?? null,
    alertId,
  )
}

export function putAlert(connection: Connection, alert: Alert): void {
  connection.run(
    'insert into alerts (id, source, dedup_key, state, auto_resolve_at, body, details_kept_from, kept_from) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) on conflict (id) do update set state = excluded.state, auto_resolve_at = excluded.auto_resolve_at, body = excluded.body, details_kept_from = excluded.details_kept_from, kept_from = excluded.kept_from',
    alert.id,
    alert.source,
    alert.dedupKey,
    alert.state,
    alert.autoResolveAt ?? null,
    JSON.stringify(alert),
    alert.state === 'resolved' ? (alert.resolvedAt ?? alert.updatedAt) : null,
  )
}

export function putStorm(connection: Connection, storm: Storm): void {
  connection.run(
    'insert into storms (policy, next_at, body) values (?, ?, ?) on conflict (policy) do update set next_at = excluded.next_at, body = excluded.body',
    storm.policy,
    storm.nextAt ?? null,
    JSON.stringify(storm),
  )
}

function endStorm(
  connection: Connection,
  { policy, now }: Extract<LifeOperation, { kind: 'storm' }>,
): void {
  connection.run('delete from storms where policy = ?', policy)
  release(connection, stormHold(policy), now)
}
