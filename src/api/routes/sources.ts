import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ANSWER_LIMITS, INGEST_LOG_LIMITS } from '../../base/limits.ts'
import { refuseForeignPages } from '../foreign-pages.ts'
import type { ApiOptions } from '../options.ts'
import { pageOf } from '../paging.ts'
import { presentMonitor, presentRequest, presentSource } from '../present-source.ts'
import { problem, refuse } from '../problem.ts'
import type { WireReplay, WireSource } from '../wire-sources.ts'

type Named = { Params: { name: string } }

/** `/api/v1/sources`: who sends, whether it still does, and every request that it sent lately. */
export function sourceRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, sources, clock } = options
  scope.get('/api/v1/sources', async () => ({ sources: await allSources(options) }))

  scope.get<Named>('/api/v1/sources/:name/requests', async (request, reply) => {
    const { name } = request.params
    const page = pageOf(request.query)
    if (!(await isKnown(name, options))) return refuse(reply, noSource())
    const limit = Math.min(page.limit, INGEST_LOG_LIMITS.requestsMax)
    const requests = await store.requests({ ...page, limit, source: name })
    const how = { store, secrets: secretsOf(name, options), eventsMax: LISTED_EVENTS }
    return {
      requests: await Promise.all(requests.map((one) => presentRequest(one, how))),
      next: requests.length === limit ? requests.at(-1)?.id : undefined,
    }
  })

  scope.get<{ Params: { name: string; id: string } }>(
    '/api/v1/sources/:name/requests/:id',
    async (request, reply) => {
      const { name, id } = request.params
      const found = await store.request(name, id)
      if (!found) return refuse(reply, noRequest())
      const secrets = secretsOf(name, options)
      return presentRequest(found, { store, secrets, eventsMax: INGEST_LOG_LIMITS.eventIdsMax })
    },
  )

  scope.register((commands, _options, done) => {
    commands.addHook('onRequest', refuseForeignPages)
    // The page sends an empty object; nothing in it matters.
    commands.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: ANSWER_LIMITS.bodyBytesMax },
      async (_request: FastifyRequest, text: string | Buffer) => text,
    )
    commands.post<{ Params: { id: string } }>(
      '/api/v1/quarantine/:id/replay',
      { config: { role: 'editor' } },
      async (request, reply) => replay(request.params.id, options, reply),
    )
    commands.delete<{ Params: { name: string; '*': string } }>(
      '/api/v1/sources/:name/monitors/*',
      { config: { role: 'editor' } },
      async (request, reply) => {
        const { name } = request.params
        const monitor = request.params['*'].toLowerCase()
        const which = { source: name, monitor, now: clock.now() }
        if (!(await store.forgetHeartbeat(which))) return refuse(reply, noMonitor())
        sources.changed()
        return { forgotten: monitor }
      },
    )
    done()
  })
}

/** Events of a request that a list looks up. */
const LISTED_EVENTS = 3

async function allSources({ store, sources, clock }: ApiOptions): Promise<readonly WireSource[]> {
  const states = new Map((await store.sourceStates()).map((state) => [state.source, state]))
  const configured = new Map(sources.configured().map((source) => [source.name, source]))
  const names = [...new Set([...configured.keys(), ...states.keys()])]
  const facts = { view: sources, now: clock.now() }
  return Promise.all(
    names.map(async (name) => {
      const rules = sources.monitorRulesOf(name)
      const monitors = rules && (await store.heartbeats(name))
      return {
        ...presentSource(name, {
          ...facts,
          configured: configured.get(name),
          state: states.get(name),
        }),
        monitors: monitors?.map((one) =>
          presentMonitor(one, rules && sources.lateFrom(one, rules)),
        ),
      }
    }),
  )
}

async function isKnown(name: string, { sources, store }: ApiOptions): Promise<boolean> {
  if (sources.configured().some((source) => source.name === name)) return true
  return (await store.sourceStates()).some(({ source }) => source === name)
}

function secretsOf(name: string, { sources }: ApiOptions): readonly string[] {
  return sources
    .configured()
    .filter((source) => source.name === name)
    .flatMap(({ key, previousKey }) => [key, previousKey])
    .flatMap((key) => key?.reveal() ?? [])
}

async function replay(
  id: string,
  { sources }: ApiOptions,
  reply: FastifyReply,
): Promise<WireReplay | FastifyReply> {
  const replayed = await sources.replay(id)
  switch (replayed.kind) {
    case 'taken':
      return { result: 'taken', events: replayed.eventIds }
    case 'quarantined': {
      const { problem: why, quarantineId } = replayed
      return { result: 'quarantined', events: [], problem: why, quarantineId }
    }
    case 'refused':
      return refuse(reply, problem(429, 'TOCSIN_INGEST_RATE', replayed.detail))
    case 'unknown':
      return refuse(reply, notFound('request in quarantine', '/api/v1/quarantine'))
    case 'source-gone':
      return refuse(reply, conflict('a source that still takes it', 'none of its name'))
    case 'cut':
      return refuse(reply, conflict('all of the body', 'that only its beginning was kept'))
  }
}

function noSource(): ReturnType<typeof problem> {
  return notFound('source by its name', '/api/v1/sources')
}

function noRequest(): ReturnType<typeof problem> {
  return notFound('logged request', '/api/v1/sources/<name>/requests')
}

function noMonitor(): ReturnType<typeof problem> {
  return notFound('monitor by its name', '/api/v1/sources')
}

function notFound(what: string, list: string): ReturnType<typeof problem> {
  const text = `Expected a ${what}, found none. ${list} has those that are there.`
  return problem(404, 'TOCSIN_NOT_FOUND', text)
}

function conflict(expected: string, found: string): ReturnType<typeof problem> {
  const text = `Expected ${expected}, found ${found}. Let the sender send it again.`
  return problem(409, 'TOCSIN_REQUEST_INVALID', text)
}
