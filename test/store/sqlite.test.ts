import { mkdtemp, rm } from 'node:fs/promises'
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
