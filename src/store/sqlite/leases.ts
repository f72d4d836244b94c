import type { Connection } from './connection.ts'
import { countSent } from './lane-rows.ts'

/** What the writer is asked after a crash. `robots` are those of each lane of today's configuration. */
export type LeaseOperation = {
  readonly kind: 'release-leases'
  readonly now: number
  readonly robots: readonly (readonly [lane: string, robots: readonly string[]])[]
}

/** After a crash: what was being sent is due again, at once, by itself, with the same idempotency key. */
export function releaseLeases(connection: Connection, { now, robots }: LeaseOperation): void {
  const robotsByLane = new Map(robots)
  // What was due may have been under way too: nothing waits for its lease to be on disk.
  const lanes = connection.all(
    `select lane, lane in (select lane from lanes) as is_robot from (
      select lane from notifications where state = 'leased'
      union select lane from notifications where state = 'due' and due_at <= ?)`,
    now,
  )
  for (const row of lanes) {
    const lane = String(row['lane'])
    // One of them was under way, and the platform may have counted it. Of a pool nobody knows by which robot it went.
    const asked = robotsByLane.get(lane) ?? (row['is_robot'] === 1 ? [lane] : [])
    for (const robot of asked) countSent(connection, { lane: robot, at: now, keepFrom: 0 })
  }
  connection.run(
    "update notification_bodies set body = json_set(body, '$.uncertain', json('true')) where id in (select id from notifications where state = 'leased')",
  )
  connection.run(
    "update notifications set state = 'due', due_at = ?, lease_until = null where state = 'leased'",
    now,
  )
}
