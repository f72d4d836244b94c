import type { LaneCounts, QuotaMonth } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import { notificationOf } from '../rows.ts'
import type { Connection } from './connection.ts'
import { NOTIFICATIONS } from './rows.ts'

/** What a lane owes, and what of it was given up: counted in the indexes, without reading a row. */
export function laneCounts(connection: Connection, lane: string): LaneCounts {
  const row = connection.get(
    "select (select count(*) from notifications where lane = ?1 and state = 'due') + (select count(*) from notifications indexed by notifications_leased where state = 'leased' and lane = ?1) as owed, (select count(*) from notifications where lane = ?1 and state = 'dead') as dead",
    lane,
  )
  return { owed: Number(row?.['owed'] ?? 0), dead: Number(row?.['dead'] ?? 0) }
}

/** The newest dead notifications of some endpoints. Not by lane: who pastes a new robot's URL gives it another. */
export function deadOf(
  connection: Connection,
  { isOne, limit }: { isOne: (endpointId: string) => boolean; limit: number },
): readonly string[] {
  const endpointIds = connection
    .all(
      "select distinct json_extract(b.body, '$.endpointId') as endpoint from notifications n join notification_bodies b on b.id = n.id where n.state = 'dead'",
    )
    .map(({ endpoint }) => String(endpoint))
    .filter(isOne)
  return connection
    .all(
      "select n.id from notifications n join notification_bodies b on b.id = n.id where n.state = 'dead' and json_extract(b.body, '$.endpointId') in (select value from json_each(?)) order by n.id desc limit ?",
      JSON.stringify(endpointIds),
      limit,
    )
    .map(({ id }) => String(id))
}

/** Messages accepted in a month of a quota. */
export function quotaUsed(connection: Connection, { key, month }: QuotaMonth): number {
  const row = connection.get('select messages from quotas where key = ? and month = ?', key, month)
  return Number(row?.['messages'] ?? 0)
}

/** What is due in a lane and has no copy with a standby endpoint: most severe first, then oldest first. */
export function uncopied(
  connection: Connection,
  { lane, limit }: { lane: string; limit: number },
): readonly Notification[] {
  return connection
    .all(
      `${NOTIFICATIONS} where n.lane = ? and n.state = 'due' and json_extract(b.body, '$.stoodBy') is null order by n.severity_rank, n.id limit ?`,
      lane,
      limit,
    )
    .map(notificationOf)
}
