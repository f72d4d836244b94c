// In: requests below /in/<key> as Alertmanager's clients send them. Out: what Alertmanager would answer about this source.
// Must hold: a key says nothing about other sources; alerts that are posted are taken in as any other request with events.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  OPENAPI_CODES,
  type OpenApiRefusal,
  openApiRefusal,
} from '../../../base/openapi-refusal.ts'
import type { ApiOptions } from '../../options.ts'
import { shownAlerts } from './alerts.ts'
import { groupsOf } from './groups.ts'
import { readAlertQuery, readFilter } from './query.ts'
import { isUuid } from './silence-id.ts'
import { concerns, wireSilence } from './silence-wire.ts'
import { findSilence, listSilences, NOT_ITS_OWN, postSilence } from './silences.ts'
import { receiverNames, statusOf } from './status.ts'
import type { AlertmanagerSource } from './view.ts'

export type AlertmanagerOptions = Pick<
  ApiOptions,
  'store' | 'clock' | 'newId' | 'muting' | 'running' | 'alertmanager'
>

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** What is asked, taken apart. */
type Asked = {
  readonly source: AlertmanagerSource
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly options: AlertmanagerOptions
  readonly path: string
  readonly query: string
  readonly uuid: string
}

type Answer = (asked: Asked) => Promise<FastifyReply>

/** What a method of an address asks for; `pass`: it brings events. */
type Operations = Readonly<Partial<Record<'GET' | 'POST' | 'DELETE', Answer | 'pass'>>>

/**
 * `/in/<key>/api/v2/…` and `/in/<key>/-/…`: Alertmanager's API for that source. What is asked of another kind of source,
 * and what brings events, is given to `pass`.
 */
export function alertmanagerRoutes(
  scope: FastifyInstance,
  options: AlertmanagerOptions,
  pass: Handler,
): void {
  for (const area of AREAS) {
    const handler = (request: FastifyRequest<ByKey>, reply: FastifyReply): unknown => {
      const { key, '*': rest = '' } = request.params
      const source = options.alertmanager.sourceOf(key)
      if (source === undefined) return pass(request, reply)
      reply.header('cache-control', 'no-store')
      const [path = '', ...queries] = request.url.split('?')
      const query = queries.join('?')
      const place = rest.replace(/\/$/, '')
      const uuid = /^silence\/([^/]+)$/.exec(place)?.[1] ?? ''
      const asked = { source, request, reply, options, path, query, uuid }
      switch (area) {
        case '-':
          return probe(asked, place, pass)
        case 'api/v1':
          return request.method === 'POST' ? pass(request, reply) : gone(reply)
        case 'api/v2':
          return ask(uuid === '' ? PLACES.get(place) : ONE_SILENCE, asked, pass)
      }
    }
    for (const url of [`/in/:key/${area}`, `/in/:key/${area}/*`])
      scope.route<ByKey>({ method: [...METHODS], url, handler })
  }
}

type ByKey = { Params: { key: string; '*'?: string } }
const AREAS = ['api/v2', 'api/v1', '-'] as const
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

function ask(operations: Operations | undefined, asked: Asked, pass: Handler): unknown {
  const { request, reply } = asked
  if (operations === undefined) {
    const path = asked.path.replace(/^\/in\/[^/]*/, '')
    return refuse(reply, openApiRefusal(404, `path ${path} was not found`))
  }
  const allowed = Object.keys(operations)
  const method = allowed.find((name) => name === request.method)
  if (method === undefined) {
    reply.header('allow', allowed.join(','))
    const message = `method ${request.method} is not allowed, but [${allowed.join(',')}] are`
    return refuse(reply, openApiRefusal(405, message))
  }
  const operation = operations[method as keyof Operations] // one of its own keys
  if (operation === undefined || operation === 'pass') return pass(request, reply)
  const { source } = asked
  const isAllowed = method === 'GET' ? source.mayRead : source.maySilence
  return isAllowed ? operation(asked) : refuse(reply, NOT_ALLOWED)
}

const NOT_ALLOWED = openApiRefusal(
  403,
  'this ingest key does not allow it; see "api" of the source in the configuration of Tocsin',
)

const PLACES: ReadonlyMap<string, Operations> = new Map<string, Operations>([
  ['alerts', { GET: giveAlerts, POST: 'pass' }],
  ['alerts/groups', { GET: giveGroups }],
  ['receivers', { GET: giveReceivers }],
  ['silences', { GET: giveSilences, POST: takeSilence }],
  ['status', { GET: giveStatus }],
])
const ONE_SILENCE: Operations = { DELETE: endSilence, GET: giveSilence }

