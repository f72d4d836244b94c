import { createServer } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { createGuard } from '../../src/base/guard.ts'
import {
  createHttpClient,
  type HttpClientOptions,
  type HttpOutcome,
} from '../../src/base/http-client.ts'
import { createProxyOf } from '../../src/base/proxy.ts'
import { startHttpsServer } from '../harness/https-server.ts'
import { startProxy } from '../harness/proxy.ts'

const toClose: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function secureServer() {
  const server = await startHttpsServer('relay.example')
  const trusted = getCACertificates()
  setDefaultCACertificates([...trusted, server.certificate])
  toClose.push(server.close, () => setDefaultCACertificates(trusted))
  return server
}

async function proxyTo(targetPort: number, options: { refuseWith?: number; login?: string } = {}) {
  const proxy = await startProxy({ targetPort, ...options })
  toClose.push(proxy.close)
  return proxy
}

async function post(
  url: string,
  environment: Record<string, string>,
  options: HttpClientOptions = {},
): Promise<HttpOutcome> {
  const http = createHttpClient({ proxyOf: createProxyOf({ environment }), ...options })
  toClose.push(() => http.close())
  return http.send({ method: 'POST', url, body: '{}', timeoutMs: 3_000 })
}

describe('through a proxy', () => {
  test('https goes through a tunnel, by the host name: the proxy looks it up', async () => {
    const server = await secureServer()
    const proxy = await proxyTo(server.port)
    const outcome = await post('https://relay.example/send?access_token=hidden', {
      HTTPS_PROXY: proxy.url,
    })
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, body: '{"errcode":0}' })
    expect(proxy.asked).toEqual(['CONNECT relay.example:443'])
    expect(server.names).toEqual(['relay.example'])
  })

  test('http is handed on with the whole address', async () => {
    const server = createServer((request, response) => response.end(`for ${request.headers.host}`))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    toClose.push(() => server.close())
    const address = server.address()
    const proxy = await proxyTo(typeof address === 'object' && address ? address.port : 0)
    const outcome = await post('http://plain.example/send', { HTTP_PROXY: proxy.url })
    expect(outcome).toMatchObject({ kind: 'answered', body: 'for plain.example' })
    expect(proxy.asked).toEqual(['POST http://plain.example/send'])
  })

  test('a login is given to the proxy, and to nobody else', async () => {
    const server = await secureServer()
    const proxy = await proxyTo(server.port, { login: 'me:p@ss' })
    const url = proxy.url.replace('//', '//me:p%40ss@')
    expect(await post('https://relay.example/', { HTTPS_PROXY: url })).toMatchObject({
      status: 200,
    })
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`])
  })

  test.each([
    ['https', 407, 'asks for a login (407)'],
    ['http', 407, 'asks for a login (407)'],
    ['https', 403, 'refuses the connection (403)'],
    ['https', 502, 'refuses the connection (502)'],
  ])(
    '%s: what it refuses with %i was never sent, and is told as its doing',
    async (scheme, status, words) => {
      const proxy = await proxyTo(9, { refuseWith: status })
      const outcome = await post(`${scheme}://relay.example/?access_token=hidden`, {
        ALL_PROXY: proxy.url.replace('//', '//me:secret@'),
      })
      const name = new URL(proxy.url).host
      expect(outcome).toEqual({
        kind: 'failed',
        stage: 'before-send',
        trouble: 'proxy',
        reason: `the proxy ${name} ${words}`,
      })
    },
  )

  test.each(['https', 'http'])('%s: one that is not there is told as its doing', async (scheme) => {
    const outcome = await post(`${scheme}://relay.example/`, { ALL_PROXY: 'http://127.0.0.1:9' })
    expect(outcome).toEqual({
      kind: 'failed',
      stage: 'before-send',
      trouble: 'proxy',
      reason: 'the proxy 127.0.0.1:9 cannot be reached (ECONNREFUSED)',
    })
  })

  test('one that cannot be one is told without its address', async () => {
    const outcome = await post('https://relay.example/', { HTTPS_PROXY: 'socks5://me:secret@p' })
    expect(outcome).toEqual({
      kind: 'failed',
      stage: 'before-send',
      trouble: 'proxy',
      reason: 'expected the address of an HTTP proxy in HTTPS_PROXY',
    })
  })

  test('a certificate that is wrong behind the tunnel is the host’s doing', async () => {
    const server = await startHttpsServer('relay.example')
    toClose.push(server.close)
    const proxy = await proxyTo(server.port)
    const outcome = await post('https://relay.example/', { HTTPS_PROXY: proxy.url })
    expect(outcome).toMatchObject({ stage: 'before-send', trouble: 'certificate' })
    expect(server.requests).toEqual([])
  })

  test('a guard looks the name up itself before the proxy is asked', async () => {
    const server = await secureServer()
    const proxy = await proxyTo(server.port)
    const environment = { HTTPS_PROXY: proxy.url }
    const guard = createGuard([])
    const refused = (lookUp: () => Promise<readonly string[]>) =>
      post('https://relay.example/', environment, { guard, lookUp })
    expect(await refused(async () => ['10.0.0.1'])).toMatchObject({ trouble: 'forbidden' })
    expect(await refused(async () => [])).toMatchObject({ trouble: 'name' })
    const literal = await post('https://10.0.0.1/', environment, { guard })
    expect(literal).toMatchObject({ trouble: 'forbidden' })
    expect(proxy.asked).toEqual([])
    expect(await refused(async () => ['203.119.206.77'])).toMatchObject({ status: 200 })
    expect(proxy.asked).toEqual(['CONNECT relay.example:443'])
  })
})
