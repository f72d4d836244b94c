import { Agent } from 'undici'
import { isNotConnected, reasonOf } from './http-failure.ts'
import { NETWORK_LIMITS } from './limits.ts'
import type { Secret } from './secret.ts'

/** How one server proves who it is, and how we do. All are PEM texts. */
export type ServerTls = {
  /** Who vouches for the server; those that Node knows, unless given. */
  readonly ca?: string
  readonly certificate?: string
  readonly key?: Secret
  /** The name in the server's certificate where it is not the host's. */
  readonly serverName?: string
  /** Believes whoever answers. For tests of a cluster's owner only. */
  readonly isUnchecked?: boolean
}

export type ServerRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Ends the request and its answer. No time-out is set beside it. */
  readonly signal: AbortSignal
}

/** An answer whose body comes as it is sent. It must be read to its end, or the signal aborted. */
export type ServerAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: AsyncIterable<Uint8Array>
}

/** No answer, or one that broke off; the message holds neither address nor path. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** No connection came about: the server cannot have acted on the request. */
  readonly isNeverSent: boolean

  constructor(cause: unknown) {
    super(reasonOf(cause, { proxy: undefined }), { cause })
    this.isNeverSent = isNotConnected(cause)
  }
}

/** The connections to one server that keeps its answers open: what HttpClient is not made for. */
export interface ServerConnection {
  /** Rejects with NoAnswer; so does reading the body. */
  request(request: ServerRequest): Promise<ServerAnswer>
  /** Cuts what is under way. */
  close(): Promise<void>
}

/** Connects to the origin when something is asked. It follows no redirect. */
export function connectTo(origin: string, tls: ServerTls): ServerConnection {
  const agent = new Agent({
    connections: NETWORK_LIMITS.connectionsPerOriginMax,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: NETWORK_LIMITS.connectMs,
      ca: tls.ca,
      cert: tls.certificate,
      key: tls.key?.reveal(),
      servername: tls.serverName,
      rejectUnauthorized: !tls.isUnchecked,
    },
  })
  return {
    async request({ method, path, headers, body, signal }) {
      try {
        const answer = await agent.request({ origin, method, path, headers, body, signal })
        return { status: answer.statusCode, headers: answer.headers, body: chunksOf(answer.body) }
      } catch (error) {
        throw new NoAnswer(error)
      }
    },
    close: () => agent.destroy(),
  }
}

async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new NoAnswer(error)
  }
}
