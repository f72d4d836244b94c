import type { LaneCounts, QuotaMonth } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Looks } from './connection.ts'
import { NOTIFICATIONS, notificationOf } from './rows.ts'

/** What a lane owes, and what of it was given up: counted in the indexes, without reading a row. */
export async function laneCounts(connection: Looks, lane: string): Promise<LaneCounts> {
  const row = await connection.get(
    "select (select count(*) from notifications where lane = $1 and state = 'due') + (select count(*) from notifications where state = 'leased' and lane = $1) as owed, (select count(*) from notifications where lane = $1 and state = 'dead') as dead",
    lane,
  )
  return { owed: Number(row?.['owed'] ?? 0), dead: Number(row?.['dead'] ?? 0) }
}

/** The newest dead notifications of some endpoints. Not by lane: who pastes a new robot's URL gives it another. */
export async function deadOf(
  connection: Looks,
  { isOne, limit }: { isOne: (endpointId: string) => boolean; limit: number },
): Promise<readonly string[]> {
  const endpoints = await connection.all(
    "select distinct endpoint_id from notifications where state = 'dead'",
  )
  const rows = await connection.all(
    "select id from notifications where state = 'dead' and endpoint_id = any($1) order by id desc limit $2",
    endpoints.map((row) => String(row['endpoint_id'])).filter(isOne),
    limit,
  )
  return rows.map(({ id }) => String(id))
}

/** Messages accepted in a month of a quota. */
export async function quotaUsed(connection: Looks, { key, month }: QuotaMonth): Promise<number> {
  const row = await connection.get(
    'select messages from quotas where key = $1 and month = $2',
    key,
    month,
  )
  return Number(row?.['messages'] ?? 0)
}

/** What is due in a lane and has no copy with a standby endpoint: most severe first, then oldest first. */
export async function uncopied(
  connection: Looks,
  { lane, limit }: { lane: string; limit: number },
): Promise<readonly Notification[]> {
  const rows = await connection.all(
    `${NOTIFICATIONS} where n.lane = $1 and n.state = 'due' and n.stood_by is null order by n.severity_rank, n.id limit $2`,
    lane,
    limit,
  )
  return rows.map(notificationOf)
}
