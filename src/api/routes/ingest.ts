import type { IncomingMessage } from 'node:http'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { BodyRefused, readBody } from '../body.ts'
import type { ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'

type IngestOptions = Pick<ApiOptions, 'takeIn' | 'keepRefused' | 'requestMs'>

/** `POST|GET /in/<ingest key>[/…]`: where events arrive. */
export function ingestRoutes(options: IngestOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    // A source decides itself what a body is, whatever its content type says: bodies stay bytes.
    scope.addContentTypeParser('*', (_request: FastifyRequest, stream: IncomingMessage) =>
      readBody(stream, options.requestMs),
    )
    scope.setErrorHandler((error, request, reply) => refuseBody(error, { request, reply, options }))
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
      ingest(request, reply, options)
    scope.route({ method: ['GET', 'POST'], url: '/in/:key', handler })
    scope.route({ method: ['GET', 'POST'], url: '/in/:key/*', handler })
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: '/in/*',
      handler: (_request, reply) => {
        reply.header('allow', 'GET, POST')
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
  const { key, rest } = addressOf(request)
  const tooLarge = error.reason === 'too-large'
  const detail = tooLarge
    ? `Expected a body of at most ${INGEST_LIMITS.bodyBytesMax} bytes, found a larger one. Send fewer events in one request.`
    : `Expected the whole request within ${options.requestMs / 1000} seconds, found a slower one. Send it again.`
  const id = await options.keepRefused(key, {
    request: { ...readRequest(request, rest), body: error.beginning },
    problem: detail,
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
  const { key, rest } = addressOf(request)
  const taken = await options.takeIn(key, readRequest(request, rest))
  switch (taken.kind) {
    case 'taken':
      if (taken.answer)
        return reply
          .code(taken.answer.status)
          .type(taken.answer.contentType)
          .send(taken.answer.body)
      return reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ events: taken.eventIds }))
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

function addressOf(request: FastifyRequest): { key: string; rest: string } {
  const path = request.url.split('?', 1)[0] ?? ''
  const [key = '', ...rest] = path.slice('/in/'.length).split('/')
  return { key: decode(key), rest: rest.length > 0 ? `/${rest.join('/')}` : '' }
}

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

const NOTHING = new Uint8Array(0)

function readRequest(request: FastifyRequest, path: string): SourceRequest {
  const question = request.url.indexOf('?')
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    path,
    query: question === -1 ? '' : request.url.slice(question + 1),
    headers: flatten(request.headers),
    body: request.body instanceof Uint8Array ? request.body : NOTHING,
  }
}

function flatten(headers: FastifyRequest['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
