import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { LIVE_LIMITS } from '../../src/base/limits.ts'
import type { Secret } from '../../src/base/secret.ts'
import type { Store } from '../../src/contract/store.ts'
import { openSharedStore } from '../../src/store/store.ts'
import { startHub, type TestHub } from '../harness/hub.ts'
import { listenTo, topicsOf } from '../harness/live-line.ts'
import { type OwnDatabase, takeDatabase } from '../harness/own-database.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

let database: OwnDatabase
let ends: (() => Promise<unknown>)[]
beforeEach(async (context) => {
  ends = []
  if (!server) return context.skip('no PostgreSQL on this machine: apt-get install postgresql')
  database = await takeDatabase(server.url)
  ends.push(() => database.giveBack())
})
afterEach(async () => {
  for (const end of ends.reverse()) await end()
})

async function open(url: Secret): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-neighbours-'))
  const store = await openSharedStore(url, folder)
  ends.push(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })
  return store
}

type Heard = readonly string[] | undefined

/** What a store hears, one after the other; it is there once it hears at all. */
function hearing(store: Store): { next(): Promise<Heard> } {
  const heard: Heard[] = []
  let wake = (): void => undefined
  store.neighbours?.listen({
    heard(kinds) {
      heard.push(kinds)
      wake()
    },
    deaf(why) {
      throw new Error(why)
    },
  })
  return {
    async next() {
      while (heard.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return heard.shift()
    },
  }
}

test('what one hub says the others hear and it does not; what it says shortly after comes together', async () => {
  const one = await open(database.url)
  const other = await open(database.url)
  const [here, there] = [hearing(one), hearing(other)]
  // Whoever begins to listen may have missed something.
  expect([await here.next(), await there.next()]).toEqual([undefined, undefined])
  one.neighbours?.tell(['alerts'])
  one.neighbours?.tell(['events', 'messages'])
  one.neighbours?.tell(['events'])
  expect(await there.next()).toEqual(['alerts'])
  expect(await there.next()).toEqual(['events', 'messages'])
  other.neighbours?.tell(['silences'])
  expect(await here.next()).toEqual(['silences'])
})

test('a hub whose listening connection was cut listens again, and takes it that it has missed something', async () => {
  const one = await open(database.url)
  const other = await open(database.url)
  const there = hearing(other)
  expect(await there.next()).toBeUndefined()
  const client = new pg.Client({ connectionString: database.url.reveal() })
  await client.connect()
  const cut = await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tocsin listens' and datname = current_database()",
  )
  expect(cut.rowCount).toBe(1)
  // What somebody else says on the channel is passed over.
  await client.query("select pg_notify('tocsin', 'no word of ours'), pg_notify('tocsin', '{}')")
  await client.end()
  expect(await there.next()).toBeUndefined()
  // What is said until it listens again is lost.
  const kinds = heardIn(there)
  while (!kinds.includes('alerts')) {
    one.neighbours?.tell(['alerts'])
    await shortly()
  }
})

/** The kinds that were named so far. */
function heardIn(there: ReturnType<typeof hearing>): readonly string[] {
  const kinds: string[] = []
  const read = async (): Promise<void> => {
    for (;;) kinds.push(...((await there.next()) ?? []))
  }
  void read()
  return kinds
}

const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  wang: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}wang" }] }
  li: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}li" }] }
contactGroups: { ops: [wang] }
schedules:
  duty: { zone: Asia/Shanghai, layers: [{ rotate: daily, at: "09:00", contacts: [wang], from: "2026-03-05" }] }
policies: { all: { match: [], notify: [{ to: ops, schedule: duty }] } }
`

async function twoHubs(): Promise<readonly [TestHub, TestHub]> {
  const hubs: TestHub[] = []
  for (const _ of [1, 2]) {
    const hub = await startHub(HUB, { database: database.url })
    hubs.push(hub)
    ends.push(() => hub.close())
  }
  const [one, other] = hubs
  if (!one || !other) throw new Error('two were started')
  return [one, other]
}

test('the consoles of a hub are told of what came in at another', async () => {
  const [one, other] = await twoHubs()
  const over = new AbortController()
  const line = await listenTo(other.app.url, over.signal)
  let next = line.next()
  // Only an event that was taken in says that of sources, and all topics at once say no more than that somebody was away.
  for (let number = 1, topics: readonly string[] = []; !isOfSourcesOnly(topics); number += 1) {
    await one.post({
      product: 'ECS',
      name: 'Disk:Stalled:Executing',
      level: 'CRITICAL',
      content: { eventId: `e-${number}`, eventStatus: 'Executing' },
    })
    other.clock.advance(LIVE_LIMITS.togetherMs)
    const said = await Promise.race([next, shortly()])
    if (said === undefined) continue
    topics = topicsOf(said)
    next = line.next()
  }
  over.abort()
  await expect(next).rejects.toThrow(/abort/)
})

function isOfSourcesOnly(topics: readonly string[]): boolean {
  return topics.includes('sources') && !topics.includes('silences')
}

test('an override that was made at one hub counts at another, whose clock stands still', async () => {
  const [one, other] = await twoHubs()
  const made = await one.call('POST', '/api/v1/schedules/duty/overrides', {
    body: JSON.stringify({ contact: 'li', durationSeconds: 3600, createdBy: 'Li' }),
    headers: { 'content-type': 'application/json' },
  })
  expect(made.status).toBe(200)
  const onCall = async (): Promise<string> =>
    (await other.call('GET', '/api/v1/oncall')).body.onCall[0].contact.id
  let now = await onCall()
  for (; now === 'wang'; now = await onCall()) await shortly()
  expect(now).toBe('li')
})

function shortly(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), 20))
}
