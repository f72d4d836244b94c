import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import { feedText } from '../feed.ts'
import type { ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'
import { RequestCounter } from '../rate.ts'

type FeedRequest = FastifyRequest<{ Params: { token: string; file: string } }>
type Options = Pick<ApiOptions, 'store' | 'clock' | 'scheduling'>

/** `/calendar/<token>/<name>.ics`: shifts for calendar apps. These send no headers, so that the address is the permission. */
export function feedRoutes(server: FastifyInstance, options: Options): void {
  const strangers = new RequestCounter(options.clock)
  server.route<{ Params: { token: string; file: string } }>({
    method: ['GET', 'HEAD'],
    url: '/calendar/:token/:file',
    handler: (request, reply) => show(request, reply, { ...options, strangers }),
  })
}

async function show(
  request: FeedRequest,
  reply: FastifyReply,
  { store, clock, scheduling, strangers }: Options & { readonly strangers: RequestCounter },
): Promise<unknown> {
  const { token, file } = request.params
  const feed = await store.feedOf(feedDigest(token))
  const text =
    feed && file === `${feed.name}.ics`
      ? feedText(feed, {
          schedules: scheduling.schedules(),
          contacts: scheduling.contacts(),
          now: clock.now(),
        })
      : undefined
  if (text === undefined) {
    if (strangers.admits(request.ip)) return refuse(reply, NO_CALENDAR)
    reply.header('retry-after', '60')
    return refuse(reply, BUSY)
  }
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
  reply.headers({
    etag,
    'cache-control': `private, max-age=${SCHEDULE_LIMITS.feedFreshSeconds}`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
  return reply.type('text/calendar; charset=utf-8').send(text)
}

/** What is kept of a token. */
export function feedDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

const NO_CALENDAR = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the address of a calendar as it was handed out, found another, or one that was taken back.',
)
const BUSY = problem(
  429,
  'TOCSIN_REQUEST_INVALID',
  'Expected fewer requests for calendars that do not exist. Wait a minute.',
)
