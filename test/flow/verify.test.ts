import { createServer, type RequestListener } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { createVerifier } from '../../src/app.ts'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { loadConfiguration } from '../../src/config/config.ts'
import type { Verification } from '../../src/model/verification.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'
import { startHttpsServer } from '../harness/https-server.ts'
import { startProxy } from '../harness/proxy.ts'

const SECRET = `SEC${'7'.repeat(64)}`
const TOKEN = 'c0ffee'.repeat(8)

const toClose: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

type Given = {
  readonly endpoint?: object
  readonly network?: object
  readonly environment?: Record<string, string>
  readonly skewMs?: number
  readonly waitMs?: number
}

/** Verifies a DingTalk endpoint at `url` as `tocsin verify` does. */
async function verifyAt(url: string, given: Given = {}): Promise<Verification> {
  const { endpoint = {}, network, environment = {}, skewMs = 0, waitMs } = given
  const written = {
    contacts: { ops: { endpoints: [{ channel: 'dingtalk', url, ...endpoint }] } },
    policies: { all: { match: [], notify: [{ to: 'ops' }] } },
    ...(network ? { network } : {}),
  }
  const loading = await loadConfiguration({
    path: 'tocsin.yaml',
    environment: {},
    readFile: async () => ({ kind: 'read', bytes: Buffer.from(JSON.stringify(written)) }),
    adapters,
  })
  if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems))
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + skewMs }
  const { configuration } = loading
  const verifier = createVerifier({ configuration, environment, clock, waitMs })
  toClose.push(() => verifier.stop())
  const [id = ''] = [...configuration.contacts.values()].flatMap(({ endpoints }) =>
    endpoints.map((one) => one.id),
  )
  const verified = await verifier.verify(id)
  if (verified.kind !== 'verified') throw new Error(verified.kind)
  expect(JSON.stringify(verified)).not.toMatch(/access_token=|c0ffee|SEC7|hidden/)
  return verified.verification
}

function wordsOf({ steps, remedies }: Verification, language: 'en' | 'zh' = 'en'): string {
  const texts = [...steps.map(({ text }) => text), ...remedies]
  return texts.map((text) => (typeof text === 'string' ? text : text[language])).join('\n')
}

function statesOf({ steps }: Verification): string {
  return steps.map(({ step, state }) => `${step} ${state}`).join(', ')
}

