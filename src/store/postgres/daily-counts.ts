import type { DailyQuery, DailyRow } from '../../contract/retention-store.ts'
import { type DailyCount, dayOf } from '../../model/daily-count.ts'
import { DAILY_SUMS, DAILY_WHICH, dailyRowOf } from '../rows.ts'
import { type Connection, type Looks, runMany } from './connection.ts'

/** Whose part of a count this transaction adds to: no two that run at one time share a backend. */
const PART = 'pg_backend_pid() % 64'

/** Adds to the counts of their days. */
export function addCounts(connection: Connection, counts: readonly DailyCount[]): void {
  for (const one of counts)
    connection.run(
      `insert into daily_counts as known (day, source, policy, events, opened, ended, ended_ms, acknowledged, acknowledged_ms, part)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${PART}) on conflict (day, source, policy, part) do update set
        events = known.events + excluded.events, opened = known.opened + excluded.opened,
        ended = known.ended + excluded.ended, ended_ms = known.ended_ms + excluded.ended_ms,
        acknowledged = known.acknowledged + excluded.acknowledged, acknowledged_ms = known.acknowledged_ms + excluded.acknowledged_ms`,
      ...[one.day, one.source, one.policy, one.events, one.opened, one.ended, one.endedMs],
      ...[one.acknowledged, one.acknowledgedMs],
    )
}

/** Counts messages that were accepted or given up, by their policies. */
export function countMessages(
  connection: Connection,
  messages: readonly {
    readonly id: string
    readonly state: 'sent' | 'dead'
    readonly at: number
  }[],
): void {
  runMany(
    connection,
    `insert into daily_counts as known (day, source, policy, part, sent, dead)
    select one.day, '', n.policy, ${PART}, count(*) filter (where one.state = 'sent'), count(*) filter (where one.state = 'dead')
    from unnest($1::integer[], $2::text[], $3::text[]) as one (day, state, id) join notifications n on n.id = one.id
    group by one.day, n.policy
    on conflict (day, source, policy, part) do update set sent = known.sent + excluded.sent, dead = known.dead + excluded.dead`,
    messages.map(({ id, state, at }) => [dayOf(at), state, id]),
  )
}

export async function dailyCounts(
  connection: Looks,
  { since, until, by, limit }: DailyQuery,
): Promise<readonly DailyRow[]> {
  const names = by === 'day' ? 'day' : `day, ${by}`
  const rows = await connection.all(
    `select ${names}, ${DAILY_SUMS} from daily_counts where day >= $1 and day <= $2 and (${DAILY_WHICH[by]})
    group by ${names} order by day desc${by === 'day' ? '' : `, ${by}`} limit $3`,
    since,
    until,
    limit,
  )
  return rows.map((row) => dailyRowOf(row, by))
}
