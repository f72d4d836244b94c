import { afterAll, beforeAll, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { openRecording, spanOf, type VolumeReport, volumeOf } from '../../src/backtest/backtest.ts'
import { inLanguage } from '../../src/model/text.ts'
import { reboot, stopped } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const HOUR = 60 * 60_000

const configOf = (policies: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  pool:
    endpoints:
      - { channel: dingtalk, url: "\${ROBOT}one", pool: p }
      - { channel: dingtalk, url: "\${ROBOT}two", pool: p }
  wang: { name: Wang, mobile: "13800000000" }
contactGroups: { both: [ops, wang] }
muteTimings: { nights: [{ times: ["22:00-07:00"], zone: Asia/Shanghai }] }
schedules: { duty: { layers: [{ rotate: weekly, at: "Mon 09:00", contacts: [ops], from: "2026-01-05" }] } }
templates: { short: '{{ .title }}' }
policies:
${policies}
`

const STATES = `
  states: { match: ['name="Instance:StateChange"'], notify: [{ to: ops }] }
`

let hub: TestHub
beforeAll(async () => {
  hub = await startHub(configOf('  none: { match: [\'a="b"\'], notify: [{ to: ops }] }'))
  await hub.post(reboot('i-1', 'Scheduled'))
  for (let number = 0; number < 40; number++) {
    await hub.post(stopped(`i-${number}`))
    hub.clock.advance(500)
  }
  await hub.settle()
  hub.clock.advance(HOUR)
  await hub.post(reboot('i-1', 'Executed'))
  await hub.settle()
}, 60_000)
afterAll(() => hub.close())

async function volume(policies: string): Promise<VolumeReport> {
  const recording = openRecording(hub.data)
  try {
    const configuration = await hub.read(configOf(policies))
    const span = await spanOf(recording, { lengthMs: 24 * HOUR })
    const [policy] = configuration.policies
    if (!policy) throw new Error('the test names a policy')
    const { channels } = adapters
    return await volumeOf({ recording, configuration, policy, channels, span })
  } finally {
    await recording.close()
  }
}

function preview(body: object): Promise<Answer> {
  return hub.call('POST', '/api/v1/preview/policy', {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

test('a policy that would flood a chat says over which limit, how often, and what would be merged', async () => {
  const report = await volume(STATES)
  expect(report).toMatchObject({ policy: 'states', events: 40, alerts: 0, notices: 40, run: 42 })
  const [chat] = report.chats
  expect(chat).toMatchObject({ contact: 'ops', channel: 'dingtalk', overLimit: 1 })
  expect(chat?.limit).toEqual({ messagesMax: 20, windowMs: 60_000 })
  // What was not told by itself was told in a digest: nothing is lost.
  expect(chat?.merged).toBeGreaterThan(10)
  expect((chat?.messages ?? 0) - (chat?.digests ?? 0) + (chat?.merged ?? 0)).toBe(40)
  expect(report.examples).toHaveLength(5)
  expect(report.examples[0]).toMatchObject({ name: 'Instance:StateChange', severity: 'info' })
  const { merged, digests } = chat ?? {}
  expect(inLanguage(report.sentence, 'en')).toBe(
    `In 1 day the policy "states" would have matched 40 events (0 alerts, 40 notices) and sent ${report.messages} messages: ${report.messages} a day, ${report.busiest?.messages} in the busiest hour (2026-03-05 02:00 UTC). For ops (dingtalk) more than the limit of 20 a minute would have come due 1 time, and ${merged} messages would have been merged into ${digests} digest${digests === 1 ? '' : 's'}.`,
  )
  expect(inLanguage(report.sentence, 'zh')).toContain('每分钟 20 条')
})

test('a policy that matches nothing says so', async () => {
  const report = await volume('  nothing: { match: [\'a="b"\'], notify: [{ to: ops }] }')
  expect(report).toMatchObject({ events: 0, messages: 0, chats: [], examples: [] })
  expect(inLanguage(report.sentence, 'en')).toBe(
    'In 1 day the policy "nothing" would have matched nothing.',
  )
})

test('a running hub previews a policy as an object and as YAML, with the names of its configuration', async () => {
  const policy = {
    match: ['severity="critical"'],
    mute: ['nights'],
    notify: [{ to: 'both', template: 'short' }, { schedule: 'duty' }],
  }
  const answer = await preview({ policy, durationSeconds: 7200 })
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({
    policy: 'preview',
    events: 2,
    alerts: 1,
    messages: 2,
    chats: [{ contact: 'ops', channel: 'dingtalk', messages: 2, overLimit: 0 }],
    examples: [{ severity: 'critical' }],
  })
  expect(answer.body.sentence.en).toMatch(/^In 2 hours the policy "preview" would have matched 2/)
  const yaml = 'match: [\'severity="critical"\']\nnotify: [{ to: both }]\n'
  expect((await preview({ policy: yaml, durationSeconds: 7200 })).body).toMatchObject({
    events: 2,
    messages: 2,
  })
  // Nothing was sent, and nothing of it stays.
  expect(await hub.heard('ops')).toEqual([])
  expect((await hub.call('GET', '/api/v1/notifications')).body.notifications).toEqual([])
})

test.each([
  [{ policy: { match: ['a=~"("'], notify: [] } }, /Expected a regular expression of RE2/],
  [
    { policy: { match: [], notify: [{ to: 'opps' }] } },
    /There is no contact group or contact "opps"\. Did you mean "ops"\?/,
  ],
  [{ policy: { match: [], notfy: [] } }, /"notfy" is not a key here/],
  [{ policy: 'match: [' }, /Expected a policy as a map/],
  [{ policy: '${HOME}' }, /Expected a policy as a map/],
  [{}, /Expected a policy as a map/],
  [
    { policy: {}, durationSeconds: -1 },
    /Expected "durationSeconds" as a number of at most 7948800/,
  ],
  [[1], /Expected a policy as a map/],
])('a preview of %j is refused with what is wrong', async (body, message) => {
  expect(await preview(body)).toMatchObject({
    status: 400,
    body: { code: 'TOCSIN_REQUEST_INVALID', detail: expect.stringMatching(message) },
  })
})

test('a policy of the API sees no environment', async () => {
  const answer = await preview({ policy: { match: ['a="${HOME}"'], notify: [{ to: 'ops' }] } })
  expect(answer).toMatchObject({ status: 200, body: { events: 0 } })
})

test('one preview at a time is computed', async () => {
  const policy = { match: [], notify: [{ to: 'ops' }] }
  const answers = await Promise.all([preview({ policy }), preview({ policy })])
  const statuses = answers.map(({ status }) => status)
  expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 503])
})

test('a pool of two robots has twice the limit of one', async () => {
  const pool = STATES.replace('to: ops', 'to: pool')
  const report = await volume(pool)
  expect(report.chats).toMatchObject([
    { contact: 'pool', limit: { messagesMax: 40, windowMs: 60_000 }, overLimit: 0 },
  ])
})

test.each([
  ['', undefined],
  ['/events?since=0&until=9', /Expected limit as a whole number, found nothing/],
  ['/events?since=0&until=9&limit=501', /Expected limit from 1 to 500, found 501/],
  ['/sent?since=-1&until=9&limit=1', /Expected since as a whole number, found "-1"/],
  ['/sent?since=0&since=1&until=9&limit=1', /Expected since once/],
  ['/silences', /Expected endAfter as a whole number, found nothing/],
  ['/overrides?endAfter=-1', /Expected endAfter as a whole number, found "-1"/],
])(
  'the recording of a running hub at %j says what is wrong, if anything',
  async (path, message) => {
    const { status, body } = await hub.call('GET', `/api/v1/recording${path}`)
    expect(status).toBe(message === undefined ? 200 : 400)
    if (message !== undefined) expect(body.detail).toMatch(message)
  },
)
