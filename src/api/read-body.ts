import type { FastifyRequest } from 'fastify'
import { TocsinError } from '../base/errors.ts'
import { ANSWER_LIMITS } from '../base/limits.ts'
import { propertyOf } from '../base/property.ts'
import { parseIsoTime } from '../base/time.ts'
import { callerOf } from './caller.ts'

/** The JSON object of a request. These throw TOCSIN_REQUEST_INVALID. */
export function bodyOf(request: FastifyRequest): unknown {
  try {
    const body: unknown = JSON.parse(String(request.body))
    if (typeof body === 'object' && body !== null) return inOwnName(body, request)
  } catch {
    // Answered below, with what is expected.
  }
  throw invalid('a JSON object with the content type application/json')
}

/** Who has signed in speaks in their own name, whatever the body says. */
function inOwnName(body: object, request: FastifyRequest): object {
  const caller = callerOf(request)
  if (caller?.kind !== 'user' || request.routeOptions.config.changesNothing) return body
  return { ...body, by: caller.name, createdBy: caller.name }
}

/** Who is asking. */
export function requiredText(body: unknown, name: string, lengthMax: number): string {
  const text = optionalText(body, name, lengthMax)
  if (text === undefined || text.trim() === '') throw invalid(`"${name}": who is asking, as a text`)
  return text
}

/** A text of at most `lengthMax` characters. */
export function optionalText(body: unknown, name: string, lengthMax: number): string | undefined {
  const text = propertyOf(body, name)
  if (text === undefined) return undefined
  if (typeof text === 'string' && text.length <= lengthMax) return text
  throw invalid(`"${name}" as a text of at most ${lengthMax} characters`)
}

/** Milliseconds of `durationSeconds`. */
export function durationOf(body: unknown): number | undefined {
  const seconds = propertyOf(body, 'durationSeconds')
  if (seconds === undefined) return undefined
  const isNumber = typeof seconds === 'number' && seconds >= 1
  if (isNumber && seconds * 1000 <= ANSWER_LIMITS.silenceMsMax) return Math.round(seconds * 1000)
  throw invalid('"durationSeconds" as a number from 1 to 366 days')
}

/** UTC milliseconds of an instant with its zone. */
export function instantOf(body: unknown, name: string): number | undefined {
  const text = propertyOf(body, name)
  if (text === undefined) return undefined
  const instant = typeof text === 'string' ? parseIsoTime(text) : undefined
  if (instant?.offsetMinutes !== undefined) return instant.at
  throw invalid(`"${name}" as an ISO 8601 instant with its zone, such as 2026-03-05T02:15:00Z`)
}

/** What was expected, for whoever asked. */
export function invalid(expected: string, found = 'something else'): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected ${expected}, found ${found}. docs/reference/api.md has the fields.`,
  )
}
