import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici'
import { exchange } from './exchange.ts'
import type { Guard } from './guard.ts'
import {
  isNotConnected,
  type NetworkTrouble,
  NotConnected,
  reasonOf,
  stageOf,
  troubleOf,
} from './http-failure.ts'
import { readIp } from './ip.ts'
import { DELIVERY_LIMITS, NETWORK_LIMITS } from './limits.ts'
import type { ProxyChoice, ProxyOf, ProxyServer } from './proxy.ts'
import { checkedAddresses, type LookUp } from './resolve-host.ts'

/** One outgoing request. The URL may hold a credential: it goes into no error and no log. */
export type HttpRequest = {
  /** As it goes over the wire; a token of HTTP. */
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs?: number
  /** Of the answer's body, which is cut there; DELIVERY_LIMITS.responseBytesMax unless given. */
  readonly bytesMax?: number
  readonly signal?: AbortSignal
  /** Whom to believe over TLS; the well-known authorities unless given. */
  readonly tls?: HttpTls
}

/** Another trust than usual for one host. */
export type HttpTls = {
  /** Any certificate is taken, also of somebody in between. */
  readonly insecure?: true
  /** Certificates (PEM) that are believed instead of the well-known authorities. */
  readonly authorities?: string
}

/**
 * What came of it. `failed` carries whether the other side may have acted on the request all the
 * same: `before-send` it cannot have, `after-send` nobody knows.
 */
export type HttpOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | {
      readonly kind: 'failed'
      readonly stage: 'before-send' | 'after-send'
      readonly reason: string
      readonly trouble?: NetworkTrouble
    }

/** The only way out to the network. It follows no redirect, and reads a bounded body. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpOutcome>
  close(): Promise<void>
}

/** What is seen of a request on its way; no URL is in it. */
export type HttpStep =
  | { readonly kind: 'proxy'; readonly proxy: ProxyServer }
  | { readonly kind: 'resolved'; readonly addresses: readonly string[] }
  | { readonly kind: 'connected'; readonly address: string; readonly tls?: string }

export type HttpClientOptions = {
  readonly connectionsPerOrigin?: number
  /** Refuses addresses before a connection is made to them; without one, every address is spoken to. */
  readonly guard?: Guard
  readonly lookUp?: LookUp
  /** Which proxy leads where; straight everywhere unless given. */
  readonly proxyOf?: ProxyOf
  readonly observe?: (step: HttpStep) => void
}

/** A client whose connections others may share, choosing proxies of their own. */
export interface SharedHttpClient extends HttpClient {
  /** The same connections and the same guard, other proxies. Closing it closes nothing. */
  through(proxyOf: ProxyOf): HttpClient
}

/**
 * A client with one connection pool an origin. Where it has a guard, a host is looked up once, all
 * its addresses are checked, and the connection goes to one of those: nobody looks the name up a
 * second time.
 */
export function createHttpClient(options: HttpClientOptions = {}): SharedHttpClient {
  const pools = new Pools(options)
  const straight: ProxyOf = () => ({ kind: 'direct' })
  const through = (proxyOf: ProxyOf): HttpClient => ({
    send: (outgoing) => send(outgoing, { ...options, pools, proxyOf }),
    close: async () => undefined,
  })
  return { ...through(options.proxyOf ?? straight), through, close: () => pools.close() }
}

type Way = HttpClientOptions & { readonly pools: Pools; readonly proxyOf: ProxyOf }

async function send(outgoing: HttpRequest, way: Way): Promise<HttpOutcome> {
  const url = way.pools.read(outgoing.url)
  if (url === null) return { kind: 'failed', stage: 'before-send', reason: 'ERR_INVALID_URL' }
  const choice = way.proxyOf(url)
  const refused = await refusal(url, choice, way)
  if (refused !== undefined) return refused
  const proxy = choice.kind === 'proxy' ? choice.proxy : undefined
  if (proxy !== undefined) way.observe?.({ kind: 'proxy', proxy })
  const { method, headers, body, signal } = outgoing
  try {
    const answer = await exchange({
      dispatcher: way.pools.dispatcher(proxy, outgoing.tls),
      url,
      method,
      headers,
      body,
      signal,
      timeoutMs: outgoing.timeoutMs ?? DELIVERY_LIMITS.attemptMs,
      bytesMax: outgoing.bytesMax ?? DELIVERY_LIMITS.responseBytesMax,
    })
    return { ...answer, kind: 'answered', headers: flatten(answer.headers) }
  } catch (error) {
    const facts = { proxy: proxy?.name }
    return {
      kind: 'failed',
      stage: stageOf(error, facts),
      reason: reasonOf(error, facts),
      trouble: troubleOf(error, facts),
    }
  }
}

/**
 * What is known to fail before anything is connected. A literal address is never looked up, so it
 * is checked here; so is a name that a proxy will look up in our place.
 */
