import { STORE_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent, QuarantineEntry } from '../../contract/store.ts'
import { type Connection, runMany } from './connection.ts'

/** Adds events to the log, and to what waits to be settled, in their order. */
export function append(connection: Connection, events: readonly IncomingEvent[]): void {
  const rows = events.map(({ event, raw }) => [
    ...[event.id, event.source, event.receivedAt, JSON.stringify(event), raw, event.dedupKey],
  ])
  runMany(connection, APPEND, rows)
}

const APPEND = `with come as materialized (
    select nextval((select pg_get_serial_sequence('events', 'seq')::regclass)) as seq, one.*
    from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
      as one (id, source, received_at, body, raw, dedup_key)
  ), kept as (
    insert into events (seq, id, source, received_at, body, raw) select seq, id, source, received_at, body, raw from come
  )
  insert into unsettled (seq, event_id, source, dedup_key) select seq, id, source, dedup_key from come`

/** Keeps a request that could not be read; the oldest go when there are too many. */
export function quarantine(connection: Connection, entry: QuarantineEntry): void {
  connection.run(
    'insert into quarantine (id, received_at, body) values ($1, $2, $3)',
    entry.id,
    entry.receivedAt,
    JSON.stringify(entry),
  )
  connection.run(
    'delete from quarantine where id <= (select id from quarantine order by id desc limit 1 offset $1)',
    STORE_LIMITS.quarantineRowsMax,
  )
}
