import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { TocsinError } from '../../base/errors.ts'
import { ANSWER_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { parseIsoTime } from '../../base/time.ts'
import { ANSWER_ACTIONS, type AnswerAction } from '../../model/answer.ts'
import type { Silence } from '../../model/silence.ts'
import { compileSilence } from '../../model/silence.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf } from '../paging.ts'
import { presentAlert, presentReport, presentSilence } from '../present.ts'
import { problem, refuse } from '../problem.ts'
import { storyOf } from '../story/story.ts'
import { nameOf } from './answer.ts'

/** `/api/v1/alerts/<id>`, its answers, and `/api/v1/silences`: what people answer and what they silence. */
export function answeringRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: ANSWER_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    alertRoutes(scope, options)
    silenceRoutes(scope, options)
    done()
  }
}

function alertRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, answering } = options
  scope.get<{ Params: { id: string } }>('/api/v1/alerts/:id', async (request, reply) => {
    const alert = await store.alert(request.params.id)
    return alert ? presentAlert(alert) : refuse(reply, NO_ALERT)
  })

  scope.get<{ Params: { id: string } }>('/api/v1/alerts/:id/story', async (request, reply) => {
    const story = await storyOf(request.params.id, options)
    return story ?? refuse(reply, NO_ALERT)
  })

  scope.post<{ Params: { id: string; action: string } }>(
    '/api/v1/alerts/:id/:action',
    async (request, reply) => {
      const action = ANSWER_ACTIONS.find((known) => known === request.params.action)
      if (!action) return refuse(reply, NO_ACTION)
      const answer = readAnswer(request, action)
      const [row] = await answering.answer({ alertIds: [request.params.id], ...answer })
      return row ? presentReport(row) : refuse(reply, NO_ALERT)
    },
  )
}

function silenceRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, clock, newId } = options
  scope.get('/api/v1/silences', async () => {
    const now = clock.now()
    const kept = await store.silences({ endAfter: now - ANSWER_LIMITS.silenceMemoryMs })
    return { silences: kept.map((silence) => presentSilence(silence, now)) }
  })

  scope.post('/api/v1/silences', async (request: FastifyRequest) => {
    const now = clock.now()
    const silence = readSilence(bodyOf(request), { now, id: newId() })
    const forgetBefore = now - ANSWER_LIMITS.silenceMemoryMs
    await store.putSilence(silence, { now, forgetBefore })
    return presentSilence(silence, now)
  })

  scope.delete<{ Params: { id: string } }>('/api/v1/silences/:id', async (request, reply) => {
    const silence = await store.silence(request.params.id)
    if (!silence) return refuse(reply, NO_SILENCE)
    const now = clock.now()
    if (silence.endsAt > now) await options.answering.expire(silence)
    return presentSilence({ ...silence, endsAt: Math.min(silence.endsAt, now) }, now)
  })
}

function readAnswer(request: FastifyRequest, action: AnswerAction) {
  const body = bodyOf(request)
  const by = requiredText(body, 'by', ANSWER_LIMITS.nameLengthMax)
  const comment = optionalText(body, 'comment', ANSWER_LIMITS.commentLengthMax)
  const via = oneOf(propertyOf(body, 'via'), 'via', ['api', 'console', 'cli']) ?? 'api'
  return {
    answerer: { action, by: nameOf(by), via, ...(comment === undefined ? {} : { comment }) },
    silenceMs: durationOf(body),
  }
}

/** As Alertmanager has it, but matchers are texts and an end or a duration is enough. */
function readSilence(body: unknown, { now, id }: { now: number; id: string }): Silence {
  const matchers = propertyOf(body, 'matchers')
  const count = Array.isArray(matchers) ? matchers.length : 0
  const isList = Array.isArray(matchers) && matchers.every((one) => typeof one === 'string')
  if (!isList || count === 0 || count > ANSWER_LIMITS.matchersMax)
    throw invalid(`"matchers" as 1 to ${ANSWER_LIMITS.matchersMax} texts such as 'severity="info"'`)
  const tooLong = matchers.find((one) => one.length > ANSWER_LIMITS.matcherLengthMax)
  if (tooLong !== undefined)
    throw invalid(`matchers of at most ${ANSWER_LIMITS.matcherLengthMax} characters`)
  const startsAt = Math.max(now, instantOf(body, 'startsAt') ?? now)
  const endsAt =
    instantOf(body, 'endsAt') ?? startsAt + (durationOf(body) ?? ANSWER_LIMITS.silenceMs)
  if (endsAt <= startsAt || endsAt - startsAt > ANSWER_LIMITS.silenceMsMax)
    throw invalid('"endsAt" after "startsAt" and now, and at most 366 days after')
  const createdBy = nameOf(requiredText(body, 'createdBy', ANSWER_LIMITS.nameLengthMax))
  const comment = optionalText(body, 'comment', ANSWER_LIMITS.commentLengthMax) ?? ''
  const silence = { id, matchers, startsAt, endsAt, createdBy, comment }
  const compiled = compileSilence(silence)
  if (compiled.matchers.every((matcher) => matcher.test('')))
    throw invalid('at least one matcher that does not match the empty text')
  return silence
}

function bodyOf(request: FastifyRequest): unknown {
  try {
    const body: unknown = JSON.parse(String(request.body))
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Answered below, with what is expected.
  }
  throw invalid('a JSON object with the content type application/json')
}

function requiredText(body: unknown, name: string, lengthMax: number): string {
  const text = optionalText(body, name, lengthMax)
  if (text === undefined || text.trim() === '') throw invalid(`"${name}": who is asking, as a text`)
  return text
}

function optionalText(body: unknown, name: string, lengthMax: number): string | undefined {
  const text = propertyOf(body, name)
  if (text === undefined) return undefined
  if (typeof text === 'string' && text.length <= lengthMax) return text
  throw invalid(`"${name}" as a text of at most ${lengthMax} characters`)
}

function durationOf(body: unknown): number | undefined {
  const seconds = propertyOf(body, 'durationSeconds')
  if (seconds === undefined) return undefined
  const isNumber = typeof seconds === 'number' && seconds >= 1
  if (isNumber && seconds * 1000 <= ANSWER_LIMITS.silenceMsMax) return Math.round(seconds * 1000)
  throw invalid('"durationSeconds" as a number from 1 to 366 days')
}

function instantOf(body: unknown, name: string): number | undefined {
  const text = propertyOf(body, name)
  if (text === undefined) return undefined
  const instant = typeof text === 'string' ? parseIsoTime(text) : undefined
  if (instant?.offsetMinutes !== undefined) return instant.at
  throw invalid(`"${name}" as an ISO 8601 instant with its zone, such as 2026-03-05T02:15:00Z`)
}

function invalid(expected: string): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected ${expected}, found something else. docs/reference/api.md has the fields.`,
  )
}

const NO_ALERT = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of an alert, found none with this id. /api/v1/alerts has the ids.',
)
const NO_ACTION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  `Expected one of ${ANSWER_ACTIONS.join(', ')} after the alert, found something else.`,
)
const NO_SILENCE = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of a silence, found none with this id. /api/v1/silences has the ids.',
)
