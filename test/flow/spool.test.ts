// The database goes away and comes back: what sources send meanwhile waits on the hub's disk, and is told afterwards.
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Log } from '../../src/base/log.ts'
import { Secret } from '../../src/base/secret.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const MINUTE = 60_000
const MB = 1024 * 1024
const PAGER_KEY = '0123456789abcdef0123456789abcdef'

const SOURCES = {
  plain: 'generic, key: test-ingest-key, title: $.title, dedupKey: $.key, status: $.kind',
  other: 'generic, key: other-ingest-key',
  cluster: 'alertmanager, key: cluster-ingest-key',
  pager: `pagerduty, key: ${PAGER_KEY}`,
  robot: 'dingtalk, key: robot-ingest-key',
  jobs: 'heartbeat, key: jobs-ingest-key, interval: 3m, grace: 1m',
}

const configured = (sources: Readonly<Record<string, string>>): string => `
sources:
${Object.entries(sources)
  .map(([name, words]) => `  ${name}: { type: ${words} }`)
  .join('\n')}
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops", perMinute: 10000 }] } }
contactGroups: { all: [ops] }
policies: { all: { match: [], group: { wait: 0s, by: [alert] }, notify: [{ to: all }] } }
fallback: all
`

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

let hub: TestHub
let database: Secret
const logged: string[] = []

