import { afterAll, beforeAll, expect, test } from 'vitest'
import { chatId } from '../../src/sandbox/chats.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  chats:
    endpoints:
      - { channel: dingtalk, url: "\${ROBOT}ding", secret: SECding, keywords: [CloudMonitor] }
      - { channel: lark, url: "\${SANDBOX}/lark/open-apis/bot/v2/hook/hook-1", secret: lark-secret, keywords: [CloudMonitor] }
      - { channel: wecom, url: "\${SANDBOX}/wecom/cgi-bin/webhook/send?key=key-1" }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: chats }] } }
fallback: chats
`

let hub: TestHub
beforeAll(async () => {
  hub = await startHub(CONFIG)
})
afterAll(() => hub.close())

async function listed() {
  const { body } = await hub.call('GET', '/sandbox/api/messages')
  return { messages: [...body.messages], refused: [...body.refused] }
}

test('an event is told in the chats of all platforms, through their security settings', async () => {
  const keywords = ['CloudMonitor']
  await hub.sandbox('PUT', 'chats', { token: 'ding', secret: 'SECding', keywords })
  const lark = { platform: 'lark', token: 'hook-1', secret: 'lark-secret', keywords }
  await hub.sandbox('PUT', 'chats', lark)
  await hub.sandbox('PUT', 'chats', { platform: 'wecom', token: 'key-1' })
  await hub.post(reboot('i-1', 'Executing'))
  await hub.settle()
  const { messages, refused } = await listed()
  expect(refused).toEqual([])
  expect(new Set(messages.map(({ platform }) => platform))).toEqual(
    new Set(['dingtalk', 'lark', 'wecom']),
  )
  expect(messages).toHaveLength(3)
  for (const { preview, payload } of messages) {
    expect(preview).toMatch(/reboot/i)
    expect(JSON.stringify(payload)).toContain('i-1')
  }
})

test('a bot that turned deaf is told of, and the others are not kept waiting', async () => {
  await hub.sandbox('POST', 'faults', { kind: 'removed', platform: 'lark', token: 'hook-1' })
  await hub.post(reboot('i-2', 'Executing'))
  await hub.settle()
  const { messages, refused } = await listed()
  const about = messages.filter(({ payload }) => JSON.stringify(payload).includes('i-2'))
  expect(about.map(({ platform }) => platform)).toEqual(
    expect.arrayContaining(['dingtalk', 'wecom']),
  )
  expect(refused[0]).toMatchObject({
    chat: chatId('lark', 'hook-1'),
    errcode: 9499,
    fault: 'removed',
  })
})
