import { STORM_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { DueStorm, Storm } from '../../model/storm.ts'
import { bodyOf, numberOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What is asked of alerts that end by themselves, and of storms. */
export class LifeReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Open alerts whose time ran out, the longest ago first. */
  dueAlerts({ now, limit }: { now: number; limit: number }): readonly Alert[] {
    return this.#connection
      .all(
        'select body from alerts where auto_resolve_at <= ? order by auto_resolve_at limit ?',
        now,
        limit,
      )
      .map((row) => bodyOf<Alert>(row))
  }

  storm(policy: string): Storm | undefined {
    const row = this.#connection.get('select body from storms where policy = ?', policy)
    return row && bodyOf<Storm>(row)
  }

  storms(policies: readonly string[]): ReadonlyMap<string, Storm> {
    const rows = this.#connection.all(
      'select policy, body from storms where policy in (select value from json_each(?))',
      JSON.stringify(policies),
    )
    return new Map(rows.map((row) => [String(row['policy']), bodyOf<Storm>(row)]))
  }

  dueStorms({ now, limit }: { now: number; limit: number }): readonly DueStorm[] {
    return this.#connection
      .all('select body from storms where next_at <= ? order by next_at limit ?', now, limit)
      .map((row) => bodyOf<Storm>(row))
      .map((storm) => ({ storm, sample: this.#newest(storm.policy) }))
  }

  /** The newest alerts of a policy's groups: ids follow the clock. The index is walked from its end, and in a storm soon left. */
  #newest(policy: string): readonly GroupItem[] {
    return this.#connection
      .all(
        "select i.body as body from group_items i indexed by group_items_subject cross join alert_groups g on g.id = i.group_id where g.policy = ? and i.state in ('firing', 'acknowledged') order by i.subject_id desc limit ?",
        policy,
        STORM_LIMITS.sampleMax,
      )
      .map((row) => bodyOf<GroupItem>(row))
  }

  /** When the next group, alert or storm is to be looked at. */
  nextTickAt(): number | undefined {
    const times = [
      'select min(next_flush_at) as at from alert_groups where next_flush_at is not null',
      'select min(auto_resolve_at) as at from alerts where auto_resolve_at is not null',
      'select min(next_at) as at from storms where next_at is not null',
      'select min(next_at) as at from heartbeats where next_at is not null',
      'select min(next_at) as at from source_states where next_at is not null',
    ].flatMap((query) => numberOf(this.#connection.get(query), 'at') ?? [])
    return times.length > 0 ? Math.min(...times) : undefined
  }
}
