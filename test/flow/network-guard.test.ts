import { createServer, type RequestListener, type Server } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { createGuard } from '../../src/base/guard.ts'
import { createHttpClient, type HttpClient, type HttpOutcome } from '../../src/base/http-client.ts'
import { DELIVERY_LIMITS } from '../../src/base/limits.ts'
import { createResolveHost, type LookUp } from '../../src/base/resolve-host.ts'
import { startHttpsServer } from '../harness/https-server.ts'

const toClose: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

/** A server on loopback that counts who gets as far as connecting. */
async function sink(
  listener?: RequestListener,
): Promise<{ port: number; connections: () => number }> {
  let connections = 0
  const server: Server = createServer(listener ?? ((_request, response) => response.end('reached')))
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  toClose.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    connections: () => connections,
  }
}

function client(allow: readonly string[], lookUp?: LookUp): HttpClient {
  const made = createHttpClient({ guard: createGuard(allow), lookUp })
  toClose.push(() => made.close())
  return made
}

const post = (http: HttpClient, url: string): Promise<HttpOutcome> =>
  http.send({ method: 'POST', url, body: '{}', timeoutMs: 2_000 })

describe('a guarded client', () => {
  test.each([
    'http://127.0.0.1:PORT/?access_token=hidden',
    'http://localhost:PORT/',
    'http://LOCALHOST.:PORT/',
    'http://any.localhost:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::7f00:1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://１２７.０.０.１:PORT/',
  ])('does not connect to this machine as %s', async (written) => {
    const { port, connections } = await sink()
    const outcome = await post(client([]), written.replace('PORT', String(port)))
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'before-send', trouble: 'forbidden' })
    expect(outcome.kind === 'failed' && outcome.reason).toContain('allow it in network.allow')
    expect(JSON.stringify(outcome)).not.toMatch(/hidden|PORT|\/\?/)
    expect(connections()).toBe(0)
  })

  test('does not connect where a name leads, unless that is allowed', async () => {
    const { port, connections } = await sink()
    const url = `http://relay.example:${port}/`
    const lookUp: LookUp = async () => ['127.0.0.1']
    expect(await post(client([], lookUp), url)).toEqual({
      kind: 'failed',
      stage: 'before-send',
      trouble: 'forbidden',
      reason:
        'expected a public address, found that the host name leads to one of this machine (127.0.0.1): allow it in network.allow',
    })
    expect(connections()).toBe(0)
    for (const allow of ['127.0.0.0/8', 'relay.example', '.example'])
      expect(await post(client([allow], lookUp), url)).toMatchObject({ body: 'reached' })
  })

  test('refuses a name of which one address is public and another is not', async () => {
    const { port, connections } = await sink()
    const lookUp: LookUp = async () => ['203.119.206.77', '127.0.0.1']
    const outcome = await post(client([], lookUp), `http://mixed.example:${port}/`)
    expect(outcome).toMatchObject({ kind: 'failed', trouble: 'forbidden' })
    expect(connections()).toBe(0)
  })

  test('connects to what was checked: a name that is pointed anew meanwhile leads nowhere else', async () => {
    const { port, connections } = await sink()
    const answers = [['127.0.0.2'], ['127.0.0.1']]
    let asked = 0
    const lookUp: LookUp = async () => answers[Math.min(asked++, 1)] ?? []
    // Nothing listens on 127.0.0.2, which is allowed; a second look would find 127.0.0.1, where the sink is.
    const outcome = await post(client(['127.0.0.2'], lookUp), `http://rebound.example:${port}/`)
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'before-send', reason: 'ECONNREFUSED' })
    expect(asked).toBe(1)
    expect(connections()).toBe(0)
    const second = await post(client(['127.0.0.2'], lookUp), `http://rebound.example:${port}/`)
    expect(second).toMatchObject({ trouble: 'forbidden' })
    expect(connections()).toBe(0)
  })

  test('a name that nobody knows was never sent to', async () => {
    const lookUp: LookUp = async () => Promise.reject(new Error('ENOTFOUND'))
    expect(await post(client([], lookUp), 'http://nobody.example/')).toEqual({
      kind: 'failed',
      stage: 'before-send',
      trouble: 'name',
      reason: 'the host name is not known',
    })
  })

  test('a resolver that does not answer is given up before the attempt is', async () => {
    const resolveHost = createResolveHost({ lookUp: () => new Promise(() => undefined) })
    const startedAt = performance.now()
    expect(await resolveHost('slow.example')).toMatchObject({ kind: 'refused', trouble: 'name' })
    expect(performance.now() - startedAt).toBeLessThan(DELIVERY_LIMITS.attemptMs)
  })

  test('a redirect to a private address is an answer, and nobody goes there', async () => {
    const inner = await sink()
    const location = `http://127.0.0.1:${inner.port}/`
    const outer = await sink((_request, response) => response.writeHead(307, { location }).end())
    const http = client(['outer.example'], async () => ['127.0.0.1'])
    const outcome = await post(http, `http://outer.example:${outer.port}/`)
    expect(outcome).toMatchObject({ kind: 'answered', status: 307, headers: { location } })
    expect(inner.connections()).toBe(0)
  })
})

describe('over TLS', () => {
  test('the connection goes to the checked address, and asks for the host by its name', async () => {
    const server = await startHttpsServer('relay.example')
    toClose.push(() => server.close())
    const trusted = getCACertificates()
    setDefaultCACertificates([...trusted, server.certificate])
    toClose.push(() => setDefaultCACertificates(trusted))
    const http = client(['127.0.0.1'], async () => ['127.0.0.1'])
    expect(await post(http, `https://relay.example:${server.port}/`)).toMatchObject({ status: 200 })
    expect(server.names).toEqual(['relay.example'])
    expect(server.requests).toEqual([`POST relay.example:${server.port}`])
    const wrong = await post(http, `https://other.example:${server.port}/`)
    expect(wrong).toMatchObject({
      stage: 'before-send',
      trouble: 'certificate',
      reason: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })

  test.each([
    ['made by nobody known', 30, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that has run out', -3, 'CERT_HAS_EXPIRED'],
  ])('a certificate %s ends it before anything is sent', async (_, days, reason) => {
    const server = await startHttpsServer('relay.example', { days })
    toClose.push(() => server.close())
    const trusted = getCACertificates()
    if (days < 0) setDefaultCACertificates([...trusted, server.certificate])
    toClose.push(() => setDefaultCACertificates(trusted))
    const http = client(['127.0.0.1'], async () => ['127.0.0.1'])
    const outcome = await post(http, `https://relay.example:${server.port}/`)
    expect(outcome).toMatchObject({ stage: 'before-send', trouble: 'certificate', reason })
    expect(server.requests).toEqual([])
  })
})

test('who speaks something else than HTTP gets checked addresses by the same rules', async () => {
  const lookUp: LookUp = async (host) => (host === 'mail.example' ? ['10.0.0.5'] : ['8.8.4.4'])
  const guarded = createResolveHost({ guard: createGuard([]), lookUp })
  const open = createResolveHost({ guard: createGuard(['10.0.0.0/8']), lookUp })
  expect(await guarded('mail.example')).toMatchObject({ kind: 'refused', trouble: 'forbidden' })
  expect(await guarded('[::1]')).toMatchObject({ kind: 'refused', trouble: 'forbidden' })
  expect(await guarded('smtp.example')).toEqual({ kind: 'address', address: '8.8.4.4' })
  expect(await open('mail.example')).toEqual({ kind: 'address', address: '10.0.0.5' })
})
