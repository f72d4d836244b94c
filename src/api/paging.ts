import { TocsinError } from '../base/errors.ts'
import { STORE_LIMITS } from '../base/limits.ts'
import { propertyOf } from '../base/property.ts'
import type { PageQuery } from '../contract/store.ts'

const LIMIT_DEFAULT = 50

/** The page that a query asks for: `limit` (1 to 500, 50 by default) and `before` (the `next` of the last page). */
export function pageOf(query: unknown): PageQuery {
  const limit = propertyOf(query, 'limit')
  const before = propertyOf(query, 'before')
  const count = limit === undefined ? LIMIT_DEFAULT : Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > STORE_LIMITS.pageMax) {
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected a limit from 1 to ${STORE_LIMITS.pageMax}, found ${JSON.stringify(limit)}.`,
    )
  }
  return { limit: count, before: typeof before === 'string' ? before : undefined }
}

/** One of `known`, or undefined where the query does not ask; anything else is refused. */
export function oneOf<T extends string>(
  value: unknown,
  name: string,
  known: readonly T[],
): T | undefined {
  if (value === undefined) return undefined
  const found = known.find((candidate) => candidate === value)
  if (found === undefined)
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected ${name} to be one of ${known.join(', ')}, found ${JSON.stringify(value)}.`,
    )
  return found
}

/** A text, or undefined where the query does not ask; a name that is given twice is refused. */
export function textOf(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected ${name} once, found ${JSON.stringify(value)}.`,
  )
}
