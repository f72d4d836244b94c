// Prometheus and its kin speak to a hub as if it were an Alertmanager.
import { afterEach, describe, expect, test } from 'vitest'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const withSources = (
  policies = '{ all: { match: [], notify: [{ to: ops }] } }',
  api = '',
): string => `
sources:
  cluster: { type: alertmanager, key: test-ingest-key${api} }
  other: { type: alertmanager, key: other-ingest-key }
  aliyun: { type: cloudmonitor, key: aliyun-ingest-key }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: ${policies}
`

let hub: TestHub
afterEach(() => hub.close())

const JSON_TYPE = { 'content-type': 'application/json' }
const iso = (ms: number): string => new Date(hub.clock.now() + ms).toISOString()

async function ask(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Answer> {
  const content = body && { headers: JSON_TYPE, body: JSON.stringify(body) }
  return hub.call(method, `/in/test-ingest-key/api/v2/${path}`, content)
}

/** As Prometheus posts an alert each minute: it goes on for four more. */
async function say(change: object = {}): Promise<void> {
  const alert = {
    labels: { alertname: 'Down', instance: 'web-1', severity: 'critical' },
    annotations: { summary: 'web-1 is down' },
    startsAt: FIRED_AT,
    endsAt: iso(4 * MINUTE),
    ...change,
  }
  const answer = await ask('POST', 'alerts', [alert])
  expect(answer.status).toBe(200)
  await hub.settle()
}

const FIRED_AT = '2026-03-05T02:14:00Z'

async function sayEachMinute(count: number): Promise<void> {
  for (let times = 0; times < count; times++) {
    await hub.pass(MINUTE, MINUTE)
    await say()
  }
}

const texts = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
const titles = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ payload }) => {
    const { markdown, actionCard } = Object(payload)
    return (markdown ?? actionCard).title
  })
const events = async (): Promise<ReturnType<typeof Object>> =>
  (await hub.call('GET', '/api/v1/events')).body.events
const alerts = async (): Promise<ReturnType<typeof Object>> =>
  (await hub.call('GET', '/api/v1/alerts')).body.alerts

/** Many minutes pass in these, each with a look at everything. */
const PATIENCE_MS = 90_000

describe('an alert that is sent again each minute', { timeout: PATIENCE_MS }, () => {
  test('is one event and one message, and ends by itself when it is not sent any more', async () => {
    hub = await startHub(withSources())
    await say()
    await sayEachMinute(30)
    expect(await events()).toHaveLength(1)
    expect(await titles()).toHaveLength(1)
    expect(await alerts()).toMatchObject([{ lastSaidAt: iso(0), autoResolveAt: iso(4 * MINUTE) }])
    await hub.pass(3 * MINUTE, MINUTE)
    expect(await titles()).toHaveLength(1)
    await hub.pass(MINUTE, MINUTE)
    const [, over] = await texts()
    expect(over).toContain('Resolved')
    expect(over).toContain('did not say again that it goes on')
    expect(await alerts()).toMatchObject([{ state: 'resolved' }])
  })

  test('goes on over a restart, and after an outage in which nobody could be told that it goes on', async () => {
    hub = await startHub(withSources())
    await say()
    await sayEachMinute(2)
    await hub.restart(10 * MINUTE)
    await hub.pass(MINUTE, MINUTE)
    await say()
    await sayEachMinute(6)
    // The chats of the sandbox are empty after a restart, and nothing was told since.
    expect(await titles()).toEqual([])
    expect(await alerts()).toMatchObject([{ state: 'firing' }])
  })

  test('is told as over once, however often its end is sent, and is news when it fires again', async () => {
    hub = await startHub(withSources())
    await say()
    await hub.pass(MINUTE, MINUTE)
    const end = { endsAt: iso(0) }
    for (let times = 0; times < 5; times++) {
      await say(end)
      await hub.pass(MINUTE, MINUTE)
    }
    expect(await events()).toHaveLength(2)
    expect(await titles()).toHaveLength(2)
    // The very same words as the first time, but for the end: no redelivery, since it is true again.
    await say()
    expect(await titles()).toHaveLength(3)
    expect(await alerts()).toMatchObject([{ state: 'firing' }, { state: 'resolved' }])
  })

  test('without a word of its end is over after the time-out of its source', async () => {
    hub = await startHub(withSources(undefined, ', resolveTimeout: 10m'))
    await say({ endsAt: undefined, startsAt: undefined })
    await hub.pass(9 * MINUTE, MINUTE)
    expect(await titles()).toHaveLength(1)
    await hub.pass(MINUTE, MINUTE)
    expect((await texts())[1]).toContain('for 10 min')
  })

  test('stays acknowledged, and still ends', async () => {
    hub = await startHub(withSources())
    await say()
    const [{ id }] = await alerts()
    const taken = JSON.stringify({ by: 'li' })
    const path = `/api/v1/alerts/${id}/acknowledge`
    expect((await hub.call('POST', path, { headers: JSON_TYPE, body: taken })).status).toBe(200)
    await sayEachMinute(3)
    expect(await alerts()).toMatchObject([{ state: 'acknowledged' }])
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await alerts()).toMatchObject([{ state: 'resolved' }])
  })

  test('with another value each time is an event now and then, and is read back as it was sent last', async () => {
    hub = await startHub(withSources())
    for (let times = 0; times < 12; times++) {
      await say({ annotations: { summary: 'web-1 is slow', value: `${times} s` } })
      await hub.pass(MINUTE, MINUTE)
    }
    expect(await events()).toHaveLength(3)
    expect(await titles()).toHaveLength(1)
    const [alert] = (await ask('GET', 'alerts')).body
    expect(alert).toMatchObject({
      annotations: { value: '11 s' },
      startsAt: '2026-03-05T02:14:00.000Z',
    })
  })

  test('is taken in by a policy that is new', async () => {
    hub = await startHub(withSources('{ none: { match: ["x=y"], notify: [{ to: ops }] } }'))
    await say()
    await sayEachMinute(2)
    expect(await titles()).toEqual([])
    await hub.configure(withSources())
    await sayEachMinute(2)
    expect(await titles()).toHaveLength(1)
    expect(await events()).toHaveLength(2)
  })

  test('with another severity is another alert: Prometheus counts by all labels', async () => {
    hub = await startHub(withSources())
    const labels = { alertname: 'Down', instance: 'web-1' }
    await say({ labels: { ...labels, severity: 'warning' } })
    await say({ labels: { ...labels, severity: 'critical' } })
    expect(await alerts()).toMatchObject([{ severity: 'critical' }, { severity: 'warning' }])
  })
})

