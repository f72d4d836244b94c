import type { FastifyInstance } from 'fastify'
import { afterMs } from '../base/clock.ts'
import { LOOP_LIMITS } from '../base/limits.ts'
import { LIVE_PATH } from './routes/live.ts'

/**
 * A request that has begun gets its answer before the server closes its connections, for LOOP_LIMITS.stopMs at most: who
 * was cut off would not know whether it was taken. Consoles listen without an end, and come back by themselves.
 */
export function answerBeforeClosing(server: FastifyInstance): void {
  let underWay = 0
  let quiet = (): void => undefined
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url !== LIVE_PATH) {
      underWay += 1
      reply.raw.once('close', () => {
        underWay -= 1
        if (underWay === 0) quiet()
      })
    }
    done()
  })
  server.addHook('preClose', (done) => {
    if (underWay === 0) return done()
    const cancel = afterMs(LOOP_LIMITS.stopMs, done)
    quiet = () => {
      cancel()
      quiet = () => undefined
      done()
    }
  })
}
