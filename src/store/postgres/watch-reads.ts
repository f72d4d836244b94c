import { QUIET_KEY, type WatchedSource } from '../../model/watch.ts'
import { numberOf } from '../rows.ts'
import { heartbeatOf, type StoredHeartbeat, watchedOf } from '../source-codecs.ts'
import type { Looks } from './connection.ts'

type Moment = { readonly now: number; readonly limit: number }

/** What is asked of monitors and of sources that are watched. */
export class WatchReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  async dueHeartbeats({ now, limit }: Moment): Promise<readonly StoredHeartbeat[]> {
    const rows = await this.#connection.all(
      'select * from heartbeats where next_at <= $1 order by next_at limit $2',
      now,
      limit,
    )
    return rows.map(heartbeatOf)
  }

  async heartbeats(source: string): Promise<readonly StoredHeartbeat[]> {
    const rows = await this.#connection.all(
      'select * from heartbeats where source = $1 order by monitor',
      source,
    )
    return rows.map(heartbeatOf)
  }

  async heartbeat(source: string, monitor: string): Promise<StoredHeartbeat | undefined> {
    const row = await this.#connection.get(
      'select * from heartbeats where source = $1 and monitor = $2',
      source,
      monitor,
    )
    return row && heartbeatOf(row)
  }

  async count(source: string): Promise<number> {
    const row = await this.#connection.get(
      'select count(*) as n from heartbeats where source = $1',
      source,
    )
    return Number(row?.['n'])
  }

  async dueSources({ now, limit }: Moment): Promise<readonly WatchedSource[]> {
    const rows = await this.#connection.all(
      `select s.*, (exists (select 1 from alerts a where a.source = s.source and a.state <> 'resolved' and a.dedup_key <> '${QUIET_KEY}'))::integer as has_open
       from source_states s where next_at <= $1 order by next_at limit $2`,
      now,
      limit,
    )
    return rows.map(watchedOf)
  }

  async aliveAt(): Promise<number | undefined> {
    return numberOf(
      await this.#connection.get("select seq from cursors where name = 'alive'"),
      'seq',
    )
  }
}
