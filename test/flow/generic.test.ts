import { afterEach, expect, test } from 'vitest'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const CONFIGURATION = `
sources:
  relay:
    type: generic
    key: test-ingest-key
    each: $.checks[*]
    title: '{{ .service }} on {{ .host }} is {{ .state }}'
    severity: $.weight
    severities: { "5": critical, '*': warning }
    dedupKey: $.service
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies:
  all: { match: [], notify: [{ to: ops }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const previews = async (): Promise<unknown[]> =>
  (await hub.heard('ops')).map(({ preview }) => preview)

const web = (state: string): object => ({
  checks: [{ service: 'web', host: 'a', state, weight: 5 }],
})

test('a second outage is told, though its sender dates nothing and says the very same again', async () => {
  hub = await startHub(CONFIGURATION)
  const results: unknown[] = []
  for (const state of ['down', 'down', 'ok', 'ok', 'down']) {
    const [id] = await hub.post(web(state))
    await hub.settle()
    results.push((await hub.explain(String(id))).outcome?.result)
    await hub.pass(1_000)
  }
  expect(results).toEqual(['opened', 'updated', 'resolved', 'ignored', 'opened'])
  expect(await previews()).toEqual([
    expect.stringMatching(/Critical · web on a is down/),
    expect.stringMatching(/Resolved: web on a is ok/),
    expect.stringMatching(/Critical · web on a is down/),
  ])
})

test('one request with several entries is several alerts, and a form is read as JSON is', async () => {
  hub = await startHub(CONFIGURATION)
  const checks = [
    { service: 'web', host: 'a', state: 'down', weight: 5 },
    { service: 'db', host: 'b', state: 'down', weight: 1 },
  ]
  const form = `checks=${encodeURIComponent(JSON.stringify(checks))}`
  const answer = await hub.call('POST', '/in/test-ingest-key', {
    body: form,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(answer.body.events).toHaveLength(2)
  await hub.settle()
  const { alerts } = (await hub.call('GET', '/api/v1/alerts')).body
  expect(Object.fromEntries(alerts.map(alertRow))).toEqual({
    'web on a is down': 'critical',
    'db on b is down': 'warning',
  })
})

const alertRow = ({ name, severity }: Record<string, unknown>): [string, unknown] => [
  String(name),
  severity,
]

const tried = async (name: string, body: object): Promise<Answer> =>
  hub.call('POST', `/api/v1/sources/${name}/try`, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

test('a request is tried without being stored, and says where each part came from', async () => {
  hub = await startHub(CONFIGURATION)
  const answer = await tried('relay', { body: web('down') })
  expect(answer).toMatchObject({
    status: 200,
    body: {
      source: 'relay',
      type: 'generic',
      outcome: 'events',
      events: [{ kind: 'firing', severity: 'critical', dedupKey: 'web', labels: { host: 'a' } }],
    },
  })
  expect(answer.body.entries[0].parts).toContainEqual({
    ...{ part: 'severity', value: '5', by: 'setting', from: '$.weight', problems: [] },
  })
  await hub.settle()
  expect((await hub.call('GET', '/api/v1/events')).body.events).toEqual([])
  expect(await previews()).toEqual([])
})

test('a try with other settings reads by them, as an object or as YAML', async () => {
  hub = await startHub(CONFIGURATION)
  for (const settings of [{ title: ['$.a'] }, "title: ['$.a']"]) {
    const answer = await tried('relay', { body: '{"a":"hot"}', settings })
    expect(answer.body.events[0].title).toEqual({ en: 'hot', zh: 'hot' })
  }
})

test('a try says what cannot be tried', async () => {
  hub = await startHub(CONFIGURATION)
  expect(await tried('none', { body: '{}' })).toMatchObject({ status: 404 })
  expect(await tried('relay', { body: '{' })).toMatchObject({
    status: 200,
    body: { outcome: 'unparsable', events: [], problem: expect.stringContaining('broken') },
  })
  const wrong = [
    { settings: 'title: $.a-b' },
    { settings: 'titel: $.a' },
    { settings: '- a' },
    { settings: '{' },
    { settings: { key: 'abcdefghij' } },
    { settings: { title: { file: '/etc/passwd' } } },
    { method: 'PUT' },
    { headers: { a: 1 } },
  ]
  for (const asked of wrong)
    expect(await tried('relay', { body: '{"a":1}', ...asked })).toMatchObject({ status: 400 })
})
