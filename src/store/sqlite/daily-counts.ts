import type { DailyQuery, DailyRow } from '../../contract/retention-store.ts'
import type { DailyCount } from '../../model/daily-count.ts'
import { dayOf } from '../../model/daily-count.ts'
import { DAILY_SUMS, DAILY_WHICH, dailyRowOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** Adds to the counts of their days. */
export function addCounts(connection: Connection, counts: readonly DailyCount[]): void {
  for (const one of counts)
    connection.run(
      `insert into daily_counts (day, source, policy, events, opened, ended, ended_ms, acknowledged, acknowledged_ms)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set
        events = events + excluded.events, opened = opened + excluded.opened,
        ended = ended + excluded.ended, ended_ms = ended_ms + excluded.ended_ms,
        acknowledged = acknowledged + excluded.acknowledged, acknowledged_ms = acknowledged_ms + excluded.acknowledged_ms`,
      ...[one.day, one.source, one.policy, one.events, one.opened, one.ended, one.endedMs],
      ...[one.acknowledged, one.acknowledgedMs],
    )
}

/** Counts a message that was accepted or given up, by its policy. */
export function countMessage(
  connection: Connection,
  { id, state, at }: { readonly id: string; readonly state: 'sent' | 'dead'; readonly at: number },
): void {
  connection.run(
    `insert into daily_counts (day, source, policy, sent, dead)
    select ?, '', coalesce(json_extract(body, '$.policy'), ''), ?, ? from notification_bodies where id = ?
    on conflict do update set sent = sent + excluded.sent, dead = dead + excluded.dead`,
    dayOf(at),
    state === 'sent' ? 1 : 0,
    state === 'dead' ? 1 : 0,
    id,
  )
}

export function dailyCounts(
  connection: Connection,
  { since, until, by, limit }: DailyQuery,
): readonly DailyRow[] {
  const names = by === 'day' ? 'day' : `day, ${by}`
  const rows = connection.all(
    `select ${names}, ${DAILY_SUMS} from daily_counts where day >= ? and day <= ? and (${DAILY_WHICH[by]})
    group by ${names} order by day desc${by === 'day' ? '' : `, ${by}`} limit ?`,
    since,
    until,
    limit,
  )
  return rows.map((row) => dailyRowOf(row, by))
}
