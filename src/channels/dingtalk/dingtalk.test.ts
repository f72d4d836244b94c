import { describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome, HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import { channels } from '../all.ts'
import { dingtalk } from './dingtalk.ts'
import signatures from './fixtures/signatures.json' with { type: 'json' }
import { signature } from './sign.ts'

const TOKEN = 'f00d'.repeat(16)
const SECRET = `SEC${'0'.repeat(64)}`
const OFFICIAL = `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`
const OK = '{"errcode":0,"errmsg":"ok"}'

channelContract({
  channel: dingtalk,
  settingsAt: (origin) => ({
    url: new Secret(`${origin}/robot/send?access_token=${TOKEN}`),
    secret: new Secret(SECRET),
    keywords: ['CloudMonitor'],
  }),
  credentials: [TOKEN, SECRET],
  bodyBytesMax: 20_000 - '"msgUuid":"01234567890123456789012345",'.length,
  success: { status: 200, contentType: 'application/json', body: OK },
})

/** What `send` puts on the wire for these settings at this time. */
async function wire(url: string, secret?: string, now = 1_700_000_000_001) {
  const requests: HttpRequest[] = []
  const answered: HttpOutcome = { kind: 'answered', status: 200, headers: {}, body: OK }
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
  const rendered = dingtalk.render(aMessage(), settings)
  const { signal } = new AbortController()
  const context = {
    http,
    clock: new ManualClock(now),
    signal,
    idempotencyKey: 'key "1"',
    resolveHost: resolveAnyHost,
  }
  const receipt = await dingtalk.send(rendered, settings, context)
  const [request] = requests
  if (request === undefined) throw new Error('nothing was sent')
  return { request, url: new URL(request.url), receipt, rendered }
}

describe('signing', () => {
  test.each(signatures)('the signature of $timestamp with $secret is as recorded', (vector) => {
    const sign = signature(vector.timestamp, vector.secret)
    expect(sign).toBe(vector.base64)
    expect(encodeURIComponent(sign)).toBe(vector.urlencoded)
  })

  test('a request carries the time and the signature, encoded once', async () => {
    const { request } = await wire(OFFICIAL, 'this is secret')
    expect(request.url).toBe(
      `${OFFICIAL}&timestamp=1700000000001&sign=aOZ0Y%2FR7BCg4xs87AcG5MYf26YmwfVRTLD0z3X%2Bp%2FmM%3D`,
    )
  })

  test.each([
    ['with a secret', SECRET, ['access_token', 'timestamp', 'sign']],
    ['without one', undefined, ['access_token']],
  ])('a time and sign that were pasted along are dropped, %s', async (_, secret, names) => {
    const stale = `  https://oapi.dingtalk.com/robot/send?timestamp=1&access_token=${TOKEN}&sign=a%2Bb&timestamp=2#top\n`
    const { url } = await wire(stale, secret)
    expect([...url.searchParams.keys()]).toEqual(names)
    expect(url.searchParams.get('timestamp')).not.toBe('1')
    expect(url.hash).toBe('')
  })
})

describe('the monthly quota', () => {
  const official = 'https://oapi.dingtalk.com/robot/send?access_token=0123'
  const relay = 'http://relay.internal/robot/send?access_token=0123'
  test.each([
    ['is assumed to be the standard edition’s', official, {}, 'dingtalk:default', 3_000, true],
    ['is what the plan says', official, { monthlyQuota: 53_000 }, 'dingtalk:default', 53_000],
    ['is each organisation’s', official, { organization: ' 甲 ' }, 'dingtalk:甲', 3_000, true],
    ['is none where that is said', official, { monthlyQuota: 0 }, undefined, undefined],
    ['is none for a relay', relay, {}, undefined, undefined],
    ['is a relay’s where it is given', relay, { monthlyQuota: 9 }, 'dingtalk:default', 9],
  ])('%s', (...[, url, more, key, messagesMax, assumed]) => {
    const quota = dingtalk.quota?.({ url: new Secret(url), ...more })
    if (key === undefined) expect(quota).toBeUndefined()
    else expect(quota).toEqual({ key, messagesMax, zoneMinutes: 480, assumed })
  })
})

describe('sending', () => {
  test('the idempotency key is the msgUuid and the rest is as rendered', async () => {
    const { request, rendered } = await wire(OFFICIAL)
    const { msgUuid, ...rest } = JSON.parse(request.body ?? '')
    expect(msgUuid).toBe('key "1"')
    expect(rest).toEqual(JSON.parse(rendered.body))
    expect(request.headers).toEqual({ 'content-type': 'application/json; charset=utf-8' })
  })

  test('a robot with neither secret nor keyword is sent to without a signature', async () => {
    const { url, receipt } = await wire(OFFICIAL)
    expect(url.href).toBe(OFFICIAL)
    expect(receipt).toEqual({ kind: 'sent', code: '0', text: 'ok' })
  })
})

describe('the settings', () => {
  test.each([
    ['a robot', { url: OFFICIAL }, []],
    ['one with a secret and keywords', { url: OFFICIAL, secret: SECRET, keywords: ['告警'] }, []],
    ['a relay without a token', { url: 'http://relay.internal:8080/ding', secret: 'x' }, []],
    ['no address', { url: 'oapi.dingtalk.com/robot' }, ['"url"']],
    ['another scheme', { url: 'ftp://oapi.dingtalk.com/?access_token=1' }, ['"url"']],
    ['no token', { url: 'https://oapi.dingtalk.com/robot/send?access_token=' }, ['"url"']],
    ['a secret of something else', { url: OFFICIAL, secret: 'abc' }, ['"secret"']],
    ['11 keywords', { url: OFFICIAL, keywords: 'abcdefghijk'.split('') }, ['"keywords"']],
    ['an empty keyword', { url: OFFICIAL, keywords: ['ok', ' '] }, ['"keywords"']],
  ])('are checked together: %s', (_, settings, problems) => {
    const found = dingtalk.check({ ...settings, url: new Secret(settings.url) })
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts.map((text) => text.split(' ')[0])).toEqual(problems)
    expect(texts.join(' ')).not.toContain(TOKEN)
  })

  test('addresses of one robot are the same however the URL was pasted', () => {
    const address = dingtalk.address({ url: new Secret(OFFICIAL) })
    const pasted = new Secret(`${OFFICIAL}&timestamp=1&sign=x`)
    expect(address).toMatch(/^dingtalk:[0-9a-f]{16}$/)
    expect(dingtalk.address({ url: pasted })).toBe(address)
    expect(dingtalk.address({ url: new Secret(`${OFFICIAL}0`) })).not.toBe(address)
  })

  test('the limit is 20 a minute with 10 minutes of penalty unless told otherwise', () => {
    const url = new Secret(OFFICIAL)
    const limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 600_000 }
    expect(dingtalk.limits({ url })).toEqual(limits)
    expect(dingtalk.limits({ url, perMinute: 6 })).toEqual({ ...limits, messagesMax: 6 })
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'dingtalk')).toBe(dingtalk)
  })
})
