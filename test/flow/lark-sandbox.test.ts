import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient, type HttpClient } from '../../src/base/http-client.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import { Secret } from '../../src/base/secret.ts'
import { lark } from '../../src/channels/lark/lark.ts'
import type { Message } from '../../src/model/message.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'

describe('the Lark channel and its stand-in understand each other', () => {
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
    api('PUT', 'chats', { platform: 'lark', token: 'hook-1', ...settings })

  async function send(message: Message = aMessage(), options: Options = {}): Promise<Receipt> {
    const { secret = 'right', skewMs = 0, ...more } = options
    const settings = {
      url: new Secret(`${origin}/sandbox/lark/open-apis/bot/v2/hook/hook-1`),
      secret: new Secret(secret),
      keywords: ['监控'],
      ...more,
    }
    const { signal } = new AbortController()
    const skewed = new ManualClock(clock.now() + skewMs)
    const context = {
      http,
      clock: skewed,
      signal,
      idempotencyKey: 'k',
      resolveHost: resolveAnyHost,
    }
    return lark.send(lark.render(message, settings), settings, context)
  }

  const forms = ['auto', 'post', 'text'].flatMap((format) =>
    [...ODD_MESSAGES].map(([name, message]) => [format, name, message] as const),
  )
  test.each(forms)(
    'as %s it gets through signature, keyword, card and size: %s',
    async (...[format, , message]) => {
      await setUp({ secret: 'right', keywords: ['监控'] })
      expect(await send(message, { format })).toEqual({ kind: 'sent', code: '0', text: 'success' })
      expect((await api('GET', 'messages')).messages).toHaveLength(1)
    },
  )

  test.each(['auto', 'post', 'text'])('as %s it rings whom it names', async (format) => {
    await setUp({ members: [{ name: '王伟', userId: 'ou_wang' }] })
    await send(aMessage(), { format, userIds: ['ou_wang', 'ou_gone'], mentionAll: true })
    const { messages } = await api('GET', 'messages')
    expect(messages[0].mentions).toEqual({
      all: true,
      people: [{ literal: 'ou_wang', name: '王伟' }],
      missed: ['ou_gone'],
    })
  })

  test('a card may not mention everybody where the group’s owner forbids it', async () => {
    await setUp({ mentionAll: false })
    expect(await send(aMessage(), { mentionAll: true })).toMatchObject({
      kind: 'refused',
      reason: 'malformed',
      code: '11246',
    })
  })

  test.each([
    ['busy', {}, 'retry rate-limited 11247'],
    ['drop', {}, 'retry unknown-outcome undefined'],
    ['lostReply', {}, 'retry unknown-outcome undefined'],
    ['http502', {}, 'retry unknown-outcome HTTP 502'],
    ['waf', {}, 'retry blocked HTTP 200'],
    ['rateLimited', {}, 'retry rate-limited 11232'],
    ['rateLimited', { errcode: 9499 }, 'retry rate-limited 9499'],
    ['removed', {}, 'refused disabled 9499'],
    ['stopped', {}, 'refused disabled 9499'],
    ['answer', { status: 429, retryAfter: 3 }, 'retry rate-limited HTTP 429'],
  ])('the fault %s %j is read as %s', async (kind, more, expected) => {
    await api('POST', 'faults', { kind, platform: 'lark', ...more })
    expect(told(await send())).toBe(expected)
  })

  test.each([
    [{ secret: 'wrong' }, 'refused signature 19021'],
    [{ secret: '' }, 'refused signature 19021'],
    [{ skewMs: 3_700_000 }, 'retry clock-skew 19021'],
    [{ skewMs: -3_700_000 }, 'retry clock-skew 19021'],
    [{ keywords: [] }, 'refused keyword 19024'],
  ])('security with %j is read as %s', async (options, expected) => {
    await setUp({ secret: 'right', keywords: ['监控'] })
    expect(told(await send(aMessage(), options))).toBe(expected)
  })

  test('an address that is not listed is read as such', async () => {
    await setUp({ ips: ['10.0.0.*'] })
    expect(told(await send())).toBe('refused address 19022')
  })

  test('the sixth message of a second waits a moment', async () => {
    const codes: string[] = []
    for (let count = 0; count < 6; count++) codes.push(told(await send()))
    expect(codes.at(-1)).toBe('retry rate-limited 9499')
    expect(codes.slice(0, 5).every((code) => code === 'sent 0')).toBe(true)
    clock.advance(1_000)
    expect(told(await send())).toBe('sent 0')
  })
})

type Options = {
  readonly secret?: string
  readonly skewMs?: number
  readonly keywords?: readonly string[]
  readonly format?: string
  readonly userIds?: readonly string[]
  readonly mentionAll?: boolean
}

function told(receipt: Receipt): string {
  if (receipt.kind === 'sent') return `sent ${receipt.code}`
  return `${receipt.kind} ${receipt.reason} ${receipt.code}`
}
