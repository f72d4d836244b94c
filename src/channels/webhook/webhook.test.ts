import { describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome, HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import type { Settings } from '../../model/configuration.ts'
import { channels } from '../all.ts'
import signatures from './fixtures/signatures.json' with { type: 'json' }
import { isSigningSecret, signature } from './sign.ts'
import { webhook } from './webhook.ts'

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const NEW = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const TOKEN = 'c0ffee-c0ffee-c0ffee'
const URL_TEXT = 'https://hooks.example.com/in/tocsin?team=ops'

channelContract({
  channel: webhook,
  settingsAt: (origin) => ({
    url: new Secret(`${origin}/hooks/f00dfeedf00dfeed?key=5ca1ab1e5ca1ab1e`),
    secret: new Secret(`${NEW} ${OLD}`),
    headers: new Secret(`Authorization: Bearer ${TOKEN}\nX-Team: ops-of-hangzhou`),
  }),
  credentials: ['f00dfeedf00dfeed', '5ca1ab1e5ca1ab1e', NEW, OLD, TOKEN, 'ops-of-hangzhou'],
  bodyBytesMax: 256_000,
  success: { status: 204, contentType: 'application/json', body: '' },
})

/** What `send` puts on the wire with these settings. */
async function wire(settings: Settings, body = '') {
  const requests: HttpRequest[] = []
  const answered: HttpOutcome = { kind: 'answered', status: 200, headers: {}, body }
  const http = {
    send: (request: HttpRequest) => {
      requests.push(request)
      return Promise.resolve(answered)
    },
    close: () => Promise.resolve(),
  }
  const rendered = webhook.render(aMessage(), settings)
  const { signal } = new AbortController()
  const clock = new ManualClock(1_614_265_330_999)
  const context = { http, clock, signal, idempotencyKey: 'msg_1', resolveHost: resolveAnyHost }
  const receipt = await webhook.send(rendered, settings, context)
  const [request] = requests
  if (request === undefined) throw new Error('nothing was sent')
  return { request, headers: request.headers ?? {}, receipt, rendered }
}

function settingsOf(texts: { url?: string; secret?: string; headers?: string }): Settings {
  const given = Object.entries({ url: URL_TEXT, ...texts })
  return Object.fromEntries(given.map(([name, text]) => [name, new Secret(text)]))
}

describe('signing', () => {
  test.each(signatures)('the signature of $id is as Standard Webhooks has it', (vector) => {
    expect(signature(vector, vector.secret)).toBe(vector.signature)
  })

  test('a request carries the id, the time in seconds and the signature over both and the body', async () => {
    const { request, headers, rendered } = await wire(settingsOf({ secret: OLD }))
    expect(headers['webhook-id']).toBe('msg_1')
    expect(headers['webhook-timestamp']).toBe('1614265330')
    const signed = { id: 'msg_1', timestamp: 1_614_265_330, body: rendered.body }
    expect(headers['webhook-signature']).toBe(signature(signed, OLD))
    expect(request.body).toBe(rendered.body)
  })

  test('every secret of a rotation signs, with a space between the signatures', async () => {
    const { headers, rendered } = await wire(settingsOf({ secret: ` ${NEW}\n${OLD} ` }))
    const signed = { id: 'msg_1', timestamp: 1_614_265_330, body: rendered.body }
    const expected = `${signature(signed, NEW)} ${signature(signed, OLD)}`
    expect(headers['webhook-signature']).toBe(expected)
  })

  test('without a secret there is an id and a time, but no signature', async () => {
    const { headers } = await wire(settingsOf({}))
    expect(Object.keys(headers)).toEqual([
      'content-type',
      'user-agent',
      'webhook-id',
      'webhook-timestamp',
    ])
  })

  test.each([
    [OLD, true],
    [NEW, true],
    [OLD.replace('whsec_', ''), false],
    ['whsec_', false],
    ['whsec_c2hvcnQ=', false],
    ['whsec_not base64', false],
    [`whsec_${Buffer.alloc(257).toString('base64')}`, false],
    [OLD.replace('whsec', 'whsk'), false],
  ])('%s is a signing secret: %s', (secret, expected) => {
    expect(isSigningSecret(secret)).toBe(expected)
  })
})

describe('sending', () => {
  test.each(['POST', 'PUT', 'PATCH'])(
    'the method is the one of the settings: %s',
    async (method) => {
      const { request } = await wire({ ...settingsOf({}), method })
      expect(request.method).toBe(method)
    },
  )

  test('the method is POST and the body JSON where nothing else is said', async () => {
    const { request, headers } = await wire(settingsOf({}))
    expect(request.method).toBe('POST')
    expect(request.url).toBe(URL_TEXT)
    expect(headers['content-type']).toBe('application/json')
  })

  test('the endpoint’s headers go along and may replace the content type', async () => {
    const text = `\n  Authorization: Bearer a:b\r\nCONTENT-TYPE : application/cloudevents+json\n`
    const { headers } = await wire(settingsOf({ headers: text }))
    expect(headers).toMatchObject({
      authorization: 'Bearer a:b',
      'content-type': 'application/cloudevents+json',
    })
  })

  test('a user and password in the address become basic authentication', async () => {
    const url = 'https://user:p%40s:s@hooks.example.com/x#top'
    const { request, headers, receipt } = await wire(settingsOf({ url }), 'user has p@s:s')
    expect(receipt.text).toBe('user has ***')
    expect(request.url).toBe('https://hooks.example.com/x')
    expect(headers['authorization']).toBe(`Basic ${btoa('user:p@s:s')}`)
  })

  test('an answer that repeats what was sent is kept without credentials, and shortened', async () => {
    const settings = settingsOf({ secret: OLD, headers: `X-Api-Key: ${TOKEN}` })
    const { headers } = await wire(settings)
    const body = `${'x'.repeat(490)} ${TOKEN} ${URL_TEXT} ${headers['webhook-signature']} ${OLD}`
    const { receipt } = await wire(settings, body)
    expect(receipt.text).toBe(`${'x'.repeat(490)} *** *** *`)
    const { receipt: second } = await wire(settings, body.slice(490))
    expect(second.text).toBe('*** *** *** ***')
  })
})

describe('the settings', () => {
  test.each([
    ['an address', {}, []],
    ['everything', { secret: `${NEW},${OLD}`, headers: 'A: b\n\nC: d:e' }, []],
    ['no address', { url: 'hooks.example.com' }, ['"url"']],
    ['another scheme', { url: 'ftp://hooks.example.com' }, ['"url"']],
    ['a secret of something else', { secret: 'SEC123' }, ['"secret"']],
    ['one good secret and one bad', { secret: `${OLD} x` }, ['"secret"']],
    ['a blank secret', { secret: ' ' }, ['"secret"']],
    ['nine secrets', { secret: `${OLD} `.repeat(9) }, ['"secret"']],
    ['a header without a colon', { headers: 'Authorization Bearer x' }, ['"headers"']],
    ['a header without a name', { headers: ': x' }, ['"headers"']],
    ['a header without a value', { headers: 'X-A:' }, ['"headers"']],
    ['a header with a control character', { headers: 'X-A: a\u0000b' }, ['"headers"']],
    ['a header that is not ASCII', { headers: 'X-A: 值' }, ['"headers"']],
    ['a header with a blank in its name', { headers: 'X A: b' }, ['"headers"']],
    ['a huge header', { headers: `X-A: ${'x'.repeat(9_000)}` }, ['"headers"']],
    ['a header twice', { headers: 'X-A: 1\nx-a: 2' }, ['"headers"']],
    [
      'too many',
      { headers: Array.from({ length: 33 }, (_, n) => `X-${n}: a`).join('\n') },
      ['"headers"'],
    ],
    ['a login twice', { url: 'https://u:p@example.com', headers: 'Authorization: x' }, ['The']],
  ])('are checked together: %s', (_, texts, problems) => {
    const found = webhook.check(settingsOf(texts))
    const words = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(words.map((text) => text.split(' ')[0])).toEqual(problems)
    for (const problem of found) expect(problem).toHaveProperty('zh')
  })

  test.each([
    'Host',
    'content-length',
    'Connection',
    'Transfer-Encoding',
    'webhook-id',
    'Webhook-Anything',
    'Expect',
    'Keep-Alive',
  ])('a header that Tocsin sets itself is refused: %s', (name) => {
    expect(webhook.check(settingsOf({ headers: `${name}: 1` }))).toHaveLength(1)
  })

  test('what is wrong is told without quoting it', () => {
    const problems = webhook.check(
      settingsOf({ url: 'ftp://h/geheim', secret: 'geheim', headers: 'geheim\nHost: geheim' }),
    )
    expect(problems).toHaveLength(4)
    expect(JSON.stringify(problems)).not.toContain('geheim')
  })

  test('endpoints of one address are one lane', () => {
    const address = webhook.address(settingsOf({}))
    expect(address).toMatch(/^webhook:[0-9a-f]{16}$/)
    expect(webhook.address(settingsOf({ url: ` ${URL_TEXT}#top`, secret: OLD }))).toBe(address)
    expect(webhook.address(settingsOf({ url: `${URL_TEXT}2` }))).not.toBe(address)
  })

  test('the limit is 600 a minute without a penalty unless told otherwise', () => {
    const limits = { messagesMax: 600, windowMs: 60_000, penaltyMs: 0 }
    expect(webhook.limits({})).toEqual(limits)
    expect(webhook.limits({ perMinute: 6 })).toEqual({ ...limits, messagesMax: 6 })
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'webhook')).toBe(webhook)
  })
})
