import { describe, expect, test } from 'vitest'
import type { SandboxRequest } from './exchange.ts'
import type { CallFacts } from './stand-in.ts'
import { type WebhookMemory, type WebhookSettings, webhook } from './webhook.ts'

/** The published example of Standard Webhooks. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const SIGNED_AT = 1_614_265_330
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
const HEADERS = {
  'webhook-id': ID,
  'webhook-timestamp': String(SIGNED_AT),
  'webhook-signature': SIGNATURE,
}
type Facts = CallFacts<WebhookSettings, WebhookMemory>

function aRequest(changes: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    method: 'POST',
    path: '/sandbox/webhook/ops',
    query: '',
    headers: HEADERS,
    body: Buffer.from('{"test": 2432232314}'),
    address: '10.1.2.3',
    ...changes,
  }
}

function facts(settings: Partial<WebhookSettings> = {}, changes: Partial<Facts> = {}): Facts {
  return {
    settings: { ...webhook.defaults('webhook-abcd'), secret: SECRET, ...settings },
    memory: {},
    fault: undefined,
    hasPosted: () => false,
    now: SIGNED_AT * 1_000,
    ...changes,
  }
}

describe('the signature', () => {
  const signed = (headers: Record<string, string>) =>
    aRequest({ headers: { ...HEADERS, ...headers } })
  test.each([
    ['the published example', aRequest(), 0, ''],
    ['four minutes late', aRequest(), 299_000, ''],
    ['four minutes early', aRequest(), -299_000, ''],
    ['six minutes late', aRequest(), 301_000, 'timestamp too old'],
    ['six minutes early', aRequest(), -301_000, 'timestamp too new'],
    [
      'another body',
      aRequest({ body: Buffer.from('{"test":2432232314}') }),
      0,
      'no matching signature',
    ],
    ['another id', signed({ 'webhook-id': 'msg_2' }), 0, 'no matching signature'],
    ['one of two keys', signed({ 'webhook-signature': `v1,AAAA ${SIGNATURE}` }), 0, ''],
    [
      'another version',
      signed({ 'webhook-signature': SIGNATURE.replace('v1', 'v2') }),
      0,
      'no matching signature',
    ],
    ['no signature', aRequest({ headers: {} }), 0, 'missing signature headers'],
    [
      'a date for a timestamp',
      signed({ 'webhook-timestamp': '2021-02-25' }),
      0,
      'timestamp is no number of seconds',
    ],
  ])('%s', (_, request, lateMs, reason) => {
    const decided = webhook.decide(request, facts({}, { now: SIGNED_AT * 1_000 + lateMs }))
    expect(decided.text).toBe(reason)
    expect(decided.answer).toMatchObject({ status: reason === '' ? 200 : 401 })
    expect(decided.outcome).toBe(reason === '' ? 'posted' : 'refused')
  })

  test('none is asked for where no secret is set, and a secret must be one', () => {
    const decided = webhook.decide(aRequest({ headers: {} }), facts({ secret: null }))
    expect(decided.outcome).toBe('posted')
    const parsed = (secret: string) =>
      webhook.settings.safeParse({ ...webhook.defaults('x'), secret }).success
    expect([SECRET, 'whsec_?', 'x'].map(parsed)).toEqual([true, false, false])
  })
})

test('it answers what it was told to, and takes for posted what it answered with 2xx', () => {
  const decided = (settings: Partial<WebhookSettings>) => {
    const { outcome, answer } = webhook.decide(aRequest(), facts(settings))
    return { outcome, ...answer }
  }
  expect(decided({ status: 201, body: 'made', contentType: 'text/plain' })).toMatchObject({
    outcome: 'posted',
    status: 201,
    body: 'made',
    headers: { 'content-type': 'text/plain' },
  })
  expect(decided({ status: 204 })).toMatchObject({ outcome: 'posted', body: '' })
  expect(decided({ status: 500, body: 'sorry' })).toMatchObject({
    outcome: 'refused',
    body: 'sorry',
  })
})

test('an id that was posted before is a duplicate, and answered the same', () => {
  const asked: string[] = []
  const hasPosted = (key: string) => asked.push(key) > 0
  const decided = webhook.decide(aRequest(), facts({}, { hasPosted }))
  expect(decided).toMatchObject({ outcome: 'duplicate', answer: { status: 200 } })
  expect(asked).toEqual([ID])
})

test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'POST'])('%s is taken', (method) => {
  const request = aRequest({ method, body: new Uint8Array(), path: '/sandbox/webhook/ops/a/b' })
  expect(webhook.tokenOf(request)).toBe('ops')
  const { shown } = webhook.decide(request, facts({ secret: null }))
  expect(shown).toMatchObject({ msgtype: method, payload: { method, path: '/a/b', body: '' } })
})

test('what its names give away as a secret is not shown', () => {
  const headers = {
    authorization: 'Bearer hush',
    'x-api-key': 'hush',
    cookie: 'hush',
    accept: '*/*',
  }
  const request = aRequest({ headers, query: 'access_token=hush&page=2' })
  const { shown } = webhook.decide(request, facts({ secret: null }))
  expect(JSON.stringify(shown)).not.toContain('hush')
  expect(shown?.payload).toMatchObject({ headers: { accept: '*/*' }, query: { page: '2' } })
})

test.each([
  ['removed', 410],
  ['rateLimited', 429],
  ['quota', 429],
] as const)('the fault %s is answered with %i', (kind, status) => {
  const decided = webhook.decide(aRequest(), facts({}, { fault: { id: 1, kind, retryAfter: 7 } }))
  expect(decided.answer).toMatchObject({ status })
})
