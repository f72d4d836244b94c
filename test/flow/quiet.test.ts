// In: a source that speaks and then does not. Out: who hears of it, through restarts of the hub.
import { afterEach, expect, test } from 'vitest'
import { stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'
import { passWatched } from '../harness/pass-watched.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key, quiet: 40m }
contacts:
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
contactGroups:
  all: [duty]
  team: [ops]
policies:
  trouble: { match: ['severity="critical"'], notify: [{ to: team }] }
fallback: all
`

let hub: TestHub
let count = 0
afterEach(() => hub.close())

async function heard(token = 'duty'): Promise<readonly (string | undefined)[]> {
  return (await hub.heard(token)).map(({ preview }) => preview)
}

function speak(): Promise<readonly string[]> {
  count += 1
  return hub.post(stopped(`i-${count}`))
}

test('a source that has gone quiet is told to the fallback once, and it is over when it speaks', async () => {
  hub = await startHub(CONFIG)
  await speak()
  await passWatched(hub, 39 * MINUTE)
  expect(await heard()).toEqual([])
  await passWatched(hub, 2 * MINUTE)
  expect(await heard()).toEqual([expect.stringContaining('aliyun has gone quiet')])
  await passWatched(hub, HOUR)
  expect(await heard()).toHaveLength(1)
  const [source] = (await hub.call('GET', '/api/v1/sources')).body.sources
  expect(source).toMatchObject({ name: 'aliyun', quiet: { since: expect.any(String) } })
  await speak()
  await hub.settle()
  expect((await heard())[1]).toContain('aliyun speaks again')
  await passWatched(hub, 41 * MINUTE)
  expect((await heard())[2]).toContain('aliyun has gone quiet')
})

test('a policy that wants to hear of it is told instead of the fallback', async () => {
  hub = await startHub(CONFIG.replace('severity="critical"', 'name="SourceQuiet"'))
  await speak()
  await passWatched(hub, 41 * MINUTE)
  await passWatched(hub, MINUTE)
  expect(await heard()).toEqual([])
  expect(await heard('ops')).toEqual([expect.stringContaining('aliyun has gone quiet')])
})

test('a source that was never heard is not accused', async () => {
  hub = await startHub(CONFIG)
  await passWatched(hub, 90 * MINUTE)
  expect(await heard()).toEqual([])
})

test('a hub that was down does not accuse its sources at start', async () => {
  hub = await startHub(CONFIG)
  await speak()
  await passWatched(hub, 20 * MINUTE)
  await hub.restart(2 * DAY)
  await passWatched(hub, 39 * MINUTE)
  expect(await heard()).toEqual([])
  await passWatched(hub, 2 * MINUTE)
  expect(await heard()).toHaveLength(1)
})

test('a restart neither forgets who is quiet nor tells it again', async () => {
  hub = await startHub(CONFIG)
  await speak()
  await passWatched(hub, 41 * MINUTE)
  await hub.restart(MINUTE)
  await passWatched(hub, HOUR)
  expect(await heard()).toEqual([])
  await speak()
  await hub.settle()
  expect(await heard()).toEqual([expect.stringContaining('aliyun speaks again')])
})

test('what cannot be read does not count as a word', async () => {
  hub = await startHub(CONFIG)
  await speak()
  await passWatched(hub, 20 * MINUTE)
  expect((await hub.call('POST', '/in/test-ingest-key', { body: 'nonsense' })).status).toBe(400)
  await passWatched(hub, 21 * MINUTE)
  expect(await heard()).toHaveLength(1)
})

test('who no longer asks hears that it is no longer watched', async () => {
  hub = await startHub(CONFIG)
  await speak()
  await passWatched(hub, 41 * MINUTE)
  await hub.configure(CONFIG.replace('quiet: 40m', 'quiet: off'))
  await passWatched(hub, MINUTE)
  expect((await heard())[1]).toContain('no longer watched')
})

test('a source that speaks every two hours is missed by its habits after a week', async () => {
  hub = await startHub(CONFIG.replace('quiet: 40m', 'quiet: auto'))
  for (let hours = 0; hours < 8 * 24; hours += 2) {
    await speak()
    await passWatched(hub, MINUTE)
    hub.clock.advance(2 * HOUR - MINUTE)
  }
  await speak()
  expect(await heard()).toEqual([])
  await passWatched(hub, 9 * HOUR)
  expect(await heard()).toEqual([expect.stringContaining('aliyun has gone quiet')])
})
