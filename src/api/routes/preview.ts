import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { TocsinError } from '../../base/errors.ts'
import { BACKTEST_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { ApiOptions, PreviewedPolicy } from '../options.ts'
import { presentVolume } from '../present-volume.ts'
import { problem, refuse } from '../problem.ts'

/** `POST /api/v1/preview/policy`: what a policy would have sent, without a change and without a message. */
export function previewRoutes({ previewPolicy }: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: BACKTEST_LIMITS.policyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    scope.post(
      '/api/v1/preview/policy',
      { config: { changesNothing: true } },
      async (request, reply) => {
        const body = bodyOf(request)
        const policy = propertyOf(body, 'policy')
        return answer(await previewPolicy({ policy, lengthMs: lengthOf(body) }), reply)
      },
    )
    done()
  }
}

function answer(previewed: PreviewedPolicy, reply: FastifyReply): unknown {
  switch (previewed.kind) {
    case 'previewed':
      return presentVolume(previewed.report)
    case 'busy':
      reply.header('retry-after', '5')
      return refuse(reply, BUSY)
    case 'wrong':
      return refuse(reply, problem(400, 'TOCSIN_REQUEST_INVALID', previewed.problems.join(' ')))
  }
}

const BUSY = problem(
  503,
  'TOCSIN_REQUEST_INVALID',
  'Expected one preview at a time, found another that is under way. Try again in a moment.',
)

const LENGTH_DEFAULT_MS = 7 * 24 * 60 * 60_000

function lengthOf(body: unknown): number {
  const seconds = propertyOf(body, 'durationSeconds')
  if (seconds === undefined) return LENGTH_DEFAULT_MS
  const most = BACKTEST_LIMITS.spanMsMax / 1000
  if (typeof seconds === 'number' && seconds > 0 && seconds <= most)
    return Math.ceil(seconds * 1000)
  throw invalid(`"durationSeconds" as a number of at most ${most}`)
}

function bodyOf(request: FastifyRequest): unknown {
  try {
    const body: unknown = JSON.parse(String(request.body))
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Answered below, with what is expected.
  }
  throw invalid('JSON such as {"policy": {"match": [], "notify": [{"to": "ops"}]}}')
}

function invalid(expected: string): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected ${expected}, found something else. The policy is as in the configuration, as an object or as YAML in a text.`,
  )
}
