import type { FastifyInstance } from 'fastify'
import { explain, summarize } from '../explain.ts'
import type { ApiOptions } from '../options.ts'
import { pageOf, textOf } from '../paging.ts'
import { problem, refuse } from '../problem.ts'

/** `/api/v1/events`: what arrived, and the story of each. */
export function eventRoutes(scope: FastifyInstance, options: ApiOptions): void {
  scope.get<{ Querystring: { source?: string } }>('/api/v1/events', async (request) => {
    const page = pageOf(request.query)
    const source = textOf(request.query.source, 'source')
    const events = await options.store.events({ ...page, source })
    return {
      events: await Promise.all(events.map((event) => summarize(event, options.store))),
      next: events.length === page.limit ? events.at(-1)?.id : undefined,
    }
  })

  scope.get<{ Params: { id: string } }>('/api/v1/events/:id', async (request, reply) => {
    const { store, nearly, running, escalation } = options
    const { revision } = running()
    const story = await explain(request.params.id, { store, nearly, revision, escalation })
    if (story) return story
    return refuse(
      reply,
      problem(
        404,
        'TOCSIN_NOT_FOUND',
        "Expected the id of a stored event, found none with this id. The sender's answer and /api/v1/events have the ids.",
      ),
    )
  })
}
