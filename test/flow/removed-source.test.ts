import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const SOURCE = 'aliyun: { type: cloudmonitor, key: test-ingest-key }'
const OTHER = 'other: { type: cloudmonitor, key: another-ingest-key }'
const CONFIGURATION = `
sources: { ${SOURCE}, ${OTHER} }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }] } }
`
const REMOVED = CONFIGURATION.replace(`${SOURCE}, `, '')

let hub: TestHub
afterEach(() => hub.close())

const texts = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
const states = async (): Promise<readonly string[]> =>
  (await hub.call('GET', '/api/v1/alerts')).body.alerts.map(({ state }: { state: string }) => state)
const answer = async (action: string): Promise<void> => {
  const [{ id }] = (await hub.call('GET', '/api/v1/alerts')).body.alerts
  const headers = { 'content-type': 'application/json' }
  await hub.call('POST', `/api/v1/alerts/${id}/${action}`, { headers, body: '{"by":"Li"}' })
  await hub.settle()
}
async function configure(yaml: string): Promise<void> {
  await hub.configure(yaml)
  await hub.settle()
}
async function begin(): Promise<void> {
  hub = await startHub(CONFIGURATION)
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  expect(await texts()).toHaveLength(1)
}

test('what is open of a source that was taken out ends after ten minutes, says why, and is told so once', async () => {
  await begin()
  await hub.call('POST', '/in/another-ingest-key', {
    body: JSON.stringify(reboot('i-2', 'Scheduled')),
  })
  await hub.settle()
  await configure(REMOVED)
  await hub.pass(10 * MINUTE - 1000, MINUTE)
  expect(await states()).toEqual(['firing', 'firing'])
  await hub.pass(1000)
  expect((await states()).toSorted()).toEqual(['firing', 'resolved'])
  expect((await texts()).at(-1)).toContain('i-1')
  expect((await texts()).at(-1)).toMatch(/Resolved.*The source .*aliyun.* is no longer configured/)
  await hub.pass(60 * MINUTE, 10 * MINUTE)
  expect(await texts()).toHaveLength(3)
})

test('it goes on where the source is back by then', async () => {
  await begin()
  await configure(REMOVED)
  await hub.pass(5 * MINUTE, MINUTE)
  await configure(CONFIGURATION)
  await hub.pass(20 * MINUTE, MINUTE)
  expect(await states()).toEqual(['firing'])
  await hub.post(reboot('i-1', 'Executed'))
  await hub.settle()
  expect(await states()).toEqual(['resolved'])
})

test('it ends where somebody has taken it on', async () => {
  await begin()
  await configure(REMOVED)
  await hub.pass(MINUTE, MINUTE)
  await answer('acknowledge')
  expect(await states()).toEqual(['acknowledged'])
  await hub.pass(9 * MINUTE, MINUTE)
  expect(await states()).toEqual(['resolved'])
})

test('it ends where the hub was stopped, and started without the source', async () => {
  await begin()
  await hub.configure(REMOVED)
  await hub.restart()
  await configure(REMOVED)
  await hub.pass(MINUTE, MINUTE)
  expect(await states()).toEqual(['firing'])
  await hub.pass(10 * MINUTE, MINUTE)
  expect(await states()).toEqual(['resolved'])
})
