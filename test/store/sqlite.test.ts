import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { answerSuite } from './answer-suite.ts'
import { type StoreKind, storeSuite } from './store-suite.ts'

const SQLITE: StoreKind = {
  name: 'SQLite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
    return { open: () => openStore(folder), destroy: () => rm(folder, { recursive: true }) }
  },
}
storeSuite(SQLITE)
answerSuite(SQLITE)

test('a database that a newer version has written is refused, and left as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await (await openStore(folder)).close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  database.exec("insert into migrations values (9999, 'from the future')")
  database.close()
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'TOCSIN_STORE_NEWER' })
  await rm(folder, { recursive: true })
})

test('a file that is no database is refused with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const { writeFile } = await import('node:fs/promises')
  await writeFile(
    join(folder, 'tocsin.db'),
    'this is not a database, and long enough to be looked at closely '.repeat(40),
  )
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'TOCSIN_STORE_OPEN' })
  await rm(folder, { recursive: true })
})

test('commits are durable: WAL with synchronous FULL', async () => {
  const { connect } = await import('../../src/store/sqlite/connection.ts')
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const connection = connect(join(folder, 'x.db'), { readOnly: false })
  expect(connection.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' })
  expect(connection.get('pragma synchronous')).toEqual({ synchronous: 2 })
  connection.close()
  await rm(folder, { recursive: true })
})

const MIGRATIONS = new URL('../../src/store/migrations/', import.meta.url)

/** A database as a version with the migrations before `number` left it, with `rows` in it. */
async function olderDatabase(folder: string, number: number, rows: string): Promise<void> {
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  database.exec('create table migrations (number integer primary key, name text not null) strict')
  for (const name of (await readdir(MIGRATIONS)).sort()) {
    const its = Number.parseInt(name, 10)
    if (its >= number || !name.endsWith('.sqlite.sql')) continue
    database.exec(await readFile(new URL(name, MIGRATIONS), 'utf8'))
    database.prepare('insert into migrations values (?, ?)').run(its, name)
  }
  database.exec(rows)
  database.close()
}

test('notifications of an older version keep their state, attempts and words, and are counted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const row = (id: string, state: string, more: object = {}): string => {
    const body = { id, lane: 'l', state, dueAt: 5, attemptCount: 0, entries: [], ...more }
    return `insert into notifications (id, lane, state, severity_rank, due_at, body) values ('${id}', 'l', '${state}', 1, 7, '${JSON.stringify(body)}');`
  }
  await olderDatabase(
    folder,
    4,
    row('n1', 'due', { attemptCount: 3, policy: 'p' }) +
      row('n2', 'sent') +
      row('n3', 'merged', { mergedInto: 'n2' }) +
      row('n4', 'dead') +
      row('n5', 'dead'),
  )
  const store = await openStore(folder)
  expect(await store.notification('n1')).toMatchObject({
    state: 'due',
    dueAt: 7,
    attemptCount: 3,
    policy: 'p',
  })
  expect(await store.notification('n3')).toMatchObject({ state: 'merged', mergedInto: 'n2' })
  expect((await store.notifications({ limit: 5, state: 'dead' })).map(({ id }) => id)).toEqual([
    'n5',
    'n4',
  ])
  expect(await store.counts(0)).toMatchObject({ due: 1, leased: 0, sent: 1, dead: 2, merged: 1 })
  await store.close()
  await rm(folder, { recursive: true })
})

test('no index of the outbox is over all states: the look for what is due would take it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await (await openStore(folder)).close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  const indexes = database
    .prepare(
      "select name, sql from sqlite_master where type = 'index' and tbl_name = 'notifications'",
    )
    .all()
    .map(({ sql }) => String(sql))
  database.close()
  expect(indexes.length).toBeGreaterThan(2)
  expect(indexes.filter((sql) => !/where state = '/.test(sql))).toEqual([])
  await rm(folder, { recursive: true })
})
