import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Secret } from '../base/secret.ts'
import { problem, refuse } from './problem.ts'

/** Who may use the API: who is on this machine, or, where a token is set, who has it. */
export type Access = { readonly token?: Secret }

/** Lets a request pass, or answers it. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** A hook that lets a request pass or answers 401 or 403. Ingest has its own keys and is not behind it. */
export function guard(access: Access): Guard {
  return async (request, reply) => {
    if (access.token) {
      if (isBearer(request.headers.authorization, access.token.reveal())) return undefined
      reply.header('www-authenticate', 'Bearer')
      return refuse(
        reply,
        problem(
          401,
          'TOCSIN_REQUEST_INVALID',
          'Expected the header "authorization: Bearer <API token>", found none that is valid.',
        ),
      )
    }
    const isNear = isLoopback(request.socket.remoteAddress ?? '') && !isForwarded(request)
    if (isNear && isOwnName(request.headers.host ?? 'localhost')) return undefined
    return refuse(
      reply,
      problem(
        403,
        'TOCSIN_REQUEST_INVALID',
        'Expected a request from this machine to localhost or its address, found one from elsewhere or to another name. Start the hub with --api-token to use its API over the network.',
      ),
    )
  }
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(header ?? '')?.[1]
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
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