describe('a hub with a spool', { timeout: 120_000 }, () => {
  beforeEach((context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
    logged.length = 0
  })
  afterEach(async () => {
    await turn('on')
    await hub.close()
  })

  test('answers what it has on disk and says so, and tells it with the time of then when the database is back', async () => {
    await start()
    await away()
    const answer = await post({ key: 'disk', title: 'The disk is full' })
    expect(answer).toMatchObject({ status: 202, body: { spooled: true } })
    const receivedAt = new Date(hub.clock.now()).toISOString()
    expect(await readiness()).toEqual([200, 'spooling'])
    expect((await hub.call('GET', '/healthz')).status).toBe(200)
    await back()
    expect(await said()).toEqual([expect.stringContaining('The disk is full')])
    const [id] = answer.body.events
    expect((await hub.explain(id)).event).toMatchObject({ id, receivedAt })
    expect(await readiness()).toEqual([200, 'ready'])
    expect(await post({ key: 'next', title: 'Next' })).toMatchObject({ status: 200 })
    expect(logged.filter((text) => text.includes('spool'))).toEqual([
      'the database is away: what sources send is kept in the spool',
      'the spool is empty: all that waited in it was taken in',
    ])
    expect(spoolFiles()).toEqual(['position'])
  })

  test('keeps the order of what a source says, also of what comes while the rest is taken in', async () => {
    await start()
    await away()
    for (let round = 0; round < 40; round += 1) {
      await post({ key: 'flip', title: `Down ${round}`, kind: 'firing' })
      await post({ key: 'flip', title: `Up ${round}`, kind: 'resolved' })
    }
    await turn('on')
    hub.clock.advance(1000)
    const statuses = new Set<number>()
    for (let round = 40; !statuses.has(200) && round < LOOKS_MAX; round += 1) {
      statuses.add((await post({ key: 'flip', title: `Down ${round}`, kind: 'firing' })).status)
      statuses.add((await post({ key: 'flip', title: `Up ${round}`, kind: 'resolved' })).status)
      hub.clock.advance(100)
    }
    expect(statuses).toEqual(new Set([200, 202]))
    await back()
    const kinds = (await events()).map(({ kind }) => kind)
    expect(kinds.length).toBeGreaterThan(80)
    expect(kinds).toEqual(kinds.map((_, index) => (index % 2 === 0 ? 'resolved' : 'firing')))
    expect(await open()).toEqual([])
  })

  test('answers as the product that a source imitates, and writes no ingest key to disk', async () => {
    await start()
    await away()
    const page = {
      routing_key: PAGER_KEY,
      event_action: 'trigger',
      dedup_key: 'd1',
      payload: { summary: 'Paged', source: 'web-1', severity: 'critical' },
    }
    const answer = await hub.call('POST', '/v2/enqueue', { body: JSON.stringify(page) })
    expect(answer).toMatchObject({ status: 202, body: { status: 'success', dedup_key: 'd1' } })
    const headers = { authorization: 'Bearer not-for-the-disk' }
    const body = JSON.stringify({ key: 'x', title: 'Posted' })
    await hub.call('POST', '/in/test-ingest-key', { body, headers })
    const written = spoolText()
    expect(written).toContain('Paged')
    for (const secret of [PAGER_KEY, 'test-ingest-key', 'not-for-the-disk'])
      expect(written).not.toContain(secret)
    const [segment = ''] = spoolFiles()
    expect(statSync(join(hub.data, 'spool', segment)).mode & 0o777).toBe(0o600)
    await back()
    const titles = await said()
    expect(titles).toHaveLength(2)
    expect(titles.join()).toMatch(/Paged.*Posted|Posted.*Paged/)
  })

  test('keeps in quarantine what cannot be read, under the id that its sender was told', async () => {
    await start()
    await away()
    const answer = await hub.call('POST', '/in/cluster-ingest-key', { body: '{ not json' })
    expect(answer).toMatchObject({ status: 400, body: { code: 'TOCSIN_INGEST_UNPARSABLE' } })
    await back()
    const [entry] = (await hub.call('GET', '/api/v1/quarantine')).body.requests
    expect(answer.body.detail).toContain(entry.id)
  })

  test('refuses a source that has its share and still takes others, until there is room again', async () => {
    await start()
    await away()
    const large = 'x'.repeat(60_000)
    let answer = await post({ key: '0', title: 'Large', large })
    for (let sent = 1; answer.status === 202; sent += 1)
      answer = await post({ key: `${sent}`, title: 'Large', large })
    expect(answer).toMatchObject({ status: 503, body: { code: 'TOCSIN_STORE_AWAY' } })
    expect(answer.headers['retry-after']).toBe('1')
    const other = JSON.stringify({ title: 'Another source' })
    const taken = await hub.call('POST', '/in/other-ingest-key', { body: other })
    expect(taken.status).toBe(202)
    expect(await readiness()).toEqual([200, 'spooling'])
    await hub.configure(configured({ plain: SOURCES.plain }))
    expect(await readiness()).toEqual([503, 'not ready'])
    await hub.configure(configured(SOURCES))
    await back()
    expect(await post({ key: 'again', title: 'Again' })).toMatchObject({ status: 200 })
    expect(await said()).toContainEqual(expect.stringContaining('Another source'))
  })

  test('keeps in quarantine what came of a source that is gone, and takes in the rest', async () => {
    await start()
    await away()
    await hub.call('POST', '/in/other-ingest-key', { body: '{"title":"Of a source that goes"}' })
    await post({ key: 'stays', title: 'Of a source that stays' })
    const { other: _, ...rest } = SOURCES
    await hub.configure(configured(rest))
    await back()
    expect(await said()).toEqual([expect.stringContaining('Of a source that stays')])
    const [entry] = (await hub.call('GET', '/api/v1/quarantine')).body.requests
    expect(entry).toMatchObject({ source: 'other', problem: expect.stringContaining('no longer') })
    await hub.configure(configured(SOURCES))
    await hub.call('POST', `/api/v1/quarantine/${entry.id}/replay`)
    await hub.settle()
    expect(await said()).toContainEqual(expect.stringContaining('Of a source that goes'))
  })

  test('that ends while the database is away takes in at its next start what it has answered', async () => {
    await start()
    await away()
    await post({ key: 'left', title: 'Left in the spool' })
    await hub.move(async () => {
      await turn('on')
      return { data: hub.data, database }
    })
    await hub.settle()
    expect(await said()).toEqual([expect.stringContaining('Left in the spool')])
  })

  test('that ended between taking in and noting it takes nothing in twice', async () => {
    await start()
    const down = { labels: { alertname: 'Down', severity: 'critical' }, annotations: {} }
    await sayAlert({ ...down, endsAt: later(10 * MINUTE) })
    await hub.settle()
    await away()
    await post({ key: 'one', title: 'One event' })
    await post({ key: 'pair', title: 'A pair', kind: 'firing' })
    await post({ key: 'pair', title: 'A pair', kind: 'resolved' })
    for (const text of ['The same words', 'The same words'])
      await hub.call('POST', '/in/robot-ingest-key', {
        body: JSON.stringify({ msgtype: 'text', text: { content: text } }),
      })
    await hub.call('GET', '/in/jobs-ingest-key/db')
    await hub.call('POST', '/in/cluster-ingest-key', { body: '{ not json' })
    hub.clock.advance(1000)
    await sayAlert({ ...down, endsAt: later(10 * MINUTE) })
    hub.clock.advance(1000)
    await sayAlert({ ...down, endsAt: later(0) })
    const before = join(hub.data, 'spool-before')
    cpSync(join(hub.data, 'spool'), before, { recursive: true })
    await back()
    const once = await facts()
    expect(once.alerts.filter(({ state }) => state === 'resolved').length).toBeGreaterThan(1)
    await hub.move(async () => {
      rmSync(join(hub.data, 'spool'), { recursive: true })
      cpSync(before, join(hub.data, 'spool'), { recursive: true })
      return { data: hub.data, database }
    })
    await hub.pass(5000)
    expect(spoolFiles()).toEqual(['position'])
    expect(await facts()).toEqual(once)
    expect(await said()).toEqual([])
  })

  test('does not wait for a database that does not answer, and takes in once what it wrote after all', async () => {
    await start()
    const client = new pg.Client({ connectionString: database.reveal() })
    await client.connect()
    await client.query('begin; lock table events in exclusive mode')
    let answer: Answer | undefined
    const posting = post({ key: 'slow', title: 'Slowly' }).then((came) => {
      answer = came
    })
    for (let looks = 0; answer === undefined && looks < LOOKS_MAX; looks += 1) {
      await hub.call('GET', '/healthz')
      hub.clock.advance(100)
    }
    await posting
    expect(answer).toMatchObject({ status: 202, body: { spooled: true } })
    await client.query('rollback')
    await client.end()
    await back()
    expect((await events()).map(({ id }) => id)).toEqual(answer?.body.events)
    expect(await said()).toHaveLength(1)
  })

  test('lets the last word count that another hub has heard of an alert', async () => {
    await start()
    const other = await startHub(configured(SOURCES), { database })
    const down = { labels: { alertname: 'Down', severity: 'critical' }, annotations: {} }
    await sayAlert({ ...down, endsAt: later(MINUTE) })
    await away()
    hub.clock.advance(10_000)
    await sayAlert({ ...down, endsAt: later(MINUTE) })
    await turn('on')
    other.clock.advance(20_000)
    const over = await other.call('POST', '/in/cluster-ingest-key/api/v2/alerts', {
      body: JSON.stringify([{ ...down, startsAt: '2026-03-05T02:14:00Z', endsAt: later(0) }]),
      headers: { 'content-type': 'application/json' },
    })
    expect(over.status).toBe(200)
    await other.settle()
    expect(await open()).toEqual([])
    await back()
    expect(await open()).toEqual([])
    await other.close()
  })

  test('ends no alert and misses no ping that waits in the spool', async () => {
    await start()
    const down = { labels: { alertname: 'Down', severity: 'critical' }, annotations: {} }
    await sayAlert({ ...down, endsAt: later(2 * MINUTE) })
    await hub.call('GET', '/in/jobs-ingest-key/db')
    await away()
    for (let minute = 0; minute < 4; minute += 1) {
      hub.clock.advance(MINUTE)
      await sayAlert({ ...down, endsAt: later(2 * MINUTE) })
      await hub.call('GET', '/in/jobs-ingest-key/db')
    }
    hub.clock.advance(MINUTE)
    await back()
    await hub.pass(20_000)
    expect(await said()).toEqual([expect.stringContaining('Down')])
    expect(await open()).toEqual(['Down'])
  })

  test('says what waits to whoever has its token, by status, command line and metrics', async () => {
    await start({ apiToken: new Secret('the-token') })
    const headers = { authorization: 'Bearer the-token' }
    await turn('off')
    await post({ key: 'waits', title: 'Waits' })
    const status = await hub.call('GET', '/api/v1/status', { headers })
    expect(status).toMatchObject({
      status: 503,
      body: {
        code: 'TOCSIN_STORE_AWAY',
        detail: expect.stringContaining('kept in the spool meanwhile: 1 requests'),
        spool: { isAway: true, requests: 1, bytesMax: 4 * MB, asideFiles: 0 },
      },
    })
    const metrics = String((await hub.call('GET', '/metrics', { headers })).body)
    expect(metrics).toMatch(/^tocsin_store_away 1$/m)
    expect(metrics).toMatch(/^tocsin_spool_requests 1$/m)
    expect(metrics).toMatch(/^tocsin_ingest_requests_total\{outcome="spooled"\} 1$/m)
    await turn('on')
    for (let waits = true, looks = 0; waits && looks < LOOKS_MAX; looks += 1) {
      hub.clock.advance(1000)
      const now = await hub.call('GET', '/api/v1/status', { headers })
      waits = now.status !== 200 || now.body.spool.requests > 0
    }
    const after = await hub.call('GET', '/api/v1/status', { headers })
    expect(after.body.spool).toEqual({
      isAway: false,
      requests: 0,
      bytes: 0,
      bytesMax: 4 * MB,
      asideFiles: 0,
    })
  })
})

