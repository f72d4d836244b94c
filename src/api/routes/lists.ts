import type { FastifyInstance } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { propertyOf } from '../../base/property.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf, pageOf, textOf } from '../paging.ts'
import { presentAlert, presentNotification } from '../present.ts'
import { problem, refuse } from '../problem.ts'
import { filterOf } from '../read-filter.ts'
import type { WireAlertCounts } from '../wire-search.ts'

/** `/api/v1/alerts`, `/notifications` and `/quarantine`: what the hub knows, newest first. */
export function listRoutes(scope: FastifyInstance, { store, people }: ApiOptions): void {
  scope.get('/api/v1/alerts', async (request) => {
    const { alerts, next } = await store.findAlerts({
      ...pageOf(request.query),
      ...filterOf(request.query, people.configuration()),
    })
    const oldest = textOf(propertyOf(request.query, 'from'), 'from') ?? ''
    return {
      alerts: alerts.filter(({ id }) => id >= oldest).map(presentAlert),
      next: next !== undefined && next > oldest ? next : undefined,
    }
  })

  scope.get(
    '/api/v1/alert-counts',
    async (): Promise<WireAlertCounts> => ({
      counts: await store.countAlerts(),
    }),
  )

  scope.get<{ Querystring: { state?: string } }>('/api/v1/notifications', async (request) => {
    const page = pageOf(request.query)
    const state = oneOf(request.query.state, 'state', [
      'due',
      'leased',
      'sent',
      'dead',
      'merged',
      'moot',
    ])
    const notifications = await store.notifications({ ...page, state })
    return {
      notifications: notifications.map((notification) => presentNotification(notification)),
      next: notifications.length === page.limit ? notifications.at(-1)?.id : undefined,
    }
  })

  scope.get<{ Params: { id: string } }>('/api/v1/notifications/:id', async (request, reply) => {
    const notification = await store.notification(request.params.id)
    if (notification)
      return presentNotification(notification, await store.attempts(notification.id))
    return refuse(
      reply,
      problem(
        404,
        'TOCSIN_NOT_FOUND',
        'Expected the id of a notification, found none with this id. /api/v1/notifications has the ids.',
      ),
    )
  })

  scope.get('/api/v1/quarantine', async (request) => {
    const page = pageOf(request.query)
    const entries = await store.quarantined(page)
    return {
      requests: entries.map((entry) => ({ ...entry, receivedAt: isoTime(entry.receivedAt) })),
      next: entries.length === page.limit ? entries.at(-1)?.id : undefined,
    }
  })
}