async function giveAlerts({ source, reply, options, query }: Asked): Promise<FastifyReply> {
  const asked = readAlertQuery(query)
  if ('status' in asked) return refuse(reply, asked)
  await options.alertmanager.caughtUp()
  const shown = await shownAlerts(asked, factsOf(source, options))
  const { isReceiver } = asked
  // What nobody is told of is listed unless somebody is asked for.
  const told = isReceiver ? shown.filter(({ receivers }) => receivers.some(isReceiver)) : shown
  return give(
    reply,
    told.map(({ wire }) => wire),
  )
}

async function giveGroups({ source, reply, options, query }: Asked): Promise<FastifyReply> {
  const asked = readAlertQuery(query)
  if ('status' in asked) return refuse(reply, asked)
  await options.alertmanager.caughtUp()
  const shown = await shownAlerts(asked, factsOf(source, options))
  return give(reply, groupsOf(shown, asked, options.alertmanager))
}

function factsOf({ name: source }: AlertmanagerSource, options: AlertmanagerOptions) {
  const { store, clock, alertmanager: view } = options
  return { store, view, source, now: clock.now() }
}

async function giveReceivers({ reply, options }: Asked): Promise<FastifyReply> {
  const names = receiverNames(options.alertmanager)
  return give(
    reply,
    names.map((name) => ({ name })),
  )
}

async function giveStatus({ reply, options }: Asked): Promise<FastifyReply> {
  return give(reply, statusOf(options.running(), receiverNames(options.alertmanager)))
}

async function giveSilences({ source, reply, options, query }: Asked): Promise<FastifyReply> {
  const filter = readFilter(query)
  if ('status' in filter) return refuse(reply, filter)
  const wanted = { source: source.name, filter: filter.matchers }
  return give(reply, await listSilences(options, wanted))
}

async function takeSilence({ source, request, reply, options }: Asked): Promise<FastifyReply> {
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
  const contentType = request.headers['content-type']
  const taken = await postSilence(options, source.name, { body, contentType })
  return 'status' in taken ? refuse(reply, taken) : give(reply, taken)
}

async function giveSilence({ source, reply, options, uuid }: Asked): Promise<FastifyReply> {
  if (!isUuid(uuid)) return refuse(reply, noUuid(uuid))
  const silence = await findSilence(options, { source: source.name, uuid })
  if (silence === undefined) return reply.code(404).send()
  return give(reply, wireSilence(silence, options.clock.now()))
}

async function endSilence({ source, reply, options, uuid }: Asked): Promise<FastifyReply> {
  if (!isUuid(uuid)) return refuse(reply, noUuid(uuid))
  const silence = await findSilence(options, { source: source.name, uuid })
  if (silence === undefined) return reply.code(404).send()
  if (concerns(silence, source.name) !== 'only') return refuse(reply, NOT_ITS_OWN)
  if (silence.endsAt > options.clock.now()) await options.muting.expire(silence)
  return reply.code(200).send()
}

function noUuid(uuid: string): OpenApiRefusal {
  const found = JSON.stringify(uuid.slice(0, SHOWN_MAX))
  const where = 'silenceID in path'
  return openApiRefusal(OPENAPI_CODES.wrongType, `${where} must be of type uuid: ${found}`)
}

const SHOWN_MAX = 100

/** `/-/healthy` and `/-/ready`, for GET and HEAD. */
function probe(
  { request, reply, options }: Pick<Asked, 'request' | 'reply' | 'options'>,
  place: string,
  pass: Handler,
): unknown {
  if (place !== 'healthy' && place !== 'ready') return pass(request, reply)
  if (request.method !== 'GET' && request.method !== 'HEAD') return wrongMethod(reply)
  const isWell = place === 'healthy' || options.running().ready
  return reply
    .code(isWell ? 200 : 503)
    .type('text/plain; charset=utf-8')
    .send(isWell ? 'OK' : 'Not ready')
}

function wrongMethod(reply: FastifyReply): FastifyReply {
  return reply
    .code(405)
    .header('allow', 'GET, HEAD')
    .type('text/plain; charset=utf-8')
    .send('Method Not Allowed\n')
}

function gone(reply: FastifyReply): FastifyReply {
  const error = 'The API v1 is gone from Alertmanager and is not served here. Use the API v2.'
  return reply
    .code(410)
    .type('application/json')
    .send(`${JSON.stringify({ status: 'deprecated', error })}\n`)
}

function give(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json').send(`${JSON.stringify(value)}\n`)
}

function refuse(reply: FastifyReply, { status, contentType, body }: OpenApiRefusal): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}
