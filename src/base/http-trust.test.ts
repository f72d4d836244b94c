import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { afterEach, expect, test } from 'vitest'
import { createHttpClient, type HttpTls } from './http-client.ts'

const pem = (name: string): string =>
  readFileSync(new URL(`../channels/email/fixtures/${name}`, import.meta.url), 'utf8')
const CERTIFICATE = pem('server-certificate.pem')
const client = createHttpClient({ lookUp: () => Promise.resolve(['127.0.0.1']) })
let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function ask(tls?: HttpTls): Promise<unknown> {
  const listening = createServer(
    { key: pem('server-key.pem'), cert: CERTIFICATE },
    (_, response) => {
      response.end('ok')
    },
  )
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = `https://mail.test:${port}/`
  return await client.send({ method: 'GET', url, ...(tls !== undefined && { tls }) })
}

test('a certificate of nobody that is known is refused', async () => {
  expect(await ask()).toMatchObject({ stage: 'before-send', trouble: 'certificate' })
})

test('a certificate that one request trusts is taken for it alone', async () => {
  expect(await ask({ authorities: CERTIFICATE })).toMatchObject({ status: 200, body: 'ok' })
  server?.closeAllConnections()
  server?.close()
  expect(await ask()).toMatchObject({ trouble: 'certificate' })
})

test('any certificate is taken where a request asks for that', async () => {
  expect(await ask({ insecure: true })).toMatchObject({ status: 200 })
})
