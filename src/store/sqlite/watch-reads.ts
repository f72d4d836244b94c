import { QUIET_KEY, type WatchedSource } from '../../model/watch.ts'
import { numberOf } from '../rows.ts'
import { heartbeatOf, type StoredHeartbeat, watchedOf } from '../source-codecs.ts'
import type { Connection } from './connection.ts'

/** What is asked of monitors and of sources that are watched. */
export class WatchReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  dueHeartbeats({ now, limit }: { now: number; limit: number }): readonly StoredHeartbeat[] {
    return this.#connection
      .all('select * from heartbeats where next_at <= ? order by next_at limit ?', now, limit)
      .map(heartbeatOf)
  }

  heartbeats(source: string): readonly StoredHeartbeat[] {
    return this.#connection
      .all('select * from heartbeats where source = ? order by monitor', source)
      .map(heartbeatOf)
  }

  heartbeat(source: string, monitor: string): StoredHeartbeat | undefined {
    const row = this.#connection.get(
      'select * from heartbeats where source = ? and monitor = ?',
      source,
      monitor,
    )
    return row && heartbeatOf(row)
  }

  count(source: string): number {
    const row = this.#connection.get(
      'select count(*) as n from heartbeats where source = ?',
      source,
    )
    return Number(row?.['n'])
  }

  dueSources({ now, limit }: { now: number; limit: number }): readonly WatchedSource[] {
    return this.#connection
      .all(
        `select *, exists (select 1 from alerts a where a.source = s.source and a.state <> 'resolved' and a.dedup_key <> '${QUIET_KEY}') as has_open
         from source_states s where next_at <= ? order by next_at limit ?`,
        now,
        limit,
      )
      .map(watchedOf)
  }

  aliveAt(): number | undefined {
    return numberOf(this.#connection.get("select seq from cursors where name = 'alive'"), 'seq')
  }
}
