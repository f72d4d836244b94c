import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { openSharedStore } from '../../src/store/store.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'
import { answerSuite } from './answer-suite.ts'
import { applicationSuite } from './application-suite.ts'
import { escalationSuite } from './escalation-suite.ts'
import { identitySuite } from './identity-suite.ts'
import { lifeSuite } from './life-suite.ts'
import { muteSuite } from './mute-suite.ts'
import { newsSuite } from './news-suite.ts'
import { recordingSuite } from './recording-suite.ts'
import { retentionSuite } from './retention-suite.ts'
import { scheduleSuite } from './schedule-suite.ts'
import { searchSuite } from './search-suite.ts'
import { sourceSuite } from './source-suite.ts'
import { type StoreKind, storeSuite } from './store-suite.ts'

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

async function place() {
  if (!server) throw new Error('there is no server')
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const url = await server.createDatabase()
  return {
    url,
    open: () => openSharedStore(new Secret(url), folder),
    async destroy() {
      await rm(folder, { recursive: true })
      await server.dropDatabase(url)
    },
  }
}

const POSTGRES: StoreKind = { name: 'PostgreSQL', create: place }

describe('a store in PostgreSQL', () => {
  beforeEach((context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  })
  storeSuite(POSTGRES)
  answerSuite(POSTGRES)
  applicationSuite(POSTGRES)
  scheduleSuite(POSTGRES)
  sourceSuite(POSTGRES)
  muteSuite(POSTGRES)
  escalationSuite(POSTGRES)
  lifeSuite(POSTGRES)
  newsSuite(POSTGRES)
  recordingSuite(POSTGRES)
  retentionSuite(POSTGRES)
  identitySuite(POSTGRES)
  searchSuite(POSTGRES)

  test('several hubs that start at once make the schema once', async () => {
    const { url, destroy } = await place()
    const folders = await Promise.all(
      [1, 2, 3, 4].map(() => mkdtemp(join(tmpdir(), 'tocsin-store-'))),
    )
    const stores = await Promise.all(
      folders.map((folder) => openSharedStore(new Secret(url), folder)),
    )
    expect((await stores[3]?.counts(0))?.events).toBe(0)
    for (const store of stores) await store.close()
    for (const folder of folders) await rm(folder, { recursive: true })
    await destroy()
  })

  test('a database that a newer version has written is refused', async () => {
    const { url, open, destroy } = await place()
    await (await open()).close()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("insert into migrations values (9999, 'from the future')")
    await client.end()
    await expect(open()).rejects.toMatchObject({ code: 'TOCSIN_STORE_NEWER' })
    await destroy()
  })

  test('an address at which no database answers is refused with what to do, and without the password', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
    const url = new Secret('postgres://tocsin:hidden-word@127.0.0.1:1/nowhere')
    const refused = await openSharedStore(url, folder).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'TOCSIN_STORE_OPEN' })
    expect(String(refused)).toMatch(/Check the address in --store/)
    expect(String(refused)).not.toContain('hidden-word')
    await rm(folder, { recursive: true })
  })
})
