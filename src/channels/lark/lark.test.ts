import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome, HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import { channels } from '../all.ts'
import signatures from './fixtures/signatures.json' with { type: 'json' }
import { lark } from './lark.ts'
import { signature } from './sign.ts'

const TOKEN = '0a1b2c3d-4e5f-6789-abcd-ef0123456789'
const SECRET = 'kK3mQ9tZr7wXyB2nD5fGhJ'
const OFFICIAL = `https://open.feishu.cn/open-apis/bot/v2/hook/${TOKEN}`
const OK = '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}'
const SIGNATURE_BYTES = `"timestamp":"1700000000","sign":"${'x'.repeat(44)}",`.length

for (const format of ['auto', 'post', 'text']) {
  describe(`as ${format}`, () => {
    channelContract({
      channel: lark,
      settingsAt: (origin) => ({
        url: new Secret(`${origin}/open-apis/bot/v2/hook/${TOKEN}`),
        secret: new Secret(SECRET),
        keywords: ['CloudMonitor'],
        format,
      }),
      credentials: [TOKEN, SECRET],
      bodyBytesMax: 20_000 - SIGNATURE_BYTES,
      success: { status: 200, contentType: 'application/json', body: OK },
    })
  })
}

/** What `send` puts on the wire for these settings at this time, and what it makes of the answer. */
async function wire(
  url: string,
  { secret, answer = OK }: { secret?: string; answer?: string } = {},
) {
  const requests: HttpRequest[] = []
  const answered: HttpOutcome = { kind: 'answered', status: 200, headers: {}, body: answer }
  const http = {
    send: (request: HttpRequest) => {
      requests.push(request)
      return Promise.resolve(answered)
    },
    close: () => Promise.resolve(),
  }
  const settings = {
    url: new Secret(url),
    ...(secret === undefined ? {} : { secret: new Secret(secret) }),
  }
  const rendered = lark.render(aMessage(), settings)
  const { signal } = new AbortController()
  const clock = new ManualClock(1_700_000_000_999)
  const context = { http, clock, signal, idempotencyKey: 'key', resolveHost: resolveAnyHost }
  const receipt = await lark.send(rendered, settings, context)
  const [request] = requests
  if (request === undefined) throw new Error('nothing was sent')
  return { request, receipt, rendered, count: requests.length }
}

describe('signing', () => {
  test.each(signatures)('the signature of $timestamp with $secret is as recorded', (vector) => {
    expect(signature(vector.timestamp, vector.secret)).toBe(vector.sign)
  })

  test('key and text in DingTalk’s order are another signature', () => {
    const swapped = createHmac('sha256', 'demo').update('1599360473\ndemo').digest('base64')
    expect(swapped).toBe('DkEDUyVoOOJ539qBvUgMyzkzIdRWlf4e/V3Rq+ONJnQ=')
    expect(signature(1_599_360_473, 'demo')).not.toBe(swapped)
  })

  test('a body carries the time in whole seconds and the signature, both as texts, not encoded', async () => {
    const { request, rendered } = await wire(OFFICIAL, { secret: 'mysecret' })
    const { timestamp, sign, ...rest } = JSON.parse(request.body ?? '')
    expect(timestamp).toBe('1700000000')
    expect(sign).toBe('Jp33/xXhCipDEpjyHvEyc7mRSyXWHbNz6J8+C3qQKNo=')
    expect(rest).toEqual(JSON.parse(rendered.body))
    expect(request.url).toBe(OFFICIAL)
  })
})

describe('sending', () => {
  test('a bot without a secret is sent exactly what was rendered', async () => {
    const { request, rendered, receipt, count } = await wire(OFFICIAL)
    expect(request.body).toBe(rendered.body)
    expect(request.method).toBe('POST')
    expect(request.headers).toEqual({ 'content-type': 'application/json; charset=utf-8' })
    expect(receipt).toEqual({ kind: 'sent', code: '0', text: 'success' })
    expect(count).toBe(1)
  })

  test.each([
    [`  ${OFFICIAL}/\n`, OFFICIAL],
    [`${OFFICIAL}?utm=1#top`, OFFICIAL],
    [
      OFFICIAL.replace('feishu.cn', 'larksuite.com'),
      OFFICIAL.replace('feishu.cn', 'larksuite.com'),
    ],
    [
      `http://127.0.0.1:8080/sandbox/lark/open-apis/bot/v2/hook/a-b/`,
      'http://127.0.0.1:8080/sandbox/lark/open-apis/bot/v2/hook/a-b',
    ],
    ['http://relay.internal/chat/?to=ops', 'http://relay.internal/chat/?to=ops'],
  ])('a request goes to the webhook without what was pasted along: %j', async (pasted, url) => {
    expect((await wire(pasted)).request.url).toBe(url)
  })

  test('an answer that repeats the request is kept without what could be used to send', async () => {
    const relay = 'http://relay.internal/hidden/path?k9=v8'
    const echo = (sign: string) =>
      JSON.stringify({ code: 19021, msg: `POST /hidden/path?k9=v8 ${sign} ${SECRET}` })
    const sign = signature(1_700_000_000, SECRET)
    const { receipt } = await wire(relay, { secret: SECRET, answer: echo(sign) })
    expect(receipt.text).toBe('POST *** *** ***')
  })
})

