import { leastIdAt } from '../../base/id.ts'
import type {
  RecordingPage,
  RecordingQuery,
  RecordingSpan,
  SentMessage,
} from '../../contract/recording.ts'
import type { Event } from '../../model/event.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import { bodyOf, nextOf, numberOf, sentMessageOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What is asked of the past, a page at a time: nothing here grows with what is behind or before the page. */
export class RecordingReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  span(): RecordingSpan | undefined {
    const first = this.#connection.get('select received_at from events order by seq limit 1')
    const last = this.#connection.get('select received_at from events order by seq desc limit 1')
    const sent = this.#connection.get(
      "select json_extract(body, '$.finishedAt') as at from attempts order by id desc limit 1",
    )
    const firstAt = numberOf(first, 'received_at')
    const lastAt = numberOf(last, 'received_at')
    if (firstAt === undefined || lastAt === undefined) return undefined
    return { firstAt, lastAt: Math.max(lastAt, numberOf(sent, 'at') ?? 0) }
  }

  events({ since, until, after, limit }: RecordingQuery): RecordingPage<Event> {
    const rows = this.#connection.all(
      'select seq, body from events where seq > ? and received_at >= ? and received_at < ? order by seq limit ?',
      after === undefined ? this.#before(since) : Number(after),
      since,
      until,
      limit,
    )
    return { rows: rows.map((row) => bodyOf<Event>(row)), ...nextOf(rows, limit, 'seq') }
  }

  /** The place in the log from which on events of `since` may stand. Ids grow with time, and so does the log. */
  #before(since: number): number {
    const row = this.#connection.get(
      'select seq from events where id >= ? order by id limit 1',
      leastIdAt(since),
    )
    const last = row ?? this.#connection.get('select coalesce(max(seq), 0) + 1 as seq from events')
    return (numberOf(last, 'seq') ?? 1) - 1
  }

  sent({ since, until, after, limit }: RecordingQuery): RecordingPage<SentMessage> {
    const rows = this.#connection.all(
      `select a.id, a.notification_id, json_extract(a.body, '$.finishedAt') as at,
        coalesce(json_extract(a.body, '$.endpointId'), json_extract(b.body, '$.endpointId')) as endpoint,
        json_extract(b.body, '$.kind') as kind, json_extract(b.body, '$.policy') as policy
      from attempts a join notification_bodies b on b.id = a.notification_id
      where a.id > ? and a.id < ? and json_extract(a.body, '$.receipt.kind') = 'sent'
      order by a.id limit ?`,
      after ?? leastIdAt(since),
      leastIdAt(until),
      limit,
    )
    return { rows: rows.map(sentMessageOf), ...nextOf(rows, limit, 'id') }
  }

  outcomesOf(
    alertId: string,
    { limit, from }: { limit: number; from: 'start' | 'end' },
  ): readonly EventOutcome[] {
    const order = from === 'start' ? 'asc' : 'desc'
    return this.#connection
      .all(
        `select body from outcomes where json_extract(body, '$.alertId') = ? order by event_id ${order} limit ?`,
        alertId,
        limit,
      )
      .map((row) => bodyOf<EventOutcome>(row))
  }
}
