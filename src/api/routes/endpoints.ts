import type { FastifyInstance } from 'fastify'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import { heirOf } from '../../model/directory.ts'
import { refuseForeignPages } from '../foreign-pages.ts'
import type { ApiOptions } from '../options.ts'
import { presentEndpoint } from '../present.ts'
import { problem, refuse } from '../problem.ts'

/** `/api/v1/endpoints`, and sending dead letters again. */
export function endpointRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, endpoints, clock, resent } = options
  scope.get('/api/v1/endpoints', async () => ({
    endpoints: (await endpoints()).map(presentEndpoint),
  }))

  scope.register((commands, _options, done) => {
    commands.addHook('onRequest', refuseForeignPages)

    commands.post<{ Params: { id: string } }>(
      '/api/v1/notifications/:id/resend',
      async (request, reply) => {
        const notification = await store.notification(request.params.id)
        if (!notification) return refuse(reply, missing('notification', '/api/v1/notifications'))
        if (notification.state !== 'dead') return refuse(reply, alive(notification.state))
        await store.resend([notification.id], clock.now())
        resent()
        return { resent: [notification.id] }
      },
    )

    commands.post<{ Params: { id: string } }>(
      '/api/v1/endpoints/:id/resend',
      async (request, reply) => {
        const all = await endpoints()
        const found = all.find(({ endpoint }) => endpoint.id === request.params.id)
        if (!found) return refuse(reply, missing('endpoint', '/api/v1/endpoints'))
        const { id, lane } = found.endpoint
        const configured = all.map(({ endpoint }) => endpoint)
        const isOne = (dead: string): boolean =>
          dead === id || heirOf(dead, configured)?.lane === lane
        const limit = DELIVERY_LIMITS.resendMax
        const ids = await store.deadOf({ isOne, limit })
        await store.resend(ids, clock.now())
        resent()
        return { resent: ids, more: ids.length === limit }
      },
    )
    done()
  })
}

function missing(what: string, list: string): ReturnType<typeof problem> {
  const text = `Expected the id of one ${what}, found none with this id. ${list} has the ids.`
  return problem(404, 'TOCSIN_NOT_FOUND', text)
}

function alive(state: string): ReturnType<typeof problem> {
  return problem(
    409,
    'TOCSIN_REQUEST_INVALID',
    `Expected a notification that was given up (dead), found one that is ${state}. Only what is dead is sent again.`,
  )
}
