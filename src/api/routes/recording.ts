import type { FastifyInstance } from 'fastify'
import { TocsinError } from '../../base/errors.ts'
import { BACKTEST_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { RecordingQuery } from '../../contract/recording.ts'
import type { ApiOptions } from '../options.ts'
import { textOf } from '../paging.ts'

/** `/api/v1/recording`: what the hub has recorded, a page at a time, for `tocsin backtest --url`. */
export function recordingRoutes(scope: FastifyInstance, { recording }: ApiOptions): void {
  scope.get('/api/v1/recording', async () => ({ span: await recording.span() }))

  scope.get('/api/v1/recording/events', (request) => recording.events(queryOf(request.query)))

  scope.get('/api/v1/recording/sent', (request) => recording.sent(queryOf(request.query)))

  scope.get('/api/v1/recording/silences', async (request) => ({
    silences: await recording.silences(numberIn(request.query, 'endAfter')),
  }))

  scope.get('/api/v1/recording/overrides', async (request) => ({
    overrides: await recording.overrides(numberIn(request.query, 'endAfter')),
  }))
}

function queryOf(query: unknown): RecordingQuery {
  const limit = numberIn(query, 'limit')
  if (limit < 1 || limit > BACKTEST_LIMITS.pageMax)
    throw invalid(`limit from 1 to ${BACKTEST_LIMITS.pageMax}`, limit)
  return {
    since: numberIn(query, 'since'),
    until: numberIn(query, 'until'),
    after: textOf(propertyOf(query, 'after'), 'after'),
    limit,
    withHeard: textOf(propertyOf(query, 'withHeard'), 'withHeard') === 'true',
  }
}

function numberIn(query: unknown, name: string): number {
  const text = textOf(propertyOf(query, name), name)
  const value = text === undefined || text === '' ? Number.NaN : Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw invalid(`${name} as a whole number`, text)
}

function invalid(expected: string, found: unknown): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected ${expected}, found ${JSON.stringify(found) ?? 'nothing'}. Times are UTC milliseconds.`,
  )
}
