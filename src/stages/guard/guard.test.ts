import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../base/clock.ts'
import { Secret } from '../../base/secret.ts'
import type { SourceRequest } from '../../contract/source.ts'
import type { SourceConfiguration } from '../../model/configuration.ts'
import type { SignatureRules, SourceGuards } from '../../model/source-guards.ts'
import { Guard } from './guard.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 15)
const SECOND = 1000

function source(guards: SourceGuards, change: Partial<SourceConfiguration> = {}) {
  const key = new Secret('an-ingest-key')
  return { name: 'aliyun', type: 'cloudmonitor', key, settings: {}, guards, ...change }
}

function request(change: Partial<SourceRequest> = {}): SourceRequest {
  return {
    ...{ method: 'POST', path: '', query: '', headers: {}, body: Buffer.from('{"a":1}') },
    ...change,
  }
}

const startGuard = (clock = new ManualClock(NOW)) => new Guard(clock)

describe('an address', () => {
  const refused = (
    allow: readonly string[],
    peer: string | undefined,
    { proxies = [], forwarded }: { proxies?: readonly string[]; forwarded?: string } = {},
  ) => {
    const headers: Record<string, string> =
      forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    const sent = request({ headers, ...(peer === undefined ? {} : { peer }) })
    return startGuard().askHead(source({ allow }), sent, proxies)?.detail
  }
  const TEN = ['10.0.0.0/8']
  const PROXY = { proxies: ['192.168.0.0/16'] }

  test.each<[string, readonly string[], string | undefined, Parameters<typeof refused>[2]]>([
    ['in a range', TEN, '10.1.2.3', {}],
    ['that is named', ['203.0.113.7'], '203.0.113.7', {}],
    ['of IPv6 in a range', ['2001:db8::/32'], '2001:db8:1::7', {}],
    ['of IPv4 on a socket for both', TEN, '::ffff:10.1.2.3', {}],
    ['of IPv4 where the range is written as IPv6', ['::ffff:10.0.0.0/104'], '10.1.2.3', {}],
    ['that a trusted proxy names', TEN, '192.168.1.1', { ...PROXY, forwarded: '10.1.2.3' }],
    ['behind two', TEN, '192.168.1.1', { ...PROXY, forwarded: '10.1.2.3, 192.168.1.2' }],
    ['with a port', TEN, '192.168.1.1', { ...PROXY, forwarded: '10.1.2.3:4711' }],
    [
      'of IPv6 with a port',
      ['2001:db8::/32'],
      '192.168.1.1',
      { ...PROXY, forwarded: '"[2001:db8::1]:4711"' },
    ],
    ['of the proxy, which names nobody', ['192.168.1.1'], '192.168.1.1', PROXY],
    [
      'that is trusted itself',
      ['192.168.1.9'],
      '192.168.1.1',
      { ...PROXY, forwarded: '192.168.1.9' },
    ],
  ])('%s is let through', (_case, allow, peer, options) => {
    expect(refused(allow, peer, options)).toBeUndefined()
  })

  test.each<[string, readonly string[], string | undefined, Parameters<typeof refused>[2], string]>(
    [
      ['outside of all ranges', TEN, '11.1.2.3', {}, '11.1.2.3'],
      ['that is not known', TEN, undefined, {}, 'one that is not known'],
      ['that a stranger names', TEN, '203.0.113.7', { forwarded: '10.1.2.3' }, '203.0.113.7'],
      [
        'that a stranger names to a trusted proxy',
        TEN,
        '192.168.1.1',
        { ...PROXY, forwarded: '10.1.2.3, 203.0.113.7' },
        '203.0.113.7',
      ],
      [
        'that is no address',
        TEN,
        '192.168.1.1',
        { ...PROXY, forwarded: '10.1.2.3, unknown' },
        'one that is not known',
      ],
      ['that is empty', TEN, '192.168.1.1', { ...PROXY, forwarded: '' }, 'one that is not known'],
      ['of 6to4 with an allowed one inside', TEN, '2002:a01:203::1', {}, '2002:a01:203:0:0:0:0:1'],
      [
        'of NAT64 with an allowed one inside',
        TEN,
        '64:ff9b::a01:203',
        {},
        '64:ff9b:0:0:0:0:a01:203',
      ],
    ],
  )('%s is refused', (_case, allow, peer, options, found) => {
    expect(refused(allow, peer, options)).toMatch(
      new RegExp(`^Expected a sender at an address that the source allows, found ${found}\\. `),
    )
  })

  test('in a header that is very long is looked for in its end only', () => {
    const forwarded = `10.1.2.3, ${Array.from({ length: 40 }, () => '192.168.1.2').join(', ')}`
    expect(refused(TEN, '192.168.1.1', { ...PROXY, forwarded })).toContain('found 192.168.1.2')
  })
})

