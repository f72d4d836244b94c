import { afterEach, expect, test } from 'vitest'
import { ServiceStandIn } from '../contract/argo-service.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const standIn = new ServiceStandIn()
let hub: TestHub | undefined
afterEach(async () => {
  await hub?.close()
  hub = undefined
  await standIn.close()
  standIn.seen.length = 0
})

/** A hub whose only chat is one of Telegram's, with robots for what cannot be told there. */
async function startWith(apiUrl: string): Promise<TestHub> {
  return await startHub(`
sources: { test: { type: generic, key: test-ingest-key } }
contacts:
  telegram:
    endpoints:
      - channel: argocd
        service: telegram
        options: '{"token": "123:hidden-hidden", "apiUrl": "${apiUrl}"}'
        recipient: "-1001"
  robot: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}last" }] }
contactGroups: { ops: [telegram], last: [robot] }
policies: { all: { match: [], notify: [{ to: ops }] } }
fallback: last
`)
}

const EVENT = { name: 'cpu', title: 'CPU of my_db is high', severity: 'critical', resource: 'db-1' }

test('an alert is told through one of Argo CD’s services', async () => {
  hub = await startWith(await standIn.open([{ body: { ok: true, result: { message_id: 7 } } }]))
  await hub.post(EVENT)
  await hub.settle()
  expect(standIn.seen).toHaveLength(1)
  expect(standIn.seen[0]).toMatchObject({
    line: 'POST /bot123:hidden-hidden/sendMessage',
    body: { chat_id: '-1001', text: expect.stringContaining('CPU of my_db is high') },
  })
  expect(standIn.seen[0]?.body).not.toHaveProperty('parse_mode')
})

test('a service that asks to wait is asked again then, and nothing is lost', async () => {
  const busy = { status: 429, body: { ok: false, parameters: { retry_after: 30 } } }
  hub = await startWith(await standIn.open([busy, { body: { ok: true } }]))
  await hub.post(EVENT)
  await hub.settle()
  await hub.pass(25_000, 5_000)
  expect(standIn.seen).toHaveLength(1)
  await hub.pass(10_000, 5_000)
  expect(standIn.seen).toHaveLength(2)
  expect(await hub.refused()).toEqual([])
})

test('what a service refuses is told to the fallback, without its token', async () => {
  const refusal = { status: 404, body: { ok: false, description: 'no bot123:hidden-hidden' } }
  hub = await startWith(await standIn.open([refusal]))
  const [eventId = ''] = await hub.post(EVENT)
  await hub.settle()
  const heard = JSON.stringify(await hub.heard('last'))
  expect(heard).toContain('CPU of my_db is high')
  expect(heard).not.toContain('hidden-hidden')
  expect(JSON.stringify(await hub.explain(eventId))).not.toContain('hidden-hidden')
})
