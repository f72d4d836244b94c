import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createHttpClient, type HttpOutcome } from './http-client.ts'
import { DELIVERY_LIMITS } from './limits.ts'
import { readProxyChoice } from './proxy.ts'

const client = createHttpClient()
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function ask(
  listener: RequestListener,
  change: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<HttpOutcome> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return client.send({
    method: 'POST',
    url: `http://127.0.0.1:${port}/x?access_token=hidden`,
    body: '{}',
    ...change,
  })
}

test('an answer comes with its status, headers and text', async () => {
  const outcome = await ask((_request, response) =>
    response.writeHead(200, { 'x-a': '1' }).end('好'),
  )
  expect(outcome).toMatchObject({
    kind: 'answered',
    status: 200,
    body: '好',
    headers: { 'x-a': '1' },
  })
})

test('a redirect is an answer, and is not followed', async () => {
  expect(
    await ask((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()),
  ).toMatchObject({ kind: 'answered', status: 302 })
})

test('an answer that is too long is read only so far', async () => {
  const outcome = await ask((_request, response) =>
    response.end('x'.repeat(DELIVERY_LIMITS.responseBytesMax * 3)),
  )
  expect(outcome.kind === 'answered' && outcome.body.length).toBe(DELIVERY_LIMITS.responseBytesMax)
})

test('a refused connection was never sent; one that breaks may have been', async () => {
  expect(await client.send({ method: 'POST', url: 'http://127.0.0.1:9/' })).toEqual({
    kind: 'failed',
    stage: 'before-send',
    reason: 'ECONNREFUSED',
    trouble: 'connection',
  })
  const broken = await ask((request) => request.socket.destroy())
  expect(broken).toMatchObject({ kind: 'failed', stage: 'after-send' })
})

test('a server that does not answer is given up, and the reason names no address', async () => {
  const outcome = await ask(() => undefined, { timeoutMs: 30 })
  expect(outcome).toEqual({
    kind: 'failed',
    stage: 'after-send',
    reason: 'time-out',
    trouble: 'time-out',
  })
  expect(JSON.stringify(outcome)).not.toContain('hidden')
})

test('the signal ends a request', async () => {
  const stopping = new AbortController()
  const outcome = ask(() => stopping.abort(), { signal: stopping.signal })
  expect(await outcome).toMatchObject({ kind: 'failed', stage: 'after-send' })
})

test('a request that still waited for a connection when its time was over was never sent', async () => {
  const narrow = createHttpClient({ connectionsPerOrigin: 1 })
  let asked = 0
  server = createServer(() => {
    asked += 1
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
  const first = narrow.send({ method: 'POST', url, body: '1', timeoutMs: 200 })
  const second = narrow.send({ method: 'POST', url, body: '2', timeoutMs: 50 })
  expect(await second).toMatchObject({ stage: 'before-send', reason: 'time-out' })
  expect(await first).toMatchObject({ stage: 'after-send', reason: 'time-out' })
  await narrow.close()
  expect(asked).toBe(1)
})

test('a proxy’s password with a bare percent sign is taken as it is', async () => {
  let login: string | undefined
  const listener: RequestListener = (_request, response) => void response.end()
  server = createServer(listener)
  server.on('connect', (request, socket) => {
    login = request.headers['proxy-authorization']
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const choice = readProxyChoice(`http://me:50%off@127.0.0.1:${port}`, 'HTTPS_PROXY')
  const through = createHttpClient({ proxyOf: () => choice })
  const outcome = await through.send({ method: 'POST', url: 'https://a.example/', body: '{}' })
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'before-send', trouble: 'proxy' })
  expect(login).toBe(`Basic ${Buffer.from('me:50%off').toString('base64')}`)
  await through.close()
})
