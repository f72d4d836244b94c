import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { TocsinError } from '../../base/errors.ts'
import { COPY_LIMITS } from '../../base/limits.ts'
import type { KnownApplication } from '../../contract/application-store.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Notification } from '../../model/notification.ts'
import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedTable,
  copiedRow,
  notificationText,
  type Reading,
  readingSql,
  type StoreAtRest,
  type StoreToFill,
} from '../copied-tables.ts'
import { bodyOf, notificationOf } from '../rows.ts'
import { type Connection, connect } from './connection.ts'
import { putEscalation } from './escalations.ts'
import { migrate } from './migrate.ts'
import { putNotification } from './notification-rows.ts'
import { PLACES } from './request-rows.ts'
import { openAsItIs } from './sqlite.ts'

/** Opens a database that nobody writes to. Throws TOCSIN_STORE_OPEN. */
export function readSqliteAtRest(path: string): StoreAtRest {
  const connection = openAsItIs(path)
  connection.run('begin')
  return {
    read: (table) => read(connection, table),
    close: async () => connection.close(),
  }
}

/** Makes a database at `path`, where none may be: under another name until it is whole. Throws TOCSIN_STORE_COPY. */
export function fillSqlite(path: string): StoreToFill {
  if (existsSync(path))
    throw new TocsinError(
      'TOCSIN_STORE_COPY',
      `Expected a data folder without a database, found ${path}. Name another folder, or move this file away.`,
    )
  const copy = `${path}.copy`
  // Of a copy that was broken off.
  rmSync(copy, { force: true })
  // Not durable before the end: nobody was promised anything of it.
  const connection = connect(copy, { readOnly: false, isDurable: false })
  migrate(connection)
  let isOpen = true
  const closed = (): void => {
    if (isOpen) connection.close()
    isOpen = false
  }
  return {
    read: (table) => read(connection, table),
    async write(table, rows) {
      connection.run('begin')
      for (const row of rows) write(connection, table, row)
      connection.run('commit')
    },
    async written(table) {
      if (table === 'events')
        connection.run(
          "update cursors set seq = (select coalesce(max(seq), 0) from events) where name = 'settled'",
        )
    },
    async finish() {
      closed()
      toDisk(copy)
      renameSync(copy, path)
      toDisk(dirname(path))
    },
    async close() {
      closed()
      rmSync(copy, { force: true })
    },
  }
}

function toDisk(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

async function* read(
  connection: Connection,
  table: CopiedTable,
): AsyncIterable<readonly CopiedRow[]> {
  const reading = READINGS[table] ?? {}
  let rows: CopiedRow[] = []
  for (const row of connection.each(readingSql(table, reading))) {
    rows.push(copiedRow(table, row, reading))
    if (rows.length < COPY_LIMITS.rowsMax) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
}

const SETTLED = "(select seq from cursors where name = 'settled')"

/** A body that statements have changed here and there is written as the hub would write it. */
const REWRITTEN: Reading = { body: (row) => JSON.stringify(bodyOf(row)) }

const READINGS: Readonly<Partial<Record<CopiedTable, Reading>>> = {
  cursors: { from: "cursors where name <> 'settled'" },
  events: { from: `events where seq <= ${SETTLED}` },
  unsettled: {
    as: { place: 'row_number() over (order by seq)' },
    from: `events where seq > ${SETTLED} order by seq`,
  },
  deliveries: { as: { digest: 'cast(digest as text)' } },
  alerts: REWRITTEN,
  alert_groups: REWRITTEN,
  group_items: REWRITTEN,
  notifications: {
    as: { id: 'n.id' },
    from: 'notifications n join notification_bodies b on b.id = n.id',
    beside: ['state', 'due_at', 'attempt_count', 'merged_into'],
    body: (row) => notificationText(notificationOf(row)),
  },
  escalations: REWRITTEN,
  requests: { as: { place: `place % ${PLACES}` } },
  applications: {
    body(row) {
      const { decided, ...body } = bodyOf<KnownApplication>(row)
      return JSON.stringify({ ...body, decided })
    },
  },
}

function write(connection: Connection, table: CopiedTable, row: CopiedRow): void {
  if (table === 'notifications') putNotification(connection, bodyOf<Notification>(row))
  else if (table === 'escalations') putEscalation(connection, bodyOf<Escalation>(row))
  else connection.run(WRITINGS[table] ?? insertInto(table), ...valuesOf(table, row))
}

/** Who waits comes behind what is there; the requests of a source have their places behind its number. */
const WRITINGS: Readonly<Partial<Record<CopiedTable, string>>> = {
  unsettled: 'insert into events (id, source, received_at, body, raw) values (?2, ?3, ?4, ?5, ?6)',
  requests: insertInto('requests').replace(
    '(?1, ?2,',
    `(?1, (select number from source_states where source = ?1) * ${PLACES} + ?2,`,
  ),
}

function insertInto(table: CopiedTable): string {
  const columns = COPIED_TABLES[table]
  const values = columns.map((_, index) => `?${index + 1}`)
  return `insert into ${table} (${columns.join(', ')}) values (${values.join(', ')})`
}

function valuesOf(table: CopiedTable, row: CopiedRow) {
  return COPIED_TABLES[table].map((column) => row[column] ?? null)
}
