import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { SourceRequest } from '../../contract/source.ts'
import type { ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'

/** `POST|GET /in/<ingest key>[/…]`: where events arrive. */
export function ingestRoutes(options: Pick<ApiOptions, 'takeIn'>): FastifyPluginCallback {
  return (scope, _options, done) => {
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

async function ingest(
  request: FastifyRequest,
  reply: FastifyReply,
  options: Pick<ApiOptions, 'takeIn'>,
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
      return refuse(
        reply,
        problem(
          404,
          'TOCSIN_INGEST_UNKNOWN_KEY',
          "Expected /in/ and the ingest key of a source, found a key that no source has. Copy the address from the source's configuration.",
        ),
      )
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
