import type { FastifyInstance, FastifyReply } from 'fastify'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import { cookieOf, setCookie } from '../cookie.ts'
import { browserOf } from '../identity-view.ts'
import type { ApiOptions } from '../options.ts'
import { isSecure } from './sign-in.ts'

/**
 * `/sign-in/provider` and the way back: the browser goes to the identity provider and comes home signed in, or to the
 * console's own page with the reason why not.
 */
export function providerRoutes(server: FastifyInstance, options: ApiOptions): void {
  const { provider, log } = options
  server.get<{ Querystring: { to?: string } }>('/sign-in/provider', async (request, reply) => {
    const there = provider()
    if (!there) return refused(reply, 'none')
    try {
      const returnTo = ownPath(request.query.to)
      const { url, kept } = await there.begin({ returnTo })
      keep(reply, kept, options)
      return await reply.header('cache-control', 'no-store').redirect(url)
    } catch (error) {
      log.warn({ error: describeError(error) }, 'the identity provider does not answer')
      return refused(reply, 'failed')
    }
  })

  server.get('/sign-in/provider/back', async (request, reply) => {
    const there = provider()
    const kept = cookieOf(request, 'tocsin-provider')
    setCookie(reply, 'tocsin-provider', { value: '-', seconds: 0, isSecure: isSecure(options) })
    if (!there || kept === undefined) return refused(reply, there ? 'too-late' : 'none')
    const query = request.url.split('?')[1] ?? ''
    const ended = await there.end({ query, kept, ...browserOf(request) })
    if (ended.kind === 'refused') {
      log.warn({ reason: ended.reason }, 'somebody was not signed in by the identity provider')
      return refused(reply, ended.reason)
    }
    const seconds = IDENTITY_LIMITS.sessionMs / 1000
    const { token: value, returnTo } = ended
    setCookie(reply, 'tocsin-session', { value, seconds, isSecure: isSecure(options) })
    return reply.header('cache-control', 'no-store').redirect(ownPath(returnTo))
  })
}

function keep(reply: FastifyReply, kept: string, options: ApiOptions): void {
  const seconds = IDENTITY_LIMITS.providerMs / 1000
  setCookie(reply, 'tocsin-provider', { value: kept, seconds, isSecure: isSecure(options) })
}

/** A place of the console; anything else would let a link lead people elsewhere once they have signed in. */
function ownPath(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])[\w\-./#?=&%~:@+,]*$/.test(to) ? to : '/'
}

function refused(reply: FastifyReply, reason: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(`/#/sign-in?refused=${reason}`)
}
