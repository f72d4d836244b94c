import { type FastifyInstance, fastify } from 'fastify'
import { INGEST_LIMITS, STANDBY_LIMITS } from '../base/limits.ts'
import { problem, refuse } from './problem.ts'

/**
 * What a hub that stands by says on its address: that it lives, that it is not ready, and to everything else that it takes
 * nothing yet. It reads no body, and ends each connection, for soon another server answers here.
 */
export function createWaitingServer(): FastifyInstance {
  const server = fastify({
    requestTimeout: INGEST_LIMITS.requestMs,
    connectionTimeout: INGEST_LIMITS.requestMs,
    forceCloseConnections: true,
    http: { headersTimeout: INGEST_LIMITS.headersMs, connectionsCheckingInterval: 1_000 },
  })
  server.addHook('onRequest', async (request, reply) => {
    reply.header('connection', 'close')
    const [path] = request.url.split('?')
    if (path === '/healthz') return reply.code(200).send(STANDBY)
    reply.header('retry-after', String(STANDBY_LIMITS.retryAfterSeconds))
    if (path === '/readyz') return reply.code(503).send(STANDBY)
    return refuse(reply, problem(503, 'TOCSIN_STANDBY', DETAIL))
  })
  return server
}

const STANDBY = { status: 'standby' } as const

const DETAIL =
  'Expected the hub that is at work, found one that waits for its turn. Send this to the other one, or here again in a moment.'
