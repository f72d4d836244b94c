import type { LaneCounts, QuotaMonth } from '../../contract/store.ts'
import type { Connection } from './connection.ts'

/** What a lane owes, and what of it was given up: counted in the indexes, without reading a row. */
export function laneCounts(connection: Connection, lane: string): LaneCounts {
  const row = connection.get(
    "select (select count(*) from notifications where lane = ?1 and state = 'due') + (select count(*) from notifications indexed by notifications_leased where state = 'leased' and lane = ?1) as owed, (select count(*) from notifications where lane = ?1 and state = 'dead') as dead",
    lane,
  )
  return { owed: Number(row?.['owed'] ?? 0), dead: Number(row?.['dead'] ?? 0) }
}

/** The newest dead notifications of an endpoint. Not of its lane: who pastes a new robot's URL gives it another. */
export function deadOf(
  connection: Connection,
  query: { endpointId: string; limit: number },
): readonly string[] {
  return connection
    .all(
      "select n.id from notifications n join notification_bodies b on b.id = n.id where n.state = 'dead' and json_extract(b.body, '$.endpointId') = ? order by n.id desc limit ?",
      query.endpointId,
      query.limit,
    )
    .map((row) => String(row['id']))
}

/** Messages accepted in a month of a quota. */
export function quotaUsed(connection: Connection, { key, month }: QuotaMonth): number {
  const row = connection.get('select messages from quotas where key = ? and month = ?', key, month)
  return Number(row?.['messages'] ?? 0)
}
