import { afterEach, expect, test } from 'vitest'
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
afterEach(() => hub.close())

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

test('the same configuration sends in each chat and hour what was really sent', async () => {
  await live()
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
