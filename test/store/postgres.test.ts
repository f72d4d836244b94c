import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { openSharedStore } from '../../src/store/store.ts'
import { takeDatabase } from '../harness/own-database.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'
import { everySuite } from './every-suite.ts'
import type { StoreKind } from './own-store.ts'
import { fill, notificationOf } from './store-suite.ts'

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

async function place() {
  if (!server) throw new Error('there is no server')
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const database = await takeDatabase(server.url)
  return {
    open: () => openSharedStore(database.url, folder),
    async destroy() {
      await rm(folder, { recursive: true })
      await database.giveBack()
    },
  }
}

const POSTGRES: StoreKind = { name: 'PostgreSQL', create: place }

describe('a store in PostgreSQL', () => {
  beforeEach((context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  })
  everySuite(POSTGRES)

  test('several hubs that start at once make the schema once', async () => {
    const url = new Secret(server?.url ?? '')
    const folders = await Promise.all(
      [1, 2, 3, 4].map(() => mkdtemp(join(tmpdir(), 'tocsin-store-'))),
    )
    const stores = await Promise.all(folders.map((folder) => openSharedStore(url, folder)))
    expect((await stores[3]?.counts(0))?.events).toBe(0)
    for (const store of stores) await store.close()
    for (const folder of folders) await rm(folder, { recursive: true })
  })

  test('what is leased by a claim of which nobody heard the end is due again, and nothing else', async () => {
    const { open, destroy } = await place()
    const store = await open()
    await fill(store, [notificationOf(1), notificationOf(2)])
    const lane = 'dingtalk:x'
    const claimOne = async (
      except: ReadonlySet<string> | undefined,
    ): Promise<readonly string[]> => {
      const options = { lane, robots: [lane], now: 5, leaseMs: 60_000 }
      const claimed = await store.claim(
        { ...options, ...(except ? { except } : {}) },
        ({ due: [first] }) => ({
          notifications: first
            ? [{ ...first, state: 'leased', attemptCount: first.attemptCount + 1 }]
            : [],
          merged: [],
        }),
      )
      return claimed.map(({ id }) => id)
    }
    const [one = '', two = ''] = [1, 2].map((number) => notificationOf(number).id)
    expect(await claimOne(new Set())).toEqual([one])
    expect(await claimOne(new Set([one]))).toEqual([two])
    expect(await claimOne(new Set([one, two]))).toEqual([])
    // Of the second claim this hub knows nothing.
    expect(await claimOne(new Set([one]))).toEqual([two])
    expect(await store.notification(one)).toMatchObject({ state: 'leased', attemptCount: 1 })
    const again = await store.notification(two)
    expect(again).toMatchObject({ state: 'leased', attemptCount: 1 })
    expect(again).not.toHaveProperty('uncertain')
    await store.close()
    await destroy()
  })

  test('a database that a newer version has written is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
    const url = new Secret(server?.url ?? '')
    await (await openSharedStore(url, folder)).close()
    const client = new pg.Client({ connectionString: url.reveal() })
    await client.connect()
    await client.query("insert into migrations values (9999, 'from the future')")
    await expect(openSharedStore(url, folder)).rejects.toMatchObject({ code: 'TOCSIN_STORE_NEWER' })
    await client.query('delete from migrations where number = 9999')
    await client.end()
    await rm(folder, { recursive: true })
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
