// In come problems at a time at which one of a policy's targets is left alone.
// Out goes what the others hear at once, and what that one hears when its time is over.
import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The harness begins on 5 March 2026 at 10:15 in Shanghai: inside the mute, which is over at 12:00. */
const TARGETS = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  log: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}log" }] }
muteTimings:
  morning: [{ times: ["10:00-12:00"], zone: Asia/Shanghai }]
  afternoon: [{ times: ["12:00-18:00"], zone: Asia/Shanghai }]
policies:
  all: { match: [], notify: [{ to: ops }, { to: log, mute: [morning] }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

let posted = 0
async function say(instance: string, phase: 'Scheduled' | 'Executed'): Promise<string> {
  const [id] = await hub.post(reboot(instance, phase, { id: `times-${posted++}` }))
  await hub.settle()
  return String(id)
}

/** What each of the two chats has heard. */
async function heard(): Promise<Record<'ops' | 'log', readonly string[]>> {
  const textsOf = async (token: string) =>
    (await hub.heard(token)).map(({ preview }) => String(preview))
  return { ops: await textsOf('ops'), log: await textsOf('log') }
}

const about = (instance: string): unknown => expect.stringContaining(instance)
const over = (instance: string): unknown =>
  expect.stringMatching(new RegExp(`Resolved.*${instance}`, 's'))

describe.each([
  ['mute', 'mute: [morning]'],
  ['active', 'active: [afternoon]'],
])('a target with a time of its own (%s)', (_key, times) => {
  const yaml = TARGETS.replace('mute: [morning]', times)

  test('hears when it is over what still fires, and others hear all at once', async () => {
    hub = await startHub(yaml)
    const still = await say('i-still', 'Scheduled')
    await say('i-over', 'Scheduled')
    await say('i-over', 'Executed')
    expect(await heard()).toEqual({
      ops: [about('i-still'), about('i-over'), over('i-over')],
      log: [],
    })
    const story = await hub.explain(still)
    expect(story.held).toMatchObject([
      {
        reason: 'mute-timing',
        until: '2026-03-05T04:00:00.000Z',
        policy: expect.stringMatching(/^all\/./),
      },
    ])
    await hub.restart()
    await hub.pass(105 * MINUTE, 15 * MINUTE)
    expect(await heard()).toEqual({ ops: [], log: [about('i-still')] })
    await say('i-still', 'Executed')
    expect(await heard()).toEqual({
      ops: [over('i-still')],
      log: [about('i-still'), over('i-still')],
    })
  })
})

test('who is told at other times only is reminded by its own repeats, in those times', async () => {
  const repeats = TARGETS.replace('match: [],', 'match: [], group: { by: [alert], repeat: 1h },')
  hub = await startHub(
    repeats.replace('morning: [{ times: ["10:00-12:00"]', 'morning: [{ times: ["11:00-12:00"]'),
  )
  await say('i-web', 'Scheduled')
  expect(await heard()).toMatchObject({ ops: [about('i-web')], log: [about('i-web')] })
  await hub.pass(90 * MINUTE, 15 * MINUTE)
  const before = await heard()
  expect(before.ops).toHaveLength(2)
  expect(before.log).toHaveLength(1)
  await hub.pass(15 * MINUTE, 15 * MINUTE)
  expect((await heard()).log).toHaveLength(2)
})

test('a policy that has a time beside its target’s tells the target when both are over', async () => {
  hub = await startHub(
    TARGETS.replace('match: [],', 'match: [], mute: [noon],').replace(
      'muteTimings:',
      'muteTimings:\n  noon: [{ times: ["10:00-10:30", "11:50-12:30"], zone: Asia/Shanghai }]',
    ),
  )
  await say('i-web', 'Scheduled')
  await hub.pass(30 * MINUTE, 5 * MINUTE)
  expect(await heard()).toEqual({ ops: [about('i-web')], log: [] })
  await hub.pass(80 * MINUTE, 10 * MINUTE)
  expect((await heard()).log).toEqual([])
  await hub.pass(30 * MINUTE, 10 * MINUTE)
  expect((await heard()).log).toEqual([about('i-web')])
})

test('a route has the targets with their times from above', async () => {
  hub = await startHub(
    TARGETS.replace('match: [],', 'match: [], routes: [{ match: [\'product="ECS"\'] }],'),
  )
  await say('i-web', 'Scheduled')
  await hub.pass(2 * HOUR, 15 * MINUTE)
  expect(await heard()).toEqual({ ops: [about('i-web')], log: [about('i-web')] })
})

test('a problem that was told before its target got a time is told as over to whoever heard it', async () => {
  hub = await startHub(TARGETS.replace(', { to: log, mute: [morning] }', ''))
  await say('i-web', 'Scheduled')
  await hub.configure(TARGETS.replace('{ to: ops }, ', '').replace('to: log', 'to: ops'))
  await say('i-web', 'Executed')
  await hub.pass(2 * HOUR, 15 * MINUTE)
  expect(await heard()).toEqual({ ops: [about('i-web'), over('i-web')], log: [] })
})

describe('a target of a step', () => {
  const stepped = (targets: string): string =>
    ESCALATION_HUB.replace('[{ schedule: duty }]', targets)

  test('is left out at its time, and the others of the step are told', async () => {
    const both = '[{ contact: wang, mute: [morning] }, { contact: li, active: [morning] }]'
    const escalation = await beginEscalation(stepped(both))
    hub = escalation
    expect(await escalation.counts()).toEqual({ chat: 1, wang: 0, li: 1, boss: 0 })
  })

  test('leaves its step out where it is the only one, at once and with the reason', async () => {
    const escalation = await beginEscalation(stepped('[{ contact: wang, active: [afternoon] }]'))
    hub = escalation
    expect(await escalation.counts()).toEqual({ chat: 1, wang: 0, li: 1, boss: 0 })
    const [run] = (await hub.explain(escalation.eventId)).escalations
    expect(run?.history.map(({ what, step }) => [what, step])).toEqual([
      ['outside-hours', 1],
      ['told', 2],
    ])
  })
})

test('whoever takes it on and gives it back is told of to a target with times as well', async () => {
  const timed = ESCALATION_HUB.replace(
    'notify: [{ to: chat }]',
    'notify: [{ to: chat, mute: [afternoon] }]',
  )
  const escalation = await beginEscalation(timed)
  hub = escalation
  await escalation.ask('acknowledge')
  await escalation.ask('unacknowledge')
  expect(await escalation.counts()).toMatchObject({ chat: 3, li: 0 })
})