test('alerts of a webhook go on until their end is told, and repeats are no news', async () => {
  hub = await startHub(withSources())
  const labels = { alertname: 'Down', instance: 'web-1' }
  const alert = { status: 'firing', labels, startsAt: FIRED_AT, endsAt: '0001-01-01T00:00:00Z' }
  const send = async (change: object = {}): Promise<readonly string[]> => {
    const taken = await hub.post({ version: '4', alerts: [{ ...alert, ...change }] })
    await hub.settle()
    return taken
  }
  expect(await send()).toHaveLength(1)
  await hub.pass(4 * HOUR, HOUR)
  expect(await send()).toEqual([])
  await hub.pass(4 * HOUR, HOUR)
  expect(await alerts()).toMatchObject([{ state: 'firing' }])
  expect(await send({ status: 'resolved', endsAt: iso(0) })).toHaveLength(1)
  expect(await alerts()).toMatchObject([{ state: 'resolved' }])
})

describe('silences', () => {
  const silence = (matchers: readonly object[]) => ({
    matchers,
    startsAt: iso(0),
    endsAt: iso(HOUR),
    createdBy: 'amtool',
    comment: 'works',
  })
  const bySeverity = [{ name: 'severity', value: 'crit.*', isRegex: true }]

  test('that a client makes keep silent what they match by the labels that were sent', async () => {
    hub = await startHub(withSources())
    const made = await ask('POST', 'silences', silence(bySeverity))
    expect(made.status).toBe(200)
    await say()
    expect(await titles()).toEqual([])
    const [alert] = (await ask('GET', 'alerts?active=false')).body
    expect(alert.status).toMatchObject({ silencedBy: [made.body.silenceID], state: 'suppressed' })
    const own = (await hub.call('GET', '/api/v1/silences')).body.silences
    expect(own).toMatchObject([
      { matchers: ['source="cluster"', 'exported_severity=~"crit.*"'], createdBy: 'amtool' },
    ])
    expect((await ask('DELETE', `silence/${made.body.silenceID}`)).status).toBe(200)
    await say()
    expect(await titles()).toHaveLength(1)
  })

  test('of a client are kept to its source, and those of others are neither seen nor ended', async () => {
    hub = await startHub(withSources())
    const { silenceID } = (await ask('POST', 'silences', silence(bySeverity))).body
    const others = async (method: 'GET' | 'DELETE', path: string) =>
      hub.call(method, `/in/other-ingest-key/api/v2/${path}`)
    expect((await others('GET', 'silences')).body).toEqual([])
    expect((await others('DELETE', `silence/${silenceID}`)).status).toBe(404)
    await say()
    expect((await others('GET', 'alerts')).body).toEqual([])
    const labels = { alertname: 'Down', severity: 'critical' }
    const body = JSON.stringify([{ labels }])
    await hub.call('POST', '/in/other-ingest-key/api/v2/alerts', { headers: JSON_TYPE, body })
    await hub.settle()
    expect(await titles()).toHaveLength(1)
  })

  test('for more than the source are seen, and are ended in the hub only', async () => {
    hub = await startHub(withSources())
    const body = { matchers: ['alertname="Down"'], createdBy: 'Li', comment: 'all' }
    const content = { headers: JSON_TYPE, body: JSON.stringify(body) }
    expect((await hub.call('POST', '/api/v1/silences', content)).status).toBe(200)
    const [shown] = (await ask('GET', 'silences')).body
    expect(shown).toMatchObject({
      createdBy: 'Li',
      matchers: [{ name: 'alertname', value: 'Down' }],
    })
    expect((await ask('DELETE', `silence/${shown.id}`)).status).toBe(403)
    expect((await ask('POST', 'silences', { ...shown, comment: 'mine' })).status).toBe(403)
    expect((await ask('GET', `silence/${shown.id}`)).body.status).toEqual({ state: 'active' })
  })
})

