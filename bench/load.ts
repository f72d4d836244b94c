import { connect, type Socket } from 'node:net'

/** A load: `connections` posters, in turns to the ports, each sending the next body as soon as the last was answered. */
export type Load = {
  readonly ports: readonly number[]
  readonly path: string
  readonly connections: number
  readonly requests: number
  readonly bodyOf: (number: number) => string
}

export type LoadResult = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200. */
  readonly failures: number
}

/**
 * Runs the load to its end over plain sockets: an HTTP library as the sender would take most of a
 * two-core machine for itself, and so hide what the server can do.
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const tally = { next: 0, failures: 0, took: [] as number[] }
  const from = performance.now()
  await Promise.all(
    Array.from({ length: load.connections }, (_, index) =>
      poster(load, load.ports[index % load.ports.length] ?? 0, tally),
    ),
  )
  const seconds = (performance.now() - from) / 1000
  tally.took.sort((one, other) => one - other)
  return {
    perSecond: load.requests / seconds,
    p50Ms: quantile(tally.took, 0.5),
    p99Ms: quantile(tally.took, 0.99),
    failures: tally.failures,
  }
}

type Tally = { next: number; failures: number; took: number[] }

function poster(load: Load, port: number, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    let sentAt = 0
    let answer = ''
    const sendNext = (): void => {
      if (tally.next >= load.requests) {
        socket.destroy()
        resolve()
        return
      }
      sentAt = performance.now()
      send(socket, load, tally.next++)
    }
    socket.setEncoding('latin1')
    socket.once('connect', sendNext)
    socket.once('error', reject)
    socket.on('data', (chunk: string) => {
      answer += chunk
      if (!isWhole(answer)) return
      if (!answer.startsWith('HTTP/1.1 200')) tally.failures += 1
      tally.took.push(performance.now() - sentAt)
      answer = ''
      sendNext()
    })
  })
}

/** One kept-alive connection that posts one body after another: what a sender costs at the least. */
export async function openSender(to: {
  port: number
  path: string
}): Promise<{ post(body: string): Promise<void>; close(): void }> {
  const socket = connect({ host: '127.0.0.1', port: to.port, noDelay: true })
  socket.setEncoding('latin1')
  await new Promise((resolve) => socket.once('connect', resolve))
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        let answer = ''
        const onData = (chunk: string): void => {
          answer += chunk
          if (!isWhole(answer)) return
          socket.off('data', onData)
          if (answer.startsWith('HTTP/1.1 200')) resolve()
          else reject(new Error(answer.slice(0, 200)))
        }
        socket.on('data', onData)
        send(socket, { path: to.path, bodyOf: () => body }, 0)
      }),
    close: () => socket.destroy(),
  }
}

function send(
  socket: Socket,
  { path, bodyOf }: Pick<Load, 'path' | 'bodyOf'>,
  number: number,
): void {
  const body = bodyOf(number)
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n')
  if (head === -1) return false
  const length = Number(/content-length: (\d+)/i.exec(answer.slice(0, head))?.[1] ?? 0)
  return answer.length >= head + 4 + length
}

/** The value below which `share` of the sorted `values` lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((one, other) => one - other),
    0.5,
  )
}
