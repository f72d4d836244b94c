import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import type { User } from '../../model/identity.ts'
import { type Identified, identify } from '../access.ts'
import { cookieOf, isSameOrigin, setCookie } from '../cookie.ts'
import { browserOf } from '../identity-view.ts'
import type { ApiOptions } from '../options.ts'
import { presentUser } from '../present-identity.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, optionalText, requiredText } from '../read-body.ts'
import type { WireMe } from '../wire-identity.ts'

/**
 * `/api/v1/me`, `/sign-in`, `/sign-out` and `/invitation`: open to all, for whoever is not known yet. No cookie of another
 * site's page is listened to.
 */
export function signInRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: IDENTITY_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    scope.addHook('onRequest', async (request, reply) => {
      if (request.method === 'GET' || isSameOrigin(request) || isProgram(request)) return undefined
      return refuse(reply, FOREIGN)
    })
    meRoute(scope, options)
    signingRoutes(scope, options)
    invitationRoutes(scope, options)
    done()
  }
}

function meRoute(scope: FastifyInstance, { access, identity, provider }: ApiOptions): void {
  scope.get('/api/v1/me', async (request): Promise<WireMe> => {
    const known = await identify(request, access)
    const title = provider()?.title
    return {
      ...(known.kind === 'known' ? { caller: await shown(known, (id) => identity.user(id)) } : {}),
      signIn: {
        isUnclaimed: await identity.isUnclaimed(),
        ...(title === undefined ? {} : { provider: title }),
      },
    }
  })
}

async function shown(
  { caller }: Extract<Identified, { kind: 'known' }>,
  userOf: (id: string) => Promise<User | undefined>,
): Promise<NonNullable<WireMe['caller']>> {
  const { kind, id, name, role, contact } = caller
  const user = kind === 'user' && id !== undefined ? await userOf(id) : undefined
  return {
    ...{ kind, name, role },
    ...(contact === undefined ? {} : { contact }),
    ...(user === undefined ? {} : { signInName: user.name }),
  }
}

function signingRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { identity } = options
  scope.post('/api/v1/sign-in', async (request, reply) => {
    const body = bodyOf(request)
    const signedIn = await identity.signIn({
      name: requiredText(body, 'name', IDENTITY_LIMITS.nameLengthMax),
      password: requiredText(body, 'password', IDENTITY_LIMITS.passwordLengthMax),
      address: request.socket.remoteAddress ?? '',
      ...browserOf(request),
    })
    if (signedIn.kind === 'wait') return refuse(waiting(reply, signedIn.waitMs), TOO_OFTEN)
    if (signedIn.kind === 'wrong') return refuse(reply, WRONG)
    return welcome(reply, signedIn, options)
  })

  scope.post('/api/v1/sign-out', async (request, reply) => {
    const cookie = cookieOf(request, 'tocsin-session')
    const signedIn = cookie === undefined ? undefined : await identity.callerOfSession(cookie)
    if (signedIn) await identity.signOut(signedIn.session)
    setCookie(reply, 'tocsin-session', { value: '-', seconds: 0, isSecure: isSecure(options) })
    return { signedOut: signedIn !== undefined }
  })
}

function invitationRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { identity } = options
  // The credential stands in the body: addresses are written into logs of proxies.
  scope.post('/api/v1/invitation', async (request, reply) => {
    const credential = requiredText(bodyOf(request), 'code', IDENTITY_LIMITS.nameLengthMax)
    const invited = await identity.invited(credential)
    if (!invited) return refuse(reply, NO_INVITATION)
    const { isFirst, user } = invited
    return { isFirst, ...(user ? { name: user.name, displayName: user.displayName } : {}) }
  })

  scope.post('/api/v1/invitation/accept', async (request, reply) => {
    const body = bodyOf(request)
    const most = IDENTITY_LIMITS.nameLengthMax
    const name = optionalText(body, 'name', most) ?? ''
    const accepted = await identity.accept({
      credential: requiredText(body, 'code', most),
      name,
      displayName: optionalText(body, 'displayName', most) || name,
      password: optionalText(body, 'password', IDENTITY_LIMITS.passwordLengthMax * 2) ?? '',
      ...browserOf(request),
    })
    if (accepted.kind === 'wrong') return refuse(reply, NO_INVITATION)
    return welcome(reply, accepted, options)
  })
}

function welcome(
  reply: FastifyReply,
  { token, user }: { readonly token: string; readonly user: User },
  options: ApiOptions,
): unknown {
  const seconds = IDENTITY_LIMITS.sessionMs / 1000
  setCookie(reply, 'tocsin-session', { value: token, seconds, isSecure: isSecure(options) })
  return { user: presentUser(user) }
}

/** Whether browsers reach the hub by HTTPS. */
export function isSecure({ answering }: Pick<ApiOptions, 'answering'>): boolean {
  return answering.publicUrl()?.startsWith('https:') === true
}

/** Tells how long to wait, in seconds (RFC 9110). */
export function waiting(reply: FastifyReply, waitMs: number): FastifyReply {
  return reply.header('retry-after', String(Math.ceil(waitMs / 1000)))
}

/** A browser says where its page is from, or sends a cookie; what does neither is a program with no cookie to misuse. */
function isProgram({ headers }: FastifyRequest): boolean {
  const { origin, cookie } = headers
  return origin === undefined && cookie === undefined && headers['sec-fetch-site'] === undefined
}

const FOREIGN = problem(
  403,
  'TOCSIN_FORBIDDEN',
  'Expected a page of this hub, found one from elsewhere. Open the console at the address of the hub.',
)
const WRONG = problem(
  401,
  'TOCSIN_SIGN_IN',
  'Expected a name and its password, found a pair that does not fit. Try again, or ask an administrator for a new invitation.',
)
export const TOO_OFTEN = problem(
  429,
  'TOCSIN_TOO_BUSY',
  'Expected fewer failed attempts, found too many within a quarter of an hour. Wait, then try again.',
)
const NO_INVITATION = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected an invitation that can be used, found none: each works once and for three days. Ask an administrator for a new one; the first administrator gets one at each start of the hub.',
)
