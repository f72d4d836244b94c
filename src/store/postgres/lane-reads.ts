import type { DueLane } from '../../contract/store.ts'
import type { Looks } from './connection.ts'
import { DATABASE_NOW } from './leases.ts'

/** The lanes from which this hub may claim now or when their robots take messages again. */
export async function dueLanes(connection: Looks, owner: string): Promise<readonly DueLane[]> {
  const rows = await connection.all(LANES, owner)
  return rows.map((row) => ({
    lane: String(row['lane']),
    blockedUntil: Number(row['blocked_until']),
    worst: Number(row['worst']),
  }))
}

/**
 * One step in the index a lane, however much waits in it. A lane in which another hub is sending is that hub's; where
 * the time of that has run out, it is to be claimed whether or not more is due in it.
 */
const LANES = `with recursive waiting(lane) as (
  select min(lane) from notifications where state = 'due'
  union all
  select (select min(n.lane) from notifications n where n.state = 'due' and n.lane > waiting.lane) from waiting where waiting.lane is not null
), leased as (
  select lane, bool_or(lease_until >= ${DATABASE_NOW}) as is_held from notifications
  where state = 'leased' and lease_owner <> $1 group by lane
)
select one.lane, coalesce(l.blocked_until, 0) as blocked_until,
  coalesce((select n.severity_rank from notifications n where n.state = 'due' and n.lane = one.lane order by n.severity_rank limit 1), 0) as worst
from (select lane from waiting where lane is not null union select lane from leased where not is_held) one
  left join lanes l on l.lane = one.lane
where not exists (select 1 from leased where leased.lane = one.lane and leased.is_held)`
