// In: what the proxy shall answer. Out: a real HTTP proxy on loopback that tunnels and forwards.
// Must hold: it looks no name up; whatever it is asked for leads to the one target.
import { createServer, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'

export type TestProxy = {
  readonly url: string
  /** What it was asked for: `CONNECT host:port`, or `POST http://…` without its query. */
  readonly asked: string[]
  /** The logins it was given. */
  readonly logins: (string | undefined)[]
  close(): Promise<void>
}

/** Starts a proxy whose every way leads to `targetPort` on this machine. */
export async function startProxy(options: {
  targetPort: number
  /** Answers every request with this status instead. */
  refuseWith?: number
  login?: string
}): Promise<TestProxy> {
  const asked: string[] = []
  const logins: (string | undefined)[] = []
  const sockets = new Set<Socket>()
  const refusal = (incoming: IncomingMessage): number | undefined => {
    asked.push(`${incoming.method} ${incoming.url?.split('?')[0]}`)
    const given = incoming.headers['proxy-authorization']
    logins.push(given)
    const expected = options.login && `Basic ${Buffer.from(options.login).toString('base64')}`
    return expected !== undefined && given !== expected ? 407 : options.refuseWith
  }
  const server = createServer((incoming, answer) => {
    const status = refusal(incoming)
    if (status !== undefined) {
      answer.writeHead(status).end('refused by the proxy')
      return
    }
    const target = new URL(incoming.url ?? '')
    const onward = request(
      {
        port: options.targetPort,
        host: '127.0.0.1',
        method: incoming.method,
        path: target.pathname + target.search,
        headers: incoming.headers,
      },
      (theirs) => {
        answer.writeHead(theirs.statusCode ?? 502, theirs.headers)
        theirs.pipe(answer)
      },
    )
    incoming.pipe(onward)
  })
  server.on('connect', (incoming, socket: Socket) => {
    const status = refusal(incoming)
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const onward = connect(options.targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket)
      socket.pipe(onward)
    })
    for (const end of [onward, socket]) {
      end.on('error', () => end.destroy())
      end.on('close', () => [onward, socket].map((other) => other.destroy()))
    }
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    logins,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
