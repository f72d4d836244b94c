import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { KeptRequest, SourceState } from '../../contract/source-store.ts'
import { LAST_ID } from '../rows.ts'
import { bodyEventOf, requestOf, sourceStateOf } from '../source-codecs.ts'
import type { Connection, Row } from './connection.ts'
import { PLACES } from './request-rows.ts'

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
      .map((row) => this.#whole(row))
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
    return row && this.#whole(row)
  }

  #firstPlace(source: string): number | undefined {
    const row = this.#connection.get('select number from source_states where source = ?', source)
    return row && Number(row['number']) * PLACES
  }

  #whole(row: Row): KeptRequest {
    const request = requestOf(row)
    const id = bodyEventOf(request)
    if (id === undefined) return request
    const event = this.#connection.get('select raw from events where id = ?', id)
    return event ? { ...request, body: String(event['raw']) } : request
  }

  states(): readonly SourceState[] {
    return this.#connection
      .all('select * from source_states order by source')
      .map((row) => sourceStateOf(row))
  }
}
