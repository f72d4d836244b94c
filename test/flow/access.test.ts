import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
`

let hub: TestHub
let open: TestHub
beforeAll(async () => {
  hub = await startHub(CONFIG, { apiToken: new Secret('the-token') })
  open = await startHub(CONFIG)
})
afterAll(async () => {
  await hub.close()
  await open.close()
})

const bearer = { headers: { authorization: 'Bearer the-token' } }

test('with a token set, the API is for who has it; senders and probes need none', async () => {
  expect((await hub.call('GET', '/api/v1/status')).status).toBe(401)
  expect(
    (await hub.call('GET', '/api/v1/status', { headers: { authorization: 'Bearer other' } }))
      .status,
  ).toBe(401)
  expect((await hub.call('GET', '/api/v1/status', bearer)).status).toBe(200)
  expect((await hub.call('GET', '/metrics')).status).toBe(401)
  expect((await hub.call('GET', '/healthz')).status).toBe(200)
  expect((await hub.call('GET', '/readyz')).status).toBe(200)
  expect(await hub.post(reboot('i-1', 'Scheduled'))).toHaveLength(1)
})

test('with a token set, the sandbox tells and changes nothing without it; its robots take messages', async () => {
  const headers = { 'content-type': 'application/json' }
  const fault = { body: JSON.stringify({ kind: 'drop' }), headers }
  for (const path of ['messages', 'chats', 'faults', 'platforms', 'stream', 'nothing']) {
    expect((await hub.call('GET', `/sandbox/api/${path}`)).status, path).toBe(401)
  }
  expect((await hub.call('POST', '/sandbox/api/faults', fault)).status).toBe(401)
  expect((await hub.call('GET', '/sandbox/api/faults', bearer)).body).toEqual({ faults: [] })
  expect((await hub.call('GET', '/sandbox')).status).toBe(200)
  const text = { msg_type: 'text', content: { text: 'hello' } }
  const body = JSON.stringify(text)
  const sent = await hub.call('POST', '/sandbox/lark/open-apis/bot/v2/hook/x', { body, headers })
  expect(sent.body).toMatchObject({ code: 0 })
})

test('without a token, the sandbox’s API is for this machine, its robots for all', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'content-type': 'application/json' }
  expect((await open.call('GET', '/sandbox/api/chats')).status).toBe(200)
  expect((await open.call('GET', '/sandbox/api/chats', { headers })).status).toBe(403)
  const body = JSON.stringify({ msgtype: 'text', text: { content: 'hello' } })
  const path = '/sandbox/wecom/cgi-bin/webhook/send?key=x'
  expect((await open.call('POST', path, { body, headers })).body).toMatchObject({ errcode: 0 })
})

test('without a token, who comes through a proxy from elsewhere is turned away', async () => {
  expect((await open.call('GET', '/api/v1/status')).status).toBe(200)
  const forwarded = await open.call('GET', '/api/v1/status', {
    headers: { 'x-forwarded-for': '203.0.113.9' },
  })
  expect(forwarded).toMatchObject({ status: 403, type: 'application/problem+json; charset=utf-8' })
})

test('lists are paged, and what is no page is refused', async () => {
  for (const instance of ['i-1', 'i-2', 'i-3']) await open.post(reboot(instance, 'Scheduled'))
  await open.settle()
  const first = (await open.call('GET', '/api/v1/events?limit=2')).body
  const second = (await open.call('GET', `/api/v1/events?limit=2&before=${first.next}`)).body
  expect([...first.events, ...second.events].map((event) => event.labels.instance)).toEqual([
    'i-3',
    'i-2',
    'i-1',
  ])
  expect(second.next).toBeUndefined()
  expect((await open.call('GET', '/api/v1/alerts?state=firing')).body.alerts).toHaveLength(3)
  expect(
    (await open.call('GET', '/api/v1/notifications?state=sent&limit=1')).body.notifications,
  ).toHaveLength(1)
  for (const path of ['events?limit=0', 'events?limit=x', 'alerts?state=gone']) {
    expect((await open.call('GET', `/api/v1/${path}`)).status).toBe(400)
  }
  expect((await open.call('GET', '/api/v1/events/none')).status).toBe(404)
  expect((await open.call('GET', '/api/v1/notifications/none')).status).toBe(404)
})

test('the metrics count requests and rows', async () => {
  const { body } = await open.call('GET', '/metrics')
  expect(body).toMatch(/tocsin_ingest_requests_total\{outcome="taken"\} \d+/)
  expect(body).toMatch(/tocsin_rows\{kind="sent"\} \d+/)
})

test('without a token, a page that has a name of its own point at this machine reads nothing', async () => {
  const headers = { host: 'rebound.example:8080' }
  expect((await open.call('GET', '/api/v1/events', { headers })).status).toBe(403)
  for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080'])
    expect((await open.call('GET', '/api/v1/events', { headers: { host } })).status).toBe(200)
  const named = { headers: { ...headers, ...bearer.headers } }
  expect((await hub.call('GET', '/api/v1/events', named)).status).toBe(200)
})

test('a source that is asked for twice is refused as the mistake that it is', async () => {
  const answer = await open.call('GET', '/api/v1/events?source=one&source=two')
  expect(answer).toMatchObject({ status: 400, body: { code: 'TOCSIN_REQUEST_INVALID' } })
})
