import { STORE_LIMITS } from '../../base/limits.ts'
import type { QuarantineEntry } from '../../contract/store.ts'
import type { Connection } from './connection.ts'

/** Keeps a request that could not be read; the oldest ones go when there are too many. */
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
