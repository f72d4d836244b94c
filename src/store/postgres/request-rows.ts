import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { LoggedRequest } from '../../contract/source-store.ts'
import type { SqlValue } from './batch.ts'
import { type Connection, columnsOf } from './connection.ts'

/** Keeps requests in the logs of their sources, and counts them, in the order in which they came. */
export function logRequests(connection: Connection, requests: readonly LoggedRequest[]): void {
  if (requests.length === 0) return
  connection.run(LOG, INGEST_LOG_LIMITS.requestsMax, ...columnsOf(requests.map(columns)))
}

function columns(request: LoggedRequest): readonly SqlValue[] {
  const { source, id, receivedAt, method, path, query, headers, body, bodyBytes } = request
  const { result, status, problem, eventIds, eventCount, repeatedCount } = request
  const { lastKind, uncounted = 0 } = request
  // Who sends more than its rate allows is not silent.
  const isTaken = result === 'taken' || status === 429
  return [
    ...[source, id, receivedAt, method, path, query ?? null, headers, body ?? null, bodyBytes],
    ...[result, status, problem ?? null, eventIds.join(' '), eventCount, repeatedCount],
    ...[lastKind ?? null, 1 + uncounted, isTaken ? receivedAt : null],
    ...[isTaken && eventCount > 0 ? receivedAt : null],
  ]
}

/**
 * The sources in one order everywhere: two hubs that log requests of the same ones do not wait for each other crosswise. A source
 * that was said to be quiet and speaks is looked at as soon as that. A request's place follows from how many there were
 * before it; of more than have a place the last are kept.
 */
const LOG = `with come as materialized (
    select one.*, row_number() over (partition by source order by n) as rank, count(*) over (partition by source) as together
    from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[],
      $11::text[], $12::integer[], $13::text[], $14::text[], $15::bigint[], $16::bigint[], $17::text[], $18::bigint[], $19::bigint[], $20::bigint[])
      with ordinality as one (source, id, received_at, method, path, query, headers, payload, payload_bytes,
        result, status, problem, event_ids, events, repeated, last_kind, counted, heard_at, event_at, n)
  ), sums as (
    select source, (array_agg(received_at order by n))[1] as first_at, count(*) as together, sum(counted) as requests,
      sum(events - repeated) as events, sum(repeated) as repeated,
      count(*) filter (where result = 'quarantined') as quarantined, coalesce(sum(counted) filter (where result = 'refused'), 0) as refused,
      (array_agg(heard_at order by n desc) filter (where heard_at is not null))[1] as heard_at,
      (array_agg(event_at order by n desc) filter (where event_at is not null))[1] as event_at,
      (array_agg(last_kind order by n desc) filter (where last_kind is not null))[1] as last_kind,
      (array_agg(heard_at order by n) filter (where heard_at is not null))[1] as next_at
    from come group by source
  ), counted as (
    insert into source_states as known (source, first_at, turn, requests, events, repeated, quarantined, refused, heard_at, event_at, last_kind, next_at)
    select source, first_at, together - 1, requests, events, repeated, quarantined, refused, heard_at, event_at, last_kind, next_at
    from sums order by source
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
        then excluded.next_at else known.next_at end,
      turn = known.turn + 1 + excluded.turn
    returning source, turn
  )
  insert into requests (source, place, id, received_at, method, path, query, headers, payload, payload_bytes, result, status, problem, event_ids, events, repeated)
  select source, (turn - together + rank) % $1, id, received_at, method, path, query, headers, payload, payload_bytes,
    result, status, problem, event_ids, events, repeated
  from come join counted using (source) where rank > together - $1
  on conflict (source, place) do update set id = excluded.id, received_at = excluded.received_at, method = excluded.method,
    path = excluded.path, query = excluded.query, headers = excluded.headers, payload = excluded.payload,
    payload_bytes = excluded.payload_bytes, result = excluded.result, status = excluded.status, problem = excluded.problem,
    event_ids = excluded.event_ids, events = excluded.events, repeated = excluded.repeated`
