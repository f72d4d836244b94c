import { afterEach, describe, expect, test } from 'vitest'
import { stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000

let hub: TestHub
afterEach(() => hub.close())

const config = (presets: string, more = ''): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  web: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}web" }] }
policies:
  ecs: { match: ['product="ECS"'], notify: [{ to: ops }], ${presets} }
${more}
fallback: ops
`

const snapshot = (id: string, change: object = {}): object =>
  stopped('i-1', {
    id,
    name: 'Snapshot:CreateSnapshotCompleted',
    resourceId: `acs:ecs:cn-hangzhou:1234567890123456:snapshot/s-${id}`,
    content: { result: 'accomplished', snapshotId: `s-${id}`, diskId: 'd-1' },
    instanceName: '',
    ...change,
  })

const heard = async (chat = 'ops'): Promise<string[]> =>
  (await hub.heard(chat)).map(({ payload }) => JSON.stringify(payload))

describe('snapshots, which are noise by nature', () => {
  test('are told once an hour in one message that names each, from the first one on', async () => {
    hub = await startHub(config(''))
    for (const id of ['a', 'b', 'c']) {
      await hub.post(snapshot(id))
      await hub.pass(10 * MINUTE, 10 * MINUTE)
    }
    expect(await heard()).toEqual([])
    await hub.pass(29 * MINUTE, MINUTE)
    expect(await heard()).toEqual([])
    await hub.pass(MINUTE)
    const [message, ...more] = await heard()
    expect(more).toEqual([])
    for (const id of ['s-a', 's-b', 's-c']) expect(message).toContain(id)
    expect(message).toContain('ecs/preset:snapshots')
  })

  test('are told by the hour through a restart, and again in the next hour', async () => {
    hub = await startHub(config(''))
    await hub.post(snapshot('a'))
    await hub.settle()
    await hub.restart(90 * MINUTE)
    await hub.settle()
    expect(await heard()).toHaveLength(1)
    const [id = ''] = await hub.post(snapshot('b'))
    await hub.settle()
    expect(await heard()).toHaveLength(1)
    const story = await hub.explain(id)
    expect(story.outcome?.matched.map(({ policy }) => policy)).toEqual(['ecs/preset:snapshots'])
    expect(story.held).toEqual([])
    await hub.pass(60 * MINUTE, 10 * MINUTE)
    expect(await heard()).toHaveLength(2)
  })

  test('that failed are told at once', async () => {
    hub = await startHub(config(''))
    await hub.post(snapshot('a', { content: { result: 'failed', snapshotId: 's-a' } }))
    await hub.settle()
    expect(await heard()).toHaveLength(1)
  })

  test('are dropped where the policy says so: kept, told to nobody, with the reason', async () => {
    hub = await startHub(config('presets: { snapshots: drop }'))
    const [id = ''] = await hub.post(snapshot('a'))
    await hub.pass(120 * MINUTE, 10 * MINUTE)
    expect(await heard()).toEqual([])
    const story = await hub.explain(id)
    expect(story.outcome).toMatchObject({ result: 'noticed', matched: [], nearly: [] })
    expect(story.held).toMatchObject([
      {
        policy: 'ecs',
        reason: 'preset',
        by: 'snapshots',
        text: {
          en: 'The policy drops it as noise, as a preset of the configuration says (by snapshots).',
          zh: '该策略按配置中的预设将其作为噪声丢弃（依据 snapshots）。',
        },
      },
    ])
  })

  test('are told as others where the policy says so', async () => {
    hub = await startHub(config('presets: { snapshots: tell }'))
    await hub.post(snapshot('a'))
    await hub.settle()
    expect(await heard()).toHaveLength(1)
  })

  test('are for each policy what that says, whatever the others do', async () => {
    const others = `  web: { match: [], presets: { snapshots: tell }, notify: [{ to: web }] }
presets: { snapshots: drop }`
    hub = await startHub(config('', others))
    const [id = ''] = await hub.post(snapshot('a'))
    await hub.settle()
    expect([await heard(), (await heard('web')).length]).toEqual([[], 1])
    const story = await hub.explain(id)
    expect(story.outcome?.matched.map(({ policy }) => policy)).toEqual(['web'])
    expect(story.held).toMatchObject([{ policy: 'ecs', reason: 'preset', by: 'snapshots' }])
  })

  test('that wait in a digest are told although the preset is dropped meanwhile', async () => {
    hub = await startHub(config(''))
    await hub.post(snapshot('a'))
    await hub.settle()
    await hub.configure(config('presets: { snapshots: drop }'))
    await hub.post(snapshot('b'))
    await hub.pass(60 * MINUTE, 10 * MINUTE)
    const [message, ...more] = await heard()
    expect(more).toEqual([])
    expect(message).toContain('s-a')
    expect(message).not.toContain('s-b')
  })

  test('are told by the digest although the policy counts other noise', async () => {
    hub = await startHub(config('noise: { count: 5 }, presets: { snapshots: { digest: 5m } }'))
    await hub.post(snapshot('a'))
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await heard()).toHaveLength(1)
  })
})

test('a stopped instance is told at once, unless its preset says otherwise', async () => {
  hub = await startHub(config(''))
  await hub.post(stopped('i-1'))
  await hub.settle()
  expect(await heard()).toHaveLength(1)
  await hub.configure(config('presets: { state-changes: drop }'))
  await hub.post(stopped('i-2'))
  await hub.settle()
  expect(await heard()).toHaveLength(1)
})

test('a snapshot that no policy wants says so, and not that it is noise', async () => {
  hub = await startHub(config('').replace('product="ECS"', 'product="RDS"'))
  const [id = ''] = await hub.post(snapshot('a'))
  await hub.settle()
  expect((await hub.explain(id)).held.map(({ reason }) => reason)).toEqual(['no-policy'])
})

test('a delivery of a dropped event that is repeated is answered the same, and held once', async () => {
  hub = await startHub(config('presets: { snapshots: drop }'))
  await hub.post(snapshot('a'))
  const [again = ''] = await hub.post(snapshot('a'))
  await hub.settle()
  expect((await hub.explain(again)).held.map(({ reason }) => reason)).toEqual(['preset'])
})
