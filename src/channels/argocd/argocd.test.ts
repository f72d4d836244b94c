import { describe, expect, test } from 'vitest'
import { deliver, ServiceStandIn, settingsOf } from '../../../test/contract/argo-service.ts'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { startHttpsServer } from '../../../test/harness/https-server.ts'
import { ManualClock } from '../../base/clock.ts'
import { createGuard } from '../../base/guard.ts'
import { createHttpClient, type HttpClient } from '../../base/http-client.ts'
import { channels } from '../all.ts'
import { argocd } from './argocd.ts'

const TOKEN = 'xoxb-hidden-hidden'
const JSON_TYPE = 'application/json'

channelContract({
  channel: argocd,
  settingsAt: (origin) =>
    settingsOf({
      service: 'webhook',
      options: {
        url: `${origin}/hooks/f00dfeedf00dfeed`,
        headers: [{ name: 'X-Token', value: TOKEN }],
      },
    }),
  credentials: ['f00dfeedf00dfeed', TOKEN],
  bodyBytesMax: 800_000,
  success: { status: 204, contentType: JSON_TYPE, body: '' },
})

channelContract({
  channel: argocd,
  settingsAt: (origin) =>
    settingsOf({ service: 'slack', options: { token: TOKEN, apiURL: origin }, recipient: 'ops' }),
  credentials: [TOKEN],
  bodyBytesMax: 800_000,
  success: { status: 200, contentType: JSON_TYPE, body: '{"ok": true, "ts": "1.2"}' },
})

channelContract({
  channel: argocd,
  settingsAt: (origin) =>
    settingsOf({ service: 'telegram', options: { token: TOKEN, apiUrl: origin }, recipient: '-1' }),
  credentials: [TOKEN],
  bodyBytesMax: 20_000,
  success: { status: 200, contentType: JSON_TYPE, body: '{"ok": true}' },
})

describe('the settings', () => {
  const good = { service: 'telegram', options: { token: TOKEN }, recipient: '-1' }

  test('a service that is not sent is told by its name', () => {
    for (const service of ['nats', 'console', 'kafka', '']) {
      const [problem] = argocd.check(settingsOf({ ...good, service }))
      expect(problem).toMatchObject({ en: expect.stringContaining(`"${service}"`) })
    }
  })

  test('an endpoint whose settings are not known yet is there, and sends nothing', async () => {
    expect(argocd.check({})).toHaveLength(1)
    expect(argocd.address({})).toMatch(/^argocd:/)
    expect(argocd.limits({}).messagesMax).toBeGreaterThan(0)
    expect(argocd.room({}).entriesMax).toBeGreaterThan(0)
    expect(argocd.raw?.('{"message": "x"}', {})).toEqual({ body: '{"message": "x"}', cut: false })
    const receipt = await deliver({ service: '', options: {} }, { message: 'x' })
    expect(receipt).toMatchObject({ kind: 'refused', reason: 'token' })
  })

  test.each([
    ['options that are no JSON', { options: 'token: x' }, '"options"'],
    ['options that are a list', { options: '[]' }, '"options"'],
    ['huge options', { options: JSON.stringify({ x: 'x'.repeat(70_000) }) }, '"options"'],
    ['certificates that are no object', { certificates: '[]' }, '"certificates"'],
    ['a huge recipient', { recipient: 'x'.repeat(1_001) }, '"recipient"'],
  ])('%s are a problem', (_, change, words) => {
    const [problem] = argocd.check({ ...settingsOf(good), ...change })
    expect(problem).toMatchObject({ en: expect.stringContaining(words), zh: expect.anything() })
  })

  test('recipients of a chat have lanes of their own, and those of a webhook share one', () => {
    const of = (service: string, recipient: string): string =>
      argocd.address(settingsOf({ ...good, service, recipient }))
    expect(of('telegram', '-1')).not.toBe(of('telegram', '-2'))
    expect(of('webhook', '-1')).toBe(of('webhook', '-2'))
  })

  test('only what people read is limited, and so merged', () => {
    const perMinute = (service: string): number => {
      const { messagesMax, windowMs } = argocd.limits(settingsOf({ ...good, service }))
      return (messagesMax * 60_000) / windowMs
    }
    expect(perMinute('telegram')).toBe(20)
    expect(perMinute('slack')).toBe(60)
    for (const service of ['webhook', 'github', 'alertmanager', 'pagerdutyv2', 'awssqs']) {
      expect(perMinute(service)).toBeGreaterThan(10_000)
    }
    const settings = { ...settingsOf(good), perMinute: 5 }
    expect(argocd.limits(settings)).toEqual({ messagesMax: 5, windowMs: 60_000, penaltyMs: 0 })
  })
})

describe('a rendered body', () => {
  const settings = settingsOf({ service: 'telegram', options: { token: TOKEN }, recipient: '-1' })

  test.each(['', 'text', '[]', '{}', '{"message": 1}', '"x"'])('is refused: %s', (body) => {
    expect(argocd.raw?.(body, settings)).toHaveProperty('zh')
  })

  test('of too many bytes is refused', () => {
    const body = JSON.stringify({ message: 'x', part: { text: 'x'.repeat(800_000) } })
    expect(argocd.raw?.(body, settings)).toHaveProperty('zh')
  })

  test('keeps all but what of the message the service does not take', () => {
    const body = JSON.stringify({ message: '🔥'.repeat(4_000), part: { a: 1 } })
    const rendered = argocd.raw?.(body, settings)
    expect(rendered).toMatchObject({ cut: true })
    const kept: unknown = JSON.parse(String(Reflect.get(Object(rendered), 'body')))
    expect(kept).toEqual({ message: `${'🔥'.repeat(2_047)}…`, part: { a: 1 } })
  })
})

