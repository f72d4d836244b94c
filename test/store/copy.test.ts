import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedTable,
  type StoreAtRest,
} from '../../src/store/copied-tables.ts'
import { readPostgresAtRest } from '../../src/store/postgres/at-rest.ts'
import { fillSqlite, readSqliteAtRest } from '../../src/store/sqlite/at-rest.ts'
import {
  copyStore,
  holdFolder,
  openSharedStore,
  openStore,
  type StorePlace,
} from '../../src/store/store.ts'
import { type OwnDatabase, takeDatabase } from '../harness/own-database.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'
import { MANY, rowsOf } from './copied-rows.ts'

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

const TABLES = Object.keys(COPIED_TABLES) as CopiedTable[] // the keys of a constant

/** What a kind of store has beside what is copied: it makes that anew. */
const MADE_ANEW = {
  tables: ['migrations', 'notification_counts', 'open_alerts', 'turns', 'lane_turns'],
  sqlite: {
    source_states: ['number'],
    group_items: ['place'],
    escalations: ['alert_id', 'policy', 'state', 'next_at', 'muted_by'],
    notifications: [
      ...['lane', 'state', 'severity_rank', 'due_at', 'lease_until', 'attempt_count'],
      ...['merged_into', 'said', 'said_by', 'said_at'],
    ],
    notification_bodies: ['id', 'body'],
  },
  postgres: {
    unsettled: ['seq', 'event_id', 'dedup_key'],
    outcomes: ['alert_id'],
    alerts: ['severity_rank', 'last_event_id'],
    group_items: ['is_told'],
    attempts: ['finished_at', 'receipt', 'endpoint_id'],
    lanes: ['has_besides'],
    daily_counts: ['part'],
    applications: ['decided'],
    escalations: [
      ...['alert_id', 'policy', 'state', 'next_at', 'muted_by'],
      ...['is_told', 'ended', 'schedules'],
    ],
    notifications: [
      ...['lane', 'state', 'severity_rank', 'due_at', 'lease_until', 'lease_owner'],
      ...['attempt_count', 'merged_into', 'endpoint_id', 'kind', 'policy', 'form', 'uncertain'],
      ...['robot', 'stood_by', 'resent_at', 'said', 'said_by', 'said_at'],
    ],
    notification_bodies: ['id', 'body'],
    notification_steps: ['run', 'version', 'notification_id'],
  },
} as const

/** Columns of a schema that are neither copied nor made anew, as `table.column`. */
function forgotten(
  schema: readonly { readonly table: string; readonly column: string }[],
  anew: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const copied: Readonly<Record<string, readonly string[]>> = COPIED_TABLES
  return schema
    .filter(({ table }) => !MADE_ANEW.tables.some((one) => one === table))
    .filter(
      ({ table, column }) => !copied[table]?.includes(column) && !anew[table]?.includes(column),
    )
    .map(({ table, column }) => `${table}.${column}`)
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-copy-'))
})
afterEach(() => rm(folder, { recursive: true }))

const at = (name: string): StorePlace => ({ kind: 'folder', folder: join(folder, name) })
const copy = (from: StorePlace, to: StorePlace): Promise<void> =>
  copyStore({ from, to, onTable: () => undefined })

/** A data folder with rows in every table. */
async function filled(name: string, change: (rows: CopiedRow[]) => void = () => undefined) {
  await mkdir(join(folder, name))
  const target = fillSqlite(join(folder, name, 'tocsin.db'))
  for (const table of TABLES) {
    const rows = [...rowsOf(table)]
    if (table === 'alerts') change(rows)
    await target.write(table, rows)
    await target.written(table)
  }
  await target.finish()
  await target.close()
  return at(name)
}

async function allOf(store: StoreAtRest): Promise<Readonly<Record<string, readonly CopiedRow[]>>> {
  const found: Record<string, CopiedRow[]> = {}
  for (const table of TABLES) {
    const rows: CopiedRow[] = []
    for await (const batch of store.read(table)) rows.push(...batch)
    found[table] = rows.sort((one, other) => (inOrder(one) < inOrder(other) ? -1 : 1))
  }
  await store.close()
  return found
}

function inOrder(row: CopiedRow): string {
  return JSON.stringify(Object.values(row))
}

test('every table and column of the SQLite schema is copied or made anew', async () => {
  await mkdir(join(folder, 'new'))
  await (await openStore(join(folder, 'new'))).close()
  const database = new DatabaseSync(join(folder, 'new', 'tocsin.db'))
  const columns = database
    .prepare(
      'select s.name as "table", c.name as "column" from sqlite_schema s, pragma_table_info(s.name) c where s.type = \'table\'',
    )
    .all()
    .map((row) => ({ table: String(row['table']), column: String(row['column']) }))
  database.close()
  expect(forgotten(columns, MADE_ANEW.sqlite)).toEqual([])
  expect(TABLES.filter((table) => rowsOf(table).length === 0)).toEqual([])
})

test('a data folder that a hub uses is not copied', async () => {
  const from = await filled('old')
  const held = holdFolder(join(folder, 'old'))
  await expect(copy(from, at('new'))).rejects.toMatchObject({
    code: 'TOCSIN_STORE_OPEN',
    message: expect.stringContaining('Stop the other hub'),
  })
  held?.letGo()
})

