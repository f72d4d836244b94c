import { type Heartbeat, QUIET_KEY, type WatchedSource } from '../../model/watch.ts'
import type { Connection, Row } from './connection.ts'
import { bodyOf, numberOf } from './rows.ts'

export type StoredHeartbeat = Heartbeat & { readonly isForgotten: boolean }

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

function heartbeatOf(row: Row): StoredHeartbeat {
  const firedAt = numberOf(row, 'fired_at')
  return {
    source: String(row['source']),
    monitor: String(row['monitor']),
    armedAt: Number(row['armed_at']),
    pingedAt: numberOf(row, 'pinged_at'),
    startedAt: numberOf(row, 'started_at'),
    failedAt: numberOf(row, 'failed_at'),
    failedText: typeof row['failed_text'] === 'string' ? row['failed_text'] : undefined,
    recoveredAt: numberOf(row, 'recovered_at'),
    excusedUntil: numberOf(row, 'excused_until'),
    ...(firedAt === undefined
      ? {}
      : { fired: { at: firedAt, because: row['fired_for'] === 'failed' ? 'failed' : 'silent' } }),
    changes: Number(row['changes']),
    isForgotten: row['forgotten'] === 1,
  }
}

function watchedOf(row: Row): WatchedSource {
  return {
    source: String(row['source']),
    heardAt: numberOf(row, 'heard_at'),
    lastKind: typeof row['last_kind'] === 'string' ? row['last_kind'] : undefined,
    hasOpenAlert: row['has_open'] === 1,
    quietSince: numberOf(row, 'quiet_since'),
    ...habitsOf(row),
  }
}

/** What watch-rows.ts wrote. */
export function habitsOf(row: Row): StoredHabits {
  return typeof row['body'] === 'string' ? bodyOf<StoredHabits>(row) : {}
}

type StoredHabits = Pick<WatchedSource, 'habits' | 'listenFrom' | 'excusedFor'>
