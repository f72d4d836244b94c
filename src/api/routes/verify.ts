import type { IncomingMessage } from 'node:http'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { TocsinError } from '../../base/errors.ts'
import { INGEST_LIMITS, NETWORK_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { BodyRefused, readBody } from '../body.ts'
import type { ApiOptions, Verified } from '../options.ts'
import { presentVerification } from '../present.ts'
import { problem, refuse } from '../problem.ts'

type VerifyOptions = Pick<ApiOptions, 'verify' | 'verifyGiven' | 'requestMs'>

/**
 * `POST /api/v1/endpoints/<id>/verify` and `/api/v1/verify`: a test message, and what came of it.
 * The body is JSON, also where it is only `{}`: no page from elsewhere can post that unasked.
 */
export function verifyRoutes(options: VerifyOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      async (_request: FastifyRequest, stream: IncomingMessage) =>
        readJson(
          await readBody(stream, {
            requestMs: options.requestMs,
            bytesMax: INGEST_LIMITS.bodyBytesMax,
          }).catch(beginningOf),
        ),
    )
    scope.post<{ Params: { id: string } }>(
      '/api/v1/endpoints/:id/verify',
      async (request, reply) => {
        if (!isObject(request.body)) return refuse(reply, NOT_JSON)
        return answer(await options.verify(request.params.id), reply)
      },
    )
    scope.post('/api/v1/verify', async (request, reply) => {
      const { body } = request
      const channel = isObject(body) ? propertyOf(body, 'channel') : undefined
      const settings = isObject(body) ? propertyOf(body, 'settings') : undefined
      if (typeof channel !== 'string' || !isObject(settings)) return refuse(reply, NOT_GIVEN)
      return answer(await options.verifyGiven({ channel, settings }), reply)
    })
    done()
  }
}

function answer(verified: Verified, reply: FastifyReply): unknown {
  switch (verified.kind) {
    case 'verified':
      return presentVerification(verified.verification)
    case 'unknown':
      return refuse(reply, UNKNOWN)
    case 'busy':
      reply.header('retry-after', '5')
      return refuse(reply, BUSY)
    case 'wrong':
      return refuse(reply, problem(400, 'TOCSIN_REQUEST_INVALID', verified.problems.join(' ')))
  }
}

const UNKNOWN = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of an endpoint of the configuration, found none with this id. Its contact and channel begin it: ops-chat/dingtalk:….',
)
const BUSY = problem(
  503,
  'TOCSIN_REQUEST_INVALID',
  `Expected at most ${NETWORK_LIMITS.verifiesMax} endpoints to be verified at the same time, found as many. Try again in a moment.`,
)
const NOT_JSON = problem(
  400,
  'TOCSIN_REQUEST_INVALID',
  'Expected a JSON body of content-type application/json, found something else. Send {}.',
)
const NOT_GIVEN = problem(
  400,
  'TOCSIN_REQUEST_INVALID',
  'Expected JSON such as {"channel": "dingtalk", "settings": {"url": "…"}}, found something else. The settings are those of an endpoint in the configuration.',
)

/** What had come of a body that is too large or too slow: it is no JSON. */
function beginningOf(error: unknown): Uint8Array {
  if (error instanceof BodyRefused) return error.beginning
  throw new Error('a body could not be read', { cause: error })
}

function readJson(bytes: Uint8Array): unknown {
  if (bytes.length > NETWORK_LIMITS.verifyBodyBytesMax) {
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected a body of at most ${NETWORK_LIMITS.verifyBodyBytesMax} bytes, found a larger one. Send less.`,
    )
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