test('what the hub says itself rings nobody and links nothing', () => {
  const settings = settingsOf({ service: 'telegram', options: { token: TOKEN }, recipient: '-1' })
  const message = aMessage({ title: '@all <!channel> [x](https://a.example) me@example.com' })
  const { body } = argocd.render(message, settings)
  expect(body).toContain('＠all ＜!channel> [x] (https://a.example) me@example.com')
})

describe('the way', () => {
  test('a user and password in an address go as a header, and are seen nowhere', async () => {
    const standIn = new ServiceStandIn()
    const origin = await standIn.open([
      { status: 500, body: 'no argo:p@ss-word YXJnbzpwQHNzLXdvcmQ=' },
    ])
    const url = `${origin.replace('http://', 'http://argo:p%40ss-word@')}/x#top`
    const receipt = await deliver({ service: 'webhook', options: { url } }, { message: '' })
    await standIn.close()
    expect(standIn.seen[0]?.headers['authorization']).toBe(`Basic ${btoa('argo:p@ss-word')}`)
    expect(standIn.seen[0]?.line).toBe('GET /x')
    expect(receipt.text).not.toContain('YXJnbzpwQHNzLXdvcmQ=')
  })

  test('a recipient that the options do not have concerns its own delivery alone', async () => {
    const standIn = new ServiceStandIn()
    const origin = await standIn.open([{ body: {} }])
    const options = { webhooks: { ops: `${origin}/x` } }
    const endpoint = { service: 'googlechat', options, recipient: 'ops' }
    const lost = await deliver(endpoint, { message: 'x', recipient: 'dev' })
    expect(lost).toMatchObject({ kind: 'refused', reason: 'malformed' })
    expect((await deliver(endpoint, { message: 'x' })).kind).toBe('sent')
    await standIn.close()
    expect(standIn.seen).toHaveLength(1)
  })

  test('what is wrong at the path of one template says nothing of the webhook', async () => {
    const standIn = new ServiceStandIn()
    const url = await standIn.open([{ status: 404 }])
    const endpoint = { service: 'webhook', options: { url } }
    const at = (path: string) => deliver(endpoint, { message: '', part: { method: 'POST', path } })
    expect(await at('')).toMatchObject({ kind: 'refused', reason: 'token' })
    expect(await at('/x')).toMatchObject({ kind: 'refused', reason: 'malformed' })
    await standIn.close()
  })

  test('all requests of a delivery fit into a lease together', async () => {
    const clock = new ManualClock(0)
    const timeouts: (number | undefined)[] = []
    const http: HttpClient = {
      send: ({ timeoutMs }) => {
        timeouts.push(timeoutMs)
        clock.advance(9_000)
        const headers = { location: '/x' }
        return Promise.resolve({ kind: 'answered', status: 307, headers, body: '' })
      },
      close: () => Promise.resolve(),
    }
    const endpoint = { service: 'webhook', options: { url: 'https://a.example' } }
    const receipt = await deliver(endpoint, { message: '' }, { http, clock })
    expect(timeouts).toEqual([10_000, 10_000, 7_000])
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
  })

  test('a redirect leads nowhere that the rules of the network forbid', async () => {
    const inner = new ServiceStandIn()
    const outer = new ServiceStandIn()
    const place = (await inner.open([{}])).replace('127.0.0.1', '127.0.0.2')
    const url = await outer.open([{ status: 307, headers: { location: place } }])
    const http = createHttpClient({ guard: createGuard(['127.0.0.1']) })
    const receipt = await deliver(
      { service: 'webhook', options: { url } },
      { message: '' },
      { http },
    )
    await outer.close()
    await inner.close()
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expect([outer.seen.length, inner.seen.length]).toEqual([1, 0])
  })

  test('a certificate of one host is trusted there, and an option trusts any', async () => {
    const server = await startHttpsServer('hooks.test')
    const lookUp = () => Promise.resolve(['127.0.0.1'])
    const url = `https://hooks.test:${server.port}/`
    const ask = (options: object, certificates?: object) =>
      deliver(
        { service: 'webhook', options: { url, ...options }, certificates },
        { message: '' },
        { http: createHttpClient({ lookUp }) },
      )
    expect(await ask({})).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    const pem = server.certificate
    expect((await ask({}, { 'other.test': pem })).kind).toBe('retry')
    expect((await ask({}, { 'hooks.test': pem, 'other.test': 'no' })).kind).toBe('sent')
    expect((await ask({ insecureSkipVerify: true })).kind).toBe('sent')
    await server.close()
  })

  test('pages are success where the options say so', async () => {
    const standIn = new ServiceStandIn()
    const page = { headers: { 'content-type': 'text/html' }, body: '<html>queued</html>' }
    const url = await standIn.open([page])
    const ask = (more: object) =>
      deliver({ service: 'webhook', options: { url, ...more } }, { message: '' })
    expect(await ask({})).toMatchObject({ kind: 'retry', reason: 'blocked' })
    expect(await ask({ acceptPages: true })).toMatchObject({ kind: 'sent' })
    await standIn.close()
  })
})

test('the channel is one of those that are built in', () => {
  expect(channels).toContain(argocd)
})
