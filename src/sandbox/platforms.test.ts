import { describe, expect, test } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { chatId } from './chats.ts'
import type { SandboxAnswer } from './exchange.ts'
import { COMMON_FAULTS } from './faults.ts'
import { createSandbox, type SandboxOptions } from './sandbox.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 15)

/** Each platform's address for a token, and a message that it takes. */
const PLATFORMS = [
  {
    platform: 'dingtalk',
    address: (token: string) => `/sandbox/dingtalk/robot/send?access_token=${token}`,
    message: { msgtype: 'text', text: { content: 'hello' } },
    ok: { errcode: 0, errmsg: 'ok' },
    unknown: /300005/,
    busy: -1,
  },
  {
    platform: 'lark',
    address: (token: string) => `/sandbox/lark/open-apis/bot/v2/hook/${token}`,
    message: { msg_type: 'text', content: { text: 'hello' } },
    ok: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' },
    unknown: /19001/,
    busy: 11247,
  },
  {
    platform: 'wecom',
    address: (token: string) => `/sandbox/wecom/cgi-bin/webhook/send?key=${token}`,
    message: { msgtype: 'text', text: { content: 'hello' } },
    ok: { errcode: 0, errmsg: 'ok' },
    unknown: /93000/,
    busy: -1,
  },
] as const

function aSandbox(options: Partial<SandboxOptions> = {}) {
  const clock = new ManualClock(NOW)
  const sandbox = createSandbox({ clock, ...options })
  const ask = (method: string, url: string, body?: unknown): Promise<SandboxAnswer> => {
    const [path = '', query = ''] = url.split('?')
    return sandbox.handle({
      method,
      path,
      query,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)),
      address: '127.0.0.1',
    })
  }
  const askJson = async (method: string, url: string, body?: unknown) => {
    const answer = await ask(method, url, body)
    if (answer.kind !== 'answer') return { status: 0, body: { kind: answer.kind } }
    return { status: answer.status, body: JSON.parse(String(answer.body)) }
  }
  return { clock, ask, askJson }
}

describe.each(PLATFORMS)('of $platform', ({ platform, address, message, ok, unknown, busy }) => {
  const id = chatId(platform, 'token-1')

  test('a chat exists once its token is posted to, and its message is listed', async () => {
    const { ask, askJson } = aSandbox()
    const { body } = await askJson('POST', address('token-1'), message)
    expect(body).toEqual(ok)
    const { messages } = (await askJson('GET', `/sandbox/api/messages?chat=${id}`)).body
    expect(messages).toMatchObject([
      { chat: id, platform, outcome: 'posted', errcode: 0, preview: 'hello', payload: message },
    ])
    const { chats } = (await askJson('GET', '/sandbox/api/chats')).body
    expect(chats).toMatchObject([{ id, platform, robotName: 'Tocsin', posted: 1 }])
    for (const path of ['messages', 'chats', 'faults']) {
      const answer = await ask('GET', `/sandbox/api/${path}`)
      expect(answer.kind === 'answer' && String(answer.body)).not.toContain('token-1')
    }
  })

  test('an answer tells the time of the platform’s clock', async () => {
    const answer = await aSandbox().ask('POST', address('token-1'), message)
    expect(answer).toMatchObject({ headers: { date: 'Thu, 05 Mar 2026 02:15:00 GMT' } })
  })

  test('with strict tokens only a chat that was set up exists', async () => {
    const { askJson } = aSandbox({ strictTokens: true })
    const first = await askJson('POST', address('token-1'), message)
    expect(JSON.stringify(first.body)).toMatch(unknown)
    const set = { platform, token: 'token-1', name: 'Ops' }
    expect((await askJson('PUT', '/sandbox/api/chats', set)).body.chat).toMatchObject({ id })
    expect((await askJson('POST', address('token-1'), message)).body).toEqual(ok)
  })

  test('a setting that the platform does not have is turned away with a reason', async () => {
    const change = { platform, token: 'token-1', nmae: 'x' }
    const answer = await aSandbox().askJson('PUT', '/sandbox/api/chats', change)
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining('nmae') } })
  })

  test('what goes wrong can be asked for by platform and token', async () => {
    const { askJson } = aSandbox()
    const fault = { kind: 'busy', platform, token: 'token-1', times: 1 }
    await askJson('POST', '/sandbox/api/faults', fault)
    expect((await askJson('POST', address('token-2'), message)).body).toEqual(ok)
    const disturbed = (await askJson('POST', address('token-1'), message)).body
    expect(disturbed.errcode ?? disturbed.code).toBe(busy)
    expect((await askJson('POST', address('token-1'), message)).body).toEqual(ok)
    const { refused } = (await askJson('GET', `/sandbox/api/messages?chat=${id}`)).body
    expect(refused).toMatchObject([{ fault: 'busy', errcode: busy, payload: message }])
  })

  test('any status and body can be asked for', async () => {
    const { ask } = aSandbox()
    const fault = {
      kind: 'answer',
      platform,
      status: 429,
      body: 'slow',
      contentType: 'text/plain',
      retryAfter: 7,
    }
    await ask('POST', '/sandbox/api/faults', fault)
    expect(await ask('POST', address('token-1'), message)).toMatchObject({
      status: 429,
      headers: { 'content-type': 'text/plain', 'retry-after': '7' },
      body: 'slow',
    })
  })

  test.each(['drop', 'lostReply'])('with %s the connection ends', async (kind) => {
    const { ask, askJson } = aSandbox()
    await ask('POST', '/sandbox/api/faults', { kind, platform })
    expect(await ask('POST', address('token-1'), message)).toEqual({ kind: 'drop' })
    const { messages } = (await askJson('GET', '/sandbox/api/messages')).body
    expect(messages).toHaveLength(kind === 'drop' ? 0 : 1)
  })

  test.each([
    ['http502', 502, /502 Bad Gateway/],
    ['waf', 200, /访问被拦截/],
  ])('%s is a stranger’s answer', async (kind, status, text) => {
    const { ask } = aSandbox()
    await ask('POST', '/sandbox/api/faults', { kind })
    const answer = await ask('POST', address('token-1'), message)
    expect(answer).toMatchObject({ status, body: expect.stringMatching(text) })
  })
})

