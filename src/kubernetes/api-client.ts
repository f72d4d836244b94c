import type { Clock } from '../base/clock.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import {
  connectTo,
  NoAnswer,
  type ServerAnswer,
  type ServerConnection,
} from '../base/server-connection.ts'
import { parseJson } from '../languages/values/json.ts'
import { ApiFailure, failureOf } from './api-failure.ts'
import type { ClusterAccess, Credentials } from './cluster-access.ts'
import {
  apiVersionOf,
  type ClusterObject,
  isRecord,
  type ResourceKind,
  readObject,
} from './cluster-object.ts'
import { linesOf } from './lines.ts'

/** Which objects of a kind: one namespace or all, by labels, by one name. */
export type Selection = {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly name?: string
}

export type Place = { readonly namespace: string; readonly name: string }

export type ObjectPage = {
  readonly objects: readonly ClusterObject[]
  readonly resourceVersion: string
  /** Where the next page begins; undefined at the last one. */
  readonly next?: string
}

/** What comes of a watch. A bookmark only says up to which version everything was told. */
export type WatchEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'set' | 'removed'; readonly object: ClusterObject }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }

type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly body?: string
  readonly contentType?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** What we ask the API server of a cluster. All methods reject with ApiFailure. */
export class ApiClient {
  readonly #access: ClusterAccess
  readonly #clock: Clock
  #connection: { readonly to: ServerConnection; readonly tls: Credentials['tls'] } | undefined

  constructor(access: ClusterAccess, clock: Clock) {
    this.#access = access
    this.#clock = clock
  }

  /** An object, or undefined where there is none. */
  async get(
    resource: ResourceKind,
    place: Place,
    timeoutMs?: number,
  ): Promise<ClusterObject | undefined> {
    try {
      return await this.#one({ method: 'GET', path: pathOf(resource, place), timeoutMs })
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 404) return undefined
      throw error
    }
  }

  async create(resource: ResourceKind, change: ObjectChange): Promise<ClusterObject> {
    const { place, fields, timeoutMs } = change
    const body = bodyOf(resource, { place, fields })
    const path = pathOf(resource, { namespace: place.namespace })
    return await this.#one({ method: 'POST', path, body, timeoutMs })
  }

  /** Replaces an object; with a resourceVersion in `fields.metadata` only that version. */
  async update(resource: ResourceKind, change: ObjectChange): Promise<ClusterObject> {
    const { place, fields, timeoutMs } = change
    const body = bodyOf(resource, { place, fields })
    return await this.#one({ method: 'PUT', path: pathOf(resource, place), body, timeoutMs })
  }

  /** Changes what the merge patch names, and nothing else. */
  async mergePatch(resource: ResourceKind, change: ObjectChange): Promise<ClusterObject> {
    const { place, fields, timeoutMs } = change
    const contentType = 'application/merge-patch+json'
    const body = JSON.stringify(fields)
    const path = pathOf(resource, place)
    return await this.#one({ method: 'PATCH', path, body, contentType, timeoutMs })
  }

  async list(
    resource: ResourceKind,
    { selection, from, signal }: { selection: Selection; from?: string; signal?: AbortSignal },
  ): Promise<ObjectPage> {
    const query = queryOf(selection)
    query.set('limit', String(KUBERNETES_LIMITS.pageMax))
    if (from !== undefined) query.set('continue', from)
    const path = `${pathOf(resource, { namespace: selection.namespace })}?${query.toString()}`
    const answer = await this.#json({ method: 'GET', path, signal })
    const metadata = isRecord(answer['metadata']) ? answer['metadata'] : {}
    const entries: readonly unknown[] = Array.isArray(answer['items']) ? answer['items'] : []
    const { resourceVersion, continue: next } = metadata
    if (typeof resourceVersion !== 'string')
      throw new ApiFailure('the answer is no list: it has no resourceVersion')
    const kind = { apiVersion: apiVersionOf(resource), kind: resource.kind }
    return {
      objects: entries.map((entry) => ({ ...kind, ...read(entry) })),
      resourceVersion,
      ...(typeof next === 'string' && next !== '' ? { next } : {}),
    }
  }

  /** What changes after a version, until the server ends it, `signal` is aborted, or nothing comes for too long. */
  async *watch(
    resource: ResourceKind,
    options: {
      readonly selection: Selection
      readonly from: string
      readonly timeoutMs: number
      readonly signal: AbortSignal
    },
  ): AsyncIterable<WatchEvent> {
    const query = queryOf(options.selection)
    query.set('watch', 'true')
    query.set('allowWatchBookmarks', 'true')
    query.set('resourceVersion', options.from)
    query.set('timeoutSeconds', String(Math.round(options.timeoutMs / 1_000)))
    const path = `${pathOf(resource, { namespace: options.selection.namespace })}?${query.toString()}`
    const patience = new Patience(this.#clock, options.signal)
    try {
      patience.wait(KUBERNETES_LIMITS.requestMs)
      const answer = await this.#send({ method: 'GET', path }, patience.signal)
      if (answer.status !== 200) throw failureOf(answer, await textOf(answer))
      patience.wait(KUBERNETES_LIMITS.watchIdleMs)
      yield { kind: 'opened' }
      for await (const line of linesOf(answer.body, KUBERNETES_LIMITS.lineBytesMax)) {
        patience.wait(KUBERNETES_LIMITS.watchIdleMs)
        const event = eventOf(parsed(line))
        if (event) yield event
      }
    } catch (error) {
      throw patience.isOver ? new ApiFailure('nothing came for too long') : asFailure(error)
    } finally {
      patience.end()
    }
  }

  async close(): Promise<void> {
    await this.#connection?.to.close()
  }

  async #one(call: Call): Promise<ClusterObject> {
    return read(await this.#json(call))
  }

  /** A whole answer. Without the server's belief in our credentials they are fetched anew once. */
  async #json(call: Call): Promise<Readonly<Record<string, unknown>>> {
    const patience = new Patience(this.#clock, call.signal)
    patience.wait(call.timeoutMs ?? KUBERNETES_LIMITS.requestMs)
    try {
      const answer = await this.#send(call, patience.signal)
      const text = await textOf(answer)
      if (answer.status >= 300) throw failureOf(answer, text)
      const value = parsed(text)
      if (!isRecord(value)) throw new ApiFailure('the answer is no JSON object')
      return value
    } catch (error) {
      throw patience.isOver ? new ApiFailure('no answer in time') : asFailure(error)
    } finally {
      patience.end()
    }
  }

  async #send(call: Call, signal: AbortSignal): Promise<ServerAnswer> {
    const first = await this.#sendOnce(call, signal)
    if (first.status !== 401) return first
    await textOf(first)
    this.#access.renew()
    return await this.#sendOnce(call, signal)
  }

  async #sendOnce(call: Call, signal: AbortSignal): Promise<ServerAnswer> {
    const { authorization, tls } = await this.#access.credentials()
    const { method, path, body, contentType = 'application/json' } = call
    const headers = {
      accept: 'application/json',
      'user-agent': 'tocsin',
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(authorization ? { authorization: authorization.reveal() } : {}),
    }
    const full = `${this.#access.pathPrefix}${path}`
    return await this.#connectionWith(tls).request({ method, path: full, headers, body, signal })
  }

  /** The connection; with another client certificate it is another one. */
  #connectionWith(tls: Credentials['tls']): ServerConnection {
    if (this.#connection?.tls !== tls) {
      void this.#connection?.to.close()
      this.#connection = { to: connectTo(this.#access.origin, tls), tls }
    }
    return this.#connection.to
  }
}

