import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { openSharedStore } from '../../src/store/store.ts'
import { startFleet } from '../harness/fleet.ts'
import { takeDatabase } from '../harness/own-database.ts'
import { PGBOUNCER, startPooler } from '../harness/pgbouncer.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'
import { lifeSuite } from './life-suite.ts'
import { newsSuite } from './news-suite.ts'
import { scheduleSuite } from './schedule-suite.ts'
import { storeSuite } from './store-suite.ts'

const EVENTS = 120

const isHere = POSTGRES_BIN !== undefined && PGBOUNCER !== undefined
const server = isHere ? await startPostgres() : undefined
const pooler = server && (await startPooler(server.url))
afterAll(async () => {
  await pooler?.stop()
  await server?.stop()
})

async function place() {
  if (!server || !pooler) throw new Error('there is no server')
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const database = await takeDatabase(server.url)
  const url = new Secret(pooler.through(database.url.reveal()))
  return {
    open: () => openSharedStore(url, folder),
    async destroy() {
      await rm(folder, { recursive: true })
      await database.giveBack()
    },
  }
}

describe('a store in PostgreSQL behind a pooler in transaction mode', () => {
  beforeEach((context) => {
    context.skip(
      !isHere,
      'PostgreSQL or PgBouncer is not on this machine: apt-get install postgresql pgbouncer',
    )
  })
  const kind = { name: 'PostgreSQL behind PgBouncer', create: place }
  storeSuite(kind)
  lifeSuite(kind)
  newsSuite(kind)
  scheduleSuite(kind)

  test('two hubs tell each event once, and say once that they cannot hear each other', {
    timeout: 120_000,
  }, async () => {
    if (!server || !pooler) throw new Error('there is a server')
    const url = pooler.through(server.url)
    const fleet = await startFleet({ url, events: EVENTS, environments: [{}, {}] })
    await fleet.post()
    for (const hub of fleet.hubs) {
      await hub.says(/what other hubs say does not arrive/)
      await fleet.told(hub)
    }
    expect(await fleet.count()).toEqual({ told: EVENTS, again: 0 })
    const said = fleet.hubs.map(({ log }) => log.filter((line) => /does not arrive/.test(line)))
    expect(said.map(({ length }) => length)).toEqual([1, 1])
    await fleet.stop()
  })
})
