import { afterEach, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { openRecording, spanOf, type VolumeReport, volumeOf } from '../../src/backtest/backtest.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const HOUR = 60 * 60_000

/** A schedule that tells a chat each hour who takes over and the fallback of its gaps, and a job that no policy wants. */
const HUB = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key }
  jobs: { type: heartbeat, key: jobs-ingest-key, interval: 1d }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
schedules:
  states:
    layers: [{ rotate: hourly, contacts: [ops, duty], hours: ["00:00-06:00"] }]
    handover: { to: duty }
policies:
  states:
    match: ['source="aliyun"']
    notify: [{ to: ops }]
    routes: [{ match: ['severity="critical"'], notify: [{ to: duty }] }]
fallback: duty
`

const TIMED = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
muteTimings: { never: [{ years: ["1999"] }] }
policies:
  states:
    match: []
    notify: [{ to: ops }, { to: duty, mute: [never] }]
`

let hub: TestHub
afterEach(() => hub.close())

/** Of the first policy, on what the hub has recorded. */
async function volume(text: string): Promise<VolumeReport> {
  const recording = openRecording(hub.data)
  try {
    const span = await spanOf(recording, { until: hub.clock.now() + 1, lengthMs: 24 * HOUR })
    const configuration = await hub.read(text)
    const [policy] = configuration.policies
    if (!policy) throw new Error('the configuration has a policy')
    return await volumeOf({ recording, configuration, policy, channels: adapters.channels, span })
  } finally {
    await recording.close()
  }
}

test('what schedules and the hub itself say is no message of the policy that is looked at', async () => {
  hub = await startHub(HUB)
  await hub.settle()
  await hub.call('GET', '/in/jobs-ingest-key/etl/fail')
  await hub.post(stopped('i-1'))
  await hub.post(reboot('i-2', 'Scheduled'))
  await hub.pass(2 * HOUR, HOUR)
  // A gap, two handovers, the failed job, and one message of the policy.
  expect((await hub.heard('duty')).length).toBeGreaterThanOrEqual(5)

  const report = await volume(HUB)
  expect(report).toMatchObject({ events: 2, alerts: 1, notices: 1, messages: 2, run: 3 })
  expect(report.chats).toMatchObject([
    { contact: 'duty', messages: 1 },
    { contact: 'ops', messages: 1 },
  ])
  expect(report.examples.map(({ name }) => name)).toEqual([
    'Instance:StateChange',
    'Instance:SystemMaintenance.Reboot',
  ])
})

test('what a policy tells single targets at their times, and in digests of presets, is its own', async () => {
  hub = await startHub(TIMED)
  await hub.post({
    product: 'ECS',
    name: 'Snapshot:CreateSnapshotCompleted',
    level: 'INFO',
    regionId: 'cn-hangzhou',
    content: { snapshotId: 's-1', result: 'accomplished' },
  })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.pass(2 * HOUR, HOUR)
  const report = await volume(TIMED)
  expect(report).toMatchObject({ events: 2, alerts: 1, notices: 1 })
  expect(report.chats).toMatchObject([
    { contact: 'duty', messages: 2 },
    { contact: 'ops', messages: 2 },
  ])
})
