import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { IDEMPOTENCY_LIMITS } from '../base/limits.ts'
import type { AnsweredRequest } from '../model/answered-request.ts'
import { callerOf } from './caller.ts'
import type { ApiOptions } from './options.ts'
import { problem, refuse } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answer holds a credential, which is shown once and kept nowhere. */
    readonly answersOnce?: true
  }
}

/** What was begun under a key, by the request. */
const BEGUN = new WeakMap<FastifyRequest, AnsweredRequest>()

/**
 * Gives a POST of `scope` that comes again with the same `Idempotency-Key` the answer that it got before, and does it once (after
 * draft-ietf-httpapi-idempotency-key-header). An answer that says to try again is not kept.
 */
export function answerOnce(
  scope: FastifyInstance,
  { store, clock }: Pick<ApiOptions, 'store' | 'clock'>,
): void {
  scope.addHook('preHandler', async (request, reply) => {
    const given = request.headers['idempotency-key']
    if (given === undefined || !isKept(request)) return undefined
    const key = String(given)
    if (key === '' || key.length > IDEMPOTENCY_LIMITS.keyLengthMax) return refuse(reply, WRONG_KEY)
    const now = clock.now()
    const begun = requestOf(request, { key, expiresAt: now + IDEMPOTENCY_LIMITS.busyMs })
    const known = await store.beginRequest(begun, { now })
    if (known) return again(reply, { known, asked: begun.asked })
    BEGUN.set(request, begun)
    return undefined
  })
  scope.addHook('onSend', async (request, reply, payload) => {
    const begun = BEGUN.get(request)
    if (!begun) return payload
    BEGUN.delete(request)
    if (isToBeTriedAgain(reply.statusCode)) {
      await store.forgetRequest(begun.key)
      return payload
    }
    const text = typeof payload === 'string' ? payload : undefined
    const isKeepable =
      request.routeOptions.config.answersOnce !== true &&
      text !== undefined &&
      Buffer.byteLength(text) <= IDEMPOTENCY_LIMITS.answerBytesMax
    const type = String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8')
    await store.answerRequest({
      ...begun,
      expiresAt: clock.now() + IDEMPOTENCY_LIMITS.keptMs,
      answer: { status: reply.statusCode, type, ...(isKeepable ? { body: text } : {}) },
    })
    return payload
  })
}

/** Whether an answer was given before, so that nothing was done now. */
export function isReplayed(reply: FastifyReply): boolean {
  return reply.hasHeader(REPLAYED)
}

const REPLAYED = 'idempotency-replayed'

function isKept({ method, routeOptions: { config } }: FastifyRequest): boolean {
  return method === 'POST' && !config.changesNothing
}

/** The server's own trouble, and too much at once: nothing was done, or nobody knows. */
function isToBeTriedAgain(status: number): boolean {
  return status >= 500 || status === 429 || status === 409
}

/** Of different callers the same key is another one. */
function requestOf(
  request: FastifyRequest,
  { key, expiresAt }: { readonly key: string; readonly expiresAt: number },
): AnsweredRequest {
  const caller = callerOf(request)
  const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? '')
  return {
    key: digest([caller?.kind ?? '', caller?.id ?? caller?.name ?? '', key]),
    asked: digest([request.method, request.url, String(request.headers['if-match'] ?? ''), body]),
    expiresAt,
  }
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function again(
  reply: FastifyReply,
  { known, asked }: { readonly known: AnsweredRequest; readonly asked: string },
): FastifyReply {
  const { answer } = known
  if (known.asked !== asked) return refuse(reply, REUSED)
  if (!answer) return refuse(reply.header('retry-after', '1'), UNDER_WAY)
  if (answer.body === undefined) return refuse(reply, NOT_KEPT)
  return reply.code(answer.status).type(answer.type).header(REPLAYED, 'true').send(answer.body)
}

const WRONG_KEY = problem(
  400,
  'TOCSIN_REQUEST_INVALID',
  `Expected "Idempotency-Key" with 1 to ${IDEMPOTENCY_LIMITS.keyLengthMax} characters, such as a UUID, found another.`,
)
const REUSED = problem(
  422,
  'TOCSIN_KEY_REUSED',
  'Expected the request that this "Idempotency-Key" was used for before, found another. Use a new key for each request.',
)
const UNDER_WAY = problem(
  409,
  'TOCSIN_KEY_BUSY',
  'Expected that the request with this "Idempotency-Key" has been answered, found it under way. Send it again in a moment.',
)
const NOT_KEPT = problem(
  409,
  'TOCSIN_KEY_BUSY',
  'Expected an answer that can be given again, found one that was given once: it held a credential, or is very long. The request was done; look at what it made.',
)
