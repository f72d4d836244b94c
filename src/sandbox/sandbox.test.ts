import { readFileSync } from 'node:fs'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { chatId } from './chats.ts'
import { dingtalkDefaults } from './dingtalk-settings.ts'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import { FAULT_KINDS } from './faults.ts'
import { larkDefaults } from './lark-settings.ts'
import { createSandbox, mountSandbox, type SandboxOptions } from './sandbox.ts'
import { SandboxState } from './state.ts'
import { wecom } from './wecom.ts'

const NOW = Date.UTC(2026, 2, 5)
const ID = chatId('dingtalk', 'token-1')
const SEND = '/sandbox/dingtalk/robot/send'
const TEXT = { msgtype: 'text', text: { content: 'hello' } }
const JSON_TYPE = { 'content-type': 'application/json' }

/** A sandbox with short ways to ask it. */
function aSandbox(options: Partial<SandboxOptions> = {}) {
  const clock = new ManualClock(NOW)
  const sandbox = createSandbox({ clock, ...options })
  const ask = (method: string, url: string, body?: unknown): Promise<SandboxAnswer> => {
    const [path = '', query = ''] = url.split('?')
    const bytes = body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body))
    const request: SandboxRequest = {
      method,
      path,
      query,
      headers: JSON_TYPE,
      body: bytes,
      address: '127.0.0.1',
    }
    return sandbox.handle(request)
  }
  const askJson = async (method: string, url: string, body?: unknown) => {
    const answer = await ask(method, url, body)
    if (answer.kind !== 'answer') return { status: 0, body: { kind: answer.kind } }
    return { status: answer.status, body: JSON.parse(String(answer.body)) }
  }
  const send = (body: unknown = TEXT, token = 'token-1') =>
    ask('POST', `${SEND}?access_token=${token}`, body)
  const sendCode = async (body: unknown = TEXT, token = 'token-1') =>
    (await askJson('POST', `${SEND}?access_token=${token}`, body)).body.errcode
  return { clock, sandbox, ask, askJson, send, sendCode }
}

describe('messages', () => {
  test('what a chat received is listed, what was refused apart, and filtered', async () => {
    const { askJson, sendCode } = aSandbox()
    await sendCode({ ...TEXT, msgUuid: 'u1', at: { isAtAll: true } })
    await sendCode({ ...TEXT, msgUuid: 'u1' })
    await sendCode({ msgtype: 'image' })
    await sendCode(TEXT, 'token-2')
    const { body } = await askJson('GET', `/sandbox/api/messages?chat=${ID}`)
    expect(body.messages).toEqual([
      {
        id: 1,
        chat: ID,
        platform: 'dingtalk',
        at: NOW,
        outcome: 'posted',
        errcode: 0,
        errmsg: 'ok',
        msgtype: 'text',
        preview: 'hello',
        msgUuid: 'u1',
        mentions: { all: false, people: [], missed: [] },
        payload: { ...TEXT, msgUuid: 'u1', at: { isAtAll: true } },
      },
    ])
    expect(body.duplicates).toMatchObject([{ id: 2, outcome: 'duplicate' }])
    expect(body.refused).toMatchObject([{ id: 3, outcome: 'refused', errcode: 400105 }])
    const since = await askJson('GET', '/sandbox/api/messages?since=3')
    expect(since.body).toMatchObject({ messages: [{ id: 4 }], refused: [], last: 4, more: false })
    expect((await askJson('GET', '/sandbox/api/messages?since=x')).status).toBe(400)
  })

  test('the preview has names, and the ends of numbers', async () => {
    const { askJson, sendCode } = aSandbox()
    const members = [{ name: '王伟', mobile: '13800000000' }]
    await askJson('PUT', '/sandbox/api/chats', { token: 'token-1', members })
    const text = { content: '@13800000000 @13900000000 @x' }
    await sendCode({ msgtype: 'text', text, at: { atMobiles: ['13800000000'] } })
    const { messages } = (await askJson('GET', '/sandbox/api/messages')).body
    expect(messages[0].preview).toBe('@王伟 @139****0000 @x')
  })

  test('a key may be posted again after its window', async () => {
    const { clock, askJson, sendCode } = aSandbox()
    const count = async () => (await askJson('GET', '/sandbox/api/messages')).body.messages.length
    await sendCode({ ...TEXT, msgUuid: 'u1' })
    clock.advance(3_599_999)
    await sendCode({ ...TEXT, msgUuid: 'u1' })
    expect(await count()).toBe(1)
    await sendCode({ ...TEXT, msgUuid: 'u1' }, 'token-2')
    expect(await count()).toBe(2)
    clock.advance(1)
    await sendCode({ ...TEXT, msgUuid: 'u1' })
    expect(await count()).toBe(3)
  })

  test('are cleared for one chat or for all', async () => {
    const { askJson, sendCode } = aSandbox()
    await sendCode()
    await sendCode(TEXT, 'token-2')
    await askJson('DELETE', `/sandbox/api/messages?chat=${ID}`)
    const left = await askJson('GET', '/sandbox/api/messages')
    expect(left.body.messages).toMatchObject([{ chat: chatId('dingtalk', 'token-2') }])
    await askJson('DELETE', '/sandbox/api/messages')
    expect((await askJson('GET', '/sandbox/api/messages')).body.messages).toEqual([])
  })

  test('are forgotten from the oldest on when there are too many, or too large ones', () => {
    const state = new SandboxState()
    const message = {
      chat: ID,
      platform: 'dingtalk' as const,
      at: NOW,
      outcome: 'posted' as const,
      errmsg: 'ok',
      mentions: { all: false, people: [], missed: [] },
    }
    for (let count = 0; count < SANDBOX_LIMITS.messagesMax + 5; count++) state.addMessage(message)
    expect(state.messages().length).toBe(SANDBOX_LIMITS.messagesMax)
    expect(state.messages()[0]?.id).toBe(6)
    expect(state.forgotten).toBe(5)
    state.addMessage({ ...message, payload: 'x'.repeat(SANDBOX_LIMITS.payloadBytesMax + 1) })
    expect(state.messages().at(-1)?.payload).toBeUndefined()
  })
})