export type ObjectChange = {
  readonly place: Place
  readonly fields: Readonly<Record<string, unknown>>
  readonly timeoutMs?: number
}

/** A time-out by the clock that we were given, which may begin anew. */
class Patience {
  readonly #clock: Clock
  readonly #ending = new AbortController()
  #timer: AbortController | undefined
  isOver = false
  readonly signal: AbortSignal

  constructor(clock: Clock, outer: AbortSignal | undefined) {
    this.#clock = clock
    this.signal = outer ? AbortSignal.any([outer, this.#ending.signal]) : this.#ending.signal
  }

  /** From now on it is over after `ms`. */
  wait(ms: number): void {
    this.#timer?.abort()
    const timer = new AbortController()
    this.#timer = timer
    void this.#clock.sleep(ms, timer.signal).then(() => {
      if (timer.signal.aborted) return
      this.isOver = true
      this.#ending.abort()
    })
  }

  /** What is still under way is cut. */
  end(): void {
    this.#timer?.abort()
    this.#ending.abort()
  }
}

function pathOf(
  { group, version, plural }: ResourceKind,
  { namespace, name }: { readonly namespace?: string; readonly name?: string },
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${root}${scope}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}

function queryOf({ labelSelector, name }: Selection): URLSearchParams {
  const query = new URLSearchParams()
  if (labelSelector) query.set('labelSelector', labelSelector)
  if (name !== undefined) query.set('fieldSelector', `metadata.name=${name}`)
  return query
}

function bodyOf(
  resource: ResourceKind,
  { place, fields }: Omit<ObjectChange, 'timeoutMs'>,
): string {
  const metadata = isRecord(fields['metadata']) ? fields['metadata'] : {}
  const kind = { apiVersion: apiVersionOf(resource), kind: resource.kind }
  return JSON.stringify({ ...kind, ...fields, metadata: { ...metadata, ...place } })
}

async function textOf(answer: ServerAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > KUBERNETES_LIMITS.answerBytesMax) throw new ApiFailure('the answer is too large')
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    throw new ApiFailure('the answer is no JSON', { cause })
  }
}

function read(value: unknown): ClusterObject {
  const object = readObject(value)
  if (!object) throw new ApiFailure('the answer is no object: it has no name')
  return object
}

/** Undefined for a kind of line that is not known: newer servers may have more. */
function eventOf(line: unknown): WatchEvent | undefined {
  if (!isRecord(line)) throw new ApiFailure('a line of the watch is no event')
  const { type, object } = line
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'set', object: read(object) }
    case 'DELETED':
      return { kind: 'removed', object: read(object) }
    case 'BOOKMARK':
      return bookmarkOf(object)
    case 'ERROR':
      throw ApiFailure.ofStatus(object)
    default:
      return undefined
  }
}

function bookmarkOf(object: unknown): WatchEvent | undefined {
  const metadata = isRecord(object) ? object['metadata'] : undefined
  const version = isRecord(metadata) ? metadata['resourceVersion'] : undefined
  return typeof version === 'string' ? { kind: 'bookmark', resourceVersion: version } : undefined
}

function asFailure(error: unknown): unknown {
  return error instanceof NoAnswer ? new ApiFailure(error.message, { cause: error }) : error
}
