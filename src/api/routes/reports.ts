import type { FastifyInstance } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { RETENTION_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { DailyRow } from '../../contract/retention-store.ts'
import { dayOf, startOfDay } from '../../model/daily-count.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf, textOf } from '../paging.ts'
import type { WireDailyReport, WireDay } from '../wire-retention.ts'

const DAYS_DEFAULT = 31

/** `/api/v1/reports/daily`: what happened on each day, also on those whose events are long gone. */
export function reportRoutes(scope: FastifyInstance, { store, clock }: ApiOptions): void {
  scope.get('/api/v1/reports/daily', async ({ query }): Promise<WireDailyReport> => {
    const until = dayIn(query, 'until') ?? dayOf(clock.now())
    const since = dayIn(query, 'since') ?? until - DAYS_DEFAULT + 1
    const by = oneOf(textIn(query, 'by'), 'by', ['day', 'source', 'policy']) ?? 'day'
    const days = until - since + 1
    if (days < 1 || days > RETENTION_LIMITS.reportDaysMax)
      throw new TocsinError(
        'TOCSIN_REQUEST_INVALID',
        `Expected 1 to ${RETENTION_LIMITS.reportDaysMax} days from since to until, found ${days}. Both days are included.`,
      )
    const limit = RETENTION_LIMITS.reportRowsMax
    const rows = await store.dailyCounts({ since, until, by, limit: limit + 1 })
    return { by, days: rows.slice(0, limit).map(presentDay), isCut: rows.length > limit }
  })
}

function presentDay({ day, endedMs, acknowledgedMs, ...rest }: DailyRow): WireDay {
  const { ended, acknowledged } = rest
  return {
    day: dayText(day),
    ...rest,
    secondsToEnd: mean(endedMs, ended),
    secondsToAcknowledge: mean(acknowledgedMs, acknowledged),
  }
}

function mean(sumMs: number, count: number): number | undefined {
  return count > 0 ? Math.round(sumMs / count / 1000) : undefined
}

function dayText(day: number): string {
  return isoTime(startOfDay(day)).slice(0, 10)
}

function textIn(query: unknown, name: string): string | undefined {
  return textOf(propertyOf(query, name), name)
}

function dayIn(query: unknown, name: string): number | undefined {
  const text = textIn(query, name)
  if (text === undefined) return undefined
  const midnight = parseIsoTime(`${text}T00:00Z`)
  if (midnight && dayText(dayOf(midnight.at)) === text) return dayOf(midnight.at)
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected ${name} as a day such as 2026-03-05, found ${JSON.stringify(text)}. Days are those of UTC.`,
  )
}