const LOOKS_MAX = 3_000
let databases = 0

async function start(options: { readonly apiToken?: Secret } = {}): Promise<void> {
  databases += 1
  const client = new pg.Client({ connectionString: server?.url })
  await client.connect()
  await client.query(`create database spool${databases}`)
  await client.end()
  const address = new URL(server?.url ?? '')
  address.pathname = `/spool${databases}`
  database = new Secret(address.href)
  hub = await startHub(configured(SOURCES), { database, spoolBytes: 4 * MB, log: LOG, ...options })
}

let isOn = true

async function turn(to: 'on' | 'off'): Promise<void> {
  if (isOn === (to === 'on')) return
  if (to === 'on') await server?.up()
  else await server?.down('orderly')
  isOn = to === 'on'
}

const note = (_fields: object, text: string): void => void logged.push(text)
const LOG: Log = { debug: note, info: note, warn: note, error: note }

async function away(): Promise<void> {
  await hub.settle()
  await turn('off')
}

/** The database answers again, and all that waited is told. */
async function back(): Promise<void> {
  await turn('on')
  // A loop that has failed often looks again after a while only.
  const isBack = async (): Promise<boolean> => {
    const { status, body } = await hub.call('GET', '/api/v1/status')
    if (status !== 200 || body.spool.isAway || body.spool.requests > 0) return false
    const { unsettled, dueGroups, due, leased } = body.counts
    return unsettled + dueGroups + due + leased === 0
  }
  for (let looks = 0; !(await isBack()); looks += 1) {
    if (looks > LOOKS_MAX) throw new Error(`the spool still has ${spoolFiles().join(' and ')}`)
    // Little at a time: nothing else is to run out meanwhile.
    hub.clock.advance(50)
  }
  await hub.settle()
}