describe('faults', () => {
  test('of one platform do not meet another', async () => {
    const { askJson } = aSandbox()
    await askJson('POST', '/sandbox/api/faults', { kind: 'busy', platform: 'lark' })
    const [dingtalk, , wecom] = PLATFORMS
    for (const { address, message, ok } of [dingtalk, wecom]) {
      expect((await askJson('POST', address('t'), message)).body).toEqual(ok)
    }
  })

  test('that a platform does not know wait for one that does', async () => {
    const { askJson } = aSandbox()
    await askJson('POST', '/sandbox/api/faults', { kind: 'dissolved', times: 1 })
    const [dingtalk, lark] = PLATFORMS
    expect((await askJson('POST', lark.address('t'), lark.message)).body).toEqual(lark.ok)
    const met = await askJson('POST', dingtalk.address('t'), dingtalk.message)
    expect(met.body.errcode).toBe(400013)
  })

  test.each([
    [
      'a kind that the platform does not know',
      { kind: 'dissolved', platform: 'wecom' },
      /wecom knows no such fault/,
    ],
    ['a platform that there is not', { kind: 'busy', platform: 'icq' }, /dingtalk, lark, wecom/],
    ['a status that is none', { kind: 'answer', status: 99 }, /status/],
  ])('with %s are turned away', async (_, fault, text) => {
    const answer = await aSandbox().askJson('POST', '/sandbox/api/faults', fault)
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(text) } })
  })

  test('of a chat are checked against its platform', async () => {
    const { askJson } = aSandbox()
    const wecom = PLATFORMS[2]
    await askJson('POST', wecom.address('t'), wecom.message)
    const fault = { kind: 'stopped', chat: chatId('wecom', 't') }
    expect((await askJson('POST', '/sandbox/api/faults', fault)).status).toBe(400)
  })
})

test('the platforms say where they are posted to and what can go wrong with them', async () => {
  const { platforms } = (await aSandbox().askJson('GET', '/sandbox/api/platforms')).body
  for (const { platform, address } of PLATFORMS) {
    const told = platforms.find((each: { platform: string }) => each.platform === platform)
    expect(told.sample).toBe(address('…'))
    expect(told.faults).toEqual(expect.arrayContaining([...COMMON_FAULTS]))
  }
})

test('one token on two platforms is two chats', async () => {
  const { askJson } = aSandbox()
  for (const { address, message } of PLATFORMS) await askJson('POST', address('t'), message)
  const { chats } = (await askJson('GET', '/sandbox/api/chats')).body
  expect(chats.map((chat: { platform: string }) => chat.platform)).toEqual(
    PLATFORMS.map(({ platform }) => platform),
  )
})