describe('chats', () => {
  test('a chat exists once its token is posted to', async () => {
    const { askJson, sendCode } = aSandbox()
    expect((await askJson('GET', '/sandbox/api/chats')).body.chats).toEqual([])
    expect(await sendCode()).toBe(0)
    const { chats } = (await askJson('GET', '/sandbox/api/chats')).body
    expect(chats).toMatchObject([{ id: ID, posted: 1, refused: 0, hasSecret: false }])
  })

  test('with strict tokens only a configured chat exists', async () => {
    const { askJson, sendCode } = aSandbox({ strictTokens: true })
    expect(await sendCode()).toBe(300005)
    await askJson('PUT', '/sandbox/api/chats', { token: 'token-1', name: 'Ops' })
    expect(await sendCode()).toBe(0)
    expect((await askJson('GET', '/sandbox/api/chats')).body.chats).toHaveLength(1)
  })

  test('a change keeps the other settings, and secrets are taken but never given', async () => {
    const { ask, askJson, sendCode } = aSandbox()
    const members = [{ name: '王伟', mobile: '13800000000' }]
    await askJson('PUT', '/sandbox/api/chats', { token: 'token-1', secret: 'SECabc', members })
    const changed = await askJson('PUT', '/sandbox/api/chats', { id: ID, keywords: ['x'] })
    expect(changed.body.chat).toMatchObject({
      hasSecret: true,
      keywords: ['x'],
      members: [{ name: '王伟', mobile: '138****0000' }],
    })
    expect(await sendCode()).toBe(310000)
    for (const path of ['chats', 'messages', 'faults']) {
      const answer = await ask('GET', `/sandbox/api/${path}`)
      const shown = answer.kind === 'answer' ? String(answer.body) : ''
      expect(shown).toMatch(/^\{/)
      expect(shown).not.toMatch(/SECabc|token-1|13800000000/)
    }
  })

  test.each([
    ['neither token nor id', { name: 'x' }],
    ['an id that is not known', { id: 'dingtalk-0' }],
    ['an unknown setting', { token: 't', nmae: 'x' }],
    ['an address that is none', { token: 't', ips: ['10.0.0.0/33'] }],
    ['too many keywords', { token: 't', keywords: Array.from({ length: 11 }, () => 'k') }],
    ['no object', [1]],
  ])('a change with %s is turned away with a reason', async (_, change) => {
    const { askJson } = aSandbox()
    const answer = await askJson('PUT', '/sandbox/api/chats', change)
    expect(answer).toMatchObject({ status: 400, body: { error: /\w/ } })
  })
})

describe('faults', () => {
  test('are met as often as was asked for, by the chat that was named', async () => {
    const { askJson, sendCode } = aSandbox()
    await askJson('POST', '/sandbox/api/faults', { kind: 'busy', token: 'token-1', times: 2 })
    expect([
      await sendCode(TEXT, 'token-2'),
      await sendCode(),
      await sendCode(),
      await sendCode(),
    ]).toEqual([0, -1, -1, 0])
    expect((await askJson('GET', '/sandbox/api/faults')).body.faults).toEqual([])
    const { refused } = (await askJson('GET', `/sandbox/api/messages?chat=${ID}`)).body
    expect(refused).toMatchObject([{ fault: 'busy', errcode: -1 }, { fault: 'busy' }])
  })

  test('without a number stay until they are cleared', async () => {
    const { askJson, sendCode } = aSandbox()
    await askJson('POST', '/sandbox/api/faults', { kind: 'stopped' })
    expect([await sendCode(), await sendCode()]).toEqual([400102, 400102])
    await askJson('DELETE', '/sandbox/api/faults')
    expect(await sendCode()).toBe(0)
  })

  test('a reply is lost after the message was taken, so that the same key posts nothing more', async () => {
    const { ask, askJson, send, sendCode } = aSandbox()
    await ask('POST', '/sandbox/api/faults', { kind: 'lostReply', times: 1 })
    expect(await send({ ...TEXT, msgUuid: 'u' })).toEqual({ kind: 'drop' })
    expect(await sendCode({ ...TEXT, msgUuid: 'u' })).toBe(0)
    const { body } = await askJson('GET', '/sandbox/api/messages')
    expect(body.messages).toMatchObject([{ fault: 'lostReply', outcome: 'posted' }])
    expect(body.duplicates).toHaveLength(1)
  })

  test.each([
    ['drop', { kind: 'drop' }],
    ['http502', { kind: 'answer', status: 502, body: /502 Bad Gateway/ }],
    ['waf', { kind: 'answer', status: 200, body: /访问被拦截/ }],
    ['wafJson', { kind: 'answer', status: 200, body: /"punish":"deny"/ }],
  ])('%s answers as a stranger and posts nothing', async (kind, expected) => {
    const { ask, askJson, send } = aSandbox()
    await ask('POST', '/sandbox/api/faults', { kind })
    const answer = await send()
    const { body, ...rest } = { body: undefined, ...expected }
    expect(answer).toMatchObject(rest)
    if (answer.kind === 'answer') expect(String(answer.body)).toMatch(body ?? '')
    const listed = (await askJson('GET', '/sandbox/api/messages')).body
    expect(listed.messages).toEqual([])
    expect(listed.refused).toMatchObject([{ fault: kind, errmsg: kind }])
  })

  test('latency holds an answer back, also together with another fault', async () => {
    const { clock, ask, sendCode } = aSandbox()
    await ask('POST', '/sandbox/api/faults', { kind: 'latency', latencyMs: 5_000, times: 1 })
    await ask('POST', '/sandbox/api/faults', {
      kind: 'answer',
      errcode: 7,
      errmsg: 'odd',
      times: 1,
    })
    let code: unknown = 'none'
    const sending = sendCode().then((value) => {
      code = value
    })
    clock.advance(4_999)
    await Promise.resolve()
    expect(code).toBe('none')
    clock.advance(1)
    await sending
    expect(code).toBe(7)
  })

  test('closing ends who waits for a latency', async () => {
    const { sandbox, ask, sendCode } = aSandbox()
    await ask('POST', '/sandbox/api/faults', { kind: 'latency', latencyMs: 5_000 })
    const sending = sendCode()
    sandbox.close()
    expect(await sending).toBe(0)
  })

  test.each([
    { kind: 'unknown' },
    { kind: 'drop', times: 0 },
    { kind: 'latency', latencyMs: -1 },
    5,
  ])('%j is turned away', async (fault) => {
    const { askJson } = aSandbox()
    expect((await askJson('POST', '/sandbox/api/faults', fault)).status).toBe(400)
  })
})

describe('the pages', () => {
  test.each(['/sandbox', '/sandbox/', `/sandbox/chats/${ID}`])('%s is the page', async (path) => {
    const answer = await aSandbox().ask('GET', path)
    expect(answer).toMatchObject({ kind: 'answer', status: 200 })
    if (answer.kind === 'answer') {
      expect(answer.headers['content-type']).toContain('text/html')
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    }
  })

  test.each([
    '/sandbox/page/../sandbox.ts',
    '/sandbox/page/nothing.js',
    '/sandbox/x',
    '/sandbox/api/x',
  ])('%s is not found', async (path) => {
    expect(await aSandbox().ask('GET', path)).toMatchObject({ status: 404 })
  })
})

describe('on a server', () => {
  let app: FastifyInstance | undefined
  afterEach(() => app?.close())

  async function listen(): Promise<string> {
    app = fastify()
    mountSandbox(app, createSandbox({ clock: new ManualClock(NOW) }))
    return await app.listen({ port: 0, host: '127.0.0.1' })
  }

  function post(url: string, body: unknown): Promise<Response> {
    return fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) })
  }

  test('a message is taken, in any content type as DingTalk answers it', async () => {
    const origin = await listen()
    const url = `${origin}${SEND}?access_token=token-1`
    expect(await (await post(url, TEXT)).json()).toEqual({ errcode: 0, errmsg: 'ok' })
    const plain = await fetch(url, { method: 'POST', body: 'x' })
    expect(plain.status).toBe(200)
    expect(await plain.json()).toMatchObject({ errcode: 43004 })
    expect(await (await fetch(url)).json()).toMatchObject({ errcode: 43002 })
  })

  test('a form of another site cannot change anything', async () => {
    const origin = await listen()
    const form = new URLSearchParams({ kind: 'drop' })
    const answer = await fetch(`${origin}/sandbox/api/faults`, { method: 'POST', body: form })
    expect(answer.status).toBe(415)
  })

  test('without a sandbox only what draws a message is served, to be framed by pages of the hub', async () => {
    app = fastify()
    mountSandbox(app, undefined)
    const origin = await app.listen({ port: 0, host: '127.0.0.1' })
    const drawing = await fetch(`${origin}/sandbox/page/card.html`)
    expect(drawing.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
    for (const path of ['/sandbox', '/sandbox/page/nothing.js', '/sandbox/api/messages'])
      expect((await fetch(origin + path)).status, path).toBe(404)
    expect((await post(`${origin}${SEND}?access_token=token-1`, TEXT)).status).toBe(404)
  })

  test('a dropped connection is dropped', async () => {
    const origin = await listen()
    await post(`${origin}/sandbox/api/faults`, { kind: 'drop', times: 1 })
    await expect(post(`${origin}${SEND}?access_token=token-1`, TEXT)).rejects.toThrow()
  })

  test('a page hears of what it has missed and of what happens, and closing ends it', async () => {
    const origin = await listen()
    const url = `${origin}${SEND}?access_token=token-1`
    await post(url, TEXT)
    await post(url, { msgtype: 'image' })
    const stream = await fetch(`${origin}/sandbox/api/stream?chat=${ID}&since=1`)
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    await post(`${url}2`, TEXT)
    await post(url, TEXT)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    while (!heard.includes('id: 4\n')) heard += (await reader?.read())?.value ?? ''
    expect(heard.match(/^id: \d+/gm)).toEqual(['id: 2', 'id: 4'])
    expect(heard).toContain('event: chat\n')
    await app?.close()
    let ended = await reader?.read()
    while (ended?.done === false) ended = await reader?.read()
    expect(ended?.done).toBe(true)
  })
})

test('the page on the sandbox names every request, setting and fault', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const kind of FAULT_KINDS)
    expect(page, kind).toMatch(new RegExp(`^\\|.*\`${kind}\`.*\\|`, 'm'))
  const defaults = [dingtalkDefaults('x'), larkDefaults('x'), wecom.defaults('x')]
  for (const name of defaults.flatMap((settings) => Object.keys(settings)))
    expect(page, name).toContain(`\`${name}\``)
})
