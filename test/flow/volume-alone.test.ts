import { afterEach, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { openRecording, spanOf, volumeOf } from '../../src/backtest/backtest.ts'
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

let hub: TestHub
afterEach(() => hub.close())

test('what schedules and the hub itself say is no message of the policy that is looked at', async () => {
  hub = await startHub(HUB)
  await hub.settle()
  await hub.call('GET', '/in/jobs-ingest-key/etl/fail')
  await hub.post(stopped('i-1'))
  await hub.post(reboot('i-2', 'Scheduled'))
  await hub.pass(2 * HOUR, HOUR)
  // A gap, two handovers, the failed job, and one message of the policy.
  expect((await hub.heard('duty')).length).toBeGreaterThanOrEqual(5)

  const recording = openRecording(hub.data)
  const span = await spanOf(recording, { until: hub.clock.now() + 1, lengthMs: 24 * HOUR })
  const configuration = await hub.read(HUB)
  const [policy] = configuration.policies
  if (!policy) throw new Error('the configuration has a policy')
  const { channels } = adapters
  const report = await volumeOf({ recording, configuration, policy, channels, span })
  await recording.close()
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