describe('a user and a password', () => {
  const guards = { basicAuth: { user: 'monitor', password: new Secret('pass:wörd') } }
  const asked = (authorization?: string) =>
    startGuard().askHead(
      source(guards),
      request({ headers: authorization === undefined ? {} : { authorization } }),
    )
  const basic = (text: string) => Buffer.from(text).toString('base64')

  test.each([`Basic ${basic('monitor:pass:wörd')}`, `basic  ${basic('monitor:pass:wörd')} `])(
    'that are right are let through: %s',
    (header) => {
      expect(asked(header)).toBeUndefined()
    },
  )

  test.each([
    undefined,
    '',
    'Basic',
    'Basic !!!',
    `Bearer ${basic('monitor:pass:wörd')}`,
    `Basic ${basic('monitor:pass:word')}`,
    `Basic ${basic('other:pass:wörd')}`,
    `Basic ${basic('monitor')}`,
    `Basic ${basic('')}`,
    `Basic ${basic('monitor:pass:wörd')}, Basic ${basic('x:y')}`,
  ])('that are missing or wrong are refused, with the same words: %s', (header) => {
    const refused = asked(header)
    expect(refused).toEqual({ ...asked(), reason: 'credentials' })
    expect(refused?.detail).not.toMatch(/wörd|monitor/)
  })
})

