import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const HUB = `
sources:
  jobs: { type: generic, key: test-ingest-key, dedupKey: $.id, severities: { low: info, high: critical } }
contacts: { ops: { name: Ops, endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
contactGroups: { everybody: [ops] }
policies: { trouble: { match: ['severity="critical"'], escalate: night } }
escalationPolicies: { night: { steps: [{ notify: [{ to: everybody }], wait: 15m }] } }
`

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(HUB)
  for (let id = 0; id < 4; id += 1)
    await hub.post({ id, title: `Job ${id} failed`, priority: id % 2 === 0 ? 'high' : 'low' })
  await hub.settle()
})
afterEach(() => hub.close())

const ask = (path: string, body: object): Promise<Answer> =>
  hub.call('POST', `/api/v1/${path}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const statesOf = async (query = ''): Promise<readonly string[]> => {
  const { body } = await hub.call('GET', `/api/v1/alerts?${query}`)
  return body.alerts.map(
    ({ title, state }: { title: { en: string }; state: string }) => `${title.en} ${state}`,
  )
}

test('a list is asked for again down to its oldest alert, whatever is new above it', async () => {
  const { alerts } = (await hub.call('GET', '/api/v1/alerts?limit=2')).body
  const oldest = alerts.at(-1).id
  const again = (await hub.call('GET', `/api/v1/alerts?limit=500&from=${oldest}`)).body
  expect(again).toEqual({ alerts })
  const short = (await hub.call('GET', `/api/v1/alerts?limit=1&from=${oldest}`)).body
  expect(short).toEqual({ alerts: alerts.slice(0, 1), next: alerts[0].id })
  expect((await hub.call('GET', '/api/v1/alerts?from=a&from=b')).status).toBe(400)
})

test('all that a filter lets through is acknowledged, once, and only that', async () => {
  const filter = { severity: 'critical', text: 'job' }
  const first = await ask('alerts/acknowledge', { by: 'Wang', filter })
  expect(first.body).toMatchObject({
    verdicts: { done: 2 },
    ids: [expect.any(String), expect.any(String)],
  })
  await hub.settle()
  expect(await statesOf('state=acknowledged')).toEqual([
    'Job 2 failed acknowledged',
    'Job 0 failed acknowledged',
  ])
  expect(await statesOf('state=firing,acknowledged&severity=info')).toEqual([
    'Job 3 failed firing',
    'Job 1 failed firing',
  ])
  const again = await ask('alerts/acknowledge', { by: 'Wang', filter })
  expect(again.body).toMatchObject({ verdicts: { already: 2 }, ids: [] })
  const back = await ask('alerts/unacknowledge', { by: 'Wang', ids: first.body.ids })
  expect(back.body.verdicts).toEqual({ done: 2 })
  await hub.settle()
  expect(await statesOf('state=acknowledged')).toEqual([])
})

test('an answer without a filter and without ids, and one with what no filter has, change nothing', async () => {
  const refusals = [
    await ask('alerts/acknowledge', { by: 'Wang' }),
    await ask('alerts/acknowledge', { by: 'Wang', ids: [] }),
    await ask('alerts/acknowledge', { filter: {} }),
    await ask('alerts/acknowledge', { by: 'Wang', filter: { state: 'burning' } }),
    await ask('alerts/acknowledge', { by: 'Wang', filter: { text: 'a b c d e f g h i' } }),
    await hub.call('GET', '/api/v1/alerts?severity=loud'),
  ]
  expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400])
  expect((await ask('alerts/praise', { by: 'Wang', filter: {} })).status).toBe(404)
  expect((await statesOf()).every((state) => state.endsWith('firing'))).toBe(true)
})

test('the configuration is shown without a secret, and says who would be called', async () => {
  const get = async (path: string) => (await hub.call('GET', `/api/v1/${path}`)).body
  const shown = [
    await get('policies'),
    await get('contacts'),
    await get('escalation-policies'),
    await get('escalation-policies/night/called?severity=critical'),
    await get('source-types'),
  ]
  expect(shown[0].policies[0]).toMatchObject({
    id: 'trouble',
    escalate: 'night',
    match: ['severity="critical"'],
  })
  expect(shown[1].contacts[0]).toMatchObject({ id: 'ops', groups: ['everybody'] })
  expect(shown[2].escalationPolicies[0]).toMatchObject({
    id: 'night',
    usedBy: ['trouble'],
    rounds: 1,
  })
  expect(shown[3].steps).toEqual([
    { at: expect.any(String), contacts: [{ id: 'ops', name: 'Ops' }] },
  ])
  expect(shown[4].types.every(({ guide }: { guide?: string }) => guide?.startsWith('# '))).toBe(
    true,
  )
  expect(JSON.stringify(shown)).not.toMatch(/access_token=ops|test-ingest-key/)
  expect((await hub.call('GET', '/api/v1/escalation-policies/none/called')).status).toBe(404)
})
