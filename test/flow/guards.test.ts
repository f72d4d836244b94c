import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
afterEach(() => hub.close())

/** A threshold rule's word on an instance; several of them may stand in a list. */
const cpu = (instance: string, alertState: 'ALERT' | 'OK', at: number): object => ({
  alertName: 'cpu',
  alertState,
  curValue: '97',
  dimensions: `{userId=1, instanceId=${instance}}`,
  expression: '$Average>=95',
  instanceName: instance,
  metricName: 'CPUUtilization',
  namespace: 'acs_ecs_dashboard',
  regionId: 'cn-hangzhou',
  ruleId: 'rule-1',
  timestamp: String(at),
  triggerLevel: alertState === 'OK' ? 'OK' : 'WARN',
  userId: '1',
})

const configuration = (sources: string, more = ''): string => `
${more}
sources:
${sources}
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }] } }
fallback: ops
`

const source = (guards: string, more = ''): string =>
  configuration(`  aliyun: { type: cloudmonitor, key: test-ingest-key, ${guards} }`, more)

const send = (
  event: object,
  { headers, key = 'test-ingest-key' }: { headers?: Record<string, string>; key?: string } = {},
): Promise<Answer> =>
  hub.call('POST', `/in/${key}`, {
    body: JSON.stringify(event),
    ...(headers ? { headers } : {}),
  })

const isProblem = (answer: Answer, status: number, code: string): void =>
  expect(answer).toMatchObject({
    status,
    type: 'application/problem+json; charset=utf-8',
    body: {
      status,
      code,
      type: `urn:tocsin:error:${code}`,
      detail: expect.stringMatching(/^Expected:? /),
    },
  })

const state = async (): Promise<ReturnType<typeof Object>> =>
  (await hub.call('GET', '/api/v1/status')).body

const previews = async (): Promise<readonly (string | undefined)[]> =>
  (await hub.heard('ops')).map(({ preview }) => preview)

describe('two ingest keys', () => {
  const KEYS = source('previousKey: the-key-before-it')

  test('are both valid, and the status says when the older one was used last', async () => {
    hub = await startHub(KEYS)
    expect((await state()).sources).toMatchObject([{ source: 'aliyun', previousKey: {} }])
    expect((await send(reboot('i-1', 'Scheduled'))).status).toBe(200)
    expect((await state()).sources[0].previousKey.lastUsedAt).toBeUndefined()
    hub.clock.advance(1000)
    expect((await send(reboot('i-2', 'Scheduled'), { key: 'the-key-before-it' })).status).toBe(200)
    expect((await state()).sources[0].previousKey.lastUsedAt).toBe('2026-03-05T02:15:02.000Z')
    await hub.settle()
    expect(await hub.heard('ops')).toHaveLength(2)
  })

  test('become one when the older is taken out, and no message is lost in between', async () => {
    hub = await startHub(source('rate: 60'))
    await send(reboot('i-1', 'Scheduled'))
    await hub.configure(
      KEYS.replace('key: test-ingest-key', 'key: a-new-ingest-key').replace(
        'the-key-before-it',
        'test-ingest-key',
      ),
    )
    expect((await send(reboot('i-1', 'Executed'))).status).toBe(200)
    expect((await send(reboot('i-2', 'Scheduled'), { key: 'a-new-ingest-key' })).status).toBe(200)
    await hub.configure(source('rate: 60').replace('test-ingest-key', 'a-new-ingest-key'))
    isProblem(await send(reboot('i-2', 'Executed')), 404, 'TOCSIN_INGEST_UNKNOWN_KEY')
    await hub.settle()
    expect(await previews()).toHaveLength(3)
  })
})

describe('an allow-list', () => {
  test('lets those in that it names, and refuses others before their body has come', async () => {
    hub = await startHub(source('allow: [127.0.0.0/8]'))
    expect((await send(reboot('i-1', 'Scheduled'))).status).toBe(200)
    await hub.configure(source('allow: [10.0.0.0/8]'))
    const refused = await send(reboot('i-1', 'Executed'))
    isProblem(refused, 403, 'TOCSIN_INGEST_ADDRESS')
    expect(refused.body.detail).toContain('found 127.0.0.1.')
    const socket = connect(Number(new URL(hub.app.url).port), '127.0.0.1')
    socket.write('POST /in/test-ingest-key HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n')
    const [answer] = await once(socket.setEncoding('utf8'), 'data')
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*TOCSIN_INGEST_ADDRESS/s)
    socket.destroy()
    expect((await hub.call('GET', '/api/v1/quarantine')).body.requests).toEqual([])
    expect((await state()).sources).toMatchObject([
      { source: 'aliyun', refused: [{ reason: 'address', count: 2 }] },
    ])
  })

  test('asks whom a trusted proxy names, and nobody else', async () => {
    hub = await startHub(source('allow: [203.0.113.0/24]', 'trustedProxies: [127.0.0.1]'))
    const by = async (forwarded: string): Promise<number> =>
      (await send(reboot('i-1', 'Scheduled'), { headers: { 'x-forwarded-for': forwarded } })).status
    expect(await by('203.0.113.7')).toBe(200)
    expect(await by('198.51.100.1, 203.0.113.7')).toBe(200)
    expect(await by('203.0.113.7, 198.51.100.1')).toBe(403)
    await hub.configure(source('allow: [203.0.113.0/24]'))
    expect(await by('203.0.113.7')).toBe(403)
  })
})

