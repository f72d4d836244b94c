import type { KeptRequest, RequestResult, SourceState } from '../contract/source-store.ts'
import type { Heartbeat, Ping, WatchedSource } from '../model/watch.ts'
import { bodyOf, numberOf, type Row } from './rows.ts'

export type StoredHeartbeat = Heartbeat & { readonly isForgotten: boolean }

/** A request of the log. Where it has no body of its own, that is the text of its only event. */
export function requestOf(row: Row): KeptRequest {
  const eventIds = textOf(row, 'event_ids')?.split(' ') ?? []
  return {
    id: String(row['id']),
    source: String(row['source']),
    receivedAt: Number(row['received_at']),
    method: String(row['method']),
    path: String(row['path']),
    query: textOf(row, 'query'),
    headers: bodyOf<KeptRequest['headers']>(row, 'headers'),
    body: textOf(row, 'payload'),
    bodyBytes: Number(row['payload_bytes']),
    result: String(row['result']) as RequestResult, // written by request-rows.ts
    status: Number(row['status']),
    problem: textOf(row, 'problem'),
    eventIds,
    eventCount: Number(row['events']),
    repeatedCount: Number(row['repeated']),
  }
}

/** The event whose text is the body of the request, where it is one's. */
export function bodyEventOf({ body, bodyBytes, eventIds }: KeptRequest): string | undefined {
  const isOnes = body === undefined && bodyBytes > 0 && eventIds.length === 1
  return isOnes ? eventIds[0] : undefined
}

export function sourceStateOf(row: Row): SourceState {
  return {
    source: String(row['source']),
    firstAt: Number(row['first_at']),
    requestCount: Number(row['requests']),
    eventCount: Number(row['events']),
    repeatedCount: Number(row['repeated']),
    quarantinedCount: Number(row['quarantined']),
    refusedCount: Number(row['refused']),
    heardAt: numberOf(row, 'heard_at'),
    eventAt: numberOf(row, 'event_at'),
    lastKind: textOf(row, 'last_kind'),
    quietSince: numberOf(row, 'quiet_since'),
    habits: habitsOf(row).habits,
  }
}

function textOf(row: Row, column: string): string | undefined {
  const value = row[column]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function heartbeatOf(row: Row): StoredHeartbeat {
  const firedAt = numberOf(row, 'fired_at')
  return {
    source: String(row['source']),
    monitor: String(row['monitor']),
    armedAt: Number(row['armed_at']),
    pingedAt: numberOf(row, 'pinged_at'),
    startedAt: numberOf(row, 'started_at'),
    failedAt: numberOf(row, 'failed_at'),
    failedText: typeof row['failed_text'] === 'string' ? row['failed_text'] : undefined,
    recoveredAt: numberOf(row, 'recovered_at'),
    excusedUntil: numberOf(row, 'excused_until'),
    ...(firedAt === undefined
      ? {}
      : { fired: { at: firedAt, because: row['fired_for'] === 'failed' ? 'failed' : 'silent' } }),
    changes: Number(row['changes']),
    isForgotten: row['forgotten'] === 1,
  }
}

export function watchedOf(row: Row): WatchedSource {
  return {
    source: String(row['source']),
    heardAt: numberOf(row, 'heard_at'),
    lastKind: typeof row['last_kind'] === 'string' ? row['last_kind'] : undefined,
    hasOpenAlert: row['has_open'] === 1,
    quietSince: numberOf(row, 'quiet_since'),
    ...habitsOf(row),
  }
}

/** What watch-rows.ts wrote. */
function habitsOf(row: Row): StoredHabits {
  return typeof row['body'] === 'string' ? bodyOf<StoredHabits>(row) : {}
}

type StoredHabits = Pick<WatchedSource, 'habits' | 'listenFrom' | 'excusedFor'>

/** What a word of a monitor changes: its source and name, when it came, and what it was at that time. */
export function pingColumns(
  { monitor, signal, text }: Ping,
  { source, at }: { readonly source: string; readonly at: number },
) {
  const isFailure = signal === 'fail'
  return [
    ...([source, monitor, at] as const),
    signal === 'ping' ? at : null,
    signal === 'start' ? at : null,
    isFailure ? at : null,
    isFailure ? (text ?? null) : null,
  ] as const
}
