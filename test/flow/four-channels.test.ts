import { afterEach, beforeEach, expect, test } from 'vitest'
import { chatId } from '../../src/sandbox/chats.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const FLOW = 'teams/workflows/flow-1/triggers/manual/paths/invoke?api-version=1&sig=right'
const HOOK = 'T1/B1/hush'
const MAILBOX = 'wang@example.com'

/** A hub that tells everybody over Slack, Teams, a webhook and mail. */
const config = (mailPort: string) => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  everybody:
    language: zh
    endpoints:
      - { channel: slack, url: "\${SANDBOX}/slack/services/${HOOK}" }
      - { channel: teams, url: "\${SANDBOX}/${FLOW}" }
      - { channel: webhook, url: "\${SANDBOX}/webhook/ops", secret: "${SECRET}" }
      - { channel: email, address: ${MAILBOX}, from: alerts@example.com, host: 127.0.0.1, port: ${mailPort}, security: none }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: everybody }] } }
fallback: everybody
`

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(config('25'), { sandboxMail: { host: '127.0.0.1', port: 0 } })
  await hub.configure(config(hub.app.mailAddress?.split(':').at(-1) ?? ''))
  await hub.sandbox('PUT', 'chats', { platform: 'webhook', token: 'ops', secret: SECRET })
  await hub.sandbox('PUT', 'chats', { platform: 'teams', token: 'flow-1', secret: 'right' })
})
afterEach(() => hub.close())

type Listed = { readonly platform: string; readonly preview: string; readonly errcode: unknown }

async function listed(part: 'messages' | 'refused' | 'duplicates'): Promise<readonly Listed[]> {
  return (await hub.call('GET', '/sandbox/api/messages')).body[part]
}

test('an alert and its end are told on Slack, on Teams, to a receiver and by mail', async () => {
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  await hub.post(reboot('i-web', 'Executed'))
  await hub.settle()
  expect(await listed('refused')).toEqual([])
  const messages = await listed('messages')
  for (const platform of ['slack', 'teams', 'webhook', 'email']) {
    const told = messages.filter((message) => message.platform === platform)
    expect(told.length, platform).toBe(2)
    expect(told[0]?.preview).toMatch(/计划/)
    expect(JSON.stringify(told)).toContain('i-web')
  }
  const [, end] = messages.filter(({ platform }) => platform === 'email')
  expect(end?.preview).toMatch(/已恢复/)
})

test('a mail server and a flow that are away for a while hear of it afterwards', async () => {
  for (const platform of ['email', 'teams']) {
    await hub.sandbox('POST', 'faults', { kind: 'busy', platform })
  }
  await hub.post(reboot('i-db', 'Executing'))
  await hub.settle()
  const platforms = async () => (await listed('messages')).map(({ platform }) => platform).sort()
  expect(await platforms()).toEqual(['slack', 'webhook'])
  await hub.sandbox('DELETE', 'faults', {})
  await hub.pass(10 * 60_000, 30_000)
  expect(await platforms()).toEqual(['email', 'slack', 'teams', 'webhook'])
})

test('a receiver whose answer was lost takes the message once', async () => {
  const chat = chatId('webhook', 'ops')
  await hub.sandbox('POST', 'faults', { kind: 'lostReply', chat, times: 1 })
  await hub.post(reboot('i-db', 'Executing'))
  await hub.settle()
  await hub.pass(2 * 60_000, 10_000)
  const taken = (await listed('messages')).filter(({ platform }) => platform === 'webhook')
  expect(taken).toHaveLength(1)
  expect(await listed('duplicates')).toHaveLength(1)
})