test('a data folder with a database is not filled, and one without is not copied', async () => {
  const from = await filled('old')
  const to = await filled('other')
  await expect(copy(from, to)).rejects.toMatchObject({ code: 'TOCSIN_STORE_COPY' })
  await expect(copy(at('nowhere'), at('new'))).rejects.toThrow(/found none/)
})

test('a copy that breaks off in the middle leaves nothing that a hub could start on', async () => {
  const from = await filled('old', (rows) => {
    rows.push({ ...rows[0], id: 'broken', state: 'resolved', body: 'no JSON' })
  })
  await expect(copy(from, at('new'))).rejects.toThrow()
  expect(await readdir(join(folder, 'new'))).toEqual(['tocsin.lock'])
})

describe('with PostgreSQL', () => {
  let database: OwnDatabase
  let to: StorePlace
  beforeEach(async (context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
    database = await takeDatabase(server?.url ?? '')
    to = { kind: 'database', url: database.url }
  })
  afterEach(() => database.giveBack())

  const withSchema = async (): Promise<void> =>
    (await openSharedStore(database.url, join(folder, 'hub'))).close()
  const asked = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: database.url.reveal() })
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(sql)
    await client.end()
    return rows
  }

  test('every table and column of its schema is copied or made anew', async () => {
    await withSchema()
    const rows = await asked(
      "select table_name, column_name from information_schema.columns where table_schema = 'public' and table_name <> 'idle'",
    )
    const columns = rows.map((row) => ({
      table: String(row['table_name']),
      column: String(row['column_name']),
    }))
    expect(forgotten(columns, MADE_ANEW.postgres)).toEqual([])
  })

  test('all of a folder is in the database, and in a folder again', async () => {
    const from = await filled('old')
    await copy(from, to)
    await copy(to, at('back'))
    const before = await allOf(readSqliteAtRest(join(folder, 'old', 'tocsin.db')))
    const between = await allOf(await readPostgresAtRest(database.url))
    const after = await allOf(readSqliteAtRest(join(folder, 'back', 'tocsin.db')))
    expect(between).toEqual(before)
    expect(after).toEqual(before)
    expect(before['events']).toHaveLength(MANY)
    const next = await asked("select nextval('events_seq_seq') as seq")
    expect(Number(next[0]?.['seq'])).toBeGreaterThan(MANY)
    // What is counted as it comes is counted again.
    const open = before['alerts']?.filter(({ state }) => state !== 'resolved').length
    expect(open).toBeGreaterThan(0)
    const [inDatabase] = await asked('select sum(count)::integer as count from open_alerts')
    const store = await openStore(join(folder, 'back'))
    expect([inDatabase?.['count'], (await store.counts(0)).openAlerts]).toEqual([open, open])
    await store.close()
  })

  test('events that wait behind settled ones keep their order', async () => {
    await copy(await filled('old'), to)
    // Places are given before commits: what waits may have a lower one than what is settled.
    await asked('update events set seq = seq - 1000 where seq in (select seq from unsettled)')
    await asked('update unsettled set seq = seq - 1000')
    await copy(to, at('back'))
    const store = await openStore(join(folder, 'back'))
    const waiting: string[] = []
    const counts = await store.counts(0)
    await store
      .settle(100, async ({ events }) => {
        waiting.push(...events.map(({ id }) => id))
        throw new Error('only to look')
      })
      .catch(() => undefined)
    await store.close()
    expect(counts.unsettled).toBe(2)
    expect(waiting).toEqual(rowsOf('unsettled').map(({ id }) => id))
  })

  test('a database that was used is not filled', async () => {
    const from = await filled('old')
    await withSchema()
    await asked("insert into silences (id, ends_at, body) values ('one', 1, '{}')")
    await expect(copy(from, to)).rejects.toMatchObject({
      code: 'TOCSIN_STORE_COPY',
      message: expect.stringContaining('found rows in silences'),
    })
    expect(existsSync(join(folder, 'old', 'tocsin.db'))).toBe(true)
  })

  test('a database that a hub uses is neither filled nor copied', async () => {
    const from = await filled('old')
    await withSchema()
    const hub = await openSharedStore(database.url, join(folder, 'hub'))
    await hub.counts(0)
    const refusal = { code: 'TOCSIN_STORE_COPY', message: expect.stringMatching(/hubs to it/) }
    await expect(copy(from, to)).rejects.toMatchObject(refusal)
    await expect(copy(to, at('new'))).rejects.toMatchObject(refusal)
    await hub.close()
  })

  test('of a copy that breaks off in the middle nothing is in the database', async () => {
    const from = await filled('old', (rows) => {
      rows.push({ ...rows[0], id: 'broken', state: 'resolved', body: 'no JSON' })
    })
    await expect(copy(from, to)).rejects.toThrow()
    expect(await asked('select count(*)::integer as events from events')).toEqual([{ events: 0 }])
  })

  test('a database without a schema is not copied, and no password is told', async () => {
    const [{ name } = { name: '' }] = [{ name: `none_${process.pid}` }]
    await asked(`create database ${name}`)
    const url = new URL(database.url.reveal())
    url.pathname = `/${name}`
    url.password = 'hidden-word'
    const refused = await copy({ kind: 'database', url: new Secret(url.href) }, at('new')).catch(
      (error: unknown) => String(error),
    )
    expect(refused).toContain('found none')
    expect(refused).not.toContain('hidden-word')
    await asked(`drop database ${name}`)
  })
})