describe('against DingTalk’s stand-in', () => {
  let origin: string
  beforeEach(async () => {
    const app = fastify()
    mountSandbox(app, createSandbox({ clock: systemClock }))
    origin = await app.listen({ port: 0, host: '127.0.0.1' })
    toClose.push(() => app.close())
  })

  async function sandbox(method: string, path: string, body: object): Promise<void> {
    const answer = await fetch(`${origin}/sandbox/api/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN, ...body }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
  const robot = (given: Given = {}): Promise<Verification> =>
    verifyAt(`${origin}/sandbox/dingtalk/robot/send?access_token=${TOKEN}`, given)

  test('a robot that takes it: delivered, signed and with its keyword', async () => {
    await sandbox('PUT', 'chats', { secret: SECRET, keywords: ['监控'] })
    const verification = await robot({ endpoint: { secret: SECRET, keywords: ['监控'] } })
    expect(verification).toMatchObject({ result: 'delivered', remedies: [], contact: 'ops' })
    expect(statesOf(verification)).toBe(
      'settings ok, settings ok, connection ok, answer ok, meaning ok',
    )
    expect(verification.clock).toBeUndefined()
  })

  test('a keyword that is missing: which one to configure, and where it is found', async () => {
    await sandbox('PUT', 'chats', { keywords: ['CloudMonitor'] })
    const none = await robot()
    expect(none).toMatchObject({ result: 'failed', reason: 'keyword', code: '310000' })
    expect(wordsOf(none)).toContain('no `keywords` yet')
    expect(wordsOf(none, 'zh')).toContain('尚未配置 keywords')
    const other = await robot({ endpoint: { keywords: ['cloudmonitor'] } })
    expect(wordsOf(other)).toContain('held "cloudmonitor"')
    expect(await robot({ endpoint: { keywords: ['CloudMonitor'] } })).toMatchObject({
      result: 'delivered',
    })
  })

  test('a signature that does not match: whether a secret is missing or another', async () => {
    await sandbox('PUT', 'chats', { secret: SECRET })
    const none = await robot()
    expect(none).toMatchObject({ result: 'failed', reason: 'signature' })
    expect(wordsOf(none)).toContain('has no `secret`')
    const other = await robot({ endpoint: { secret: `${SECRET}0` } })
    expect(wordsOf(other)).toContain('not the one of this robot')
    expect(wordsOf(other, 'zh')).toContain('与机器人不符')
  })

  test('a clock that is off is measured, and told even where the message was taken', async () => {
    const hours = 60 * 60_000
    await sandbox('PUT', 'chats', { secret: SECRET })
    const refused = await robot({ endpoint: { secret: SECRET }, skewMs: -2 * hours })
    expect(refused).toMatchObject({ result: 'failed', reason: 'clock-skew' })
    const { offMs = 0, uncertaintyMs = 0 } = refused.clock ?? {}
    expect(Math.abs(offMs + 2 * hours)).toBeLessThanOrEqual(uncertaintyMs)
    expect(uncertaintyMs).toBeLessThan(10_000)
    expect(wordsOf(refused)).toMatch(/clock is (2 h|1 h 59 min) behind the other side's \(± \d s\)/)
    expect(wordsOf(refused, 'zh')).toMatch(/本机时钟比对方慢 (2小时|1小时59分)/)
    const taken = await robot({ endpoint: { secret: SECRET }, skewMs: hours / 2 })
    expect(taken).toMatchObject({ result: 'delivered' })
    expect(statesOf(taken)).toContain('clock note')
    expect(wordsOf(taken)).toMatch(/clock is (29|30) min( \d+ s)? ahead of/)
    expect(wordsOf(taken)).toContain('NTP')
    const near = await robot({ endpoint: { secret: SECRET }, skewMs: 4 * 60_000 })
    expect(statesOf(near)).not.toContain('clock')
  })

  test('an IP address that is not allowed: ours, as the answer names it', async () => {
    await sandbox('PUT', 'chats', { ips: ['203.0.113.0/24'] })
    const verification = await robot()
    expect(verification).toMatchObject({ reason: 'address', ourAddress: '127.0.0.1' })
    expect(wordsOf(verification)).toContain('sees this machine as 127.0.0.1')
    expect(wordsOf(verification)).toContain('NAT gateway')
    expect(wordsOf(verification, 'zh')).toContain('平台看到的本机地址是 127.0.0.1')
  })

  test('the rate limit: when it ends', async () => {
    await sandbox('POST', 'faults', { kind: 'rateLimited' })
    const verification = await robot()
    expect(verification).toMatchObject({ result: 'failed', reason: 'rate-limited' })
    const inMs = (verification.retryAt ?? 0) - systemClock.now()
    expect(Math.abs(inMs - 10 * 60_000)).toBeLessThan(60_000)
    expect(wordsOf(verification)).toMatch(/It ends at about .* \(in 10 min\)/)
    expect(wordsOf(verification, 'zh')).toContain('10分后）解除')
  })

  test.each([
    ['quota', 'quota', 'monthly quota', '额度'],
    ['removed', 'disabled', 'was removed from its group', '移出群聊'],
    ['stopped', 'disabled', 'was stopped', '停用'],
    ['dissolved', 'disabled', 'dissolved', '解散'],
    ['content', 'content', 'content check', '内容安全'],
    ['busy', 'busy', 'busy', '繁忙'],
    ['waf', 'blocked', 'firewall', '防火墙'],
    ['wafJson', 'blocked', 'firewall', '防火墙'],
  ])('the fault %s is told as %s, with what to do', async (kind, reason, english, chinese) => {
    await sandbox('POST', 'faults', { kind })
    const verification = await robot()
    expect(verification).toMatchObject({ result: 'failed', reason })
    expect(wordsOf(verification)).toContain(english)
    expect(wordsOf(verification, 'zh')).toContain(chinese)
  })

  test('a reply that is lost leaves it open whether the message arrived', async () => {
    await sandbox('POST', 'faults', { kind: 'lostReply' })
    const verification = await robot()
    expect(verification).toMatchObject({ result: 'uncertain', reason: 'unknown-outcome' })
    expect(statesOf(verification)).toContain('answer failed')
  })

  test('a token that nobody knows', async () => {
    const app = fastify()
    mountSandbox(app, createSandbox({ clock: systemClock, strictTokens: true }))
    const strict = await app.listen({ port: 0, host: '127.0.0.1' })
    toClose.push(() => app.close())
    const url = `${strict}/sandbox/dingtalk/robot/send?access_token=${TOKEN}`
    expect(await verifyAt(url)).toMatchObject({ result: 'failed', reason: 'token' })
  })

  test('through a proxy: which one, and how it took it', async () => {
    const proxy = await startProxy({ targetPort: Number(new URL(origin).port), login: 'me:hidden' })
    toClose.push(proxy.close)
    const url = `http://robot.example/sandbox/dingtalk/robot/send?access_token=${TOKEN}`
    const name = new URL(proxy.url).host
    const environment = { HTTP_PROXY: proxy.url.replace('//', '//me:hidden@') }
    const good = await verifyAt(url, { environment })
    expect(good).toMatchObject({ result: 'delivered', proxy: name })
    expect(wordsOf(good)).toContain(`through the proxy ${name} (HTTP_PROXY)`)
    const refused = await verifyAt(url, { network: { proxy: proxy.url } })
    expect(refused).toMatchObject({ result: 'failed', reason: 'unreachable', proxy: name })
    expect(refused.text).toBe(`the proxy ${name} asks for a login (407)`)
    expect(wordsOf(refused)).toContain('Check its address and login')
    const gone = await verifyAt(url, { endpoint: { proxy: 'http://127.0.0.1:9' } })
    expect(gone.text).toBe('the proxy 127.0.0.1:9 cannot be reached (ECONNREFUSED)')
    expect(wordsOf(gone, 'zh')).toContain('代理未放行')
    const straight = await robot({ endpoint: { proxy: 'none' }, environment })
    expect(straight.proxy).toBeUndefined()
  })

  test('an endpoint of the file is under the guard where the file says so', async () => {
    const refused = await robot({ network: { guard: 'all' } })
    expect(refused).toMatchObject({ result: 'failed', reason: 'forbidden' })
    expect(wordsOf(refused)).toContain('network.allow')
    const allowed = await robot({ network: { guard: 'all', allow: ['127.0.0.0/8'] } })
    expect(allowed).toMatchObject({ result: 'delivered' })
  })
})

