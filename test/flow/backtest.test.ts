import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import {
  type BacktestReport,
  backtest,
  openRecording,
  spanOf,
} from '../../src/backtest/backtest.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const configOf = (policies: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
policies:
${policies}
fallback: duty
`

const TROUBLE = `
  trouble:
    match: ['severity=~"critical|error|warning"']
    group: { by: [region], wait: 10s, interval: 5m, repeat: 1h }
    notify: [{ to: ops }]
  states:
    match: ['name="Instance:StateChange"']
    notify: [{ to: duty }]
`

let hub: TestHub

/** Runs what the hub has recorded by now again. */
async function run(change: Partial<Parameters<typeof backtest>[0]> = {}): Promise<BacktestReport> {
  const recording = openRecording(hub.data)
  try {
    const span = await spanOf(recording, { until: hub.clock.now() + 1, lengthMs: 24 * HOUR })
    const { channels } = adapters
    return await backtest({
      recording,
      configuration: hub.configuration,
      channels,
      span,
      ...change,
    })
  } finally {
    await recording.close()
  }
}

const configured = async (policies: string): Promise<Configuration> => hub.read(configOf(policies))

/** Two hours of trouble: grouped, repeated, over, silenced, answered; and a flood in one chat. */
async function live(): Promise<void> {
  hub = await startHub(configOf(TROUBLE))
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.pass(3_000)
  await hub.post(reboot('i-2', 'Scheduled'))
  await hub.pass(20_000)
  await hub.post(reboot('i-1', 'Executing'))
  await hub.pass(6 * MINUTE, 10_000)
  const { alerts } = (await hub.call('GET', '/api/v1/alerts')).body
  await answer(alerts[0].id, 'acknowledge')
  await hub.pass(2 * MINUTE, 10_000)
  await hub.post(reboot('i-2', 'Executed'))
  for (let number = 0; number < 30; number++) {
    await hub.post(stopped(`i-${number}`))
    await hub.pass(1_000)
  }
  await hub.pass(80 * MINUTE, 30_000)
  await answer(alerts[1].id, 'silence')
  await hub.post(reboot('i-1', 'Executed'))
  await hub.pass(10 * MINUTE, 10_000)
}

async function answer(alertId: string, action: string): Promise<void> {
  const answered = await hub.call('POST', `/api/v1/alerts/${alertId}/${action}`, {
    body: JSON.stringify({ by: 'Li' }),
    headers: { 'content-type': 'application/json' },
  })
  expect(answered.status).toBe(200)
  await hub.settle()
}

/** What the chat of a robot really got, by the hour. */
async function heardByHour(token: string): Promise<readonly { at: number; messages: number }[]> {
  const byHour = Map.groupBy(await hub.heard(token), ({ at }) => Math.floor(at / HOUR) * HOUR)
  return [...byHour]
    .map(([at, messages]) => ({ at, messages: messages.length }))
    .sort((one, other) => one.at - other.at)
}

describe('two hours of a hub', () => {
  beforeAll(live, 60_000)
  afterAll(() => hub.close())

  test('the same configuration sends in each chat and hour what was really sent', async () => {
    const report = await run()
    expect(report.before).toBeGreaterThan(15)
    for (const token of ['ops', 'duty']) {
      const chat = report.chats.find(({ contact }) => contact === token)
      const really = await heardByHour(token)
      expect(chat?.hours.map(({ at, before }) => ({ at, messages: before }))).toEqual(really)
      expect(chat?.hours.map(({ at, after }) => ({ at, messages: after }))).toEqual(really)
    }
    expect(report).toMatchObject({
      faults: 0,
      strangers: 0,
      missed: { count: 0 },
      added: { count: 0 },
      doubled: { count: 0 },
    })
  })

  test('what a change would miss is named with the matcher that fails and what is held back', async () => {
    const configuration = await configured(`
  trouble:
    match: ['severity="critcal"']
    notify: [{ to: ops }]
  states:
    match: ['name="Instance:StateChange"']
    notify: [{ to: duty, severities: [critical] }]
`)
    const report = await run({ configuration })
    expect(report).toMatchObject({ after: 0, added: { count: 0 }, doubled: { count: 0 } })
    expect(report.missed.count).toBe(32)
    const [reboots, ...others] = report.missed.first
    expect(reboots).toMatchObject({
      subject: { name: 'Instance:SystemMaintenance.Reboot' },
      before: [{ contact: 'ops', channel: 'dingtalk' }],
      reasons: [{ text: { en: 'No policy matches it.' } }],
    })
    expect(reboots?.nearly[0]).toMatchObject({
      policy: 'trouble',
      failing: [
        {
          matcher: 'severity="critcal"',
          change: {
            en: 'label severity would have to be "critcal", it is "critical", which is nearly "critcal": is one misspelt?',
          },
        },
      ],
    })
    expect(others.at(-1)).toMatchObject({
      reasons: [
        { policy: 'states', text: { en: 'The policy tells its targets other severities only.' } },
      ],
      nearly: [],
    })
  })

  test('what a change would tell twice, and tell at last, is named with chat and policies', async () => {
    const before = await configured(`
  trouble:
    match: ['severity=~"critical|error|warning"']
    notify: [{ to: ops }]
`)
    const configuration = await configured(`${TROUBLE}
  reboots:
    match: ['product="ECS"', 'severity="critical"']
    notify: [{ to: ops }]
