import type { Connection } from './connection.ts'
import { countSent } from './lane-rows.ts'

/** The database's own time, in milliseconds: leases are compared between machines whose clocks may differ. */
export const DATABASE_NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

const RAN_OUT = `lease_owner <> $3 and lease_until < ${DATABASE_NOW}`

/** Whose leases: those of one hub, or those in one lane whose time has run out. `robots` are those of each lane of today's configuration. */
type Release = {
  readonly of: { readonly owner: string } | { readonly lane: string; readonly other: string }
  readonly now: number
  readonly robots: ReadonlyMap<string, readonly string[]>
}

/** After a crash: what was being sent is due again, at once, by itself, with the same idempotency key. */
export async function releaseLeases(
  connection: Connection,
  { of, now, robots }: Release,
): Promise<void> {
  const isLeft =
    'owner' in of ? '(lease_owner is null or lease_owner = $2)' : `lane = $2 and ${RAN_OUT}`
  const lanes = await connection.all(
    `with released as (
      update notifications set state = 'due', due_at = $1, lease_until = null, uncertain = true
      where state = 'leased' and ${isLeft} returning lane
    )
    select distinct lane, exists (select 1 from lanes l where l.lane = released.lane) as is_robot from released order by lane`,
    now,
    ...('owner' in of ? [of.owner] : [of.lane, of.other]),
  )
  for (const row of lanes) {
    const lane = String(row['lane'])
    // One of them was under way, and the platform may have counted it. Of a pool nobody knows by which robot it went.
    const asked = robots.get(lane) ?? (row['is_robot'] === true ? [lane] : [])
    for (const robot of asked) await countSent(connection, { lane: robot, at: now, keepFrom: 0 })
  }
}
