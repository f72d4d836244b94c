import { afterAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { expectAllTold, type Fleet, startFleet, until } from '../harness/fleet.ts'
import type { HubProcess } from '../harness/hub-process.ts'
import { askServer, databaseOn, POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

/** How many events each of the tests posts; TOCSIN_REPLICA_EVENTS=20000 makes it the long run. */
const EVENTS = Number(process.env['TOCSIN_REPLICA_EVENTS'] ?? 240)
const SPOOL = { TOCSIN_SPOOL: '64MB' }

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

describe('hubs with a spool', { timeout: 600_000 }, () => {
  beforeEach((context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  })

  test(`whose database crashes and stays away amid ${EVENTS} posts tell all of them, and refuse none meanwhile`, async (context) => {
    const url = await newDatabase('crashed')
    const fleet = await startFleet({ url, events: EVENTS, environments: [SPOOL, SPOOL] })
    const posting = fleet.post(0.8)
    await fleet.reached(0.2)
    await server?.down('crash')
    await posting
    expect(fleet.spooled()).toBeGreaterThan(EVENTS / 4)
    expect(fleet.refused()).toBe(0)
    await server?.up()
    await fleet.post()
    await concluded(context, fleet, 'with the database away')
  })

  test(`of which one is killed while ${EVENTS} events are spooled tell all that was answered once it has started again`, async (context) => {
    const url = await newDatabase('killed')
    const fleet = await startFleet({ url, events: EVENTS, environments: [SPOOL, SPOOL] })
    const [first, second] = fleet.hubs
    if (!first || !second) throw new Error('two were started')
    await fleet.post(0.2)
    await server?.down('orderly')
    const posting = fleet.post()
    await fleet.reached(0.5)
    await second.kill()
    await posting
    await server?.up()
    await fleet.join('hub1')
    await concluded(context, fleet, 'with a hub killed', first)
  })

  test(`whose connections are cut again and again amid ${EVENTS} posts tell none twice that was taken in by a commit whose end nobody heard`, async (context) => {
    const url = await newDatabase('cut')
    const fleet = await startFleet({ url, events: EVENTS, environments: [SPOOL, SPOOL] })
    const posting = fleet.post()
    for (let time = 1; time <= CUTS; time += 1) {
      await fleet.reached(time / (CUTS + 1))
      await asked(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'cut'`)
    }
    await posting
    await concluded(context, fleet, `after ${CUTS} cuts`)
  })
})

const CUTS = 12

/** All that was answered is in the database once and is told. */
async function concluded(
  context: TestContext,
  fleet: Fleet,
  when: string,
  hub: HubProcess | undefined = fleet.hubs[0],
): Promise<void> {
  const spooled = `${when}, ${fleet.spooled()} spooled`
  await expectAllTold(context, fleet, { events: EVENTS, when: spooled, by: hub })
  await until(async () => (await fetch(`${hub?.url}/readyz`)).status === 200)
  await fleet.stop()
}

async function newDatabase(name: string): Promise<string> {
  await asked(`create database ${name}`)
  return databaseOn(server?.url ?? '', name)
}

function asked(sql: string): Promise<number> {
  return askServer(server?.url ?? '', sql)
}
