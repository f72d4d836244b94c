import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DINGTALK_LIMITS } from '../../src/base/limits.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const config = (network = ''): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { language: zh, endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  dev: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}dev" }] }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
${network}
`

let hub: TestHub
beforeAll(async () => {
  hub = await startHub(config())
})
afterAll(() => hub.close())

type Body = { body: string; headers: Record<string, string> }
const json = (body: unknown): Body => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

async function idOf(contact: string): Promise<string> {
  const { lanes } = (await hub.call('GET', '/api/v1/status')).body
  return lanes.find((lane: { contacts: { id: string }[] }) => lane.contacts[0]?.id === contact)
    ?.endpoint
}
const verifyAt = (id: string, body = json({})) =>
  hub.call('POST', `/api/v1/endpoints/${encodeURIComponent(id)}/verify`, body)

describe('an endpoint of the configuration', () => {
  test('is tried by its id or its lane, in its contact’s language', async () => {
    const lane = await idOf('ops')
    const answer = await verifyAt(lane)
    expect(answer).toMatchObject({ status: 200, body: { result: 'delivered', contact: 'ops' } })
    expect((await verifyAt(answer.body.endpoint)).body.result).toBe('delivered')
    const [first] = await hub.heard('ops')
    expect(JSON.stringify(first?.payload)).toContain('测试')
    expect(JSON.stringify(answer.body)).not.toContain('access_token')
  })

  test('is asked for with JSON, so that no page from elsewhere can, and has to be there', async () => {
    const lane = await idOf('ops')
    for (const wrong of [
      { body: '{}', headers: { 'content-type': 'text/plain' } },
      { body: 'x=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { body: '', headers: {} },
      json('{}'),
    ])
      expect((await verifyAt(lane, wrong)).status).toBeGreaterThanOrEqual(400)
    expect(await verifyAt('nobody')).toMatchObject({ status: 404 })
  })

  test('counts against the robot’s limit, and is not tried beyond it', async () => {
    const lane = await idOf('dev')
    let result = ''
    let count = 0
    while (result !== 'not-tried' && count < 50) {
      result = (await verifyAt(lane)).body.result
      count += 1
    }
    // The last of the minute is left to what has to be told.
    expect(count).toBe(DINGTALK_LIMITS.messagesPerMinuteMax)
    const heard = await hub.heard('dev')
    expect(heard).toHaveLength(DINGTALK_LIMITS.messagesPerMinuteMax - 1)
    const held = (await verifyAt(lane)).body
    expect(held).toMatchObject({ result: 'not-tried', reason: 'rate-limited' })
    expect(held.remedies[0].en).toContain('Nothing was sent')
    expect(Date.parse(held.retryAt)).toBeGreaterThan(hub.clock.now())
  })

  test('that is mended on the platform, and shown to work, is sent to at once', async () => {
    const own = await startHub(config())
    await own.sandbox('POST', 'faults', { token: 'ops', kind: 'removed' })
    for (const name of ['i-1', 'i-2']) {
      await own.post(reboot(name, 'Scheduled'))
      await own.settle()
    }
    await own.sandbox('DELETE', 'faults', {})
    const { lanes } = (await own.call('GET', '/api/v1/status')).body
    const id = encodeURIComponent(lanes[0].endpoint)
    const verified = await own.call('POST', `/api/v1/endpoints/${id}/verify`, json({}))
    expect(verified.body).toMatchObject({ result: 'delivered' })
    await own.post(reboot('i-3', 'Scheduled'))
    const { counts } = await own.settle()
    expect(JSON.stringify(await own.heard('ops'))).toContain('i-3')
    expect(counts.dead).toBe(2)
    await own.close()
  })

  test('is not tried while the platform holds the robot back', async () => {
    await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'rateLimited', times: 1 })
    await hub.post(reboot('i-1', 'Scheduled'))
    await hub.settle()
    const heard = (await hub.heard('ops')).length
    expect((await verifyAt(await idOf('ops'))).body).toMatchObject({ result: 'not-tried' })
    expect(await hub.heard('ops')).toHaveLength(heard)
  })
})

describe('an endpoint that is only given', () => {
  const given = (settings: object, channel = 'dingtalk') =>
    hub.call('POST', '/api/v1/verify', json({ channel, settings }))

  test('reaches public addresses only, unless the configuration allows others', async () => {
    let connections = 0
    const inner = createServer((_request, response) => response.end('{"errcode":0}'))
    inner.on('connection', () => {
      connections += 1
    })
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve))
    const address = inner.address()
    const port = typeof address === 'object' && address ? address.port : 0
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '[::ffff:7f00:1]']) {
      const answer = await given({ url: `http://${host}:${port}/robot/send?access_token=x` })
      expect(answer).toMatchObject({ status: 200, body: { reason: 'forbidden' } })
      expect(answer.body.text).toContain('network.allow')
      expect(JSON.stringify(answer.body)).not.toContain('access_token')
    }
    expect(connections).toBe(0)
    await hub.configure(config('network: { allow: ["127.0.0.0/8"] }'))
    const url = `http://127.0.0.1:${port}/robot/send?access_token=x`
    expect((await given({ url })).body).toMatchObject({ result: 'delivered' })
    expect(connections).toBe(1)
    await hub.configure(config())
    expect((await given({ url })).body).toMatchObject({ reason: 'forbidden' })
    inner.close()
  })

  test.each([
    ['a channel that is not there', 'carrier-pigeon', { url: 'https://a.example' }],
    ['a setting that is not there', 'dingtalk', { uri: 'https://a.example' }],
    ['a secret of a file', 'dingtalk', { url: { file: '/etc/passwd' } }],
    [
      'a proxy',
      'dingtalk',
      { url: 'https://a.example/x?access_token=x', proxy: 'http://10.0.0.1' },
    ],
  ])('is refused where it has %s', async (_, channel, settings) => {
    const answer = await given(settings, channel)
    expect(answer).toMatchObject({ status: 400, body: { code: 'TOCSIN_REQUEST_INVALID' } })
    expect(answer.body.detail).not.toMatch(/root:|passwd/)
  })

  test('sees nothing of the environment', async () => {
    const url = 'http://127.0.0.1:9/robot/send?access_token=${HOME}'
    expect((await given({ url })).body).toMatchObject({ reason: 'forbidden' })
  })

  test.each([{}, [], 'x', { channel: 'dingtalk' }, { settings: {} }])(
    'is refused as %j',
    async (body) => {
      expect((await hub.call('POST', '/api/v1/verify', json(body))).status).toBe(400)
    },
  )
})

test('what the rules forbid is refused once, and nobody waits a day for it', async () => {
  const closed = await startHub(config('network: { guard: all }'))
  await closed.post(reboot('i-9', 'Scheduled'))
  const status = await closed.settle()
  expect(status.counts).toMatchObject({ due: 0, leased: 0 })
  expect(status.counts.dead).toBeGreaterThan(0)
  const lane = status.lanes.find(({ health }) => health === 'broken')
  expect(lane?.text).toContain('allow it in network.allow')
  expect(lane?.remedy?.zh).toContain('network.allow')
  await closed.configure(config('network: { guard: all, allow: [127.0.0.1] }'))
  await closed.post(reboot('i-8', 'Scheduled'))
  await closed.settle()
  expect((await closed.heard('ops')).length).toBeGreaterThan(0)
  await closed.close()
})
