import { leastIdAt } from '../../base/id.ts'
import type {
  RecordingPage,
  RecordingQuery,
  RecordingSpan,
  RecordingStore,
  SentMessage,
} from '../../contract/recording.ts'
import type { Event } from '../../model/event.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import { bodyOf, nextOf, numberOf, sentMessageOf } from '../rows.ts'
import type { Looks } from './connection.ts'

/** What is asked of the past, a page at a time: nothing here grows with what is behind or before the page. */
export function recordingReads(connection: Looks): RecordingStore {
  return {
    recordedSpan: () => span(connection),
    recordedEvents: (query) => events(connection, query),
    sentMessages: (query) => sent(connection, query),
    async outcomesOf(alertId, { limit, from }) {
      const order = from === 'start' ? 'asc' : 'desc'
      const rows = await connection.all(
        `select body from outcomes where alert_id = $1 order by event_id ${order} limit $2`,
        alertId,
        limit,
      )
      return rows.map((row) => bodyOf<EventOutcome>(row))
    },
  }
}

async function span(connection: Looks): Promise<RecordingSpan | undefined> {
  const [first, last, sentLast] = await Promise.all([
    connection.get('select received_at from events order by seq limit 1'),
    connection.get('select received_at from events order by seq desc limit 1'),
    connection.get('select finished_at as at from attempts order by id desc limit 1'),
  ])
  const firstAt = numberOf(first, 'received_at')
  const lastAt = numberOf(last, 'received_at')
  if (firstAt === undefined || lastAt === undefined) return undefined
  return { firstAt, lastAt: Math.max(lastAt, numberOf(sentLast, 'at') ?? 0) }
}

async function events(
  connection: Looks,
  { since, until, after, limit }: RecordingQuery,
): Promise<RecordingPage<Event>> {
  const rows = await connection.all(
    'select seq, body from events where seq > $1 and received_at >= $2 and received_at < $3 order by seq limit $4',
    after === undefined ? await before(connection, since) : Number(after),
    since,
    until,
    limit,
  )
  return { rows: rows.map((row) => bodyOf<Event>(row)), ...nextOf(rows, limit, 'seq') }
}

/** The place in the log from which on events of `since` may stand. Ids grow with time, and so does the log. */
async function before(connection: Looks, since: number): Promise<number> {
  const row = await connection.get(
    'select seq from events where id >= $1 order by id limit 1',
    leastIdAt(since),
  )
  const last = row ?? (await connection.get('select coalesce(max(seq), 0) + 1 as seq from events'))
  return (numberOf(last, 'seq') ?? 1) - 1
}

async function sent(
  connection: Looks,
  { since, until, after, limit }: RecordingQuery,
): Promise<RecordingPage<SentMessage>> {
  const rows = await connection.all(
    `select a.id, a.notification_id, a.finished_at as at, coalesce(a.endpoint_id, n.endpoint_id) as endpoint, n.kind, n.policy
    from attempts a join notifications n on n.id = a.notification_id
    where a.id > $1 and a.id < $2 and a.receipt = 'sent'
    order by a.id limit $3`,
    after ?? leastIdAt(since),
    leastIdAt(until),
    limit,
  )
  return { rows: rows.map(sentMessageOf), ...nextOf(rows, limit, 'id') }
}
