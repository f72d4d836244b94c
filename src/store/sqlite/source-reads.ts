import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { KeptRequest, RequestResult, SourceState } from '../../contract/source-store.ts'
import type { Connection, Row } from './connection.ts'
import { PLACES } from './request-rows.ts'
import { bodyOf, LAST_ID, numberOf } from './rows.ts'
import { habitsOf } from './watch-reads.ts'

/** What is asked of the log of requests, and of what is known of sources. */
export class SourceReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** A source has so few places that they are looked through. */
  requests(query: { source: string; limit: number; before?: string }): readonly KeptRequest[] {
    const { source, limit, before = LAST_ID } = query
    const first = this.#firstPlace(source)
    if (first === undefined) return []
    return this.#connection
      .all(
        'select * from requests where place >= ? and place < ? and id < ? order by id desc limit ?',
        first,
        first + PLACES,
        before,
        Math.min(limit, INGEST_LOG_LIMITS.requestsMax),
      )
      .map((row) => this.#requestOf(row))
  }

  request(source: string, id: string): KeptRequest | undefined {
    const first = this.#firstPlace(source)
    if (first === undefined) return undefined
    const row = this.#connection.get(
      'select * from requests where place >= ? and place < ? and id = ?',
      first,
      first + PLACES,
      id,
    )
    return row && this.#requestOf(row)
  }

  #firstPlace(source: string): number | undefined {
    const row = this.#connection.get('select number from source_states where source = ?', source)
    return row && Number(row['number']) * PLACES
  }

  #requestOf(row: Row): KeptRequest {
    const eventIds = textOf(row, 'event_ids')?.split(' ') ?? []
    const bodyBytes = Number(row['payload_bytes'])
    const body = textOf(row, 'payload') ?? this.#rawOf(eventIds, bodyBytes)
    return {
      id: String(row['id']),
      source: String(row['source']),
      receivedAt: Number(row['received_at']),
      method: String(row['method']),
      path: String(row['path']),
      query: textOf(row, 'query'),
      headers: bodyOf<KeptRequest['headers']>(row, 'headers'),
      body,
      bodyBytes,
      result: String(row['result']) as RequestResult, // written by request-rows.ts
      status: Number(row['status']),
      problem: textOf(row, 'problem'),
      eventIds,
      eventCount: Number(row['events']),
      repeatedCount: Number(row['repeated']),
    }
  }

  /** The body is the text of its only event, where the log does not have it. */
  #rawOf([id, ...others]: readonly string[], bodyBytes: number): string | undefined {
    if (id === undefined || others.length > 0 || bodyBytes === 0) return undefined
    const row = this.#connection.get('select raw from events where id = ?', id)
    return row && String(row['raw'])
  }

  states(): readonly SourceState[] {
    return this.#connection
      .all('select * from source_states order by source')
      .map((row) => sourceStateOf(row))
  }
}

function sourceStateOf(row: Row): SourceState {
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