function spoolFiles(): readonly string[] {
  return readdirSync(join(hub.data, 'spool'))
}

function spoolText(): string {
  return spoolFiles()
    .map((name) => readFileSync(join(hub.data, 'spool', name), 'latin1'))
    .join()
}

async function readiness(): Promise<readonly [number, string]> {
  const { status, body } = await hub.call('GET', '/readyz')
  return [status, body.status]
}

function post(event: object): Promise<Answer> {
  return hub.call('POST', '/in/test-ingest-key', { body: JSON.stringify(event) })
}

async function sayAlert(alert: object): Promise<void> {
  const answer = await hub.call('POST', '/in/cluster-ingest-key/api/v2/alerts', {
    body: JSON.stringify([{ startsAt: '2026-03-05T02:14:00Z', ...alert }]),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
}

function later(ms: number): string {
  return new Date(hub.clock.now() + ms).toISOString()
}

async function said(): Promise<readonly (string | undefined)[]> {
  return (await hub.heard('ops')).map(({ preview }) => preview)
}

async function events(): Promise<readonly { id: string; kind: string }[]> {
  return (await hub.call('GET', '/api/v1/events?limit=200')).body.events
}

async function open(): Promise<readonly string[]> {
  const { alerts } = (await hub.call('GET', '/api/v1/alerts?state=firing,acknowledged')).body
  return alerts.map(({ name }: { name: string }) => name)
}

/** All that a second time would change. */
async function facts(): Promise<{
  readonly events: readonly string[]
  readonly alerts: readonly { state: string; eventCount: number }[]
  readonly quarantined: number
  readonly sent: number
}> {
  const { alerts } = (await hub.call('GET', '/api/v1/alerts?limit=200')).body
  const { counts } = await hub.settle()
  return {
    events: (await events()).map(({ id }) => id),
    alerts: alerts.map(({ state, eventCount }: { state: string; eventCount: number }) => ({
      state,
      eventCount,
    })),
    quarantined: counts.quarantined,
    sent: counts.sent,
  }
}
