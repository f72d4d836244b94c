import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient, type HttpClient } from '../../src/base/http-client.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import { Secret } from '../../src/base/secret.ts'
import { dingtalk } from '../../src/channels/dingtalk/dingtalk.ts'
import type { Message } from '../../src/model/message.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'

const listing = z.object({
  messages: z.array(z.object({ preview: z.string(), mentions: z.unknown() })),
})

const SECRET = `SEC${'5'.repeat(64)}`

describe('the DingTalk channel and its stand-in understand each other', () => {
  const clock = new ManualClock(Date.UTC(2026, 2, 5))
  let app: FastifyInstance
  let http: HttpClient
  let origin: string
  let sent = 0

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
    const headers = body === undefined ? undefined : { 'content-type': 'application/json' }
    const answer = await fetch(`${origin}/sandbox/api/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }

  async function posted() {
    return listing.parse(await api('GET', 'messages')).messages
  }

  async function send(
    message: Message = aMessage(),
    { keywords = ['监控'], key = `key-${sent++}`, secret = SECRET, skewMs = 0 } = {},
  ): Promise<Receipt> {
    const settings = {
      url: new Secret(`${origin}/sandbox/dingtalk/robot/send?access_token=t&timestamp=1&sign=old`),
      secret: new Secret(secret),
      keywords,
    }
    const { signal } = new AbortController()
    const skewed = new ManualClock(clock.now() + skewMs)
    const context = {
      http,
      clock: skewed,
      signal,
      idempotencyKey: key,
      resolveHost: resolveAnyHost,
    }
    return dingtalk.send(dingtalk.render(message, settings), settings, context)
  }

  test.each([...ODD_MESSAGES])(
    'a message gets through signature, keyword and size: %s',
    async (_, message) => {
      await api('PUT', 'chats', { token: 't', secret: SECRET, keywords: ['监控'] })
      expect(await send(message)).toEqual({ kind: 'sent', code: '0', text: 'ok' })
      const messages = await posted()
      expect(messages).toHaveLength(1)
      expect(messages[0]?.preview).toContain('监控')
    },
  )

  test('those who are on call are rung, a card’s userIds too', async () => {
    const members = [
      { name: '王伟', mobile: '13800000000' },
      { name: 'Li', mobile: '+1-4155552671' },
    ]
    await api('PUT', 'chats', { token: 't', secret: SECRET, members })
    const mobiles = ['+86 13800000000', '+1 415-555-2671', '13700000000']
    await send(aMessage({ mentions: { mobiles, all: true } }))
    const messages = await posted()
    expect(messages[0]?.mentions).toEqual({
      all: true,
      people: [
        { literal: '13800000000', name: '王伟' },
        { literal: '+1-4155552671', name: 'Li' },
      ],
      missed: ['13700000000'],
    })
  })

  test.each([
    ['busy', 'retry busy'],
    ['drop', 'retry unknown-outcome'],
    ['lostReply', 'retry unknown-outcome'],
    ['http502', 'retry unknown-outcome'],
    ['waf', 'retry blocked'],
    ['wafJson', 'retry blocked'],
    ['rateLimited', 'retry rate-limited'],
    ['quota', 'refused quota'],
    ['removed', 'refused disabled'],
    ['stopped', 'refused disabled'],
    ['dissolved', 'refused disabled'],
    ['content', 'refused content'],
  ])('the fault %s is read as %s', async (kind, expected) => {
    await api('POST', 'faults', { kind })
    const receipt = await send()
    expect(receipt.kind === 'sent' ? 'sent' : `${receipt.kind} ${receipt.reason}`).toBe(expected)
  })

  test.each([
    ['zh', { secret: `SEC${'6'.repeat(64)}` }, 'refused signature'],
    ['en', { secret: `SEC${'6'.repeat(64)}` }, 'refused signature'],
    ['zh', { skewMs: 3_600_001 }, 'retry clock-skew'],
    ['en', { skewMs: -3_600_001 }, 'retry clock-skew'],
    ['zh', { keywords: [] }, 'refused keyword'],
    ['en', { keywords: [] }, 'refused keyword'],
  ])('security in %s with %j is read as %s', async (language, options, expected) => {
    await api('PUT', 'chats', { token: 't', secret: SECRET, keywords: ['监控'], language })
    const receipt = await send(aMessage(), options)
    expect(receipt.kind === 'sent' ? 'sent' : `${receipt.kind} ${receipt.reason}`).toBe(expected)
  })

  test.each(['zh', 'en'])(
    'an address that is not listed is read as such in %s',
    async (language) => {
      await api('PUT', 'chats', { token: 't', ips: ['10.0.0.1'], language })
      expect(await send()).toMatchObject({ kind: 'refused', reason: 'address', code: '310000' })
    },
  )

  test('a message whose answer was lost is there once after it was sent again', async () => {
    await api('POST', 'faults', { kind: 'lostReply', times: 1 })
    expect(await send(aMessage(), { key: 'same' })).toMatchObject({ reason: 'unknown-outcome' })
    expect(await send(aMessage(), { key: 'same' })).toMatchObject({ kind: 'sent' })
    expect(await posted()).toHaveLength(1)
  })
})
