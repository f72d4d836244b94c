import { execFile } from 'node:child_process'
import { chown, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { expectAllTold, type Fleet, startFleet, until } from '../harness/fleet.ts'
import type { HubProcess } from '../harness/hub-process.ts'
import {
  askServer,
  databaseOn,
  NOBODY,
  POSTGRES_BIN,
  startPostgres,
} from '../harness/postgres-server.ts'

/** How many events each of the tests posts; TOCSIN_REPLICA_EVENTS=20000 makes it the long run. */
const EVENTS = Number(process.env['TOCSIN_REPLICA_EVENTS'] ?? 240)

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

const run = promisify(execFile)

describe('hubs on one database', { timeout: 600_000 }, () => {
  beforeEach((context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  })

  // What one hub has leased without hearing of it, another finds when the lease has run out; one alone has to know.
  test.for([
    { name: 'cut', environments: [{}, {}] },
    { name: 'alone', environments: [{}] },
  ])(
    `whose connections are cut again and again amid ${EVENTS} posts lose nothing: $name`,
    async ({ name, environments }, context) => {
      const url = await newDatabase(name)
      const fleet = await startFleet({ url, events: EVENTS, environments })
      const posting = fleet.post()
      let cuts = 0
      // So often that there are commits among what is cut, and so seldom that there are some between.
      for (let time = 1; time <= CUTS; time++) {
        await fleet.reached(time / (CUTS + 1))
        cuts += await cutAll(name)
      }
      await posting
      await concluded(context, fleet, `after ${cuts} cut connections`)
      expect(cuts).toBeGreaterThanOrEqual(CUTS)
    },
  )

  test(`that the database gives too few connections amid ${EVENTS} posts tell all of it once there are enough`, async (context) => {
    await asked('create role few login; create database few owner few')
    const url = new URL(addressOf('few'))
    url.username = 'few'
    const fleet = await startFleet({ url: url.href, events: EVENTS, environments: [{}, {}] })
    const posting = fleet.post()
    await fleet.reached(0.2)
    await asked('alter role few connection limit 1')
    await cutAll('few')
    await until(async () => fleet.refused() >= 20)
    await asked('alter role few connection limit -1')
    await posting
    expect(logsOf(fleet)).toContain('too many connections for role')
    await concluded(context, fleet, `after ${fleet.refused()} refusals`)
  })

  test(`whose database has no room left on its disk amid ${EVENTS} posts refuse, and tell all of it once there is room`, async (context) => {
    const disk = await smallDisk()
    if (!disk) return context.skip('this user may not mount a small file system for the test')
    await asked(`create tablespace small location '${disk.folder}/files'`)
    await asked('create database room tablespace small')
    const url = addressOf('room')
    const fleet = await startFleet({ url, events: EVENTS, environments: [{}, {}] })
    const posting = fleet.post()
    await fleet.reached(0.2)
    await disk.fill()
    await until(async () => fleet.refused() >= 20)
    await disk.empty()
    await posting
    expect(logsOf(fleet)).toContain('No space left on device')
    await concluded(context, fleet, `after ${fleet.refused()} refusals`)
    await asked('drop database room')
    await asked('drop tablespace small')
    await disk.end()
  })

  test(`whose clocks are a minute apart, before and behind, tell ${EVENTS} events, and of one that is killed the others tell the rest`, async (context) => {
    const url = await newDatabase('clocks')
    const fleet = await startFleet({
      url,
      events: EVENTS,
      environments: [0, 60_000, -60_000].map(clockOffBy),
    })
    const [exact, ahead] = fleet.hubs
    if (!exact || !ahead) throw new Error('three were started')
    expect(startOf(ahead) - startOf(exact)).toBeGreaterThan(30_000)
    const posting = fleet.post()
    await fleet.reached(0.5)
    await ahead.kill()
    await posting
    await concluded(context, fleet, 'with clocks a minute apart', exact)
  })

  test('are not ready while the database is away, refuse what comes with a time to send again, and go on when it is back', async () => {
    const url = await newDatabase('away')
    const fleet = await startFleet({ url, events: 2, environments: [{}] })
    const [hub] = fleet.hubs
    if (!hub || !server) throw new Error('one was started')
    expect((await fleet.postTo(hub, 0)).status).toBe(200)
    expect(await statusAt(hub, '/readyz')).toBe(200)
    await server.down('orderly')
    await until(async () => (await statusAt(hub, '/readyz')) === 503)
    expect(await fleet.postTo(hub, 1)).toEqual({
      status: 503,
      retryAfter: '1',
      code: 'TOCSIN_STORE_AWAY',
    })
    expect(await statusAt(hub, '/healthz')).toBe(200)
    await server.up()
    await until(async () => (await statusAt(hub, '/readyz')) === 200)
    await fleet.post()
    await fleet.told(hub)
    expect(await fleet.count()).toEqual({ told: 2, again: 0 })
    await fleet.stop()
  })
})

const CUTS = 12

async function concluded(
  context: TestContext,
  fleet: Fleet,
  when: string,
  by?: HubProcess,
): Promise<void> {
  await expectAllTold(context, fleet, { events: EVENTS, when, by })
  await fleet.stop()
}

async function statusAt(hub: HubProcess, path: string): Promise<number> {
  const answer = await fetch(`${hub.url}${path}`)
  await answer.text()
  return answer.status
}

function logsOf(fleet: Fleet): string {
  return fleet.hubs.flatMap(({ log }) => log).join('\n')
}

/** When it says that it began, by its own clock. */
function startOf({ log }: HubProcess): number {
  return Date.parse(Object(JSON.parse(log[0] ?? '{}')).time)
}

async function newDatabase(name: string): Promise<string> {
  await asked(`create database ${name}`)
  return addressOf(name)
}

function addressOf(name: string): string {
  return databaseOn(server?.url ?? '', name)
}

/** Ends all connections to the database; gives their number. */
async function cutAll(name: string): Promise<number> {
  return await asked(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  )
}

function asked(sql: string): Promise<number> {
  return askServer(server?.url ?? '', sql)
}

/** What makes a process see another time than this machine's: a clock that is ahead or behind by so many milliseconds. */
function clockOffBy(ms: number): Readonly<Record<string, string>> {
  const program = `const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) { super(...(given.length > 0 ? given : [Real.now() + ${ms}])) }
  static now() { return Real.now() + ${ms} }
}`
  const before = process.env['NODE_OPTIONS'] ?? ''
  return {
    NODE_OPTIONS: `${before} --import=data:text/javascript,${encodeURIComponent(program)}`,
  }
}

type SmallDisk = {
  readonly folder: string
  /** Takes all the room that is left. */
  fill(): Promise<void>
  empty(): Promise<void>
  end(): Promise<void>
}

/** A file system of a few megabytes, in memory; undefined where this user may mount none. */
async function smallDisk(): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-small-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder])
  } catch {
    await rm(folder, { recursive: true })
    return undefined
  }
  await run('mkdir', [join(folder, 'files')])
  await chown(join(folder, 'files'), NOBODY, NOBODY)
  const filler = join(folder, 'filler')
  return {
    folder,
    async fill() {
      const file = await open(filler, 'w')
      const some = Buffer.alloc(4096)
      let isFull = false
      while (!isFull)
        isFull = await file.write(some).then(
          () => false,
          () => true,
        )
      await file.close()
    },
    empty: () => rm(filler),
    async end() {
      await run('umount', [folder])
      await rm(folder, { recursive: true })
    },
  }
}
