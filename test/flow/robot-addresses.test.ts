// In comes what senders post to chat robots, at the robots' own paths on the hub's host.
// Out goes the platforms' own answer, and an alert that is told and ends.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../harness/hub.ts'

const KEYS = `
sources:
  dingtalk: { type: dingtalk, key: dingtalk-ingest-key }
  lark: { type: lark, key: lark-ingest-key }
  wecom: { type: wecom, key: wecom-ingest-key }
  slack: { type: slack, key: slack-ingest-key }
  cloud: { type: cloudmonitor, key: test-ingest-key }
  apm: { type: arms, key: arms-ingest-key }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
contactGroups: { everybody: [ops] }
policies: { all: { match: [], notify: [{ to: everybody }] } }
fallback: ops
`

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(KEYS)
})
afterEach(() => hub.close())

const post = (path: string, body: object | string) =>
  hub.call('POST', path, { body: typeof body === 'string' ? body : JSON.stringify(body) })

const told = async (): Promise<unknown[]> => (await hub.heard('ops')).map(({ preview }) => preview)

test.each([
  [
    '/robot/send?access_token=dingtalk-ingest-key&timestamp=1&sign=x',
    (words: string) => ({ msgtype: 'text', text: { content: words } }),
    { errcode: 0, errmsg: 'ok' },
  ],
  [
    '/open-apis/bot/v2/hook/lark-ingest-key',
    (words: string) => ({ msg_type: 'text', content: { text: words } }),
    { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' },
  ],
  [
    '/open-apis/bot/hook/lark-ingest-key',
    (words: string) => ({ title: words, text: 'x' }),
    { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' },
  ],
  [
    '/cgi-bin/webhook/send?key=wecom-ingest-key',
    (words: string) => ({ msgtype: 'markdown', markdown: { content: words } }),
    { errcode: 0, errmsg: 'ok' },
  ],
  ['/services/T000/B000/slack-ingest-key', (words: string) => ({ text: words }), 'ok'],
  ['/services/slack-ingest-key', (words: string) => ({ text: words }), 'ok'],
])('a sender that changes only the host to ours is heard, at %s', async (path, message, answer) => {
  for (const words of ['[FIRING] disk of db-1', '[RESOLVED] disk of db-1']) {
    const taken = await post(path, message(words))
    expect([taken.status, taken.body]).toEqual([200, answer])
    await hub.settle()
  }
  expect(await told()).toEqual([
    expect.stringContaining('[FIRING] disk of db-1'),
    expect.stringContaining('[RESOLVED] disk of db-1'),
  ])
  const { alerts } = (await hub.call('GET', '/api/v1/alerts')).body
  expect(alerts).toMatchObject([{ state: 'resolved', eventCount: 2 }])
})

test.each([
  ['/robot/send?access_token=nobody', 200, { errcode: 300_005, errmsg: 'token is not exist' }],
  ['/robot/send', 200, { errcode: 300_005, errmsg: 'token is not exist' }],
  [
    '/open-apis/bot/v2/hook/nobody',
    200,
    {
      code: 19_001,
      data: {},
      msg: 'param invalid: incoming webhook access token invalid',
    },
  ],
  ['/cgi-bin/webhook/send?key=nobody', 200, { errcode: 93_000, errmsg: 'invalid webhook url' }],
  ['/services/T000/B000/nobody', 404, 'no_service'],
])(
  'an address with a key that nobody has is refused as the platform does: %s',
  async (path, status, body) => {
    const refused = await post(path, { msgtype: 'text', text: { content: 'alert' } })
    expect([refused.status, refused.body]).toEqual([status, body])
    await hub.settle()
    expect(await told()).toEqual([])
  },
)

test('what a robot would refuse is refused with its code, and kept with the reason', async () => {
  const refused = await post('/robot/send?access_token=dingtalk-ingest-key', { msgtype: 'image' })
  expect([refused.status, refused.body.errcode]).toEqual([200, 400_105])
  const { requests } = (await hub.call('GET', '/api/v1/quarantine')).body
  expect(requests).toMatchObject([
    { source: 'dingtalk', problem: expect.stringContaining('A "msgtype" that no robot takes') },
  ])
  expect(JSON.stringify(requests)).not.toContain('dingtalk-ingest-key')
})

test('a robot’s message that reaches another Alibaba source is read all the same', async () => {
  const message = { msgtype: 'markdown', markdown: { title: '磁盘告警', text: '主机：db-1' } }
  for (const key of ['test-ingest-key', 'arms-ingest-key']) {
    expect((await post(`/in/${key}`, message)).status).toBe(200)
  }
  await hub.settle()
  expect(await told()).toEqual([
    expect.stringContaining('磁盘告警'),
    expect.stringContaining('磁盘告警'),
  ])
})

test('a problem that begins anew in the same words is heard again, a notice that is tried again is not', async () => {
  const path = '/robot/send?access_token=dingtalk-ingest-key'
  const words = ['disk alert', 'disk recovered', 'disk alert', 'weekly report', 'weekly report']
  for (const content of words) {
    await post(path, { msgtype: 'text', text: { content } })
    await hub.settle()
  }
  expect(await told()).toEqual([
    expect.stringContaining('disk alert'),
    expect.stringContaining('disk recovered'),
    expect.stringContaining('disk alert'),
    expect.stringContaining('weekly report'),
  ])
})
