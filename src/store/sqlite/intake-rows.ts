import { STORE_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent, QuarantineEntry } from '../../contract/store.ts'
import type { Connection } from './connection.ts'

/** An event as columns: id, source, time received, body, raw. Flat, because it crosses threads. */
export type EventColumns = readonly [string, string, number, string, string]

export function eventColumns({ event, raw }: IncomingEvent): EventColumns {
  return [event.id, event.source, event.receivedAt, JSON.stringify(event), raw]
}

/** Adds events to the log. */
export function append(connection: Connection, rows: readonly EventColumns[]): void {
  for (const row of rows) {
    connection.run(
      'insert into events (id, source, received_at, body, raw) values (?, ?, ?, ?, ?)',
      ...row,
    )
  }
}

/** Keeps a request that could not be read; the oldest go when there are too many. */
export function quarantine(connection: Connection, entry: QuarantineEntry): void {
  connection.run(
    'insert into quarantine (id, received_at, body) values (?, ?, ?)',
    entry.id,
    entry.receivedAt,
    JSON.stringify(entry),
  )
  connection.run(
    'delete from quarantine where id <= (select id from quarantine order by id desc limit 1 offset ?)',
    STORE_LIMITS.quarantineRowsMax,
  )
}
