import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

// Sources that are told by what watches something else: Grafana, Argo CD, and whatever sends CloudEvents.
const CONFIG = `
sources:
  dashboards: { type: grafana, key: grafana-ingest-key }
  deploys: { type: argocd, key: argocd-ingest-key }
  bus: { type: cloudevents, key: cloudevents-ingest-key, resolved: [com.example.job.done] }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: ['source=~".+"'], notify: [{ to: ops }] } }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const previews = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ preview }) => preview ?? '')

const alerts = async (): Promise<ReturnType<typeof Object>[]> =>
  (await hub.call('GET', '/api/v1/alerts')).body.alerts

const send = async (
  path: string,
  body: string | object,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Answer> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await hub.call('POST', path, { body: text, headers })
  await hub.settle()
  return answer
}

const fixture = (type: string, name: string): string =>
  readFileSync(new URL(`../../src/sources/${type}/fixtures/${name}`, import.meta.url), 'utf8')

const grafana = (name: string) => send('/in/grafana-ingest-key', fixture('grafana', name))

test('each alert of a Grafana notification is told, goes on and ends by itself', async () => {
  hub = await startHub(CONFIG)
  const answer = await grafana('firing-01-two-alerts.json')
  expect(answer).toMatchObject({
    status: 200,
    body: { events: [expect.any(String), expect.any(String)] },
  })
  await grafana('firing-01-two-alerts.json')
  await grafana('mixed-04-one-resolved.json')
  expect((await alerts()).map(({ state, eventCount }) => `${state} ${eventCount}`).sort()).toEqual([
    'firing 3',
    'resolved 3',
  ])
  await grafana('resolved-05.json')
  expect(await previews()).toEqual([
    expect.stringMatching(/Critical · Memory usage high on shop-01/),
    expect.stringMatching(/Warning · CPU usage high · shop-02 is busy/),
    expect.stringMatching(/Resolved: Memory usage high on shop-01/),
    expect.stringMatching(/Resolved: CPU usage high/),
  ])
})

test('a firing of Grafana that arrives after its end does not open it again', async () => {
  hub = await startHub(CONFIG)
  await grafana('mixed-04-one-resolved.json')
  await grafana('resolved-05.json')
  await grafana('firing-01-two-alerts.json')
  expect((await alerts()).filter(({ state }) => state !== 'resolved')).toEqual([])
})

test('the test button of Grafana is told as a test and opens nothing, and what was left out is told once', async () => {
  hub = await startHub(CONFIG)
  await grafana('test-06.json')
  await grafana('firing-02-truncated.json')
  await grafana('firing-02-truncated.json')
  expect(await alerts()).toHaveLength(1)
  expect(await previews()).toEqual([
    expect.stringMatching(/Test notification from Grafana/),
    expect.stringMatching(/Memory usage high/),
    expect.stringMatching(/Grafana left 12 alerts out/),
  ])
})

const argocd = (name: string) => send('/in/argocd-ingest-key', fixture('argocd', name))

test('a failed sync and a degraded application are told, and each ends by its opposite', async () => {
  hub = await startHub(CONFIG)
  await argocd('guide-04-sync-failed.json')
  await argocd('guide-01-sync-succeeded.json')
  const open = (await alerts()).filter(({ state }) => state !== 'resolved')
  expect(open.map(({ name }) => name)).toEqual(['on-health-degraded'])
  await argocd('catalog-07-deployed.txt')
  expect((await alerts()).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
  expect(await previews()).toEqual([
    expect.stringMatching(/Critical · Argo CD orders · degraded/),
    expect.stringMatching(/Error · Argo CD orders · sync failed/),
    expect.stringMatching(/Resolved: Argo CD orders · sync failed/),
    expect.stringMatching(/Info · Argo CD orders · sync succeeded/),
    expect.stringMatching(/Resolved: Argo CD orders · degraded/),
    expect.stringMatching(/Info · Argo CD orders · deployed/),
  ])
})

test('two triggers that send the same message of one deployment are told as one, and the next deployment again', async () => {
  hub = await startHub(CONFIG)
  await argocd('guide-01-sync-succeeded.json')
  await argocd('guide-01-sync-succeeded.json')
  expect(await previews()).toHaveLength(1)
  const later = fixture('argocd', 'guide-01-sync-succeeded.json').replace('02:13:20', '02:44:07')
  await send('/in/argocd-ingest-key', later)
  expect(await previews()).toHaveLength(2)
})

test('a message of a deployment that says neither time nor revision is told each time', async () => {
  hub = await startHub(CONFIG)
  await argocd('catalog-07-deployed.txt')
  await argocd('catalog-07-deployed.txt')
  expect(await previews()).toHaveLength(2)
})

test('the same degradation, said in the same words after its end, is a new alert', async () => {
  hub = await startHub(CONFIG)
  for (const _ of [1, 2]) {
    await argocd('catalog-08-health-degraded.txt')
    await send('/in/argocd-ingest-key/on-health-healthy?app=orders', 'fine again')
  }
  expect((await alerts()).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
})

test('a template without a part for the webhook is read from the body of its GET', async () => {
  hub = await startHub(CONFIG)
  const body = fixture('argocd', 'catalog-09-sync-failed.txt')
  const answer = await hub.call('GET', '/in/argocd-ingest-key', { body })
  expect(answer.status).toBe(200)
  await hub.settle()
  expect(await previews()).toEqual([expect.stringMatching(/Error · Argo CD orders · sync failed/)])
  expect((await hub.call('GET', '/in/argocd-ingest-key')).status).toBe(400)
})

const cloudEvent = (type: string, change: object = {}) => ({
  specversion: '1.0',
  id: `id-${type}`,
  source: '/jobs',
  type,
  subject: 'nightly',
  ...change,
})

test('a CloudEvent that failed is told, its redelivery is not, and what the configuration names ends it', async () => {
  hub = await startHub(CONFIG)
  const failed = cloudEvent('com.example.job.failed', { severity: 'error' })
  await send('/in/cloudevents-ingest-key', failed)
  await send('/in/cloudevents-ingest-key', failed)
  await send('/in/cloudevents-ingest-key', [cloudEvent('com.example.job.done')], {
    'content-type': 'application/cloudevents-batch+json',
  })
  expect(await alerts()).toEqual([expect.objectContaining({ state: 'resolved', eventCount: 2 })])
  expect(await previews()).toEqual([
    expect.stringMatching(/Error · com\.example\.job\.failed · nightly/),
    expect.stringMatching(/Resolved: com\.example\.job\.done · nightly/),
  ])
})

test('a CloudEvent in headers is read with its body as the data', async () => {
  hub = await startHub(CONFIG)
  const headers = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': 'one',
    'ce-source': '/probes',
    'ce-type': 'com.example.probe.fired',
    'ce-subject': '%E5%95%86%E5%9F%8E',
  }
  await send('/in/cloudevents-ingest-key', { summary: 'The shop answers slowly' }, headers)
  expect(await alerts()).toEqual([
    expect.objectContaining({ labels: expect.objectContaining({ resource: '商城' }) }),
  ])
  expect(await previews()).toEqual([expect.stringMatching(/The shop answers slowly/)])
})

test.each([
  ['structured', false],
  ['in a batch', true],
])(
  'what EventBridge sends of Alibaba Cloud, %s, is read as CloudMonitor reads it',
  async (_name, isBatch) => {
    hub = await startHub(CONFIG)
    for (const phase of ['Scheduled', 'Executed'] as const) {
      const event = cloudEvent('ecs:Instance:SystemMaintenance.Reboot', {
        id: `id-${phase}`,
        source: 'acs.ecs',
        data: reboot('i-web', phase),
      })
      await send('/in/cloudevents-ingest-key', isBatch ? [event] : event)
    }
    expect(await alerts()).toEqual([
      expect.objectContaining({
        source: 'bus',
        state: 'resolved',
        labels: expect.objectContaining({ product: 'ECS', region: 'cn-hangzhou' }),
      }),
    ])
    expect(await previews()).toEqual([
      expect.stringMatching(/Critical · ECS planned reboot.*scheduled/),
      expect.stringMatching(/Resolved: ECS planned reboot.*completed/),
    ])
  },
)

test('a sender of CloudEvents that asks first is given leave, and another source has no such question', async () => {
  hub = await startHub(CONFIG)
  const { request } = await import('undici')
  const ask = async (key: string) => {
    const answer = await request(`${hub.app.url}/in/${key}`, {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.example.com', 'webhook-request-rate': '120' },
    })
    await answer.body.dump()
    return answer
  }
  expect(await ask('cloudevents-ingest-key')).toMatchObject({
    statusCode: 200,
    headers: {
      allow: 'OPTIONS, POST',
      'webhook-allowed-origin': 'eventgrid.example.com',
      'webhook-allowed-rate': '120',
    },
  })
  expect((await ask('grafana-ingest-key')).statusCode).toBe(405)
  expect((await ask('no-such-key-here')).statusCode).toBe(404)
})

test.each([
  ['grafana', 'Expected: A notification of a Grafana webhook contact point', { title: 'mine' }],
  ['cloudevents', 'A CloudEvent without id', { specversion: '1.0', source: '/a', type: 'b' }],
])('what is none of %s is answered 400, and kept with the reason', async (type, problem, body) => {
  hub = await startHub(CONFIG)
  const answer = await send(`/in/${type}-ingest-key`, body)
  expect(answer).toMatchObject({ status: 400, body: { code: 'TOCSIN_INGEST_UNPARSABLE' } })
  expect(answer.body.detail).toContain(problem)
  expect((await hub.call('GET', '/api/v1/quarantine')).body.requests).toHaveLength(1)
})
