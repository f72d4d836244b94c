import type { IncomingMessage } from 'node:http'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../base/errors.ts'
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { ImitatedAddress, SourceAnswer, SourceRequest } from '../../contract/source.ts'
import type { Refusal, Refused } from '../../model/source-guards.ts'
import { BodyRefused, readBody } from '../body.ts'
import { type AlertmanagerOptions, alertmanagerRoutes } from '../compat/alertmanager/routes.ts'
import type { ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'

type IngestOptions = Pick<
  ApiOptions,
  'takeIn' | 'admit' | 'keepRefused' | 'requestMs' | 'addresses'
> &
  AlertmanagerOptions

/** `POST|GET|HEAD|OPTIONS /in/<ingest key>[/…]` and the addresses of imitated products: where events arrive. */
export function ingestRoutes(options: IngestOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    // How large a body each request may have, where its source says so.
    const bytesMaxOf = new WeakMap<FastifyRequest, number>()
    scope.addHook('onRequest', async (request, reply) => {
      const asked = readRequest(request, options.addresses)
      // Elsewhere than at our own addresses the key may stand in the body.
      if (asked.key === '' && !request.url.startsWith(OWN_ADDRESS)) return undefined
      const admission = options.admit(asked.key, asked.request)
      if (admission.kind === 'unknown-key') return refuseKey(reply, asked)
      if (admission.kind === 'refused') return refuseGuarded(reply, admission)
      bytesMaxOf.set(request, admission.bodyBytesMax)
      return undefined
    })
    const read = (request: FastifyRequest, stream: IncomingMessage): Promise<Uint8Array> => {
      const bytesMax = bytesMaxOf.get(request) ?? INGEST_LIMITS.bodyBytesMax
      return readBody(stream, { requestMs: options.requestMs, bytesMax })
    }
    // A source decides itself what a body is, whatever its content type says: bodies stay bytes.
    scope.addContentTypeParser('*', read)
    scope.setErrorHandler((error, request, reply) => refuseBody(error, { request, reply, options }))
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      // Some send what they have to say as the body of a GET; the parsers leave that unread.
      if (request.method === 'GET' && bringsBody(request)) {
        request.body = await read(request, request.raw)
      }
      return ingest(request, reply, options)
    }
    scope.route({ method: [...METHODS], url: '/in/:key', handler })
    scope.route({ method: [...METHODS], url: '/in/:key/*', handler })
    for (const { path } of options.addresses) {
      scope.route({ method: [...METHODS], url: path, handler })
    }
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: '/in/*',
      handler: refuseMethod,
    })
    // What is no question to an Alertmanager goes on as if this were not here.
    alertmanagerRoutes(scope, options, (request, reply) => {
      const isMethodOfSources = METHODS.some((method) => method === request.method)
      return isMethodOfSources ? handler(request, reply) : refuseMethod(request, reply)
    })
    done()
  }
}

function refuseMethod(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('allow', 'GET, HEAD, POST')
  return refuse(
    reply,
    problem(
      405,
      'TOCSIN_INGEST_METHOD',
      'Expected GET or POST, found another method. Set the sender to POST.',
    ),
  )
}

/** A body that came too slowly or was too large is answered, and what came of it is kept. */
async function refuseBody(
  error: unknown,
  {
    request,
    reply,
    options,
  }: { request: FastifyRequest; reply: FastifyReply; options: IngestOptions },
): Promise<unknown> {
  if (!(error instanceof BodyRefused)) throw error
  const read = readRequest(request, options.addresses, error.beginning)
  const tooLarge = error.reason === 'too-large'
  const detail = tooLarge
    ? `Expected a body of at most ${error.bytesMax} bytes, found a larger one. Send fewer events in one request.`
    : `Expected the whole request within ${options.requestMs / 1000} seconds, found a slower one. Send it again.`
  const id = await options.keepRefused(read.key, {
    request: read.request,
    status: tooLarge ? 413 : 408,
    problem: detail,
    isTooLarge: tooLarge,
  })
  // The rest of the body may still be on its way: this connection carries no further request.
  reply.header('connection', 'close')
  if (id === undefined) return refuse(reply, UNKNOWN_KEY)
  const kept = `${detail} What came of it is kept in quarantine as ${id}.`
  return refuse(
    reply,
    tooLarge
      ? problem(413, 'TOCSIN_INGEST_TOO_LARGE', kept)
      : problem(408, 'TOCSIN_INGEST_TOO_SLOW', kept),
  )
}

