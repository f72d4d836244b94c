import { STORM_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import { pairKey } from '../../model/settlement.ts'
import type { DueStorm, Storm } from '../../model/storm.ts'
import { bodyOf, numberOf } from '../rows.ts'
import type { Looks } from './connection.ts'
import { ALERT, alertOf, itemOf } from './rows.ts'

/** What is asked of alerts that end by themselves, and of storms. */
export class LifeReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  /** Open alerts whose time ran out, the longest ago first. */
  async dueAlerts({ now, limit }: { now: number; limit: number }): Promise<readonly Alert[]> {
    const rows = await this.#connection.all(
      `select ${ALERT} from alerts where auto_resolve_at <= $1 order by auto_resolve_at limit $2`,
      now,
      limit,
    )
    return rows.map(alertOf)
  }

  /** The keys of what waits to be settled, by `pairKey(source, dedupKey)`; undefined where that is more than `limit`. */
  async unsettledKeys(limit: number): Promise<ReadonlySet<string> | undefined> {
    const rows = await this.#connection.all(
      'select source, dedup_key from unsettled order by seq limit $1',
      limit + 1,
    )
    if (rows.length > limit) return undefined
    return new Set(rows.map((row) => pairKey(String(row['source']), String(row['dedup_key']))))
  }

  async storm(policy: string): Promise<Storm | undefined> {
    const row = await this.#connection.get('select body from storms where policy = $1', policy)
    return row && bodyOf<Storm>(row)
  }

  async storms(policies: readonly string[]): Promise<ReadonlyMap<string, Storm>> {
    if (policies.length === 0) return new Map()
    const rows = await this.#connection.all(
      'select policy, body from storms where policy = any($1)',
      policies,
    )
    return new Map(rows.map((row) => [String(row['policy']), bodyOf<Storm>(row)]))
  }

  async dueStorms({ now, limit }: { now: number; limit: number }): Promise<readonly DueStorm[]> {
    const rows = await this.#connection.all(
      'select body from storms where next_at <= $1 order by next_at limit $2',
      now,
      limit,
    )
    const storms = rows.map((row) => bodyOf<Storm>(row))
    return await Promise.all(
      storms.map(async (storm) => ({ storm, sample: await this.#newest(storm.policy) })),
    )
  }

  /** The newest alerts of a policy's groups: ids follow the clock. */
  async #newest(policy: string): Promise<readonly GroupItem[]> {
    const rows = await this.#connection.all(
      "select i.body, i.muted_until from group_items i join alert_groups g on g.id = i.group_id where g.policy = $1 and i.state in ('firing', 'acknowledged') order by i.subject_id desc limit $2",
      policy,
      STORM_LIMITS.sampleMax,
    )
    return rows.map(itemOf)
  }

  /** When the next group, alert or storm is to be looked at. */
  async nextTickAt(): Promise<number | undefined> {
    return numberOf(await this.#connection.get(NEXT_TICK), 'at')
  }
}

const NEXT_TICK = `select least(
  (select min(next_flush_at) from alert_groups where next_flush_at is not null),
  (select min(auto_resolve_at) from alerts where auto_resolve_at is not null),
  (select min(next_at) from storms where next_at is not null),
  (select min(next_at) from heartbeats where next_at is not null),
  (select min(next_at) from source_states where next_at is not null)) as at`
