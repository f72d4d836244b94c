// In: requests of every kind to a source. Out: the log of the source, and what became of each.
import { afterEach, expect, test } from 'vitest'
import type { WireRequest } from '../../src/api/wire-sources.ts'
import { INGEST_LOG_LIMITS } from '../../src/base/limits.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key }
  jobs: { type: heartbeat, key: jobs-ingest-key, interval: 1h }
contacts:
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
contactGroups:
  all: [duty]
policies:
  trouble: { match: ['severity="critical"'], group: { wait: 0s, by: [alert] }, notify: [{ to: all }] }
fallback: all
`

let hub: TestHub
afterEach(() => hub.close())

async function log(source = 'aliyun', query = ''): Promise<readonly WireRequest[]> {
  return (await hub.call('GET', `/api/v1/sources/${source}/requests${query}`)).body.requests
}

function send(body: string, path = '', headers = {}): Promise<{ status: number; body: object }> {
  return hub.call('POST', `/in/test-ingest-key${path}`, { body, headers })
}

test('every request is in the log of its source with what became of it', async () => {
  hub = await startHub(CONFIG)
  await send(JSON.stringify(reboot('i-1', 'Scheduled')))
  await hub.pass(1_000)
  await send(JSON.stringify(stopped('i-2')))
  await hub.pass(1_000)
  await send(JSON.stringify(reboot('i-1', 'Scheduled')))
  await send('nonsense')
  await hub.call('HEAD', '/in/test-ingest-key')
  await send('x'.repeat(1024 * 1024 + 1))
  await hub.settle()
  const requests = await log()
  expect(requests.map(({ method, status, result }) => [method, status, result])).toEqual([
    ['POST', 413, 'quarantined'],
    ['HEAD', 405, 'refused'],
    ['POST', 400, 'quarantined'],
    ['POST', 200, 'repeated'],
    ['POST', 200, 'taken'],
    ['POST', 200, 'taken'],
  ])
  const [tooLarge, head, unread, repeated, unmatched, told] = requests
  expect(tooLarge?.problem).toContain('Expected a body of at most')
  expect(head?.problem).toContain('HEAD')
  expect(unread).toMatchObject({ body: 'nonsense', events: [] })
  expect(told?.events).toMatchObject([{ fate: 'notified', result: 'opened' }])
  expect(repeated?.events.map(({ id }) => id)).toEqual(told?.events.map(({ id }) => id))
  expect(unmatched?.events).toMatchObject([{ fate: 'held', held: [{ reason: 'no-policy' }] }])
  expect(JSON.parse(told?.body ?? '')).toEqual(reboot('i-1', 'Scheduled'))
  expect(await log('aliyun', `?limit=1&before=${unread?.id}`)).toEqual([repeated])
  const one = (await hub.call('GET', `/api/v1/sources/aliyun/requests/${told?.id}`)).body
  expect(one).toEqual(told)
})

test('the log shows no credential, wherever the sender puts it', async () => {
  hub = await startHub(CONFIG)
  const body = JSON.stringify({
    ...stopped('i-1'),
    routing_key: 'r0uting',
    note: 'test-ingest-key',
    token: 'a\\"b',
  })
  await send(body, '/x/test-ingest-key?access_token=qu3ry&a=test-ingest-key', {
    authorization: 'Bearer b3arer',
    'x-forwarded-uri': '/in/test-ingest-key',
    'x-custom': 'test-ingest-key',
  })
  await send('token=f0rm&x=test-ingest-key')
  const shown = JSON.stringify(await log())
  for (const secret of ['r0uting', 'test-ingest-key', 'qu3ry', 'b3arer', 'f0rm'])
    expect(shown).not.toContain(secret)
  expect(shown).toContain('i-1')
})

test('a source keeps its newest requests only, and counts all', async () => {
  hub = await startHub(CONFIG)
  const count = INGEST_LOG_LIMITS.requestsMax + 20
  for (let number = 0; number < count; number++) await send(JSON.stringify(stopped(`i-${number}`)))
  const requests = await log('aliyun', '?limit=500')
  expect(requests).toHaveLength(INGEST_LOG_LIMITS.requestsMax)
  expect(requests[0]?.body).toContain(`i-${count - 1}`)
  expect(requests.at(-1)?.body).toContain('i-20-stopped')
  const [source] = (await hub.call('GET', '/api/v1/sources')).body.sources
  expect(source.counts).toMatchObject({ requests: count, events: count })
})

test('very many refusals are counted, and few of them kept', async () => {
  hub = await startHub(CONFIG)
  const { refusalsPerMinuteMax: most } = INGEST_LOG_LIMITS
  for (let number = 0; number < most + 5; number++) await hub.call('HEAD', '/in/test-ingest-key')
  expect(await log('aliyun', '?limit=500')).toHaveLength(most)
  await hub.pass(60_000, 60_000)
  await hub.call('HEAD', '/in/test-ingest-key')
  const [source] = (await hub.call('GET', '/api/v1/sources')).body.sources
  expect(source.counts).toMatchObject({ refused: most + 6, requests: most + 6 })
})

test('sources are listed with what was heard of them, through a restart', async () => {
  hub = await startHub(CONFIG)
  await send(JSON.stringify(stopped('i-1')))
  await hub.call('GET', '/in/jobs-ingest-key/nightly')
  await hub.restart(1_000)
  const { sources } = (await hub.call('GET', '/api/v1/sources')).body
  expect(sources).toMatchObject([
    {
      name: 'aliyun',
      type: 'cloudmonitor',
      heardAt: '2026-03-05T02:15:01.000Z',
      lastEventAt: '2026-03-05T02:15:01.000Z',
      counts: { requests: 1, events: 1, repeated: 0, quarantined: 0, refused: 0 },
      quiet: { rule: 'auto' },
    },
    {
      name: 'jobs',
      type: 'heartbeat',
      counts: { requests: 1, events: 0 },
      quiet: { rule: 'off' },
      monitors: [{ name: 'nightly', state: 'up', lateAt: '2026-03-05T03:21:01.000Z' }],
    },
  ])
  expect(await log('jobs')).toMatchObject([{ method: 'GET', path: '/nightly', status: 200 }])
})

test('a request in quarantine is read again after its source was mended', async () => {
  hub = await startHub(CONFIG.replace('type: cloudmonitor', 'type: heartbeat, interval: 1h'))
  const body = JSON.stringify(reboot('i-1', 'Scheduled'))
  expect((await send(body, '/no%20name')).status).toBe(400)
  const [kept] = (await hub.call('GET', '/api/v1/quarantine')).body.requests
  const replay = () => hub.call('POST', `/api/v1/quarantine/${kept.id}/replay`)
  const again = await replay()
  expect(again.body).toMatchObject({ result: 'quarantined', problem: expect.any(String) })
  await hub.configure(CONFIG)
  const path = `/api/v1/quarantine/${again.body.quarantineId}/replay`
  const taken = await hub.call('POST', path)
  expect(taken.body).toMatchObject({ result: 'taken', events: [expect.any(String)] })
  await hub.settle()
  expect(await hub.heard('duty')).toHaveLength(1)
  expect((await hub.settle()).counts.quarantined).toBe(0)
  expect((await replay()).status).toBe(404)
})

test('what was kept in part, and what no source takes any more, is not read again', async () => {
  hub = await startHub(CONFIG)
  await send('x'.repeat(100_000))
  await send('nonsense')
  const [small, large] = (await hub.call('GET', '/api/v1/quarantine')).body.requests
  expect((await hub.call('POST', `/api/v1/quarantine/${large.id}/replay`)).status).toBe(409)
  await hub.configure(CONFIG.replace('aliyun:', 'other:'))
  expect((await hub.call('POST', `/api/v1/quarantine/${small.id}/replay`)).status).toBe(409)
  const { sources } = (await hub.call('GET', '/api/v1/sources')).body
  expect(sources.map(({ name }: { name: string }) => name)).toEqual(['other', 'jobs', 'aliyun'])
})

test('what is not there is said so', async () => {
  hub = await startHub(CONFIG)
  for (const path of ['/sources/none/requests', '/sources/aliyun/requests/none'])
    expect((await hub.call('GET', `/api/v1${path}`)).status).toBe(404)
  expect(await log()).toEqual([])
})

test('a page of another site can neither replay nor forget', async () => {
  hub = await startHub(CONFIG)
  const headers = { origin: 'https://elsewhere.test' }
  const replayed = await hub.call('POST', '/api/v1/quarantine/x/replay', { headers })
  const forgotten = await hub.call('DELETE', '/api/v1/sources/jobs/monitors/a', { headers })
  expect([replayed.status, forgotten.status]).toEqual([403, 403])
})
