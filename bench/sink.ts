import { once } from 'node:events'
import { createServer } from 'node:http'
import { numbersIn } from './peers.ts'

/** Takes what the peers tell, in this process: which alerts came, when, and in how many requests. */
export type Sink = {
  readonly url: string
  readonly requests: number
  /** By the alert's number: when it came first, as performance.now() says. */
  readonly arrivals: ReadonlyMap<number, number>
  clear(): void
  /** Resolves once so many alerts have come; rejects when nothing has come for `patienceMs`. */
  until(count: number, patienceMs?: number): Promise<void>
  close(): void
}

export async function startSink(): Promise<Sink> {
  const arrivals = new Map<number, number>()
  let requests = 0
  let lastAt = performance.now()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      lastAt = performance.now()
      requests += 1
      for (const number of numbersIn(Buffer.concat(chunks).toString('utf8')))
        if (!arrivals.has(number)) arrivals.set(number, lastAt)
      response.end('ok')
    })
  })
  // A connection that is closed just as the other side sends on it would count as a failure of the peer.
  server.keepAliveTimeout = 120_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`,
    get requests() {
      return requests
    },
    arrivals,
    clear() {
      arrivals.clear()
      requests = 0
      lastAt = performance.now()
    },
    async until(count, patienceMs = 30_000) {
      while (arrivals.size < count) {
        if (performance.now() - lastAt > patienceMs)
          throw new Error(
            `${arrivals.size} of ${count} alerts came, and then none for ${patienceMs} ms`,
          )
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
