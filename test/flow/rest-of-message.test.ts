import { afterEach, expect, test } from 'vitest'
import { textsIn } from '../contract/room.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const config = (mailPort: string) => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  everybody:
    language: zh
    endpoints:
      - { channel: dingtalk, url: "\${ROBOT}ops" }
      - { channel: lark, url: "\${SANDBOX}/lark/open-apis/bot/v2/hook/ops" }
      - { channel: wecom, url: "\${SANDBOX}/wecom/cgi-bin/webhook/send?key=ops" }
      - { channel: wecom, url: "\${SANDBOX}/wecom/cgi-bin/webhook/send?key=texts", format: text }
      - { channel: slack, url: "\${SANDBOX}/slack/services/T1/B1/ops" }
      - { channel: teams, url: "\${SANDBOX}/teams/workflows/ops/triggers/manual/paths/invoke?api-version=1&sig=any" }
      - { channel: webhook, url: "\${SANDBOX}/webhook/ops" }
      - { channel: email, address: wang@example.com, from: alerts@example.com, host: 127.0.0.1, port: ${mailPort}, security: none }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: everybody }] } }
fallback: everybody
`

const STACK = '等待连接超时，在 com.example.Pool.borrow(Pool.java:42)；'
const LAST = 'the very last words'

let hub: TestHub
afterEach(() => hub.close())

type Told = { readonly platform: string }

/** Tells everybody of an alert that has as many long values as one may have. */
async function tell(): Promise<readonly Told[]> {
  hub = await startHub(config('25'), { sandboxMail: { host: '127.0.0.1', port: 0 } })
  await hub.configure(config(hub.app.mailAddress?.split(':').at(-1) ?? ''))
  const event = reboot('i-web', 'Scheduled')
  const values = Array.from({ length: 36 }, (_, index) => [`value${index}`, STACK.repeat(12)])
  const content = Reflect.get(event, 'content')
  await hub.post({
    ...event,
    content: { ...content, ...Object.fromEntries(values), end: STACK.repeat(12) + LAST },
  })
  await hub.settle()
  const { messages, refused } = (await hub.call('GET', '/sandbox/api/messages')).body
  expect(refused).toEqual([])
  return messages
}

/** The page with the end of it all, among those that a message links to. */
async function restBehind(told: Told): Promise<string | undefined> {
  const text = textsIn(told).map(decoded).join('\n')
  for (const path of new Set(text.match(/\/a\/[\w-]+/g))) {
    const page = await hub.call('GET', path)
    if (String(page.body).includes(LAST)) return path
  }
  return undefined
}

function decoded(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => decodeURIComponent(code))
}

test('a message that is too long for its chat says so, and links to a page with all of it', async () => {
  const messages = await tell()
  expect(messages).toHaveLength(8)
  for (const told of messages) {
    const text = textsIn(told).join('\n')
    const isWhole = text.includes(LAST)
    expect(isWhole, told.platform).toBe(['webhook', 'email'].includes(told.platform))
    expect(text.includes('已截短'), told.platform).toBe(!isWhole)
    expect(text.includes('查看全文'), told.platform).toBe(!isWhole)
    if (!isWhole) expect(await restBehind(told), told.platform).toMatch(/^\/a\//)
  }
})

test('the page with the rest shows and does nothing, and ends with its link', async () => {
  const [told] = (await tell()).filter(({ platform }) => platform === 'slack')
  const path = told && (await restBehind(told))
  if (path === undefined) throw new Error('no page')
  const page = await hub.call('GET', path)
  expect(page.status).toBe(200)
  expect(page.body).not.toMatch(/<form|<script/)
  expect(page.body).toContain(STACK.repeat(9))
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await hub.call('POST', path, { headers: form, body: 'name=x' })).status).toBe(404)
  hub.clock.advance(25 * 3_600_000)
  expect((await hub.call('GET', path)).status).toBe(410)
})
