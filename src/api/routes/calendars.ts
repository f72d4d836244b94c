import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { ANSWER_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { CalendarFeed } from '../../model/calendar-feed.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf } from '../paging.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, invalid, optionalText, requiredText } from '../read-body.ts'
import type { WireCalendar } from '../wire-schedules.ts'
import { nameOf } from './answer.ts'
import { feedDigest } from './feed.ts'

/** The address is in the answer, and is the permission. */
const ONCE = { config: { answersOnce: true } } as const

/** `/api/v1/calendars`: the calendars that are handed out. */
export function calendarRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: ANSWER_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    routes(scope, options)
    done()
  }
}

function routes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, scheduling, answering } = options
  scope.get('/api/v1/calendars', async () => ({ calendars: (await store.feeds()).map(shown) }))

  scope.post('/api/v1/calendars', ONCE, async (request): Promise<WireCalendar> => {
    const token = scheduling.newToken()
    const feed = readFeed(request, feedDigest(token), options)
    await store.putFeed(feed)
    const path = `/calendar/${token}/${encodeURIComponent(feed.name)}.ics`
    const publicUrl = answering.publicUrl()?.replace(/\/$/, '')
    return { ...shown(feed), path, url: publicUrl === undefined ? undefined : publicUrl + path }
  })

  scope.delete<{ Params: { id: string } }>('/api/v1/calendars/:id', async (request, reply) => {
    const feed = (await store.feeds()).find(({ id }) => id === request.params.id)
    if (!feed) return refuse(reply, NO_CALENDAR)
    await store.removeFeed(feed.id)
    return shown(feed)
  })
}

function readFeed(
  request: FastifyRequest,
  digest: string,
  { scheduling, clock, newId }: ApiOptions,
): CalendarFeed {
  const body = bodyOf(request)
  const schedule = optionalText(body, 'schedule', ANSWER_LIMITS.commentLengthMax)
  const contact = optionalText(body, 'contact', ANSWER_LIMITS.commentLengthMax)
  if ((schedule === undefined) === (contact === undefined))
    throw invalid('either "schedule" or "contact": whose shifts it shows')
  if (schedule !== undefined && !scheduling.schedules().has(schedule))
    throw invalid(
      '"schedule" as the name of a schedule in the configuration',
      JSON.stringify(schedule),
    )
  if (contact !== undefined && !scheduling.contacts().has(contact))
    throw invalid(
      '"contact" as the name of a contact in the configuration',
      JSON.stringify(contact),
    )
  return {
    id: newId(),
    digest,
    of: schedule === undefined ? 'contact' : 'schedule',
    name: schedule ?? contact ?? '',
    language: oneOf(propertyOf(body, 'language'), 'language', ['en', 'zh']) ?? 'en',
    createdAt: clock.now(),
    createdBy: nameOf(requiredText(body, 'createdBy', ANSWER_LIMITS.nameLengthMax)),
  }
}

/** Without its digest. */
function shown({ id, of, name, language, createdAt, createdBy }: CalendarFeed): WireCalendar {
  return { id, [of]: name, language, createdBy, createdAt: isoTime(createdAt) }
}

const NO_CALENDAR = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of a calendar that was handed out, found none with this id. /api/v1/calendars has the ids.',
)
