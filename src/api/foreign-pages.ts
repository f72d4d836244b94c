import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem, refuse } from './problem.ts'

/** A page of another site can make a browser post here; its requests name that site. */
export async function refuseForeignPages(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { origin, host } = request.headers
  if (origin === undefined || origin.replace(/^https?:\/\//, '') === host) return undefined
  return refuse(
    reply,
    problem(
      403,
      'TOCSIN_REQUEST_INVALID',
      'Expected a request of the hub’s own page or of a program, found one of another site’s page.',
    ),
  )
}
