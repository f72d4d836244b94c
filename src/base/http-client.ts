import { Agent } from 'undici'
import { exchange } from './exchange.ts'
import { DELIVERY_LIMITS } from './limits.ts'

/** One outgoing request. The URL may hold a credential: it goes into no error and no log. */
export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * What came of it. `failed` carries whether the other side may have acted on the request all the
 * same: `before-send` it cannot have, `after-send` nobody knows.
 */
export type HttpOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | {
      readonly kind: 'failed'
      readonly stage: 'before-send' | 'after-send'
      readonly reason: string
    }

/** The only way out to the network. It follows no redirect, and reads a bounded body. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpOutcome>
  close(): Promise<void>
}

/** A client with one connection pool an origin. */
export function createHttpClient(options: { connectionsPerOrigin?: number } = {}): HttpClient {
  const agent = new Agent({
    connections: options.connectionsPerOrigin ?? 16,
    pipelining: 1,
    connect: { timeout: DELIVERY_LIMITS.attemptMs },
    keepAliveTimeout: 30_000,
  })
  return {
    send: (outgoing) => send(agent, outgoing),
    close: () => agent.close(),
  }
}

async function send(agent: Agent, outgoing: HttpRequest): Promise<HttpOutcome> {
  const url = URL.parse(outgoing.url)
  if (url === null) return { kind: 'failed', stage: 'before-send', reason: 'ERR_INVALID_URL' }
  const { method, headers, body, signal } = outgoing
  try {
    const answer = await exchange({
      dispatcher: agent,
      url,
      method,
      headers,
      body,
      signal,
      timeoutMs: outgoing.timeoutMs ?? DELIVERY_LIMITS.attemptMs,
      bytesMax: DELIVERY_LIMITS.responseBytesMax,
    })
    return { ...answer, kind: 'answered', headers: flatten(answer.headers) }
  } catch (error) {
    return { kind: 'failed', stage: stageOf(error), reason: reasonOf(error) }
  }
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
  'UND_ERR_INVALID_ARG',
])

function stageOf(error: unknown): 'before-send' | 'after-send' {
  return NEVER_SENT.has(codeOf(error)) || isCertificateError(error) ? 'before-send' : 'after-send'
}

function isCertificateError(error: unknown): boolean {
  return /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/.test(codeOf(error))
}

/** A short reason without the address: the error's code, or its kind. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return 'time-out'
  return codeOf(error) || 'connection failed'
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
