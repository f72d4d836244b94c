import type { FastifyRequest } from 'fastify'
import { ANSWER_LIMITS, CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { propertyOf } from '../base/property.ts'
import type { AnswerAction, Assignment } from '../model/answer.ts'
import { oneOf } from './paging.ts'
import { bodyOf, durationOf, invalid, optionalText, requiredText } from './read-body.ts'
import { nameOf } from './routes/answer.ts'

/** Who answers what, of a request's body. */
export function readAnswer(request: FastifyRequest, action: AnswerAction) {
  const body = bodyOf(request)
  const by = requiredText(body, 'by', ANSWER_LIMITS.nameLengthMax)
  const comment = optionalText(body, 'comment', ANSWER_LIMITS.commentLengthMax)
  const via = oneOf(propertyOf(body, 'via'), 'via', ['api', 'console', 'cli']) ?? 'api'
  return {
    answerer: {
      action,
      by: nameOf(by),
      via,
      ...(comment === undefined ? {} : { comment }),
      ...(action === 'assign' ? { assignment: readAssignment(body) } : {}),
    },
    silenceMs: durationOf(body),
  }
}

/** To whom an alert is given: one of the four. */
function readAssignment(body: unknown): Assignment {
  const named = ASSIGNEES.flatMap((key) => {
    const name = optionalText(body, key, CONFIG_SHAPE_LIMITS.nameLengthMax)
    return name === undefined ? [] : [{ [key === 'contact' ? 'to' : key]: name }]
  })
  const [assignment, ...more] = named
  if (assignment === undefined || more.length > 0)
    throw invalid(
      `one of ${ASSIGNEES.map((key) => `"${key}"`).join(', ')}, to whom it is given`,
      named.length === 0 ? 'none' : `${named.length}`,
    )
  return assignment
}

const ASSIGNEES = ['to', 'contact', 'schedule', 'escalationPolicy'] as const