`)
    const report = await run({ configuration, against: before })
    expect(report.against).toBe('computed')
    expect(report.missed.count).toBe(0)
    expect(report.added.count).toBe(30)
    expect(report.added.first[0]).toMatchObject({
      subject: { name: 'Instance:StateChange' },
      after: [{ contact: 'duty', channel: 'dingtalk' }],
    })
    expect(report.doubled).toMatchObject({
      count: 2,
      first: [
        { chat: [{ contact: 'ops', channel: 'dingtalk' }], policies: ['reboots', 'trouble'] },
        { chat: [{ contact: 'ops', channel: 'dingtalk' }], policies: ['reboots', 'trouble'] },
      ],
    })
  })

  test('what is only repeated more often, or was told twice before as well, is not called doubled', async () => {
    const often = await configured(TROUBLE.replace('repeat: 1h', 'repeat: 20m'))
    const seldom = await configured(TROUBLE.replace('repeat: 1h', 'repeat: 30d'))
    const repeated = await run({ configuration: often, against: seldom })
    expect(repeated.after).toBeGreaterThan(repeated.before + 2)
    expect(repeated.doubled.count).toBe(0)
    const twice = await configured(`${TROUBLE}
  reboots:
    match: ['product="ECS"', 'severity="critical"']
    notify: [{ to: ops }]
`)
    expect((await run({ configuration: twice, against: twice })).doubled.count).toBe(0)
  })

  test('what is told less often, but is told, is not called missed', async () => {
    const seldom = TROUBLE.replace('repeat: 1h }', 'repeat: 30d }\n    recoveries: false')
    const report = await run({ configuration: await configured(seldom) })
    expect(report.after).toBeLessThan(report.before)
    expect(report).toMatchObject({ missed: { count: 0 }, added: { count: 0 } })
  })

  test('the same recording and configuration give the same report', async () => {
    const configuration = await configured(TROUBLE.replace('wait: 10s', 'wait: 1m'))
    expect(await run({ configuration })).toEqual(await run({ configuration }))
  })

  test('a part of the time is counted by itself, with what had begun before', async () => {
    const recording = openRecording(hub.data)
    const until = hub.clock.now() + 1
    const span = { since: until - HOUR, until }
    const { channels } = adapters
    const report = await backtest({ recording, configuration: hub.configuration, channels, span })
    await recording.close()
    // The repeats of what began before, and its end: nothing began in that hour.
    expect(report).toMatchObject({ subjects: 0, strangers: 0 })
    expect(report.before).toBeGreaterThan(0)
    expect(report.after).toBe(report.before)
  })
})

describe('a hub', () => {
  afterEach(() => hub.close())

  test('who was put on call by hand is told again, from a folder and in the preview of a running hub', async () => {
    const onCall = configOf('  all: { match: [], notify: [{ schedule: rota }] }').replace(
      'policies:',
      'schedules: { rota: { layers: [{ rotate: weekly, contacts: [ops] }] } }\npolicies:',
    )
    hub = await startHub(onCall)
    const override = { contact: 'duty', durationSeconds: 3600, createdBy: 'Li' }
    const taken = await hub.call('POST', '/api/v1/schedules/rota/overrides', {
      body: JSON.stringify(override),
      headers: { 'content-type': 'application/json' },
    })
    expect(taken.status).toBe(200)
    await hub.post(stopped('i-1'))
    await hub.pass(2 * HOUR, HOUR)
    await hub.post(stopped('i-2'))
    await hub.settle()
    const report = await run({ configuration: await hub.read(onCall) })
    expect(report.chats).toMatchObject([
      { contact: 'duty', before: 1, after: 1 },
      { contact: 'ops', before: 1, after: 1 },
    ])
    const { body } = await hub.call('GET', '/api/v1/recording/overrides?endAfter=0')
    expect(body.overrides).toMatchObject([{ schedule: 'rota', contact: 'duty', createdBy: 'Li' }])
    const policy = { match: [], notify: [{ schedule: 'rota' }] }
    const previewed = await hub.call('POST', '/api/v1/preview/policy', {
      body: JSON.stringify({ policy, durationSeconds: 86_400 }),
      headers: { 'content-type': 'application/json' },
    })
    expect(previewed.body.chats).toMatchObject([
      { contact: 'duty', messages: 1 },
      { contact: 'ops', messages: 1 },
    ])
  })

  test('what is too new for its group to have told is not taken for missed', async () => {
    hub = await startHub(configOf(TROUBLE))
    await hub.post(reboot('i-1', 'Scheduled'))
    await hub.pass(11_000)
    const configuration = await configured(TROUBLE.replace('wait: 10s', 'wait: 1m'))
    expect(await run({ configuration })).toMatchObject({
      before: 1,
      after: 0,
      missed: { count: 0 },
    })
  })

  test('a hub without events, a folder without a hub and too long a time are refused with what to do', async () => {
    hub = await startHub(configOf(TROUBLE))
    const recording = openRecording(hub.data)
    await expect(spanOf(recording, { lengthMs: HOUR })).rejects.toMatchObject({
      code: 'TOCSIN_USAGE',
      message: expect.stringContaining('Expected a hub that has recorded events'),
    })
    await recording.close()
    expect(() => openRecording(`${hub.data}/nothing`)).toThrow(/Expected a hub's database at/)
    await expect(run({ span: { since: 0, until: 100 * 24 * HOUR } })).rejects.toMatchObject({
      code: 'TOCSIN_USAGE',
    })
  })
})
