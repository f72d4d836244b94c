import { afterEach, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const withSource = (source: string, policy = ''): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key${source} } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }]${policy} } }
`

let hub: TestHub
afterEach(() => hub.close())

const titles = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ payload }) => {
    const { markdown, actionCard } = Object(payload)
    return (markdown ?? actionCard).title
  })

let posted = 0
/** One more event about the reboot of one instance; each is a delivery of its own. */
async function say(phase: 'Scheduled' | 'Executed', change: object = {}): Promise<string> {
  const [id = ''] = await hub.post(reboot('i-web', phase, { id: `life-${++posted}`, ...change }))
  await hub.settle()
  return id
}

const alerts = async (): Promise<ReturnType<typeof Object>> =>
  (await hub.call('GET', '/api/v1/alerts')).body.alerts

describe('an alert that ends by itself', () => {
  const RULE = withSource(', autoResolve: 1h')

  test('is told as over an hour after its last event, with the reason, once', async () => {
    hub = await startHub(RULE)
    await say('Scheduled')
    await hub.pass(40 * MINUTE, 40 * MINUTE)
    await say('Scheduled')
    await hub.pass(59 * MINUTE, 59 * MINUTE)
    expect(await titles()).toHaveLength(1)
    await hub.pass(MINUTE, MINUTE)
    const [, over] = await hub.heard('ops')
    expect(JSON.stringify(over?.payload)).toMatch(/Resolved: .*No event for 1 h\./)
    const [alert] = await alerts()
    expect(alert).toMatchObject({ state: 'resolved' })
    const story = await hub.explain(alert.lastEventId)
    expect(story.event.answer?.text).toEqual({ en: 'Tocsin by itself', zh: 'Tocsin 自动' })
    expect(story.event.answer?.comment).toBe('No event for 1 h.')
    await hub.pass(3 * HOUR, HOUR)
    expect(await titles()).toHaveLength(2)
  })

  test('is not over while somebody is at it, unless the rule says so', async () => {
    hub = await startHub(RULE)
    await say('Scheduled')
    const [{ id }] = await alerts()
    const json = { 'content-type': 'application/json' }
    await hub.call('POST', `/api/v1/alerts/${id}/acknowledge`, {
      body: '{"by":"Wang"}',
      headers: json,
    })
    await hub.pass(2 * HOUR, HOUR)
    expect(await alerts()).toMatchObject([{ state: 'acknowledged' }])
    await hub.configure(withSource(', autoResolve: { after: 1h, acknowledged: true }'))
    await say('Scheduled')
    await hub.pass(HOUR, HOUR)
    expect(await alerts()).toMatchObject([{ state: 'resolved' }])
  })

  test('whose time ran out while the hub was down has five minutes to be heard of', async () => {
    hub = await startHub(RULE)
    await say('Scheduled')
    hub.clock.advance(50 * MINUTE)
    await hub.restart()
    await hub.pass(9 * MINUTE, MINUTE)
    expect(await alerts()).toMatchObject([{ state: 'firing' }])
    await hub.restart(() => hub.clock.advance(3 * HOUR))
    await hub.pass(4 * MINUTE, MINUTE)
    expect(await alerts()).toMatchObject([{ state: 'firing' }])
    await hub.pass(MINUTE, MINUTE)
    expect(await alerts()).toMatchObject([{ state: 'resolved', eventCount: 2 }])
  })

  test('is not for senders that repeat rarely, unless their own source says so', async () => {
    hub = await startHub(`${withSource('')}alerts: { autoResolve: 1h }`)
    await say('Scheduled')
    await hub.pass(2 * HOUR, HOUR)
    expect(await alerts()).toMatchObject([{ state: 'firing' }])
  })
})

describe('an alert that fires after its end', () => {
  test('is a new one, which knows the one before it', async () => {
    hub = await startHub(withSource(''))
    await say('Scheduled')
    await say('Executed')
    const event = await say('Scheduled')
    const [now, before] = await alerts()
    expect(now).toMatchObject({ previousId: before.id, eventCount: 1 })
    expect((await hub.explain(event)).alert?.previousId).toBe(before.id)
  })

  test('soon enough goes on, and is told as firing again', async () => {
    hub = await startHub(withSource(', reopen: 10m'))
    await say('Scheduled')
    await say('Executed')
    await hub.pass(9 * MINUTE, 9 * MINUTE)
    expect((await hub.explain(await say('Scheduled'))).outcome?.result).toBe('reopened')
    expect(await alerts()).toMatchObject([{ state: 'firing', eventCount: 3 }])
    expect(await titles()).toEqual([
      expect.stringMatching(/^(?!.*Firing again)/),
      expect.stringContaining('Resolved: '),
      expect.stringContaining('Firing again: '),
    ])
  })

  test('before its end was told is not told at all', async () => {
    hub = await startHub(
      withSource(', reopen: 10m', ', group: { by: [region], wait: 0s, interval: 5m }'),
    )
    await say('Scheduled')
    await hub.pass(MINUTE, MINUTE)
    await say('Executed')
    await say('Scheduled')
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await titles()).toHaveLength(1)
  })
})

describe('an alert that flaps', () => {
  const flap = async (times: number): Promise<string> => {
    let last = ''
    for (let time = 0; time < times; time++) {
      last = await say(time % 2 === 0 ? 'Scheduled' : 'Executed')
      await hub.pass(MINUTE, MINUTE)
    }
    return last
  }

  test('is told once as flapping, then held with that reason, and told as it is when it is calm', async () => {
    hub = await startHub(withSource('', ', storm: off'))
    await flap(4)
    expect((await titles()).at(-1)).toMatch(/^(.* )?Flapping: /)
    const held = await flap(3)
    const story = await hub.explain(held)
    expect(story.held).toMatchObject([{ reason: 'flapping', until: expect.any(String) }])
    expect(story.alert).toMatchObject({ state: 'firing', flappingUntil: story.held[0]?.until })
    expect(await titles()).toHaveLength(4)
    await hub.restart()
    await hub.pass(2 * HOUR, 10 * MINUTE)
    const after = (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
    expect(after).toHaveLength(1)
    expect(after[0]).not.toMatch(/Flapping|Resolved/)
  })

  test('and is over when it is calm, as it was told last, is told no more', async () => {
    hub = await startHub(withSource(''))
    await flap(8)
    await hub.pass(3 * HOUR, 10 * MINUTE)
    expect(await titles()).toHaveLength(4)
    expect((await hub.settle()).counts).toMatchObject({ openGroups: 0, openAlerts: 0 })
  })

  test('is told when it becomes critical', async () => {
    hub = await startHub(withSource(''))
    for (const phase of ['Scheduled', 'Executed', 'Scheduled', 'Executed', 'Scheduled'] as const)
      await say(phase, { level: 'WARN' })
    expect(await titles()).toHaveLength(4)
    await say('Scheduled', { level: 'CRITICAL' })
    expect(await titles()).toHaveLength(5)
    await say('Executed', { level: 'WARN' })
    await say('Scheduled', { level: 'CRITICAL' })
    expect(await titles()).toHaveLength(5)
  })

  test('is told each time where that is switched off', async () => {
    hub = await startHub(withSource(', flapping: off'))
    await flap(8)
    expect(await titles()).toHaveLength(8)
  })
})