describe('the settings', () => {
  const keywordsTen = 'abcdefghij'.split('')
  test.each([
    ['a Feishu bot', { url: OFFICIAL }, []],
    ['a Lark bot', { url: OFFICIAL.replace('feishu.cn', 'larksuite.com') }, []],
    ['one with a slash at its end', { url: `${OFFICIAL}/` }, []],
    ['everything', { url: OFFICIAL, keywords: keywordsTen, userIds: ['ou_1a', 'b12-c'] }, []],
    ['a relay', { url: 'http://relay.internal:8080/feishu' }, []],
    ['no address', { url: 'open.feishu.cn/open-apis' }, ['"url" takes']],
    ['another scheme', { url: 'lark://open.feishu.cn/x' }, ['"url" takes']],
    ['no token', { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/' }, ['"url" ends']],
    [
      'the first version',
      { url: `https://open.feishu.cn/open-apis/bot/hook/${TOKEN}` },
      ['"url" is a webhook of'],
    ],
    ['another page', { url: 'https://open.feishu.cn/document/x' }, ['"url" is a page']],
    ['11 keywords', { url: OFFICIAL, keywords: [...keywordsTen, 'k'] }, ['"keywords" takes']],
    ['an empty keyword', { url: OFFICIAL, keywords: ['ok', ' '] }, ['"keywords" holds']],
    ['a mobile number with a plus', { url: OFFICIAL, userIds: ['+8613800000000'] }, ['"userIds"']],
    ['a mail address', { url: OFFICIAL, userIds: ['a@example.com'] }, ['"userIds"']],
    ['everybody as a person', { url: OFFICIAL, userIds: ['all'] }, ['"userIds"']],
  ])('are checked together: %s', (_, settings, problems) => {
    const found = lark.check({ ...settings, url: new Secret(settings.url) })
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts.map((text, at) => text.slice(0, problems[at]?.length))).toEqual(problems)
    expect(texts.join(' ')).not.toContain(TOKEN)
  })

  test.each(['https://www.feishu.cn', 'https://www.larksuite.com'])(
    'that name a flow of the closed assistant at %s are refused and say what to do',
    (origin) => {
      const url = new Secret(`${origin}/flow/api/trigger-webhook/${TOKEN}`)
      const [problem, ...others] = lark.check({ url })
      expect(others).toEqual([])
      expect(problem).toMatchObject({
        en: expect.stringMatching(/shut down on 30 June 2026.*\/open-apis\/bot\/v2\/hook\//),
        zh: expect.stringMatching(/飞书机器人助手.*停止服务.*\/open-apis\/bot\/v2\/hook\//),
      })
    },
  )

  test('addresses of one bot are the same however the URL was pasted', () => {
    const address = (url: string) => lark.address({ url: new Secret(url) })
    expect(address(OFFICIAL)).toMatch(/^lark:[0-9a-f]{16}$/)
    expect(address(` ${OFFICIAL}/ `)).toBe(address(OFFICIAL))
    expect(address(`${OFFICIAL}0`)).not.toBe(address(OFFICIAL))
    expect(address('http://relay.internal/a')).not.toBe(address('http://relay.internal/b'))
  })

  test('the limit is 100 a minute without a penalty unless told otherwise', () => {
    const url = new Secret(OFFICIAL)
    const burst = { messagesMax: 5, windowMs: 1_000 }
    const limits = { messagesMax: 100, windowMs: 60_000, penaltyMs: 0, burst }
    expect(lark.limits({ url })).toEqual(limits)
    expect(lark.limits({ url, perMinute: 6 })).toEqual({ ...limits, messagesMax: 6 })
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'lark')).toBe(lark)
  })
})

test.each(['auto', 'card', 'post', 'text'])(
  'no message is larger than what is filled, with fifty people and everybody mentioned: %s',
  (format) => {
    const userIds = Array.from({ length: 60 }, (_, at) => `ou_${String(at).padStart(61, '0')}`)
    const settings = { format, userIds, mentionAll: true, keywords: ['监'.repeat(100)] }
    for (const message of ODD_MESSAGES.values()) {
      const { body } = lark.render(message, settings)
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(18_000)
      expect(body).toContain('监'.repeat(100))
      expect(body).toContain(userIds[49])
      expect(body).not.toContain(userIds[50])
    }
  },
)
