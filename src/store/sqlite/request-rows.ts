import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { LoggedRequest } from '../../contract/source-store.ts'
import type { Connection, SqlValue } from './connection.ts'

/** A request as columns: flat, because it crosses threads with every event. */
export type RequestColumns = readonly [
  source: string,
  id: string,
  receivedAt: number,
  method: string,
  path: string,
  query: string | null,
  headers: string,
  payload: string | null,
  payloadBytes: number,
  result: string,
  status: number,
  problem: string | null,
  eventIds: string,
  events: number,
  repeated: number,
  lastKind: string | null,
  uncounted: number,
]

export function requestColumns(request: LoggedRequest): RequestColumns {
  const { source, id, receivedAt, method, path, headers, bodyBytes, result, status } = request
  return [
    ...([source, id, receivedAt, method, path, request.query ?? null, headers] as const),
    ...([request.body ?? null, bodyBytes, result, status, request.problem ?? null] as const),
    ...([request.eventIds.join(' '), request.eventCount, request.repeatedCount] as const),
    ...([request.lastKind ?? null, request.uncounted ?? 0] as const),
  ]
}

/** Between the places of two sources. */
export const PLACES = 1_000_000

/** Keeps a request in the log of its source, and counts it. */
export function logRequest(connection: Connection, columns: RequestColumns): void {
  const [source, id, receivedAt, method, path, query, headers, payload, payloadBytes] = columns
  const [
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    result,
    status,
    problem,
    eventIds,
    events,
    repeated,
    lastKind,
    uncounted,
  ] = columns
  // Who sends more than its rate allows is not silent.
  const isTaken = result === 'taken' || status === 429
  const row = connection.get(
    COUNT,
    source,
    receivedAt,
    events - repeated,
    repeated,
    result === 'quarantined' ? 1 : 0,
    result === 'refused' ? 1 + uncounted : 0,
    isTaken ? receivedAt : null,
    isTaken && events > 0 ? receivedAt : null,
    lastKind,
    1 + uncounted,
  )
  const turn = Number(row?.['turn'])
  const values: readonly SqlValue[] = [
    Number(row?.['number']) * PLACES + (turn % INGEST_LOG_LIMITS.requestsMax),
    ...[source, id, receivedAt, method, path, query, headers, payload, payloadBytes],
    ...[result, status, problem, eventIds, events, repeated],
  ]
  connection.run(
    'insert or replace into requests (place, source, id, received_at, method, path, query, headers, payload, payload_bytes, result, status, problem, event_ids, events, repeated) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...values,
  )
}

/** A source that was said to be quiet and speaks is looked at as soon as that. */
const COUNT = `insert into source_states (source, first_at, requests, events, repeated, quarantined, refused, heard_at, event_at, last_kind, next_at)
  values (?1, ?2, ?10, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7)
  on conflict (source) do update set
    requests = requests + excluded.requests,
    events = events + excluded.events,
    repeated = repeated + excluded.repeated,
    quarantined = quarantined + excluded.quarantined,
    refused = refused + excluded.refused,
    heard_at = coalesce(excluded.heard_at, heard_at),
    event_at = coalesce(excluded.event_at, event_at),
    last_kind = coalesce(excluded.last_kind, last_kind),
    next_at = iif(excluded.heard_at is not null and (quiet_since is not null or heard_at is null), excluded.heard_at, next_at),
    turn = turn + 1
  returning number, turn`
