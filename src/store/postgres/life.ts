import type { Alert } from '../../model/alert.ts'
import { severityRank } from '../../model/severity.ts'
import { type Storm, stormHold } from '../../model/storm.ts'
import { release } from './answers.ts'
import { type Connection, runMany } from './connection.ts'

/** What stands in the alert stays: whether the event still fits is seen when it is settled. */
export function alertEnd(
  connection: Connection,
  alertId: string,
  nextAt: number | undefined,
): void {
  connection.run('update alerts set auto_resolve_at = $1 where id = $2', nextAt ?? null, alertId)
}

/** Open alerts of other sources that have no time at which they end are looked at then. */
export function adoptSources(
  connection: Connection,
  { sources, at }: { readonly sources: readonly string[]; readonly at: number },
): void {
  connection.run(
    "update alerts set auto_resolve_at = $1 where state <> 'resolved' and auto_resolve_at is null and source <> all($2)",
    at,
    sources,
  )
}

export function putAlerts(connection: Connection, alerts: readonly Alert[]): void {
  const rows = alerts.map((alert) => {
    const keptFrom = alert.state === 'resolved' ? (alert.resolvedAt ?? alert.updatedAt) : null
    const { id, source, dedupKey, state, severity, lastEventId, autoResolveAt = null } = alert
    return [
      ...[id, source, dedupKey, state, severityRank(severity), lastEventId, autoResolveAt],
      ...[keptFrom, JSON.stringify(alert)],
    ]
  })
  // Ends first: an alert may end and the next of its key begin in one batch.
  runMany(
    connection,
    PUT,
    rows.filter(([, , , state]) => state === 'resolved'),
  )
  runMany(
    connection,
    PUT,
    rows.filter(([, , , state]) => state !== 'resolved'),
  )
}

const PUT = `insert into alerts (id, source, dedup_key, state, severity_rank, last_event_id, auto_resolve_at, details_kept_from, kept_from, body)
  select id, source, dedup_key, state, severity_rank, last_event_id, auto_resolve_at, kept_from, kept_from, body
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::bigint[], $8::bigint[], $9::text[])
    as one (id, source, dedup_key, state, severity_rank, last_event_id, auto_resolve_at, kept_from, body)
  on conflict (id) do update set state = excluded.state, severity_rank = excluded.severity_rank,
    last_event_id = excluded.last_event_id, auto_resolve_at = excluded.auto_resolve_at, body = excluded.body,
    details_kept_from = excluded.details_kept_from, kept_from = excluded.kept_from`

export function putStorm(connection: Connection, storm: Storm): void {
  connection.run(
    'insert into storms (policy, next_at, body) values ($1, $2, $3) on conflict (policy) do update set next_at = excluded.next_at, body = excluded.body',
    storm.policy,
    storm.nextAt ?? null,
    JSON.stringify(storm),
  )
}

export function endStorm(connection: Connection, policy: string, now: number): void {
  connection.run('delete from storms where policy = $1', policy)
  release(connection, stormHold(policy), now)
}