describe('what a key allows', () => {
  const places = ['alerts', 'alerts/groups', 'receivers', 'silences', 'status'] as const

  test.each([
    ['post', 403, 403],
    ['read', 200, 403],
    ['full', 200, 422],
  ])('api: %s', async (api, read, silence) => {
    hub = await startHub(withSources(undefined, `, api: ${api}`))
    await say()
    const statuses = await Promise.all(
      places.map(async (place) => (await ask('GET', place)).status),
    )
    expect(statuses).toEqual(places.map(() => read))
    expect((await ask('POST', 'silences', {})).status).toBe(silence)
  })

  test('a source that wants its requests signed answers nothing by its key alone', async () => {
    const signature = ', signature: { like: github, secret: "signing-secret" }'
    hub = await startHub(withSources(undefined, signature))
    const statuses = await Promise.all(
      places.map(async (place) => (await ask('GET', place)).status),
    )
    expect(statuses).toEqual(places.map(() => 403))
    expect((await ask('POST', 'silences', {})).status).toBe(403)
    expect((await ask('POST', 'alerts', [{ labels: { a: 'b' } }])).status).toBeGreaterThan(400)
  })

  test('a source of another kind and an unknown key are answered as ever', async () => {
    hub = await startHub(withSources())
    const status = async (key: string, method: 'GET' | 'DELETE') => {
      const answer = await hub.call(method, `/in/${key}/api/v2/alerts`)
      return [answer.status, answer.body.code]
    }
    expect(await status('aliyun-ingest-key', 'DELETE')).toEqual([405, 'TOCSIN_INGEST_METHOD'])
    expect(await status('no-such-key-here', 'GET')).toEqual([404, 'TOCSIN_INGEST_UNKNOWN_KEY'])
    expect(await status('aliyun-ingest-key', 'GET')).toEqual([400, 'TOCSIN_INGEST_UNPARSABLE'])
  })

  test('the status names whom policies tell, and no secret', async () => {
    hub = await startHub(withSources())
    const { body } = await ask('GET', 'status')
    expect(body).toMatchObject({ cluster: { status: 'disabled', peers: [] } })
    expect(body.config.original).toContain('- name: ops')
    expect(JSON.stringify(body)).not.toMatch(/ingest-key|access_token/)
  })
})

test('a list that Alertmanager would refuse is kept in quarantine, and of one with invalid alerts each is told of', async () => {
  hub = await startHub(withSources())
  const broken = await hub.call('POST', '/in/test-ingest-key/api/v2/alerts', {
    headers: JSON_TYPE,
    body: '[{"labels":',
  })
  expect(broken).toMatchObject({ status: 400, body: { code: 400 } })
  const kept = (await hub.call('GET', '/api/v1/quarantine')).body
  expect(JSON.stringify(kept)).toContain('cluster')
  const mixed = await ask('POST', 'alerts', [{ labels: { alertname: 'Fine' } }, { labels: {} }])
  expect(mixed).toMatchObject({ status: 400, body: 'at least one label pair required' })
  await hub.settle()
  expect(await titles()).toHaveLength(2)
})
