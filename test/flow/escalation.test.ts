import { afterEach, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const JSON_BODY = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** The harness begins on 5 March 2026, a Thursday, at 10:15 in Shanghai. */
const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  chat: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}chat" }] }
  wang: { name: Wang, mobile: "13800000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}wang" }] }
  li: { name: Li, mobile: "13900000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}li" }] }
  boss: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}boss" }] }
  nobody-home: { mobile: "13700000000" }
schedules:
  duty: { zone: Asia/Shanghai, layers: [{ rotate: daily, at: "09:00", contacts: [wang, li], from: "2026-03-05" }] }
  empty: { zone: Asia/Shanghai, layers: [{ rotate: daily, contacts: [nobody] }] }
muteTimings:
  office: [{ times: ["09:00-18:00"], weekdays: ["monday:friday"], zone: Asia/Shanghai }]
  night: [{ times: ["00:00-06:00"], zone: Asia/Shanghai }]
policies:
  trouble: { match: ['severity=~"critical|error|warning"'], notify: [{ to: chat }], escalate: on-call }
escalationPolicies:
  on-call:
    steps:
      - { notify: [{ schedule: duty }], wait: 5m }
      - { notify: [{ contact: li }], wait: 10m }
fallback: boss
`

let hub: TestHub
afterEach(() => hub.close())

const heardBy = async (token: string): Promise<number> => (await hub.heard(token)).length
const last = async (token: string): Promise<string> =>
  decodeURIComponent(JSON.stringify((await hub.heard(token)).at(-1)?.payload ?? ''))
/** How many messages each has heard. */
const counts = async (): Promise<Record<string, number>> => {
  const all: Record<string, number> = {}
  for (const token of ['chat', 'wang', 'li', 'boss']) all[token] = await heardBy(token)
  return all
}

async function begin(yaml = HUB, instance = 'i-web', change = {}): Promise<string> {
  hub = await startHub(yaml)
  const [id] = await hub.post(reboot(instance, 'Scheduled', change))
  await hub.settle()
  return String(id)
}

async function alertId(): Promise<string> {
  return (await hub.call('GET', '/api/v1/alerts')).body.alerts[0].id
}

async function ask(action: string, body: object = {}): Promise<ReturnType<typeof Object>> {
  const answer = await hub.call('POST', `/api/v1/alerts/${await alertId()}/${action}`, {
    headers: JSON_BODY,
    body: JSON.stringify({ by: 'Zhao', ...body }),
  })
  await hub.settle()
  return answer.body
}

describe('a problem that nobody answers', () => {
  test('is told to the chat and to whoever is on call at once, then to the next step, then to the fallback group once', async () => {
    await begin()
    expect(await counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE - 1000, MINUTE)
    expect(await counts()).toMatchObject({ li: 0 })
    await hub.pass(1000)
    expect(await counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 0 })
    expect(await last('li')).toContain('Escalated')
    expect(await last('li')).toContain('Nobody has answered')
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
    expect(await last('boss')).toContain('Nobody has answered')
    await hub.pass(2 * HOUR, 30 * MINUTE)
    expect(await counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
  })
})