describe('where no platform answers', () => {
  async function serverThat(listener: RequestListener): Promise<string> {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    toClose.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    return `http://127.0.0.1:${port}/robot/send?access_token=${TOKEN}`
  }

  test('a redirect is not followed, and its host is named', async () => {
    const location = 'https://login.example/portal?next=hidden'
    const url = await serverThat((_request, response) =>
      response.writeHead(302, { location }).end(),
    )
    const verification = await verifyAt(url)
    expect(verification).toMatchObject({ result: 'failed', code: 'HTTP 302' })
    expect(wordsOf(verification)).toContain('leads to https://login.example.')
  })

  test('a host that takes the connection and does not answer is given up in its time', async () => {
    const url = await serverThat(() => undefined)
    const verification = await verifyAt(url, { waitMs: 800 })
    expect(verification).toMatchObject({ result: 'uncertain', text: 'time-out' })
    expect(statesOf(verification)).toContain('connection ok, answer failed')
    expect(wordsOf(verification)).toContain('did not answer in time')
  })

  test('a host that is not there, and a name that nobody knows', async () => {
    const gone = await verifyAt(`http://127.0.0.1:9/robot/send?access_token=${TOKEN}`)
    expect(statesOf(gone)).toBe('settings ok, settings ok, connection failed, meaning failed')
    expect(wordsOf(gone)).toContain('nothing listens on that port')
    const unknown = await verifyAt(`https://nobody.invalid/robot/send?access_token=${TOKEN}`)
    expect(statesOf(unknown)).toBe('settings ok, lookup failed, meaning failed')
    expect(wordsOf(unknown)).toContain('No resolver knows')
  })

  test.each([
    ['made by nobody known', 'localhost', 30, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that has run out', 'localhost', -3, 'CERT_HAS_EXPIRED'],
    ['for another name', 'other.example', 30, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate %s', async (_, name, days, text) => {
    const server = await startHttpsServer(name, { days })
    toClose.push(server.close)
    const trusted = getCACertificates()
    if (text !== 'DEPTH_ZERO_SELF_SIGNED_CERT')
      setDefaultCACertificates([...trusted, server.certificate])
    toClose.push(() => setDefaultCACertificates(trusted))
    const verification = await verifyAt(
      `https://localhost:${server.port}/robot/send?access_token=${TOKEN}`,
    )
    expect(verification).toMatchObject({ result: 'failed', reason: 'unreachable', text })
    expect(wordsOf(verification)).toContain('could not prove by TLS')
    expect(wordsOf(verification, 'zh')).toContain('证书')
    expect(server.requests).toEqual([])
  })

  test('plain http to the platform itself is told before anything else', async () => {
    const url = `http://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`
    const verification = await verifyAt(url, { endpoint: { proxy: 'http://127.0.0.1:9' } })
    expect(statesOf(verification)).toMatch(/^settings ok, settings note/)
    expect(wordsOf({ ...verification, steps: [] })).toContain('Write https://')
  })
})