test('a user and a password are asked for, and the refusal says how to give them', async () => {
  hub = await startHub(source('basicAuth: { user: monitor, password: "s3cret:pass" }'))
  const refused = await send(reboot('i-1', 'Scheduled'))
  isProblem(refused, 401, 'TOCSIN_INGEST_CREDENTIALS')
  expect(refused.headers['www-authenticate']).toBe('Basic realm="tocsin", charset="UTF-8"')
  const authorized = (text: string) => ({
    headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` },
  })
  const wrong = await send(reboot('i-1', 'Scheduled'), authorized('monitor:s3cret'))
  expect(wrong.body).toEqual(refused.body)
  const right = await send(reboot('i-1', 'Scheduled'), authorized('monitor:s3cret:pass'))
  expect(right.status).toBe(200)
  const everything = JSON.stringify([refused, wrong, await state()])
  expect(everything).not.toContain('s3cret')
})

describe('a signature', () => {
  const SECRET = 'a-very-secret-secret'
  const SLACK = source(`signature: { like: slack, secret: ${SECRET} }`)
  const signed = (body: string, atMs = hub.clock.now()) => {
    const time = String(Math.floor(atMs / 1000))
    const digest = createHmac('sha256', SECRET).update(`v0:${time}:${body}`).digest('hex')
    return { 'x-slack-signature': `v0=${digest}`, 'x-slack-request-timestamp': time }
  }

  test('that fits is let through; one that is sent again changes nothing, until it is too old', async () => {
    hub = await startHub(SLACK)
    const body = JSON.stringify(reboot('i-1', 'Scheduled'))
    const headers = signed(body)
    const again = () => hub.call('POST', '/in/test-ingest-key', { body, headers })
    expect((await again()).status).toBe(200)
    hub.clock.advance(60_000)
    expect((await again()).status).toBe(200)
    await hub.settle()
    expect(await hub.heard('ops')).toHaveLength(1)
    hub.clock.advance(241_000)
    isProblem(await again(), 401, 'TOCSIN_INGEST_SIGNATURE')
  })

  test('that is missing, or of another body, is refused, and nothing is kept', async () => {
    hub = await startHub(SLACK)
    const body = JSON.stringify(reboot('i-1', 'Scheduled'))
    const missing = await send(reboot('i-1', 'Scheduled'))
    isProblem(missing, 401, 'TOCSIN_INGEST_SIGNATURE')
    const other = await send(reboot('i-2', 'Scheduled'), { headers: signed(body) })
    isProblem(other, 401, 'TOCSIN_INGEST_SIGNATURE')
    isProblem(
      await hub.call('GET', '/in/test-ingest-key?name=x', { headers: signed('') }),
      401,
      'TOCSIN_INGEST_SIGNATURE',
    )
    const { counts, sources } = await state()
    expect([counts.events, counts.quarantined]).toEqual([0, 0])
    expect(sources).toMatchObject([{ refused: [{ reason: 'signature', count: 3 }] }])
    expect(JSON.stringify([missing, other, sources])).not.toContain(SECRET)
  })
})

describe('a rate', () => {
  const RATED = source('rate: { perMinute: 60, burst: 3 }')

  test('limits what fires, and takes what ends at any rate', async () => {
    hub = await startHub(RATED)
    for (const instance of ['i-1', 'i-2', 'i-3'])
      expect((await send(cpu(instance, 'ALERT', hub.clock.now()))).status).toBe(200)
    const refused = await send(cpu('i-4', 'ALERT', hub.clock.now()))
    isProblem(refused, 429, 'TOCSIN_INGEST_RATE')
    expect(refused.headers['retry-after']).toBe('1')
    for (let round = 0; round < 20; round++)
      for (const instance of ['i-1', 'i-2', 'i-3', 'i-4'])
        expect((await send(cpu(instance, 'OK', hub.clock.now() + 1000 + round))).status).toBe(200)
    const status = await hub.settle()
    expect(status.counts.openAlerts).toBe(0)
    expect(status.sources).toMatchObject([
      {
        source: 'aliyun',
        refused: [{ reason: 'rate', count: 1 }],
        limitedUntil: '2026-03-05T02:15:02.000Z',
      },
    ])
    hub.clock.advance(1000)
    expect((await send(cpu('i-4', 'ALERT', hub.clock.now() + 2000))).status).toBe(200)
    expect((await state()).sources[0].limitedUntil).toBeUndefined()
  })

  test('takes the ends out of a request that it refuses; what fires comes again', async () => {
    hub = await startHub(RATED)
    const at = hub.clock.now()
    for (const instance of ['i-1', 'i-2', 'i-3']) await send(cpu(instance, 'ALERT', at))
    const mixed = [cpu('i-1', 'OK', at + 1000), cpu('i-4', 'ALERT', at + 1000)]
    isProblem(await send(mixed), 429, 'TOCSIN_INGEST_RATE')
    expect((await hub.settle()).counts.openAlerts).toBe(2)
    hub.clock.advance(1000)
    expect((await send(mixed)).status).toBe(200)
    expect((await hub.settle()).counts.openAlerts).toBe(3)
    const ended = (await previews()).filter((text) => text?.includes('i-1'))
    expect(ended).toHaveLength(2)
  })

  test('counts what cannot be read as one event, and keeps it as long as there is room', async () => {
    hub = await startHub(RATED)
    const unread = () => hub.call('POST', '/in/test-ingest-key', { body: '{' })
    for (let count = 0; count < 3; count++) expect((await unread()).status).toBe(400)
    isProblem(await unread(), 429, 'TOCSIN_INGEST_RATE')
    expect((await state()).counts.quarantined).toBe(3)
  })

  test('begins anew with the hub', async () => {
    hub = await startHub(RATED)
    for (let count = 0; count < 5; count++) await send(reboot(`i-${count}`, 'Scheduled'))
    await hub.restart()
    expect((await send(reboot('i-9', 'Scheduled'))).status).toBe(200)
    expect((await state()).sources).toEqual([])
  })
})

test('a body that is larger than its source takes is refused, and its beginning is kept', async () => {
  hub = await startHub(source('bodyMax: 4KiB'))
  const event = { ...reboot('i-1', 'Scheduled'), padding: 'x'.repeat(4096) }
  const refused = await send(event)
  isProblem(refused, 413, 'TOCSIN_INGEST_TOO_LARGE')
  expect(refused.body.detail).toContain('at most 4096 bytes')
  const [kept] = (await hub.call('GET', '/api/v1/quarantine')).body.requests
  expect(refused.body.detail).toContain(kept.id)
  expect((await state()).sources).toMatchObject([{ refused: [{ reason: 'size', count: 1 }] }])
  expect((await send(reboot('i-1', 'Scheduled'))).status).toBe(200)
})

describe('a paused source', () => {
  test('keeps what comes and says so, opens nothing, and still ends what is open', async () => {
    hub = await startHub(source('rate: 600'))
    await send(cpu('i-1', 'ALERT', hub.clock.now()))
    await hub.settle()
    await hub.configure(source('paused: true'))
    const answer = await send(cpu('i-2', 'ALERT', hub.clock.now() + 1000))
    expect([answer.status, answer.body]).toEqual([
      202,
      { events: [expect.any(String)], paused: true },
    ])
    await send(cpu('i-1', 'OK', hub.clock.now() + 1000))
    const status = await hub.settle()
    expect(status.counts.openAlerts).toBe(0)
    expect(status.sources).toEqual([{ source: 'aliyun', isPaused: true, refused: [] }])
    expect(await previews()).toEqual([
      expect.stringContaining('i-1'),
      expect.stringContaining('i-1'),
    ])
    const story = await hub.explain(answer.body.events[0])
    expect(story.outcome).toMatchObject({ result: 'ignored', matched: [] })
    expect(story.held.map(({ reason, text }) => [reason, text.en])).toEqual([
      [
        'source-paused',
        'Its source is paused in the configuration, so it opens and tells nothing.',
      ],
    ])
  })

  test('tells again what is repeated after the pause', async () => {
    hub = await startHub(source('paused: true'))
    const alert = cpu('i-1', 'ALERT', hub.clock.now())
    await send(alert)
    await hub.settle()
    await hub.configure(source('paused: false'))
    await send(alert)
    expect((await hub.settle()).counts.openAlerts).toBe(1)
    expect(await hub.heard('ops')).toHaveLength(1)
  })

  test('is asked for credentials, and reads what comes, as any other', async () => {
    hub = await startHub(source('paused: true, basicAuth: { user: a, password: b }'))
    isProblem(await send(reboot('i-1', 'Scheduled')), 401, 'TOCSIN_INGEST_CREDENTIALS')
    const headers = { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }
    isProblem(await send({}, { headers }), 400, 'TOCSIN_INGEST_UNPARSABLE')
  })
})

test('a large body with a key that no source has is refused, and the next request is taken', async () => {
  hub = await startHub(source('rate: 600'))
  const body = Buffer.alloc(900_000, 'x')
  isProblem(
    await hub.call('POST', '/in/no-such-key-here', { body }),
    404,
    'TOCSIN_INGEST_UNKNOWN_KEY',
  )
  expect((await send(reboot('i-1', 'Scheduled'))).status).toBe(200)
})

describe('addresses of other products', () => {
  const enqueue = (summary: string, headers: Record<string, string> = {}): Promise<Answer> =>
    hub.call('POST', '/v2/enqueue', {
      headers,
      body: JSON.stringify({
        routing_key: 'test-routing-key-of-32-characters',
        event_action: 'trigger',
        dedup_key: 'disk',
        payload: { summary, source: 'web-1', severity: 'critical' },
      }),
    })
  const pager = (guards: string): string =>
    configuration(`  pager: { type: pagerduty, key: test-routing-key-of-32-characters, ${guards} }`)

  test('are guarded too where the key stands in the body', async () => {
    hub = await startHub(
      pager('basicAuth: { user: a, password: b }, rate: { perMinute: 60, burst: 1 }'),
    )
    isProblem(await enqueue('Disk is full'), 401, 'TOCSIN_INGEST_CREDENTIALS')
    const headers = { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }
    expect((await enqueue('Disk is full', headers)).status).toBe(202)
    isProblem(await enqueue('Disk is fuller', headers), 429, 'TOCSIN_INGEST_RATE')
    expect((await hub.settle()).counts.openAlerts).toBe(1)
  })

  test('keep what is larger than its source takes, which shows only after it was read', async () => {
    hub = await startHub(pager('bodyMax: 1KiB'))
    const refused = await enqueue('x'.repeat(1024))
    isProblem(refused, 413, 'TOCSIN_INGEST_TOO_LARGE')
    const [kept] = (await hub.call('GET', '/api/v1/quarantine')).body.requests
    expect(refused.body.detail).toContain(kept.id)
    expect((await state()).sources).toMatchObject([{ refused: [{ reason: 'size', count: 1 }] }])
  })

  test('answer a key that no source has in the words of the product, before the body has come', async () => {
    hub = await startHub(configuration('  robot: { type: dingtalk, key: a-robot-of-this-hub }'))
    const answer = await hub.call('POST', '/robot/send?access_token=no-such-robot-here', {
      body: '{"msgtype":"text","text":{"content":"x"}}',
    })
    expect(answer.body.errcode).toBeGreaterThan(0)
  })
})

test('everything that a key opens is guarded, silences of an Alertmanager source too', async () => {
  hub = await startHub(
    configuration('  prom: { type: alertmanager, key: test-ingest-key, allow: [10.0.0.1] }'),
  )
  const ask = (method: 'GET' | 'POST' | 'DELETE', path: string): Promise<Answer> =>
    hub.call(method, `/in/test-ingest-key${path}`, method === 'POST' ? { body: '{}' } : {})
  for (const answer of [
    await ask('GET', '/api/v2/alerts'),
    await ask('POST', '/api/v2/silences'),
    await ask('DELETE', '/api/v2/silence/8b8b5ad1-6b0c-4b0c-8a5e-1f1f1f1f1f1f'),
    await ask('GET', '/-/healthy'),
  ])
    isProblem(answer, 403, 'TOCSIN_INGEST_ADDRESS')
})

test('an Alertmanager source that asks for signatures is neither read nor silenced without', async () => {
  hub = await startHub(
    configuration(
      '  prom: { type: alertmanager, key: test-ingest-key, signature: { like: github, secret: a-long-secret } }',
    ),
  )
  const ask = async (method: 'GET' | 'POST', path: string): Promise<number> =>
    (await hub.call(method, `/in/test-ingest-key${path}`, method === 'POST' ? { body: '[]' } : {}))
      .status
  expect(await ask('GET', '/api/v2/alerts')).toBe(403)
  expect(await ask('POST', '/api/v2/silences')).toBe(403)
  expect(await ask('POST', '/api/v2/alerts')).toBe(401)
  expect(await ask('GET', '/-/healthy')).toBe(200)
})

test('what was refused is in the metrics, by its reason', async () => {
  hub = await startHub(source('allow: [10.0.0.1]'))
  await send(reboot('i-1', 'Scheduled'))
  await send(reboot('i-1', 'Scheduled'), { key: 'no-such-key-here' })
  const { body } = await hub.call('GET', '/metrics')
  expect(body).toContain('tocsin_ingest_requests_total{outcome="refused-address"} 1')
  expect(body).toContain('tocsin_ingest_requests_total{outcome="unknown-key"} 1')
})
