import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000

const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies:
  all: { match: [], notify: [{ to: ops }] }
inhibitions:
  - { name: the worse explains, source: ['severity="critical"'], target: ['severity="warning"'], equal: [resource] }
fallback: ops
`
const WITHOUT = HUB.replace(/inhibitions:\n.*\n/, '')

let hub: TestHub
afterEach(() => hub.close())

type Phase = Parameters<typeof reboot>[1]

/** Something that goes wrong with an instance; `name` tells several at one instance apart. */
function trouble(
  instance: string,
  {
    name,
    level = 'CRITICAL',
    phase = 'Scheduled',
  }: { name: string; level?: string; phase?: Phase },
): object {
  const content = {
    eventId: `e-${instance}-${name}`,
    instanceId: instance,
    eventType: 'SystemMaintenance.Reboot',
    eventStatus: phase,
  }
  return reboot(instance, phase, {
    id: `${instance}-${name}-${phase}`,
    level,
    content,
    instanceName: name,
  })
}

const source = (name: string, phase: Phase = 'Scheduled') => trouble('i-1', { name, phase })
const target = (name: string, phase: Phase = 'Scheduled') =>
  trouble('i-1', { name, phase, level: 'WARN' })

async function post(...events: readonly object[]): Promise<string> {
  let last = ''
  for (const event of events) last = String((await hub.post(event))[0])
  await hub.settle()
  return last
}

const previews = async (): Promise<(string | undefined)[]> =>
  (await hub.heard('ops')).map(({ preview }) => preview)

/** Who was told since the last look, by the names of what went wrong. */
async function told(): Promise<string[]> {
  const messages = (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
  const fresh = messages.slice(looked)
  looked = messages.length
  return fresh.map((text) => {
    const name = /\b(?:node|disk)[A-Z0-9]?[a-z0-9]*/.exec(text)?.[0] ?? '?'
    return `${name}${/Resolved|恢复/.test(text) ? ' over' : ''}`
  })
}
let looked = 0

async function begin(yaml = HUB): Promise<void> {
  looked = 0
  hub = await startHub(yaml)
}

const holdsOf = async (id: string): Promise<ReturnType<typeof Object>[]> =>
  (await hub.explain(id)).held.map((hold) => hold)

test('what an open alert explains is held, says by what, and is told as soon as that is over', async () => {
  await begin()
  const first = await post(source('node1'))
  const alertId = (await hub.explain(first)).alert?.id
  const held = await post(target('disk1'))
  expect(await told()).toEqual(['node1'])
  expect(await holdsOf(held)).toMatchObject([
    {
      reason: 'inhibited',
      policy: 'all',
      by: 'the worse explains',
      alertId,
      text: { en: expect.stringContaining(`(by the worse explains, alert ${alertId})`) },
    },
  ])
  await post(source('node1', 'Executed'))
  expect(await told()).toEqual(expect.arrayContaining(['node1 over', 'disk1']))
  expect(await previews()).toHaveLength(3)
})

test('what ends while it is held was never told, and its end is not told either', async () => {
  await begin()
  await post(source('node1'), target('disk1'))
  await post(target('disk1', 'Executed'), source('node1', 'Executed'))
  await hub.pass(30 * MINUTE, 10 * MINUTE)
  expect(await told()).toEqual(['node1', 'node1 over'])
})

test('who heard of a problem before it was explained hears of its end', async () => {
  await begin()
  await post(target('disk1'))
  await post(source('node1'))
  await post(target('disk1', 'Executed'))
  expect(await told()).toEqual(['disk1', 'node1', 'disk1 over'])
})

test('with other values in the labels that must be equal it is told', async () => {
  await begin()
  await post(source('node1'), trouble('i-2', { name: 'disk2', level: 'WARN' }))
  expect(await told()).toEqual(['node1', 'disk2'])
})

test('an acknowledged source goes on explaining', async () => {
  await begin()
  const id = await post(source('node1'))
  const alertId = (await hub.explain(id)).alert?.id
  await hub.call('POST', `/api/v1/alerts/${alertId}/acknowledge`, {
    headers: { 'content-type': 'application/json' },
    body: '{"by":"Li"}',
  })
  await hub.settle()
  await told()
  await post(target('disk1'))
  expect(await told()).toEqual([])
})

test.each([
  [2, ['node1']],
  [2, ['node2']],
  [3, ['node1', 'node2']],
  [3, ['node3', 'node1']],
  [3, ['node2', 'node3']],
])(
  'of %i sources the end of %j leaves the others explaining, after a restart as well',
  async (count, ended) => {
    await begin()
    const names = Array.from({ length: count }, (_, index) => `node${index + 1}`)
    await post(...names.map((name) => source(name)), target('disk1'))
    for (const name of ended) await post(source(name, 'Executed'))
    await post(target('disk2'))
    await hub.restart()
    await post(target('disk3'))
    await hub.pass(30 * MINUTE, 10 * MINUTE)
    expect((await told()).filter((one) => one.startsWith('disk'))).toEqual([])
    const [last = ''] = names.filter((name) => !ended.includes(name))
    await post(source(last, 'Executed'))
    expect((await told()).filter((one) => one.startsWith('disk')).sort()).toEqual([
      'disk1',
      'disk2',
      'disk3',
    ])
  },
)

test('a source that fires anew explains anew', async () => {
  await begin()
  await post(source('node1'), source('node2'))
  await post(source('node1', 'Executed'), source('node2', 'Executed'))
  const again = { id: 'again', eventTime: '20260308T090002.100+0800' }
  await post({ ...source('node1'), ...again })
  await told()
  const held = await post(target('disk1'))
  expect(await told()).toEqual([])
  expect(await holdsOf(held)).toMatchObject([{ reason: 'inhibited' }])
})

test.each([
  ['before', [source('node1'), target('disk1')]],
  ['behind', [target('disk1'), source('node1')]],
])('a source in one batch with its target, %s it, holds it', async (_name, events) => {
  await begin()
  await hub.call('POST', '/in/test-ingest-key', { body: JSON.stringify(events) })
  await hub.settle()
  expect(await told()).toEqual(['node1'])
})

test('a source that ends in one batch with its target beginning does not hold it', async () => {
  await begin()
  await post(source('node1'))
  const events = [source('node1', 'Executed'), target('disk1')]
  await hub.call('POST', '/in/test-ingest-key', { body: JSON.stringify(events) })
  await hub.settle()
  expect((await told()).sort()).toEqual(['disk1', 'node1', 'node1 over'])
})

test('a source that comes up to the wait of a group later holds its targets', async () => {
  await begin(HUB.replace('notify:', 'group: { by: [severity], wait: 10s }, notify:'))
  await post(target('disk1'))
  await hub.pass(5_000)
  await post(source('node1'))
  await hub.pass(20_000)
  expect(await told()).toEqual(['node1'])
})

test('what matches both sides is not held by itself, nor by its like', async () => {
  await begin(HUB.replace('severity="warning"', 'severity=~"warning|critical"'))
  await post(source('node1'), source('node2'))
  expect(await told()).toEqual(['node1', 'node2'])
  await post(target('disk1'))
  expect(await told()).toEqual([])
})

test('a source that is silenced explains all the same', async () => {
  await begin()
  await hub.call('POST', '/api/v1/silences', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ matchers: ['severity="critical"'], createdBy: 'Li', comment: 'x' }),
  })
  await post(source('node1'), target('disk1'))
  expect(await told()).toEqual([])
})

test('a source that becomes less bad stops explaining', async () => {
  await begin()
  await post(source('node1'), target('disk1'))
  await told()
  await post(trouble('i-1', { name: 'node1', level: 'WARN', phase: 'Executing' }))
  expect(await told()).toContain('disk1')
})

test('a rule that is new knows what was open before it, also after a restart; one that is gone lets go', async () => {
  await begin(WITHOUT)
  await post(source('node1'))
  await hub.configure(HUB)
  await post(target('disk1'))
  expect(await told()).toEqual(['node1'])
  await hub.configure(WITHOUT)
  await hub.pass(2_000)
  expect(await told()).toEqual(['disk1'])
  await hub.configure(HUB.replace('equal: [resource]', 'equal: [region]'))
  await post(trouble('i-2', { name: 'disk2', level: 'WARN' }))
  expect(await told()).toEqual([])
})

test('what is held at its repeat is not repeated, and is again when nothing explains it any more', async () => {
  await begin(HUB.replace('notify:', 'group: { repeat: 1h }, notify:'))
  await post(target('disk1'))
  await post(source('node1'))
  await told()
  await hub.pass(70 * MINUTE, 10 * MINUTE)
  expect(await told()).toEqual(['node1'])
  await post(source('node1', 'Executed'))
  await hub.pass(20_000)
  expect(await told()).toEqual(['node1 over', 'disk1'])
})
