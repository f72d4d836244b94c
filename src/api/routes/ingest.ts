import type { IncomingMessage } from 'node:http'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../base/errors.ts'
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { ImitatedAddress, SourceAnswer, SourceRequest } from '../../contract/source.ts'
import type { Refusal, Refused } from '../../model/source-guards.ts'
import { BodyRefused, readBody } from '../body.ts'
import type { Admission, ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'

type IngestOptions = Pick<
  ApiOptions,
  'takeIn' | 'admit' | 'keepRefused' | 'requestMs' | 'addresses'
>

/** `POST|GET|HEAD /in/<ingest key>[/…]` and the addresses of imitated products: where events arrive. */
export function ingestRoutes(options: IngestOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    // How large a body each request may have, where its source says so.
    const bytesMaxOf = new WeakMap<FastifyRequest, number>()
    scope.addHook('onRequest', async (request, reply) => {
      const admission = admit(request, options)
      if (admission?.kind === 'unknown-key') return refuse(reply, UNKNOWN_KEY)
      if (admission?.kind === 'refused') return refuseGuarded(reply, admission)
      if (admission) bytesMaxOf.set(request, admission.bodyBytesMax)
      return undefined
    })
    // A source decides itself what a body is, whatever its content type says: bodies stay bytes.
    scope.addContentTypeParser('*', (request: FastifyRequest, stream: IncomingMessage) => {
      const bytesMax = bytesMaxOf.get(request) ?? INGEST_LIMITS.bodyBytesMax
      return readBody(stream, { requestMs: options.requestMs, bytesMax })
    })
    scope.setErrorHandler((error, request, reply) => refuseBody(error, { request, reply, options }))
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
      ingest(request, reply, options)
    scope.route({ method: [...METHODS], url: '/in/:key', handler })
    scope.route({ method: [...METHODS], url: '/in/:key/*', handler })
    for (const { path } of options.addresses) {
      scope.route({ method: [...METHODS], url: path, handler })
    }
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: '/in/*',
      handler: (_request, reply) => {
        reply.header('allow', METHODS.join(', '))
        return refuse(
          reply,
          problem(
            405,
            'TOCSIN_INGEST_METHOD',
            'Expected GET or POST, found another method. Set the sender to POST.',
          ),
        )
      },
    })
    done()
  }
}

/**
 * What can be said of a request before its body has come; undefined where its key may stand in the body, and where no
 * method is taken at all.
 */
function admit(
  request: FastifyRequest,
  { admit: ask, addresses }: IngestOptions,
): Admission | undefined {
  if (!METHODS.some((method) => method === request.method)) return undefined
  const read = readRequest(request, addresses)
  const mayStandInBody = read.key === '' && !request.url.startsWith(OWN_ADDRESS)
  return mayStandInBody ? undefined : ask(read.key, read.request)
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
  const read = readRequest(request, options.addresses)
  const tooLarge = error.reason === 'too-large'
  const detail = tooLarge
    ? `Expected a body of at most ${error.bytesMax} bytes, found a larger one. Send fewer events in one request.`
    : `Expected the whole request within ${options.requestMs / 1000} seconds, found a slower one. Send it again.`
  const id = await options.keepRefused(read.key, {
    request: { ...read.request, body: error.beginning },
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
        .code(taken.isPaused ? 202 : 200)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ events: taken.eventIds, ...(taken.isPaused ? PAUSED : {}) }))
    case 'refused':
      return refuseGuarded(reply, taken)
    case 'unknown-key':
      return refuse(reply, UNKNOWN_KEY)
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

function give(reply: FastifyReply, { status, contentType, body }: SourceAnswer): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}

/** The request as sources are given it, and the ingest key in its address; an empty one where there is none. */
function readRequest(
  request: FastifyRequest,
  addresses: readonly ImitatedAddress[],
): { key: string; request: SourceRequest } {
  const [path = '', ...query] = request.url.split('?')
  const read = (rest: string): SourceRequest => ({
    method: METHODS.find((method) => method === request.method) ?? 'POST',
    path: rest,
    query: query.join('?'),
    headers: flatten(request.headers),
    body: request.body instanceof Uint8Array ? request.body : NOTHING,
    ...(request.socket.remoteAddress === undefined ? {} : { peer: request.socket.remoteAddress }),
  })
  if (path.startsWith(OWN_ADDRESS)) {
    const [key = '', ...rest] = path.slice(OWN_ADDRESS.length).split('/')
    return { key: decode(key), request: read(rest.length > 0 ? `/${rest.join('/')}` : '') }
  }
  const whole = read(path)
  const imitated = addresses.find((address) => address.path === request.routeOptions.url)
  return { key: imitated?.keyOf(whole) ?? '', request: whole }
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

const METHODS = ['GET', 'HEAD', 'POST'] as const
const NOTHING = new Uint8Array(0)

function flatten(headers: FastifyRequest['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