describe('a signature', () => {
  const BODY = Buffer.from('{"name":"ünïcode"}')
  const SECRET = 'a-signing-secret'
  const RULES: SignatureRules = {
    header: 'x-signature',
    secret: new Secret(SECRET),
    algorithm: 'sha256',
    form: '<hex>',
    over: '{body}',
    toleranceMs: 300 * SECOND,
  }
  type Sent = Parameters<typeof request>[0]
  const asked = (rules: Partial<SignatureRules>, sent: Sent, now = NOW) =>
    startGuard(new ManualClock(now)).askBody(
      source({ signature: { ...RULES, ...rules } }),
      request({ body: BODY, ...sent }),
    )?.detail
  const mac = (
    parts: readonly (string | Buffer)[],
    algorithm = 'sha256',
    key: string | Buffer = SECRET,
  ) => parts.reduce((hmac, part) => hmac.update(part), createHmac(algorithm, key))
  const hex = (...parts: readonly (string | Buffer)[]) => mac(parts).digest('hex')
  const AT = String(NOW / SECOND)
  const signed = (value: string, more: Record<string, string> = {}) => ({
    headers: { 'x-signature': value, ...more },
  })
  const TIMED = { over: 'v0:{timestamp}:{body}', timestamp: 'x-time', form: 'v0=<hex>' }
  const timed = (time: string) => signed(`v0=${hex(`v0:${time}:`, BODY)}`, { 'x-time': time })

  test.each<[string, Partial<SignatureRules>, Sent]>([
    ['in hexadecimal digits', {}, signed(hex(BODY))],
    ['in capitals', {}, signed(hex(BODY).toUpperCase())],
    ['with a prefix', { form: 'sha256=<hex>' }, signed(`sha256=${hex(BODY)}`)],
    ['among several', { form: 'v1=<hex>' }, signed(`v1=00,v2=ff, v1=${hex(BODY)}`)],
    [
      'with the secret before this one',
      { secret: new Secret('a-new-secret'), previousSecret: new Secret(SECRET) },
      signed(hex(BODY)),
    ],
    [
      'with the new one beside it',
      { previousSecret: new Secret('an-old-secret') },
      signed(hex(BODY)),
    ],
    ['in base64', { form: '<base64>' }, signed(mac([BODY]).digest('base64'))],
    ['of SHA-1', { algorithm: 'sha1' }, signed(mac([BODY], 'sha1').digest('hex'))],
    ['of SHA-512', { algorithm: 'sha512' }, signed(mac([BODY], 'sha512').digest('hex'))],
    ['with the time', TIMED, timed(AT)],
    ['with a time a little before', TIMED, timed(String(NOW / SECOND - 300))],
    ['with a time a little ahead', TIMED, timed(String(NOW / SECOND + 300))],
    ['with a time in milliseconds', TIMED, timed(String(NOW))],
    [
      'of Standard Webhooks, with the key behind whsec_, among several',
      {
        secret: new Secret(`whsec_${Buffer.from('0123456789abcdef').toString('base64')}`),
        form: 'v1,<base64>',
        over: '{webhook-id}.{timestamp}.{body}',
        timestamp: 'webhook-timestamp',
      },
      signed(
        `v1,AAAA v1a,BBBB v1,${mac(['msg_1.', AT, '.', BODY], 'sha256', Buffer.from('0123456789abcdef')).digest('base64')}`,
        { 'webhook-id': 'msg_1', 'webhook-timestamp': AT },
      ),
    ],
  ])('%s fits', (_case, rules, sent) => {
    expect(asked(rules, sent)).toBeUndefined()
  })

  test('that GitHub gives as an example fits', () => {
    // From GitHub's documentation on validating deliveries.
    const sent = {
      body: Buffer.from('Hello, World!'),
      ...signed('sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'),
    }
    const secret = new Secret("It's a Secret to Everybody")
    expect(asked({ secret, form: 'sha256=<hex>' }, sent)).toBeUndefined()
  })

  test.each<[string, Partial<SignatureRules>, Sent, RegExp]>([
    ['that is missing', {}, {}, /a signature in the header "x-signature", found none/],
    ['that is blank', {}, signed(' '), /found none\./],
    [
      'of another body',
      {},
      { ...signed(hex(BODY)), body: Buffer.from('{}') },
      /that fits the body/,
    ],
    ['with another key', {}, signed(mac([BODY], 'sha256', 'other').digest('hex')), /that fits/],
    [
      'with neither of two',
      { previousSecret: new Secret('an-old-secret') },
      signed(mac([BODY], 'sha256', 'older').digest('hex')),
      /that fits/,
    ],
    ['that is cut', {}, signed(hex(BODY).slice(0, 40)), /that fits/],
    ['that goes on', {}, signed(`${hex(BODY)}00`), /that fits/],
    ['without its prefix', { form: 'v1=<hex>' }, signed(hex(BODY)), /that fits/],
    ['of another algorithm', {}, signed(mac([BODY], 'sha1').digest('hex')), /that fits/],
    ['without its time', TIMED, signed('v0=00'), /a time in the header "x-time".*found none/],
    ['with a time that is none', TIMED, timed('yesterday'), /found something else/],
    ['that is too old', TIMED, timed(String(NOW / SECOND - 301)), /at most 5 min from the hub's/],
    ['that is too far ahead', TIMED, timed(String(NOW / SECOND + 301)), /a larger distance/],
    [
      'with another time than was signed',
      TIMED,
      { headers: { ...timed(AT).headers, 'x-time': String(NOW / SECOND - 1) } },
      /that fits/,
    ],
    [
      'over a header that is missing',
      { over: '{x-id}.{body}' },
      signed(hex('.', BODY)),
      /the header "x-id", which is signed/,
    ],
    [
      'of a GET, whose query it does not cover',
      {},
      { method: 'GET', ...signed(hex('')) },
      /found a GET/,
    ],
    ['behind more than are tried', {}, signed(`${'00 '.repeat(16)}${hex(BODY)}`), /that fits/],
  ])('%s is refused', (_case, rules, sent, words) => {
    const detail = asked(rules, sent)
    expect(detail).toMatch(words)
    expect(detail).toMatch(/^Expected .*, found .*\. [A-Z].*\.$/)
    expect(detail).not.toContain(SECRET)
    expect(detail).not.toContain(hex(BODY))
  })
})

test('a body that is larger than the source takes is refused', () => {
  const guards = { bodyBytesMax: 10 }
  const asked = (length: number) =>
    startGuard().askBody(source(guards), request({ body: Buffer.alloc(length) }))?.reason
  expect([asked(10), asked(11)]).toEqual([undefined, 'size'])
})

describe('a rate', () => {
  const guards = { rate: { perMinute: 60, burst: 3 } }
  const firing = (count: number) =>
    Array.from({ length: count }, () => ({ kind: 'firing' }) as const)
  const start = () => {
    const clock = new ManualClock(NOW)
    const guard = startGuard(clock)
    const ask = (events: Parameters<Guard['askRate']>[1]) =>
      guard.askRate(source(guards), events)?.retryAfterMs
    return { clock, guard, ask }
  }

  test('takes a burst, then as many as come in its time, and says when there is room', () => {
    const { clock, ask } = start()
    expect([ask(firing(1)), ask(firing(2)), ask(firing(1))]).toEqual([undefined, undefined, 1000])
    clock.advance(400)
    expect(ask(firing(1))).toBe(600)
    clock.advance(600)
    expect([ask(firing(1)), ask(firing(1))]).toEqual([undefined, 1000])
    clock.advance(3_600_000)
    expect([ask(firing(3)), ask(firing(1))]).toEqual([undefined, 1000])
  })

  test('counts notices, and neither what ends nor what is taken on', () => {
    const { ask } = start()
    expect(ask([{ kind: 'notice' }, ...firing(2)])).toBeUndefined()
    expect(ask([{ kind: 'notice' }])).toBe(1000)
    for (let count = 0; count < 1000; count++)
      expect(ask([{ kind: 'resolved' }, { kind: 'acknowledged' }])).toBeUndefined()
    expect(ask([])).toBeUndefined()
  })

  test('takes a large request as a whole, and lets later ones wait for it, an hour at most', () => {
    const { clock, ask } = start()
    expect([ask(firing(10)), ask(firing(1))]).toEqual([undefined, 8000])
    clock.advance(8000)
    expect([ask(firing(10_000)), ask(firing(1))]).toEqual([undefined, 3_601_000])
  })

  test('adds nothing where the clock is set back', () => {
    const { clock, guard, ask } = start()
    ask(firing(3))
    clock.advance(-60_000)
    expect(ask(firing(1))).toBe(1000)
    clock.advance(1000)
    expect(ask(firing(1))).toBeUndefined()
    expect(guard.states([source(guards)])[0]?.refused).toMatchObject([{ reason: 'rate', count: 1 }])
  })

  test('does not count what turned out to say nothing new, up to the burst', () => {
    const { guard, ask } = start()
    ask(firing(10))
    guard.giveBack(source(guards), 9)
    expect([ask(firing(2)), ask(firing(1))]).toEqual([undefined, 1000])
    guard.giveBack(source(guards), 100)
    expect([ask(firing(3)), ask(firing(1))]).toEqual([undefined, 1000])
    guard.giveBack(source({}), 1)
    expect(ask(firing(1))).toBe(1000)
  })

  test('is counted for each source by itself', () => {
    const { guard, ask } = start()
    ask(firing(4))
    expect(guard.askRate(source(guards, { name: 'other' }), firing(1))).toBeUndefined()
  })
})

test('what was refused is counted by its reason, and forgotten with its source', () => {
  const clock = new ManualClock(NOW)
  const guard = startGuard(clock)
  const asking = source({ allow: ['10.0.0.1'], rate: { perMinute: 1, burst: 1 } })
  const previousKey = new Secret('the-key-before')
  guard.askHead(asking, request({ peer: '10.0.0.2' }))
  clock.advance(1)
  guard.askHead(asking, request({ peer: '10.0.0.2' }))
  guard.noteTooLarge(asking)
  guard.askRate(asking, [{ kind: 'firing' }])
  guard.askRate(asking, [{ kind: 'firing' }])
  const old = source({}, { name: 'old', previousKey, paused: true })
  expect(guard.states([old])).toEqual([
    { source: 'old', isPaused: true, refused: [], previousKey: {} },
  ])
  guard.notePreviousKey(old)
  guard.askHead(asking, request({ peer: '10.0.0.2' }))
  expect(guard.states([asking, old])).toEqual([
    {
      source: 'aliyun',
      isPaused: false,
      refused: [{ reason: 'address', count: 1, lastAt: NOW + 1 }],
    },
    { source: 'old', isPaused: true, refused: [], previousKey: { lastUsedAt: NOW + 1 } },
  ])
})

test('a sender whose clock is more than five minutes ahead is told of until its events come in time', () => {
  const clock = new ManualClock(NOW)
  const guard = startGuard(clock)
  const one = source({})
  const note = (...aheadMs: readonly (number | undefined)[]): unknown => {
    const events = aheadMs.map((ms) => ({
      receivedAt: NOW,
      ...(ms === undefined ? {} : { sourceAt: NOW + ms }),
    }))
    guard.noteClock(one, events)
    return guard.states([one])[0]?.clockAhead
  }
  expect(note(300_000)).toBeUndefined()
  expect(note(-1, 300_001)).toEqual({ byMs: 300_001, lastAt: NOW })
  expect(note()).toEqual({ byMs: 300_001, lastAt: NOW })
  expect(note(undefined)).toEqual({ byMs: 300_001, lastAt: NOW })
  expect(note(-900_000)).toBeUndefined()
})
