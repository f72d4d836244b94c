import { createServer } from 'node:net'

/** `port` where nobody listens there, else any free one. */
export async function freePort({ host, port }: { host: string; port: number }): Promise<number> {
  return (await probe(host, port)) ?? (await probe(host, 0)) ?? port
}

function probe(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ host, port }, () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : undefined),
      )
    })
  })
}
