import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { copyStore, type StorePlace } from '../../src/store/store.ts'
import { ESCALATION_HUB } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'
import { type HubPlace, startHub, type TestHub } from '../harness/hub.ts'
import { takeDatabase } from '../harness/own-database.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const MINUTE = 60_000
const FLOOD = 30

/** By region: one that escalates, one that waits for its group, one under a silence, and more than a robot takes in a minute. */
const HUB = ESCALATION_HUB.replace(
  'contacts:',
  `contacts:
${['slow', 'quiet', 'flood'].map((name) => `  ${name}: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}${name}" }] }`).join('\n')}`,
)
  .replace(
    'policies:',
    `policies:
  slow: { match: ['region="slow"'], group: { wait: 10m }, notify: [{ to: slow }] }
  quiet: { match: ['region="quiet"'], notify: [{ to: quiet }] }
  flood: { match: ['region="flood"'], storm: off, notify: [{ to: flood }] }`,
  )
  .replace("match: ['severity", "match: ['region=\"cn-hangzhou\"', 'severity")

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

/** The instances that a chat was told of since the sandbox began, each as often as it was. */
async function named(hub: TestHub, token: string): Promise<readonly string[]> {
  const texts = (await hub.heard(token)).map(({ payload }) => JSON.stringify(payload))
  return texts.flatMap((text) => [...new Set(text.match(INSTANCE))]).sort()
}

/** By their names: a signature in an answer's link may look like one. */
const INSTANCE = /(?<![\w-])i-(?:web|slow|quiet|new|f\d+)(?![\w-])/g

const copied = (from: StorePlace, to: StorePlace): Promise<void> =>
  copyStore({ from, to, onTable: () => undefined })

test('a hub that moves to PostgreSQL and back in the middle of everything loses nothing and tells nothing twice', {
  timeout: 120_000,
}, async (context) => {
  context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  const database = await takeDatabase(server?.url ?? '')
  const hub = await startHub(HUB)
  context.onTestFinished(async () => {
    await hub.close()
    await database.giveBack()
  })
  const folder = (data: string): StorePlace => ({ kind: 'folder', folder: data })
  const shared: StorePlace = { kind: 'database', url: database.url }
  const post = (instance: string, regionId: string) =>
    hub.post(reboot(instance, 'Scheduled', { regionId }))
  const minutes = (count: number): Promise<void> => hub.pass(count * MINUTE, MINUTE)

  await hub.call('POST', '/api/v1/silences', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ matchers: ['region="quiet"'], createdBy: 'Li', comment: 'works' },
      endsAt: new Date(hub.clock.now() + 30 * MINUTE).toISOString(),
    }),
  })
  await post('i-web', 'cn-hangzhou')
  await post('i-slow', 'slow')
  await post('i-quiet', 'quiet')
  const flood = Array.from({ length: FLOOD }, (_, index) => `i-f${index + 10}`)
  for (const instance of flood) await post(instance, 'flood')
  const before = await hub.settle()
  expect(await named(hub, 'wang')).toEqual(['i-web'])
  const toldFirst = await named(hub, 'flood')
  expect(before.counts.due).toBeGreaterThan(0)

  await hub.move(async (): Promise<HubPlace> => {
    await copied(folder(hub.data), shared)
    return { data: join(hub.data, 'hub-on-postgres'), database: database.url }
  })
  const after = await hub.settle()
  expect(after.counts.openAlerts).toBe(before.counts.openAlerts)
  await minutes(5)
  expect([...toldFirst, ...(await named(hub, 'flood'))].sort()).toEqual(flood)
  expect(await named(hub, 'li')).toEqual(['i-web'])
  await minutes(5)
  expect(await named(hub, 'slow')).toEqual(['i-slow'])
  await post('i-new', 'slow')
  await hub.settle()
  for (const token of ['chat', 'wang', 'quiet']) expect(await named(hub, token)).toEqual([])

  const back = join(hub.data, 'back')
  await hub.move(async (): Promise<HubPlace> => {
    await copied(shared, folder(back))
    return { data: back }
  })
  await minutes(5)
  expect(await named(hub, 'boss')).toEqual(['i-web'])
  await minutes(15)
  expect(await named(hub, 'quiet')).toEqual(['i-quiet'])
  expect(await named(hub, 'slow')).toEqual(['i-new'])
  await hub.post(reboot('i-web', 'Executed'))
  await minutes(1)
  expect(await named(hub, 'chat')).toEqual(['i-web'])
  // Whoever was told hears of the end as well.
  expect(await named(hub, 'li')).toEqual(['i-web'])
  expect(await named(hub, 'flood')).toEqual([])
})

test('the command copies a store, prints what it has copied, and refuses to do it again', async (context) => {
  context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  const database = await takeDatabase(server?.url ?? '')
  const url = new URL(database.url.reveal())
  url.password = 'hidden-word'
  const hub = await startHub(HUB)
  context.onTestFinished(async () => {
    await hub.close()
    await database.giveBack()
  })
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  const printed: string[] = []
  await hub.move(async () => {
    const words = ['store', 'copy', `sqlite:${hub.data}`, url.href]
    printed.push(await ran(words), await ran(words))
    return { data: hub.data }
  })
  expect(printed[0]).toMatch(/^events {2,}\d+ {2}[0-9a-f]{16}$/m)
  expect(printed[0]).toContain('ended with 0')
  expect(printed[1]).toContain('TOCSIN_STORE_COPY')
  expect(printed[1]).toContain('ended with 1')
  expect(printed.join()).not.toContain('hidden-word')
})

/** What the command printed, and how it ended. */
async function ran(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  await once(child, 'close')
  return `${text}ended with ${child.exitCode}`
}
