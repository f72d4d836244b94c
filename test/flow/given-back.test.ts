import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }], group: { by: [region], wait: 0s, interval: 5m } } }
`

let hub: TestHub
afterEach(() => hub.close())

async function fire(id: string): Promise<void> {
  await hub.post(reboot('i-1', 'Scheduled', { level: 'WARN', id }))
  await hub.settle()
}

async function answer(action: string): Promise<void> {
  const [{ id }] = (await hub.call('GET', '/api/v1/alerts')).body.alerts
  const given = await hub.call('POST', `/api/v1/alerts/${id}/${action}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'Li' }),
  })
  expect(given.body).toMatchObject({ verdict: 'done' })
  await hub.settle()
}

test('that nobody has an alert any more is told at the next look, also where it was said again in between', async () => {
  hub = await startHub(CONFIG)
  await fire('given-back-1')
  await answer('acknowledge')
  await hub.pass(5 * MINUTE, MINUTE)
  const told = (await hub.heard('ops')).length
  await answer('unacknowledge')
  await fire('given-back-2')
  await hub.pass(5 * MINUTE, MINUTE)
  expect((await hub.heard('ops')).length).toBe(told + 1)
  await hub.pass(10 * MINUTE, MINUTE)
  expect((await hub.heard('ops')).length).toBe(told + 1)
})
