import { afterEach, describe, expect, test } from 'vitest'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000

const withPolicy = (policy: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }], ${policy} } }
`

let hub: TestHub
afterEach(() => hub.close())

const count = async (): Promise<number> => (await hub.heard('ops')).length
let posted = 0
async function say(event: (id: string) => object): Promise<string> {
  const [id = ''] = await hub.post(event(`noise-${++posted}`))
  await hub.settle()
  return id
}
const fire = (instance: string, change: object = {}): Promise<string> =>
  say((id) => reboot(instance, 'Scheduled', { level: 'WARN', id, ...change }))
const end = (instance: string): Promise<string> => say((id) => reboot(instance, 'Executed', { id }))
const notice = (instance: string): Promise<string> => say((id) => stopped(instance, { id }))
const answer = async (action: string): Promise<void> => {
  const [{ id }] = (await hub.call('GET', '/api/v1/alerts')).body.alerts
  const given = await hub.call('POST', `/api/v1/alerts/${id}/${action}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'Li' }),
  })
  expect(given.body).toMatchObject({ verdict: 'done' })
  await hub.settle()
}
const reasons = async (event: string): Promise<readonly string[]> =>
  (await hub.explain(event)).held.map(({ reason }) => reason)

describe('a policy that tells only what lasts', () => {
  test('tells after that time, through a restart, and says before until when it waits', async () => {
    hub = await startHub(withPolicy('hold: 5m'))
    const event = await fire('i-1')
    const until = new Date(hub.clock.now() + 5 * MINUTE).toISOString()
    expect((await hub.explain(event)).held).toMatchObject([
      { reason: 'hold', until, policy: 'all' },
    ])
    await hub.pass(4 * MINUTE, MINUTE)
    await hub.restart()
    expect(await count()).toBe(0)
    await hub.pass(MINUTE, MINUTE)
    expect(await count()).toBe(1)
  })

  test('never tells what is over before, nor its end', async () => {
    hub = await startHub(withPolicy('hold: 5m, group: { by: [region] }'))
    await fire('i-1')
    await hub.pass(2 * MINUTE, MINUTE)
    const over = await end('i-1')
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await count()).toBe(0)
    expect(await reasons(over)).toEqual(['over-before-told'])
    expect((await hub.settle()).counts.openGroups).toBe(0)
  })

  test('a route may tell at once', async () => {
    hub = await startHub(
      withPolicy(`hold: 5m, routes: [{ match: ['severity="critical"'], hold: 0s }]`),
    )
    await fire('i-1')
    await fire('i-2', { level: 'CRITICAL' })
    expect(await count()).toBe(1)
  })
})

describe('noise rules', () => {
  const RULES = 'noise: { count: 3, within: 5m, mute: 10m }'

  test('tell notices of one name and resource after so many, and then mute', async () => {
    hub = await startHub(withPolicy(RULES))
    const first = await notice('i-1')
    await notice('i-2')
    await notice('i-1')
    expect(await reasons(first)).toEqual(['below-threshold'])
    expect(await count()).toBe(0)
    await notice('i-1')
    expect(await count()).toBe(1)
    expect(await reasons(await notice('i-1'))).toEqual(['noise-muted'])
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await count()).toBe(1)
    for (let time = 0; time < 3; time++) await notice('i-1')
    expect(await count()).toBe(2)
  })

  test('do not count what comes too rarely, and let the group end', async () => {
    hub = await startHub(withPolicy(RULES))
    for (let time = 0; time < 6; time++) {
      await notice('i-1')
      await hub.pass(3 * MINUTE, MINUTE)
    }
    expect(await count()).toBe(0)
    await hub.pass(5 * MINUTE, MINUTE)
    expect((await hub.settle()).counts.openGroups).toBe(0)
  })

  test('with a count of one tell the first, and what still fires when the mute is over', async () => {
    hub = await startHub(withPolicy('noise: { count: 1, mute: 10m }, group: { by: [region] }'))
    await fire('i-1')
    await hub.pass(15_000)
    expect(await count()).toBe(1)
    const held = await fire('i-2')
    await fire('i-3')
    await hub.pass(6 * MINUTE, MINUTE)
    expect(await reasons(held)).toEqual(['noise-muted'])
    await end('i-3')
    await hub.restart()
    await hub.pass(5 * MINUTE, MINUTE)
    const after = (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
    expect(after).toHaveLength(1)
    expect(after[0]).toContain('i-2')
    expect(after[0]).not.toMatch(/i-1|i-3/)
  })

  test('let a rise to critical through', async () => {
    hub = await startHub(withPolicy('noise: { count: 3 }'))
    await fire('i-1')
    expect(await count()).toBe(0)
    await fire('i-1', { level: 'CRITICAL' })
    expect(await count()).toBe(1)
  })

  test('let a rise through that somebody took on and gave back before anybody was told', async () => {
    hub = await startHub(withPolicy('noise: { count: 3 }, group: { by: [name], wait: 10m }'))
    await fire('i-1')
    await fire('i-1', { level: 'CRITICAL' })
    await answer('acknowledge')
    await answer('unacknowledge')
    expect(await count()).toBe(0)
    await hub.pass(10 * MINUTE, 5 * MINUTE)
    expect(await count()).toBe(1)
  })
})

test('an alert by itself that fires again comes back into its group, which its noise rules kept', async () => {
  hub = await startHub(
    withPolicy(
      'group: { by: [alert], wait: 0s, interval: 0s }, noise: { count: 1, mute: 5m }',
    ).replace('key: test-ingest-key', 'key: test-ingest-key, reopen: 10m'),
  )
  await fire('i-1')
  await end('i-1')
  expect(await count()).toBe(2)
  const again = await fire('i-1')
  expect(await hub.explain(again)).toMatchObject({ outcome: { result: 'reopened' } })
  expect(await reasons(again)).toEqual(['noise-muted'])
  await hub.pass(6 * MINUTE, MINUTE)
  expect(await count()).toBe(3)
})
