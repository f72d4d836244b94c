import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Secret } from '../base/secret.ts'
import { type Caller, type Role, reaches } from '../model/identity.ts'
import { neededRole, setCaller } from './caller.ts'
import { cookieOf, isSameOrigin } from './cookie.ts'
import { type Problem, problem, refuse } from './problem.ts'

/** Who may use the API. */
export type Access = {
  /** The command line's token: whoever has it is an administrator. */
  readonly token?: Secret | undefined
  /** Whether nobody can sign in yet: then whoever is on this machine is the administrator, where there is no token. */
  readonly isUnclaimed: () => Promise<boolean>
  readonly callerOfToken: (token: string) => Promise<Caller | undefined>
  readonly callerOfSession: (
    token: string,
  ) => Promise<(Caller & { readonly session: string }) | undefined>
}

/** Lets a request pass, or answers it. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** A hook that lets a request pass or answers 401 or 403. Ingest has its own keys and is not behind it. */
export function guard(access: Access): Guard {
  return async (request, reply) => {
    const known = await identify(request, access)
    if (known.kind === 'refused') {
      if (known.refusal.status === 401) reply.header('www-authenticate', 'Bearer')
      return refuse(reply, known.refusal)
    }
    const { caller } = known
    const needed = neededRole(request)
    if (!reaches(caller.role, needed)) return refuse(reply, mayNot(caller.role, needed))
    setCaller(request, caller)
    return undefined
  }
}

/** Who asks, or why that cannot be told. */
export type Identified =
  | { readonly kind: 'known'; readonly caller: Caller; readonly session?: string }
  | { readonly kind: 'refused'; readonly refusal: Problem }

/** Who asks: by a token, a session's cookie, or by being on this machine while nobody can sign in. */
export async function identify(request: FastifyRequest, access: Access): Promise<Identified> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) {
    if (access.token && isSame(bearer, access.token.reveal()))
      return { kind: 'known', caller: { kind: 'machine', name: 'API token', role: 'admin' } }
    const caller = await access.callerOfToken(bearer)
    return caller ? { kind: 'known', caller } : { kind: 'refused', refusal: SIGN_IN }
  }
  const cookie = cookieOf(request, 'tocsin-session')
  const signedIn = cookie === undefined ? undefined : await access.callerOfSession(cookie)
  if (signedIn) {
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (!isReading && !isSameOrigin(request)) return { kind: 'refused', refusal: FOREIGN_PAGE }
    const { session, ...caller } = signedIn
    return { kind: 'known', caller, session }
  }
  if (access.token || !(await access.isUnclaimed())) return { kind: 'refused', refusal: SIGN_IN }
  if (isHere(request))
    return { kind: 'known', caller: { kind: 'machine', name: 'this machine', role: 'admin' } }
  return { kind: 'refused', refusal: ELSEWHERE }
}

const SIGN_IN = problem(
  401,
  'TOCSIN_SIGN_IN',
  'Expected somebody who has signed in, or the header "authorization: Bearer <API token>", found neither that is valid.',
)
const ELSEWHERE = problem(
  403,
  'TOCSIN_FORBIDDEN',
  'Expected a request from this machine to localhost or its address, found one from elsewhere or to another name. Create the first administrator with the link that the hub printed when it started, or start it with --api-token, to use its API over the network.',
)
const FOREIGN_PAGE = problem(
  403,
  'TOCSIN_FORBIDDEN',
  'Expected a change that a page of this hub asks for, found one from a page elsewhere. Programs use an API token.',
)

function mayNot(role: Role, needed: Role): Problem {
  const detail = `Expected the role ${needed} or a higher one, found ${role}. An administrator can give it.`
  return problem(403, 'TOCSIN_FORBIDDEN', detail)
}

/** Whether it comes from this machine and asks for this machine. */
function isHere(request: FastifyRequest): boolean {
  const isNear = isLoopback(request.socket.remoteAddress ?? '') && !isForwarded(request)
  return isNear && isOwnName(request.headers.host ?? 'localhost')
}

function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}

/**
 * A page from elsewhere can point a name of its own at this machine and then read what it gets here
 * (DNS rebinding). Such a request carries that name; an address or `localhost` cannot be pointed anew.
 */
function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return name.toLowerCase() === 'localhost' || isIP(name) !== 0
}

/** A proxy on this machine speaks for somebody elsewhere. */
function isForwarded(request: FastifyRequest): boolean {
  return (
    request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined
  )
}
