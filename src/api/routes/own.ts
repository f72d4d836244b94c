import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import type { User } from '../../model/identity.ts'
import { identify } from '../access.ts'
import { callerOf } from '../caller.ts'
import type { ApiOptions } from '../options.ts'
import { presentSession } from '../present-identity.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, optionalText, requiredText } from '../read-body.ts'
import { TOO_OFTEN, waiting } from './sign-in.ts'
import { whoAsks } from './users.ts'

/** Whoever has signed in may see to their own affairs, and each is written down where it happens. */
const OWN = { config: { role: 'viewer', isAudited: true } } as const

/** `/api/v1/me/…`: one's own password, and where one is signed in. */
export function ownRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: IDENTITY_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    routes(scope, options)
    done()
  }
}

function routes(scope: FastifyInstance, { identity, access }: ApiOptions): void {
  scope.get('/api/v1/me/sessions', OWN, async (request, reply) => {
    const user = await own(request, identity)
    if (!user) return refuse(reply, NO_USER)
    const known = await identify(request, access)
    const current = known.kind === 'known' ? known.session : undefined
    const sessions = await identity.sessionsOf(user.id)
    return { sessions: sessions.map((session) => presentSession(session, current)) }
  })

  scope.delete('/api/v1/me/sessions', OWN, async (request, reply) => {
    const user = await own(request, identity)
    if (!user) return refuse(reply, NO_USER)
    const known = await identify(request, access)
    const except = known.kind === 'known' ? known.session : undefined
    return { ended: await identity.signOutEverywhere(user, { actor: whoAsks(request), except }) }
  })

  scope.delete<{ Params: { id: string } }>(
    '/api/v1/me/sessions/:id',
    OWN,
    async (request, reply) => {
      const user = await own(request, identity)
      const { id } = request.params
      // A beginning that is too short could be another's.
      const isEnded = id.length >= 12 && user && (await identity.endSession(user.id, id))
      return isEnded ? { ended: id } : refuse(reply, NO_SESSION)
    },
  )

  scope.post('/api/v1/me/password', OWN, async (request, reply) => {
    const user = await own(request, identity)
    if (!user) return refuse(reply, NO_USER)
    const body = bodyOf(request)
    const most = IDENTITY_LIMITS.passwordLengthMax
    const changed = await identity.changePassword(user, {
      current: requiredText(body, 'current', most),
      password: optionalText(body, 'password', most * 2) ?? '',
      address: request.socket.remoteAddress ?? '',
    })
    if (changed === true) return { changed: true }
    if (changed === false) return refuse(reply, WRONG)
    return refuse(waiting(reply, changed.waitMs), TOO_OFTEN)
  })
}

async function own(
  request: FastifyRequest,
  identity: Pick<ApiOptions['identity'], 'user'>,
): Promise<User | undefined> {
  const caller = callerOf(request)
  return caller?.kind === 'user' && caller.id !== undefined ? identity.user(caller.id) : undefined
}

const NO_USER = problem(
  403,
  'TOCSIN_FORBIDDEN',
  'Expected somebody who has signed in with a name, found a program or this machine.',
)
const NO_SESSION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of a session of your own, found none. /api/v1/me/sessions has the ids.',
)
const WRONG = problem(
  401,
  'TOCSIN_SIGN_IN',
  'Expected the password that you have now in "current", found another. Try again, or ask an administrator for a new invitation.',
)
