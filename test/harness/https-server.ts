// In: the name of a host. Out: an HTTPS server on loopback with a certificate of its own making for that name.
// Must hold: it remembers which name the other side asked for when it connected.
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { compile } from '../../src/languages/gotemplate/gotemplate.ts'

export type TestHttpsServer = {
  readonly port: number
  readonly certificate: string
  /** The names that were asked for (SNI). */
  readonly names: string[]
  readonly requests: string[]
  close(): Promise<void>
}

/** Starts a server that answers every request with `{"errcode":0}`, unless told otherwise. */
export async function startHttpsServer(
  name: string,
  { listener, days = 30 }: { listener?: RequestListener; days?: number } = {},
): Promise<TestHttpsServer> {
  const made = JSON.parse(
    compile(
      '{{ $k := genPrivateKey "ecdsa" }}{{ $c := genSelfSignedCertWithKey .name nil (list .name) (int .days) $k }}{{ list $c.Cert $c.Key | toJson }}',
    ).render({ name, days }),
  )
  const [cert = '', key = ''] = made
  const names: string[] = []
  const requests: string[] = []
  const server = createServer({ cert, key }, (request, response) => {
    requests.push(`${request.method} ${request.headers.host}`)
    if (listener) listener(request, response)
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0}')
  })
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', (socket) => {
    if (typeof socket.servername === 'string') names.push(socket.servername)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    certificate: cert,
    names,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