async function refusal(url: URL, choice: ProxyChoice, way: Way): Promise<HttpOutcome | undefined> {
  const failed = (trouble: NetworkTrouble, reason: string): HttpOutcome => {
    return { kind: 'failed', stage: 'before-send', reason, trouble }
  }
  if (choice.kind === 'unusable')
    return failed('proxy', `expected the address of an HTTP proxy in ${choice.from}`)
  if (way.guard === undefined) return undefined
  const isLookedUpLater = choice.kind === 'direct' && readIp(url.hostname) === undefined
  if (isLookedUpLater) return undefined
  const checked = await checkedAddresses(url.hostname, way)
  return checked.kind === 'refused' ? failed(checked.trouble ?? 'name', checked.reason) : undefined
}

/** The connections: straight ones, and those of each proxy. */
class Pools {
  readonly #options: HttpClientOptions
  readonly #direct: Agent
  /** Those through proxies, and those with a trust of their own. */
  readonly #others = new Map<string, Agent | ProxyAgent>()
  readonly #addresses = new Map<string, URL | null>()

  constructor(options: HttpClientOptions) {
    this.#options = options
    this.#direct = this.#connectStraight()
  }

  #connectStraight(tls: HttpTls = {}): Agent {
    return new Agent({
      connections: this.#options.connectionsPerOrigin ?? NETWORK_LIMITS.connectionsPerOriginMax,
      pipelining: 1,
      connect: connectorOf(this.#options, tls),
      keepAliveTimeout: 30_000,
    })
  }

  /** An address taken apart; most are those of the requests before. */
  read(written: string): URL | null {
    const known = this.#addresses.get(written)
    if (known !== undefined) return known
    const url = URL.parse(written)
    if (this.#addresses.size >= NETWORK_LIMITS.addressesReadMax) this.#addresses.clear()
    this.#addresses.set(written, url)
    return url
  }

  dispatcher(proxy: ProxyServer | undefined, tls?: HttpTls): Dispatcher {
    if (proxy === undefined && tls === undefined) return this.#direct
    const url = proxy?.url.reveal()
    const key = JSON.stringify([url, tls])
    const agent =
      this.#others.get(key) ??
      (url === undefined ? this.#connectStraight(tls) : this.#connectThrough(url, tls))
    this.#others.delete(key)
    this.#others.set(key, agent)
    this.#makeRoom()
    return agent
  }

  #connectThrough(written: string, tls: HttpTls = {}): ProxyAgent {
    const url = new URL(written)
    const login = `${decoded(url.username)}:${decoded(url.password)}`
    return new ProxyAgent({
      uri: url.origin,
      ...(login === ':' ? {} : { token: `Basic ${Buffer.from(login).toString('base64')}` }),
      connections: this.#options.connectionsPerOrigin ?? NETWORK_LIMITS.connectionsPerOriginMax,
      pipelining: 1,
      connectTimeout: NETWORK_LIMITS.connectMs,
      keepAliveTimeout: 30_000,
      requestTls: trustOf(tls),
    })
  }

  #makeRoom(): void {
    for (const [key, agent] of this.#others) {
      if (this.#others.size <= NETWORK_LIMITS.proxiesMax) return
      this.#others.delete(key)
      // What is under way on it goes on; that is all that closing waits for.
      void agent.close()
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#direct, ...this.#others.values()].map((agent) => agent.close()))
  }
}

/** A part of a login; one with a bare percent sign is meant as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Connects to what was looked up and checked, and marks what fails as never sent. */
function connectorOf(
  { guard, lookUp, observe }: HttpClientOptions,
  tls: HttpTls,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: NETWORK_LIMITS.connectMs,
    ...trustOf(tls),
    lookup(hostname, options, callback) {
      checkedAddresses(hostname, { guard, lookUp })
        .then((checked) => {
          if (checked.kind === 'refused') return callback(new NotConnected(checked), '', 0)
          observe?.({ kind: 'resolved', addresses: checked.addresses })
          const all = checked.addresses.map((address) => ({ address, family: familyOf(address) }))
          const [first] = all
          if (options.all) callback(null, all)
          else callback(null, first?.address ?? '', first?.family ?? 0)
        })
        .catch((error: unknown) => callback(new NotConnected({ cause: error }), '', 0))
    },
  })
  return (target, callback) => {
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        callback(isNotConnected(error) ? error : new NotConnected({ cause: error }), null)
        return
      }
      const tls = 'getProtocol' in socket ? (socket.getProtocol() ?? undefined) : undefined
      observe?.({ kind: 'connected', address: socket.remoteAddress ?? '', tls })
      callback(null, socket)
    })
  }
}

function trustOf({ insecure, authorities }: HttpTls): {
  rejectUnauthorized?: false
  ca?: string
} {
  return {
    ...(insecure === true && { rejectUnauthorized: false as const }),
    ...(authorities !== undefined && { ca: authorities }),
  }
}

function familyOf(address: string): 4 | 6 {
  return readIp(address)?.length === 4 ? 4 : 6
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
