import { Client } from 'pg'
import { TocsinError } from '../../base/errors.ts'
import { COPY_LIMITS, POSTGRES_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import type { Secret } from '../../base/secret.ts'
import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedTable,
  copiedRow,
  type StoreAtRest,
  type StoreToFill,
} from '../copied-tables.ts'
import { type Connection, Transaction } from './connection.ts'
import { readingOf, readingStatement, writeRows } from './copied-rows.ts'
import { foundSchema, MIGRATION_LOCK, ownSchema } from './migrate.ts'
import { databaseWithSchema, notOpened } from './postgres.ts'

/** Opens a database that no hub may use before it is closed. Throws TOCSIN_STORE_COPY or TOCSIN_STORE_OPEN. */
export async function readPostgresAtRest(url: Secret): Promise<StoreAtRest> {
  const { transaction, end } = await alone(url.reveal())
  return {
    read: (table) => read(transaction, table),
    close: end,
  }
}

/** Opens an empty database to fill it, all in one transaction. Throws TOCSIN_STORE_COPY, TOCSIN_STORE_OPEN or TOCSIN_STORE_NEWER. */
export async function fillPostgres(url: Secret): Promise<StoreToFill> {
  await (await databaseWithSchema(url.reveal())).close()
  const { transaction, end } = await alone(url.reveal())
  try {
    await expectEmpty(transaction)
    const types = await columnTypes(transaction)
    return {
      read: (table) => read(transaction, table),
      async write(table, rows) {
        await translated(async () => {
          writeRows({ connection: transaction, types }, table, rows)
          // What was asked for in a row is done when this is answered: no more than one batch is on its way.
          await transaction.get('select 1')
        })
      },
      async written(table) {
        if (table === 'events') await transaction.get(PLACE_BEHIND)
      },
      finish: () => translated(() => transaction.commit()),
      close: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** The next event comes behind those that are there. */
const PLACE_BEHIND =
  "select setval(pg_get_serial_sequence('events', 'seq'), coalesce(max(seq), 1), max(seq) is not null) from events"

type Alone = {
  readonly transaction: Transaction
  /** Rolls back what was not committed. */
  readonly end: () => Promise<void>
}

/** A transaction beside which no hub works: none is connected, none can write, and none can start. */
async function alone(url: string): Promise<Alone> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectMs,
    application_name: 'tocsin store copy',
    keepAlive: true,
  })
  // A connection that breaks: the next statement says so.
  client.on('error', () => undefined)
  const end = async (): Promise<void> => {
    await client.end().catch(() => undefined)
  }
  try {
    await client.connect()
    const looks = new Transaction(client)
    await expectNoHub(looks)
    await expectOwnSchema(looks)
    const transaction = new Transaction(client)
    transaction.begin(BEGINNING)
    // Before the first look, which fixes what this transaction sees.
    await transaction.script(`lock table ${LOCKED.join(', ')} in exclusive mode`)
    await transaction.get('select pg_advisory_xact_lock($1)', MIGRATION_LOCK)
    await expectNoHub(transaction)
    return { transaction, end }
  } catch (error) {
    await end()
    throw notOpened(error)
  }
}

const BEGINNING = [
  'begin',
  'set transaction isolation level repeatable read',
  `set local idle_in_transaction_session_timeout = ${COPY_LIMITS.idleMs}`,
  `set local lock_timeout = ${COPY_LIMITS.lockMs}`,
  `set local statement_timeout = ${COPY_LIMITS.statementMs}`,
]

const LOCKED = ['turns', ...Object.keys(COPIED_TABLES)]

/** The server may take a moment to see that a hub has gone. */
async function expectNoHub(connection: Connection): Promise<void> {
  let connections = await hubConnections(connection)
  for (let looks = 1; connections > 0 && looks < COPY_LIMITS.looksMax; looks += 1) {
    await connection.get('select pg_sleep($1)', COPY_LIMITS.lookMs / 1000)
    connections = await hubConnections(connection)
  }
  if (connections === 0) return
  throw new TocsinError(
    'TOCSIN_STORE_COPY',
    `Expected a database that no hub uses, found ${connections} connections of hubs to it. Stop all of them; a pooler may keep theirs open for a while, so name the server itself.`,
  )
}

async function hubConnections(connection: Connection): Promise<number> {
  // Within a transaction it would say what it said before.
  connection.run('select pg_stat_clear_snapshot()')
  const row = await connection.get(
    "select count(*) as hubs from pg_stat_activity where datname = current_database() and application_name = 'tocsin' and pid <> pg_backend_pid()",
  )
  return Number(row?.['hubs'])
}

async function expectOwnSchema(connection: Connection): Promise<void> {
  const table = await connection.get("select to_regclass('migrations') as found")
  const found = table?.['found'] === null ? 0 : await foundSchema(connection)
  if (found === ownSchema()) return
  throw new TocsinError(
    'TOCSIN_STORE_COPY',
    `Expected a hub's database of schema ${ownSchema()}, found ${found === 0 ? 'none' : `schema ${found}`}. Start the hub with this version once, and stop it again.`,
  )
}

async function expectEmpty(connection: Connection): Promise<void> {
  for (const table of Object.keys(COPIED_TABLES)) {
    const row = await connection.get(`select exists (select 1 from ${table}) as is_full`)
    if (row?.['is_full'] === false) continue
    throw new TocsinError(
      'TOCSIN_STORE_COPY',
      `Expected an empty database, found rows in ${table}: a hub has used it. Make a new database.`,
    )
  }
}

async function* read(
  connection: Connection,
  table: CopiedTable,
): AsyncIterable<readonly CopiedRow[]> {
  const reading = readingOf(table)
  connection.run(`declare copied no scroll cursor for ${readingStatement(table)}`)
  for (;;) {
    const rows = await translated(() => connection.all(`fetch ${COPY_LIMITS.rowsMax} from copied`))
    if (rows.length === 0) break
    yield rows.map((row) => copiedRow(table, row, reading))
  }
  connection.run('close copied')
}

/** The type of each column of each table, as PostgreSQL names it. */
async function columnTypes(
  connection: Connection,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await connection.all(
    'select table_name, column_name, udt_name from information_schema.columns where table_schema = current_schema()',
  )
  const tables = Map.groupBy(rows, (row) => String(row['table_name']))
  return new Map(
    [...tables].map(([table, columns]) => [
      table,
      new Map(columns.map((row) => [String(row['column_name']), String(row['udt_name'])])),
    ]),
  )
}

/** What the database refuses in the middle is told as that. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TocsinError) throw error
    throw new TocsinError(
      'TOCSIN_STORE_COPY',
      `Expected a database that reads and writes what is copied, found: ${describeError(error).text}. Check its server's disk and log, and begin again: nothing was kept.`,
      { cause: error },
    )
  }
}