async function ingest(
  request: FastifyRequest,
  reply: FastifyReply,
  options: IngestOptions,
): Promise<unknown> {
  const read = readRequest(request, options.addresses)
  const taken = await options.takeIn(read.key, read.request)
  switch (taken.kind) {
    case 'taken':
      if (taken.answer) return give(reply, taken.answer)
      return reply
        .code(taken.isPaused || taken.isSpooled ? 202 : 200)
        .type('application/json; charset=utf-8')
        .send(
          JSON.stringify({
            events: taken.eventIds,
            ...(taken.isPaused ? PAUSED : {}),
            ...(taken.isSpooled ? SPOOLED : {}),
          }),
        )
    case 'refused':
      return refuseGuarded(reply, taken)
    case 'unknown-key':
      return refuseKey(reply, read)
    case 'wrong-method':
      reply.header('allow', taken.allowed.join(', '))
      return refuse(
        reply,
        problem(
          405,
          'TOCSIN_INGEST_METHOD',
          `Expected ${taken.allowed.join(' or ')}, found ${request.method}. Set the sender to ${taken.allowed[0] ?? 'POST'}.`,
        ),
      )
    case 'quarantined':
      if (taken.fault === 'ours') {
        return refuse(
          reply,
          problem(
            500,
            'TOCSIN_INTERNAL',
            `The hub made a mistake in reading this; the request is kept as ${taken.quarantineId}.`,
          ),
        )
      }
      if (taken.answer) return give(reply, taken.answer)
      return refuse(
        reply,
        problem(
          400,
          'TOCSIN_INGEST_UNPARSABLE',
          `${taken.problem} The request is kept in quarantine as ${taken.quarantineId}.`,
        ),
      )
  }
}

function refuseKey(reply: FastifyReply, { unknownKey }: ReadRequest): FastifyReply {
  return unknownKey ? give(reply, unknownKey) : refuse(reply, UNKNOWN_KEY)
}

/** Another product's senders look at the status alone, so it says what such a product's would. */
function refuseGuarded(reply: FastifyReply, refused: Refused): FastifyReply {
  const { reason, detail, retryAfterMs } = refused
  const { status, code } = GUARD_ANSWERS[reason]
  if (reason === 'credentials')
    reply.header('www-authenticate', 'Basic realm="tocsin", charset="UTF-8"')
  if (retryAfterMs !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))))
  return refuse(reply, problem(status, code, detail))
}

const GUARD_ANSWERS: Readonly<Record<Refusal, { status: number; code: ErrorCode }>> = {
  address: { status: 403, code: 'TOCSIN_INGEST_ADDRESS' },
  credentials: { status: 401, code: 'TOCSIN_INGEST_CREDENTIALS' },
  signature: { status: 401, code: 'TOCSIN_INGEST_SIGNATURE' },
  size: { status: 413, code: 'TOCSIN_INGEST_TOO_LARGE' },
  rate: { status: 429, code: 'TOCSIN_INGEST_RATE' },
}

const PAUSED = { paused: true } as const
const SPOOLED = { spooled: true } as const

function give(
  reply: FastifyReply,
  { status, contentType, body, headers = {} }: SourceAnswer,
): FastifyReply {
  return reply.code(status).type(contentType).headers(headers).send(body)
}

function bringsBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
}

/** A request as sources are given it. */
type ReadRequest = {
  /** The ingest key in its address; empty where there is none. */
  readonly key: string
  readonly request: SourceRequest
  readonly unknownKey?: SourceAnswer
}

/** `came` is what came of a body that was not read to its end. */
function readRequest(
  request: FastifyRequest,
  addresses: readonly ImitatedAddress[],
  came: Uint8Array = NOTHING,
): ReadRequest {
  const [path = '', ...query] = request.url.split('?')
  const read = (rest: string): SourceRequest => ({
    method: METHODS.find((method) => method === request.method) ?? 'POST',
    path: rest,
    query: query.join('?'),
    headers: flatten(request.headers),
    body: request.body instanceof Uint8Array ? request.body : came,
    ...(request.socket.remoteAddress === undefined ? {} : { peer: request.socket.remoteAddress }),
  })
  if (path.startsWith(OWN_ADDRESS)) {
    const [key = '', ...rest] = path.slice(OWN_ADDRESS.length).split('/')
    return { key: decode(key), request: read(rest.length > 0 ? `/${rest.join('/')}` : '') }
  }
  const whole = read(path)
  const imitated = addresses.find((address) => address.path === request.routeOptions.url)
  const key = imitated?.keyOf(whole) ?? ''
  return { key, request: whole, unknownKey: imitated?.unknownKey }
}

const OWN_ADDRESS = '/in/'

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const UNKNOWN_KEY = problem(
  404,
  'TOCSIN_INGEST_UNKNOWN_KEY',
  "Expected /in/ and the ingest key of a source, found a key that no source has. Copy the address from the source's configuration.",
)

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST'] as const
const NOTHING = new Uint8Array(0)

function flatten(headers: FastifyRequest['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
