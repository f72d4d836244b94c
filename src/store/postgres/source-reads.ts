import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { KeptRequest, SourceState } from '../../contract/source-store.ts'
import { LAST_ID, type Row } from '../rows.ts'
import { bodyEventOf, requestOf, sourceStateOf } from '../source-codecs.ts'
import type { Looks } from './connection.ts'

/** What is asked of the log of requests, and of what is known of sources. */
export class SourceReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  /** A source has so few places that they are looked through. */
  async requests(query: {
    source: string
    limit: number
    before?: string
  }): Promise<readonly KeptRequest[]> {
    const rows = await this.#connection.all(
      'select * from requests where source = $1 and id < $2 order by id desc limit $3',
      query.source,
      query.before ?? LAST_ID,
      Math.min(query.limit, INGEST_LOG_LIMITS.requestsMax),
    )
    return await Promise.all(rows.map((row) => this.#whole(row)))
  }

  async request(source: string, id: string): Promise<KeptRequest | undefined> {
    const row = await this.#connection.get(
      'select * from requests where source = $1 and id = $2',
      source,
      id,
    )
    return row && (await this.#whole(row))
  }

  async #whole(row: Row): Promise<KeptRequest> {
    const request = requestOf(row)
    const id = bodyEventOf(request)
    if (id === undefined) return request
    const event = await this.#connection.get('select raw from events where id = $1', id)
    return event ? { ...request, body: String(event['raw']) } : request
  }

  async states(): Promise<readonly SourceState[]> {
    const rows = await this.#connection.all('select * from source_states order by source')
    return rows.map((row) => sourceStateOf(row))
  }
}
