// In: a clock. Out: an API server of Kubernetes on loopback that keeps its objects in memory, for the controller and for the real kubectl.
// Must hold: what it says of versions, conflicts and watches is what a cluster says; every request is recorded as an authorizer sees it.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Clock, systemClock } from '../../../src/base/clock.ts'
import { type Asked, type Target, targetOf } from './asked.ts'
import { discovery } from './discovery.ts'
import { Faults, statusOf, strike } from './faults.ts'
import type { Json } from './json.ts'
import { Objects, Refused } from './objects.ts'
import { PatchRefused, patched } from './patches.ts'
import { apiVersionOf, RESOURCE_TYPES, type ResourceType } from './resource-types.ts'
import { asTable } from './table.ts'
import { isWanted, Watches } from './watches.ts'

export type { Asked } from './asked.ts'

export type ApiServerOptions = {
  readonly clock?: Clock
  readonly revision?: number
  /** Serves HTTPS with this; `ca` has client certificates asked for. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
  /** Bearer tokens that are good; every request is, unless given. */
  readonly tokens?: readonly string[]
}

/** Starts a server on a free port. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<TestApiServer> {
  const server = new TestApiServer(options)
  await server.listen()
  return server
}

export class TestApiServer {
  readonly objects: Objects
  readonly watches: Watches
  readonly faults = new Faults()
  readonly requests: Asked[] = []
  /** The names in the client certificates that came. */
  readonly clients: string[] = []
  tokens: ReadonlySet<string> | undefined
  readonly #options: ApiServerOptions
  #server: ReturnType<typeof createServer> | undefined
  readonly #sockets = new Set<Socket>()
  #port = 0

  constructor(options: ApiServerOptions) {
    const clock = options.clock ?? systemClock
    this.#options = options
    this.tokens = options.tokens && new Set(options.tokens)
    this.objects = new Objects(clock, options.revision ?? 1_000)
    this.watches = new Watches(this.objects, clock)
  }

  get url(): string {
    return `${this.#options.tls ? 'https' : 'http'}://127.0.0.1:${this.#port}`
  }

  async listen(): Promise<void> {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response)
    }
    const { tls } = this.#options
    const ask = { requestCert: true, rejectUnauthorized: false }
    const server = tls
      ? createTlsServer({ ...tls, ...(tls.ca ? ask : {}) }, answer)
      : createServer(answer)
    server.on('tlsClientError', () => undefined)
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    const address = server.address()
    this.#port = typeof address === 'object' && address ? address.port : 0
  }

  /** The kind of object with this name. */
  type(plural: string): ResourceType {
    const found = RESOURCE_TYPES.find((type) => type.plural === plural)
    if (!found) throw new Error(`no such resource: ${plural}`)
    return found
  }

  /** Every connection is cut. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server?.close(() => resolve()))
    this.dropConnections()
    await closed
  }

  /** The process ends and another begins; it may count from another revision. */
  async restart({ revision }: { readonly revision?: number } = {}): Promise<void> {
    await this.stop()
    if (revision !== undefined) this.objects.renumber(revision)
    await this.listen()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined)
    const body = await text(request)
    try {
      this.#authenticate(request)
      const target = targetOf(request)
      if (!target) return this.#discover(request, response)
      this.requests.push(target.asked)
      const fault = this.faults.take(target.asked)
      if (fault && !(await strike(fault, { request, response }))) return
      const wantsTable = (request.headers.accept ?? '').includes('as=Table')
      if (target.asked.verb === 'watch') return this.watches.open(target, response, wantsTable)
      const result = this.#serve(target, { type: request.headers['content-type'] ?? '', body })
      if (fault?.kind === 'lose') request.socket.destroy()
      else
        send(
          response,
          target.asked.verb === 'create' ? 201 : 200,
          wantsTable ? tableOf(result) : result,
        )
    } catch (error) {
      if (error instanceof Refused)
        return send(response, error.status, statusOf({ ...error, text: error.message }))
      const status = error instanceof PatchRefused ? error.status : 400
      send(response, status, statusOf({ status, reason: 'Invalid', text: String(error) }))
    }
  }

  #authenticate(request: IncomingMessage): void {
    const { socket } = request
    if (socket instanceof TLSSocket) {
      const name = socket.getPeerCertificate().subject?.CN
      if (typeof name === 'string') this.clients.push(name)
    }
    const [, token] = /^Bearer (.*)$/.exec(request.headers.authorization ?? '') ?? []
    if (this.tokens && !this.tokens.has(token ?? ''))
      throw new Refused(401, 'Unauthorized', 'Unauthorized')
  }

  #discover(request: IncomingMessage, response: ServerResponse): void {
    const found = discovery(new URL(request.url ?? '', 'http://server').pathname)
    if (!found)
      throw new Refused(404, 'NotFound', 'the server could not find the requested resource')
    send(response, 200, found)
  }

  #serve(target: Target, { type, body }: { type: string; body: string }): Json {
    const { asked, resource, query } = target
    const { namespace, name = '' } = asked
    const isDry = query.get('dryRun') === 'All'
    const place = { namespace, name }
    switch (asked.verb) {
      case 'get':
        return this.objects.get(resource, place)
      case 'list':
        return this.#list(target)
      case 'create':
        return this.objects.create(resource, located(JSON.parse(body), target), isDry)
      case 'update':
        return this.objects.update(resource, located(JSON.parse(body), target), isDry)
      case 'patch': {
        const isApply = type.startsWith('application/apply-patch')
        if (isApply && !this.objects.find(resource, place))
          return this.objects.create(resource, located(patched({}, { type, body }), target), isDry)
        const before = this.objects.get(resource, place)
        return this.objects.update(resource, patched(before, { type, body }), isDry)
      }
      case 'delete':
        return isDry ? this.objects.get(resource, place) : this.objects.delete(resource, place)
      case 'watch':
        throw new Error('a watch is opened, not served')
    }
  }

  #list(target: Target): Json {
    const { asked, resource, query } = target
    const wanted = this.objects
      .list(resource, asked.namespace)
      .filter((object) => isWanted(target, object))
    const [at = 0, revision = this.objects.revision] = (query.get('continue') ?? '')
      .split(':')
      .filter((part) => part !== '')
      .map(Number)
    if (this.objects.since(revision) === 'expired')
      throw new Refused(410, 'Expired', 'The provided continue parameter is too old')
    const limit = Number(query.get('limit') ?? 0) || wanted.length
    const isMore = at + limit < wanted.length
    return {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(revision),
        ...(isMore ? { continue: `${at + limit}:${revision}` } : {}),
      },
      items: wanted.slice(at, at + limit),
    }
  }
}

/** The object in the place that the path names. Throws Refused where it says it is elsewhere. */
function located(object: Json, { asked, resource }: Target): Json {
  if (object.apiVersion !== apiVersionOf(resource) || object.kind !== resource.kind)
    throw new Refused(400, 'BadRequest', `expected a ${resource.kind} of ${apiVersionOf(resource)}`)
  const { namespace = asked.namespace } = object.metadata
  if (namespace !== asked.namespace)
    throw new Refused(
      400,
      'BadRequest',
      'the namespace of the object does not match the namespace of the request',
    )
  return { ...object, metadata: { ...object.metadata, ...(namespace ? { namespace } : {}) } }
}

function tableOf(result: Json): object {
  return asTable(result.items ?? [result], result.metadata.resourceVersion)
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch {
    return ''
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
