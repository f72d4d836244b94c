import { afterEach, beforeEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key, team: payments }
  other: { type: cloudmonitor, key: test-other-key }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  pay: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}pay" }] }
  li: { mobile: "13800000000" }
policies:
  all: { match: [], notify: [{ to: ops }], team: payments }
schedules:
  night: { zone: UTC, team: payments, layers: [{ rotate: daily, at: "09:00", contacts: [li], hours: ["00:00-12:00"], from: "2026-01-01" }] }
teams:
  payments: { name: 支付组, members: [wang], contact: pay }
  empty: {}
fallback: ops
`

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(CONFIG)
})
afterEach(() => hub.close())

/** Makes the first administrator, who is called `name`, and gives the cookie of the session. */
async function signIn(name: string): Promise<string> {
  const code = await hub.app.firstInvitation()
  const answer = await hub.call('POST', '/api/v1/invitation/accept', {
    body: JSON.stringify({ code, name, password: 'a long password' }),
    headers: { 'content-type': 'application/json' },
  })
  return String(answer.headers['set-cookie']).split(';')[0] ?? ''
}

test('a team says what it looks after, and to whom of those who sign in it belongs', async () => {
  const cookie = await signIn('wang')
  const { teams } = (await hub.call('GET', '/api/v1/teams', { headers: { cookie } })).body
  expect(teams).toEqual([
    {
      ...{ id: 'payments', name: '支付组', members: ['wang'], contact: 'pay', isOwn: true },
      ...{ sources: ['aliyun'], policies: ['all'], schedules: ['night'] },
    },
    {
      ...{ id: 'empty', name: 'empty', members: [], isOwn: false },
      ...{ sources: [], policies: [], schedules: [] },
    },
  ])
})

test('alerts are found by the team that looks after their source, and answered by anybody', async () => {
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.call('POST', '/in/test-other-key', { body: JSON.stringify(reboot('i-2', 'Scheduled')) })
  await hub.settle()
  const of = async (query: string): Promise<readonly string[]> =>
    (await hub.call('GET', `/api/v1/alerts${query}`)).body.alerts.map(
      ({ source }: { source: string }) => source,
    )
  expect((await of('')).length).toBe(2)
  expect(await of('?team=payments')).toEqual(['aliyun'])
  expect(await of('?team=payments&source=other')).toEqual([])
  expect(await of('?team=empty')).toEqual([])
  expect(await of('?team=nobody')).toEqual([])
  const answered = await hub.call('POST', '/api/v1/alerts/acknowledge', {
    body: JSON.stringify({ by: 'Zhao', filter: { team: 'payments' } }),
    headers: { 'content-type': 'application/json' },
  })
  expect(answered.body).toMatchObject({ verdicts: { done: 1 } })
})

test('a team whose schedule names no owners hears of its gaps', async () => {
  await hub.pass(2000)
  const heard = await hub.heard('pay')
  expect(heard.length).toBeGreaterThan(0)
  expect(JSON.stringify(heard[0]?.payload)).toContain('night')
  expect(await hub.heard('ops')).toEqual([])
})
