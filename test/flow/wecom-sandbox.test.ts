import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient, type HttpClient } from '../../src/base/http-client.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import { Secret } from '../../src/base/secret.ts'
import { wecom } from '../../src/channels/wecom/wecom.ts'
import type { Message } from '../../src/model/message.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'

describe('the WeCom channel and its stand-in understand each other', () => {
  const clock = new ManualClock(Date.UTC(2026, 2, 5))
  let app: FastifyInstance
  let http: HttpClient
  let origin: string

  beforeEach(async () => {
    app = fastify()
    mountSandbox(app, createSandbox({ clock }))
    origin = await app.listen({ port: 0, host: '127.0.0.1' })
    http = createHttpClient()
  })
  afterEach(async () => {
    await http.close()
    await app.close()
  })

  async function api(method: string, path: string, body?: object) {
    const answer = await fetch(`${origin}/sandbox/api/${path}`, {
      method,
      headers: body === undefined ? undefined : { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return Object(await answer.json())
  }

  const setUp = (settings: object) =>
    api('PUT', 'chats', { platform: 'wecom', token: 'key-1', ...settings })

  async function send(message: Message = aMessage(), more: Options = {}): Promise<Receipt> {
    const url = new Secret(`${origin}/sandbox/wecom/cgi-bin/webhook/send?key=key-1`)
    const settings = { url, ...more }
    const { signal } = new AbortController()
    const context = { http, clock, signal, idempotencyKey: 'k', resolveHost: resolveAnyHost }
    return wecom.send(wecom.render(message, settings), settings, context)
  }

  const forms = ['markdown', 'markdown_v2', 'text', 'template_card'].flatMap((format) =>
    [...ODD_MESSAGES].map(([name, message]) => [format, name, message] as const),
  )
  test.each(forms)(
    'as %s it keeps to the documented lengths: %s',
    async (...[format, , message]) => {
      await setUp({ profile: 'documented' })
      expect(await send(message, { format })).toEqual({ kind: 'sent', code: '0', text: 'ok' })
      const { messages } = await api('GET', 'messages')
      expect(messages).toMatchObject([{ platform: 'wecom', errmsg: 'ok' }])
    },
  )

  test('everybody and mobile numbers are rung by text, userids by markdown', async () => {
    await setUp({ members: [{ name: '王伟', userId: 'wang', mobile: '13800000000' }] })
    await send(aMessage({ mentions: { mobiles: ['13800000000', '13700000000'], all: true } }))
    await send(aMessage(), { userIds: ['wang', 'gone'] })
    const { messages } = await api('GET', 'messages')
    expect(messages).toMatchObject([
      {
        msgtype: 'text',
        mentions: { all: true, people: [{ name: '王伟' }], missed: ['13700000000'] },
      },
      {
        msgtype: 'markdown',
        mentions: { all: false, people: [{ name: '王伟' }], missed: ['gone'] },
      },
    ])
  })

  test.each([
    ['busy', {}, 'retry busy -1'],
    ['drop', {}, 'retry unknown-outcome undefined'],
    ['lostReply', {}, 'retry unknown-outcome undefined'],
    ['http502', {}, 'retry unknown-outcome HTTP 502'],
    ['waf', {}, 'retry blocked HTTP 200'],
    ['rateLimited', {}, 'retry rate-limited 45009'],
    ['quota', {}, 'retry rate-limited 45009'],
    ['removed', {}, 'refused token 93000'],
    ['answer', { errcode: 0, errmsg: 'ok. Warning: wrong json format. ' }, 'refused malformed 0'],
    [
      'answer',
      { errcode: 40058, errmsg: 'text.content exceed max length 5120' },
      'refused too-large 40058',
    ],
    ['answer', { status: 415 }, 'refused malformed HTTP 415'],
  ])('the fault %s %j is read as %s', async (kind, more, expected) => {
    await api('POST', 'faults', { kind, platform: 'wecom', ...more })
    expect(told(await send())).toBe(expected)
  })

  test('the 21st message of a minute waits for the next', async () => {
    const codes: string[] = []
    for (let count = 0; count < 21; count++) codes.push(told(await send()))
    expect(codes.at(-1)).toBe('retry rate-limited 45009')
    expect(codes.slice(0, 20).every((code) => code === 'sent 0')).toBe(true)
    clock.advance(60_000)
    expect(told(await send())).toBe('sent 0')
  })
})

type Options = { readonly format?: string; readonly userIds?: readonly string[] }

function told(receipt: Receipt): string {
  if (receipt.kind === 'sent') return `sent ${receipt.code}`
  return `${receipt.kind} ${receipt.reason} ${receipt.code}`
}
