// In: pings, and their absence. Out: what a chat hears, through restarts of the hub.
import { afterEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../harness/hub.ts'
import { passWatched } from '../harness/pass-watched.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const CONFIG = `
sources:
  jobs: { type: heartbeat, key: test-ingest-key, interval: 20m, grace: 4m, expected: [nightly-backup] }
contacts:
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
contactGroups:
  all: [duty]
policies:
  jobs: { match: ['source="jobs"'], group: { wait: 0s, by: [alert], repeat: 30d }, notify: [{ to: all }] }
fallback: all
`

let hub: TestHub
afterEach(() => hub.close())

async function said(): Promise<readonly (string | undefined)[]> {
  return (await hub.heard('duty')).map(({ preview }) => preview)
}

async function ping(path = '', body?: string): Promise<number> {
  const answer = await hub.call(body === undefined ? 'GET' : 'POST', `/in/test-ingest-key${path}`, {
    ...(body === undefined ? {} : { body }),
  })
  await hub.settle()
  return answer.status
}

test('a monitor that falls silent is told once, and its next ping closes it', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  expect(await ping('/db')).toBe(200)
  await passWatched(hub, 23 * MINUTE)
  expect(await said()).toEqual([])
  await passWatched(hub, 2 * MINUTE)
  expect(await said()).toEqual([expect.stringContaining('No ping from db')])
  await passWatched(hub, HOUR)
  expect(await said()).toHaveLength(1)
  await ping('/db')
  expect((await said())[1]).toContain('db pings again')
  const alerts = (await hub.call('GET', '/api/v1/alerts')).body.alerts
  expect(alerts).toMatchObject([{ state: 'resolved', labels: { monitor: 'db' }, eventCount: 2 }])
})

test('a monitor that pings in time is never told', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  for (let count = 0; count < 4; count++) {
    await ping('/db')
    await passWatched(hub, 22 * MINUTE)
  }
  expect(await said()).toEqual([])
})

test('a monitor that is expected is watched before its first ping', async () => {
  hub = await startHub(CONFIG)
  await passWatched(hub, 25 * MINUTE)
  expect(await said()).toEqual([expect.stringContaining('No ping from nightly-backup')])
})

test('a failure fires at once with what the job said, and the next success closes it', async () => {
  hub = await startHub(CONFIG)
  await ping('/etl/fail', 'no space left on device')
  expect(await said()).toEqual([expect.stringContaining('etl reports a failure')])
  const [event] = (await hub.call('GET', '/api/v1/events')).body.events
  expect(event).toMatchObject({ kind: 'firing', dedupKey: 'heartbeat:etl' })
  await ping('/etl/1')
  expect(await said()).toHaveLength(1)
  await ping('/etl/0')
  expect((await said())[1]).toContain('etl pings again')
})

test('a failure and a success of the same moment are both told of', async () => {
  hub = await startHub(CONFIG)
  await Promise.all([ping('/etl/fail'), ping('/etl')])
  const { alerts } = (await hub.call('GET', '/api/v1/alerts')).body
  expect(alerts).toMatchObject([{ name: 'Heartbeat', labels: { monitor: 'etl' } }])
})

test('a job that begins and does not end is silent after the grace', async () => {
  hub = await startHub(CONFIG)
  await ping('/etl/start')
  await passWatched(hub, 3 * MINUTE)
  expect(await said()).toEqual([])
  await passWatched(hub, 2 * MINUTE)
  expect(await said()).toEqual([expect.stringContaining('No ping from etl')])
})

test('a hub that was down when a ping was due waits for the next one', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  await ping('/db')
  await passWatched(hub, 18 * MINUTE)
  await hub.restart(5 * HOUR)
  await passWatched(hub, 23 * MINUTE)
  expect(await said()).toEqual([])
  await passWatched(hub, 2 * MINUTE)
  expect(await said()).toEqual([expect.stringContaining('No ping from db')])
})

test('a silence that was told is not told again after a restart, and a restart loses no failure', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  await ping('/db')
  await passWatched(hub, 25 * MINUTE)
  await hub.restart(HOUR)
  await passWatched(hub, HOUR)
  // The sandbox forgets when the hub restarts.
  expect(await said()).toEqual([])
  await ping('/db')
  expect(await said()).toEqual([expect.stringContaining('db pings again')])
})

test('a shorter interval counts from when it is configured', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  await ping('/db')
  await hub.configure(
    CONFIG.replace('interval: 20m', 'interval: 5m').replace('grace: 4m', 'grace: 0s'),
  )
  await passWatched(hub, 6 * MINUTE)
  expect((await said()).some((text) => text?.includes('No ping from db'))).toBe(true)
})

test('a monitor that is forgotten is watched no more, and its alert ends', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  await ping('/db/fail')
  const path = '/api/v1/sources/jobs/monitors/db'
  expect((await hub.call('DELETE', path)).status).toBe(200)
  await hub.settle()
  expect((await said())[1]).toContain('db is no longer watched')
  expect((await hub.call('DELETE', path)).status).toBe(404)
  expect((await hub.call('DELETE', '/api/v1/sources/jobs2/monitors/db')).status).toBe(404)
})

test('what no policy takes is told to the fallback', async () => {
  hub = await startHub(CONFIG.replace('source="jobs"', 'source="none"'))
  await ping('/db/fail')
  expect(await said()).toEqual([expect.stringContaining('db reports a failure')])
  await ping('/db')
  expect((await said())[1]).toContain('db pings again')
})

test('a word that is no status is refused and is no ping', async () => {
  hub = await startHub(CONFIG.replace(', expected: [nightly-backup]', ''))
  expect(await ping('/db?status=faild')).toBe(400)
  await passWatched(hub, HOUR)
  expect(await said()).toEqual([])
})
