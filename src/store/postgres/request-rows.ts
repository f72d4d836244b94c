import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { LoggedRequest } from '../../contract/source-store.ts'
import type { Connection } from './connection.ts'

/** In one order everywhere: two hubs that log requests to the same sources do not wait for each other crosswise. */
export function logRequests(connection: Connection, requests: readonly LoggedRequest[]): void {
  for (const request of requests.toSorted(bySource)) logRequest(connection, request)
}

function bySource(one: LoggedRequest, other: LoggedRequest): number {
  return one.source < other.source ? -1 : one.source > other.source ? 1 : 0
}

/** Keeps a request in the log of its source, and counts it. */
export function logRequest(connection: Connection, request: LoggedRequest): void {
  const { source, id, receivedAt, method, path, query, headers, body, bodyBytes } = request
  const { result, status, problem, eventIds, eventCount, repeatedCount } = request
  const { lastKind, uncounted = 0 } = request
  // Who sends more than its rate allows is not silent.
  const isTaken = result === 'taken' || status === 429
  connection.run(
    LOG,
    ...[source, receivedAt, eventCount - repeatedCount, repeatedCount],
    ...[result === 'quarantined' ? 1 : 0, result === 'refused' ? 1 + uncounted : 0],
    ...[isTaken ? receivedAt : null, isTaken && eventCount > 0 ? receivedAt : null],
    ...[lastKind ?? null, 1 + uncounted, INGEST_LOG_LIMITS.requestsMax, id, method, path],
    ...[query ?? null, headers, body ?? null, bodyBytes, result, status, problem ?? null],
    ...[eventIds.join(' '), eventCount],
  )
}

/** A source that was said to be quiet and speaks is looked at as soon as that. */
const LOG = `with counted as (
    insert into source_states as known (source, first_at, requests, events, repeated, quarantined, refused, heard_at, event_at, last_kind, next_at)
    values ($1, $2, $10, $3, $4, $5, $6, $7, $8, $9, $7)
    on conflict (source) do update set
      requests = known.requests + excluded.requests,
      events = known.events + excluded.events,
      repeated = known.repeated + excluded.repeated,
      quarantined = known.quarantined + excluded.quarantined,
      refused = known.refused + excluded.refused,
      heard_at = coalesce(excluded.heard_at, known.heard_at),
      event_at = coalesce(excluded.event_at, known.event_at),
      last_kind = coalesce(excluded.last_kind, known.last_kind),
      next_at = case when excluded.heard_at is not null and (known.quiet_since is not null or known.heard_at is null)
        then excluded.heard_at else known.next_at end,
      turn = known.turn + 1
    returning turn
  )
  insert into requests (source, place, id, received_at, method, path, query, headers, payload, payload_bytes, result, status, problem, event_ids, events, repeated)
  select $1, turn % $11, $12, $2, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $4 from counted
  on conflict (source, place) do update set id = excluded.id, received_at = excluded.received_at, method = excluded.method,
    path = excluded.path, query = excluded.query, headers = excluded.headers, payload = excluded.payload,
    payload_bytes = excluded.payload_bytes, result = excluded.result, status = excluded.status, problem = excluded.problem,
    event_ids = excluded.event_ids, events = excluded.events, repeated = excluded.repeated`
