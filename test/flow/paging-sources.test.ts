import { afterEach, expect, test } from 'vitest'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

// Sources that stand in for products that page people: a sender changes nothing but the host.
const PAGERDUTY_KEY = 'synthetic-routing-key-0000000001'
const OLD_KEY = 'synthetic-routing-key-0000000000'
const ILERT_KEY = 'il1api0000000000000000000000000'
const CONFIG = `
sources:
  pager: { type: pagerduty, key: ${PAGERDUTY_KEY}, previousKey: ${OLD_KEY} }
  ilert: { type: ilert, key: ${ILERT_KEY} }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  boss: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}boss" }] }
policies:
  all: { match: ['source=~"pager|ilert"'], notify: [{ to: ops }] }
  climb: { match: ['source="pager"', 'severity="critical"'], escalate: ladder }
escalationPolicies:
  ladder: { steps: [{ notify: [{ to: ops }], wait: 5m }, { notify: [{ to: boss }], wait: 5m }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const previews = async (token: string): Promise<unknown[]> =>
  (await hub.heard(token)).map(({ preview }) => preview)

function postJson(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return hub.call('POST', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const page = async (
  action: string,
  change: object = {},
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const payload = { summary: 'Disk of db-01 is full', source: 'db-01', severity: 'error' }
  const event = { routing_key: PAGERDUTY_KEY, event_action: action, dedup_key: 'Disk/db-01' }
  const answer = await postJson(
    '/v2/enqueue',
    {
      ...event,
      ...(action === 'trigger' ? { payload } : {}),
      ...change,
    },
    headers,
  )
  await hub.settle()
  return answer
}

const inBoth = (text: string) => ({ en: text, zh: text })

const alerts = async (): Promise<ReturnType<typeof Object>[]> =>
  (await hub.call('GET', '/api/v1/alerts')).body.alerts

test('what pages through PagerDuty is told, and its end in the words of its beginning', async () => {
  hub = await startHub(CONFIG)
  expect(await page('trigger')).toMatchObject({
    status: 202,
    body: { status: 'success', message: 'Event processed', dedup_key: 'Disk/db-01' },
  })
  expect(await page('resolve')).toMatchObject({ status: 202, body: { dedup_key: 'Disk/db-01' } })
  expect(await previews('ops')).toEqual([
    expect.stringMatching(/Error · Disk of db-01 is full/),
    expect.stringMatching(/Resolved: Disk of db-01 is full/),
  ])
  expect(await alerts()).toEqual([
    expect.objectContaining({
      state: 'resolved',
      title: inBoth('Disk of db-01 is full'),
      severity: 'error',
      labels: expect.objectContaining({ resource: 'db-01' }),
    }),
  ])
})

test('what is said in the same words after its end is a new alert, and while it goes on one more event', async () => {
  hub = await startHub(CONFIG)
  await page('trigger')
  await page('trigger')
  await page('resolve')
  await page('trigger')
  await page('resolve')
  const [last, first] = await alerts()
  expect([first, last]).toMatchObject([
    { state: 'resolved', eventCount: 3 },
    { state: 'resolved', eventCount: 2 },
  ])
  expect(await previews('ops')).toHaveLength(4)
})

test('an acknowledgement of the sender ends the climb, and a second one changes nothing', async () => {
  hub = await startHub(CONFIG)
  const payload = { summary: 'Shop is down', source: 'shop', severity: 'critical' }
  await page('trigger', { payload })
  await page('acknowledge')
  const heard = await previews('ops')
  await page('acknowledge')
  await hub.pass(20 * 60_000, 60_000)
  expect(await previews('ops')).toEqual(heard)
  expect(await previews('boss')).toEqual([])
  expect(await alerts()).toEqual([
    expect.objectContaining({ state: 'acknowledged', title: inBoth('Shop is down') }),
  ])
  expect(await hub.refused()).toEqual([])
})

test('an acknowledgement or end of what is not open here is taken and opens nothing', async () => {
  hub = await startHub(CONFIG)
  expect((await page('resolve')).status).toBe(202)
  expect((await page('acknowledge')).status).toBe(202)
  expect(await alerts()).toEqual([])
  expect(await previews('ops')).toEqual([])
})

test('who gives no key is answered one, under which the alert ends', async () => {
  hub = await startHub(CONFIG)
  const given = (await page('trigger', { dedup_key: undefined })).body.dedup_key
  const again = (await page('trigger', { dedup_key: undefined })).body.dedup_key
  expect(given).toMatch(/^[0-9a-f]{32}$/)
  expect(again).toBe(given)
  await page('resolve', { dedup_key: given })
  expect(await alerts()).toEqual([expect.objectContaining({ state: 'resolved', eventCount: 3 })])
})

test('the key may stand in a header or in the address, and a change event is a notice', async () => {
  hub = await startHub(CONFIG)
  const payload = { summary: 'shop 4.2.0 was deployed', timestamp: '2026-03-05T02:10:00Z' }
  const change = { payload }
  const taken = { status: 'success', message: 'Change event processed' }
  expect(
    await postJson('/v2/change/enqueue', change, { 'x-routing-key': PAGERDUTY_KEY }),
  ).toMatchObject({ status: 202, body: taken })
  expect(await postJson(`/in/${PAGERDUTY_KEY}/v2/change/enqueue`, change)).toMatchObject({
    status: 202,
    body: taken,
  })
  const event = { event_action: 'resolve', dedup_key: 'x', routing_key: 'of-another-service' }
  expect((await postJson(`/in/${PAGERDUTY_KEY}`, event)).status).toBe(202)
  await hub.settle()
  expect(await alerts()).toEqual([])
  expect(await previews('ops')).toEqual([expect.stringContaining('shop 4.2.0 was deployed')])
  // Without a time the same words may be of another change.
  for (const _ of [1, 2]) {
    await postJson(
      '/v2/change/enqueue',
      { payload: { summary: 'shop was deployed' } },
      { 'x-routing-key': PAGERDUTY_KEY },
    )
    await hub.settle()
  }
  expect(await previews('ops')).toHaveLength(3)
})

test.each([
  ['no JSON', '{"routing_key"', 400, 'JSON parse error'],
  ['no action', { event_action: 'open' }, 400, "'event_action' is not one of"],
  [
    'no summary',
    { event_action: 'trigger', payload: { source: 'a', severity: 'info' } },
    400,
    "'payload.summary' is missing or blank",
  ],
  [
    'no known severity',
    { event_action: 'trigger', payload: { summary: 'a', source: 'a', severity: 'so-so' } },
    400,
    "'payload.severity' is not one of",
  ],
  ['no key to resolve', { event_action: 'resolve' }, 400, "'dedup_key' is missing or blank"],
  [
    'too long a key',
    { event_action: 'resolve', dedup_key: 'k'.repeat(256) },
    400,
    "'dedup_key' is longer than 255",
  ],
  [
    'too large',
    { event_action: 'resolve', dedup_key: 'k', filler: 'x'.repeat(512 * 1024) },
    413,
    '512 KB',
  ],
])(
  'a PagerDuty event with %s is refused as PagerDuty refuses, and kept',
  async (_name, sent, status, error) => {
    hub = await startHub(CONFIG)
    const body = typeof sent === 'string' ? sent : JSON.stringify(sent)
    const answer = await hub.call('POST', '/v2/enqueue', {
      body,
      headers: { 'x-routing-key': PAGERDUTY_KEY },
    })
    expect(answer).toMatchObject({
      status,
      body: { status: expect.any(String), message: expect.any(String) },
    })
    expect(answer.body.errors.join()).toContain(error)
    const { requests } = (await hub.call('GET', '/api/v1/quarantine')).body
    expect(requests).toEqual([
      expect.objectContaining({ source: 'pager', problem: expect.stringContaining('Expected: ') }),
    ])
  },
)

test('what is kept of a refused event is without the key that let it in', async () => {
  hub = await startHub(CONFIG)
  await page('open', {}, { 'x-routing-key': PAGERDUTY_KEY })
  await page('open', { routing_key: OLD_KEY })
  await ilertEvent('OPEN')
  const kept = (await hub.call('GET', '/api/v1/quarantine')).body.requests
  expect(kept).toHaveLength(3)
  for (const { bodyBase64, headers } of kept) {
    const text = Buffer.from(bodyBase64, 'base64').toString() + JSON.stringify(headers)
    expect(text).toContain('***')
    expect(text).not.toMatch(new RegExp(`${PAGERDUTY_KEY}|${OLD_KEY}|${ILERT_KEY}`))
  }
})

test('a routing key that no source has is refused as PagerDuty refuses, and nothing is kept', async () => {
  hub = await startHub(CONFIG)
  for (const key of ['no-such-key', undefined]) {
    const answer = await page('trigger', { routing_key: key })
    expect(answer).toMatchObject({ status: 400, body: { status: 'invalid event' } })
    expect(answer.body.errors).toEqual([expect.stringContaining("'routing_key'")])
  }
  expect((await hub.call('GET', '/api/v1/quarantine')).body.requests).toEqual([])
})

test('a body that is too large for any source is kept also where its key is in it', async () => {
  hub = await startHub(CONFIG)
  const answer = await page('trigger', { filler: 'x'.repeat(1024 * 1024) })
  expect(answer.status).toBe(413)
  const { requests } = (await hub.call('GET', '/api/v1/quarantine')).body
  expect(requests).toEqual([expect.objectContaining({ source: 'pager' })])
})

const ilertEvent = async (eventType: string, change: object = {}): Promise<Answer> => {
  const answer = await postJson('/api/events', {
    integrationKey: ILERT_KEY,
    eventType,
    alertKey: 'Srv/Mail01',
    ...change,
  })
  await hub.settle()
  return answer
}

test('what alerts through ilert is told, taken on and ends, and its keys are compared without case', async () => {
  hub = await startHub(CONFIG)
  const summary = 'Queue of mail01 is full'
  expect(await ilertEvent('ALERT', { summary, severity: 2 })).toMatchObject({
    status: 202,
    body: { alertKey: 'Srv/Mail01', alertUrl: '', responseCode: 'ACCEPTED' },
  })
  expect((await ilertEvent('ACCEPT', { alertKey: ' srv/mail01 ' })).status).toBe(202)
  expect(await alerts()).toEqual([expect.objectContaining({ state: 'acknowledged' })])
  expect((await ilertEvent('RESOLVE', { alertKey: 'SRV/MAIL01' })).status).toBe(202)
  expect(await alerts()).toEqual([
    expect.objectContaining({ state: 'resolved', eventCount: 3, title: inBoth(summary) }),
  ])
  expect((await previews('ops')).at(-1)).toMatch(/Resolved: Queue of mail01 is full/)
})

test.each([
  ['an unknown type', { eventType: 'OPEN' }, 'eventType is none of'],
  ['no summary', { eventType: 'ALERT' }, 'summary is missing'],
  ['no key to accept', { eventType: 'ACCEPT', alertKey: '' }, 'alertKey is missing'],
])('an ilert event with %s is answered 400, and kept', async (_name, change, message) => {
  hub = await startHub(CONFIG)
  const answer = await ilertEvent('', change)
  expect(answer).toMatchObject({
    status: 400,
    body: { status: 400, message: expect.stringContaining(message) },
  })
  const { requests } = (await hub.call('GET', '/api/v1/quarantine')).body
  expect(requests).toEqual([expect.objectContaining({ source: 'ilert' })])
})

test('the hub’s own API is not the imitated one', async () => {
  hub = await startHub(CONFIG)
  expect((await hub.call('GET', '/api/v1/events')).status).toBe(200)
})

test("a key that no source has is refused in ilert's form, so that its clients do not send again", async () => {
  hub = await startHub(CONFIG)
  const { status, body } = await ilertEvent('ALERT', { integrationKey: 'no-such-key' })
  expect({ status, ...body }).toEqual({
    status: 400,
    code: 'BAD_REQUEST',
    message: 'The integrationKey is not the ingest key of a source.',
  })
  expect((await hub.call('GET', '/api/v1/quarantine')).body.requests).toEqual([])
})
