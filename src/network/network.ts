// In: the rules of the network, and an endpoint. Out: the way to it: which proxy, which addresses, which connections.
// Must hold: an endpoint that came through the API reaches public and allowed addresses only; one pool of
// connections for each class of endpoints; closing ends them all.
import { createGuard, type Guard } from '../base/guard.ts'
import {
  createHttpClient,
  type HttpClient,
  type HttpStep,
  type SharedHttpClient,
} from '../base/http-client.ts'
import { createProxyOf, type Environment, type ProxyOf, readProxyChoice } from '../base/proxy.ts'
import { createResolveHost, type LookUp, type ResolveHost } from '../base/resolve-host.ts'
import type { Secret } from '../base/secret.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Endpoint, NetworkRules } from '../model/configuration.ts'
import { retelling } from './through-network.ts'

/** The way to an endpoint. */
export type Network = { readonly http: HttpClient; readonly resolveHost: ResolveHost }

export type NetworkOptions = {
  /** HTTPS_PROXY and its kin. */
  readonly environment: Environment
  readonly lookUp?: LookUp
}

/** What a configuration without `network` says. */
const STANDARD: NetworkRules = { guard: 'api', allow: [], noProxy: [] }

/** The ways to all endpoints of a hub, by the rules of its configuration of now. */
export class Networks {
  readonly #options: NetworkOptions & { readonly rules: () => NetworkRules | undefined }
  readonly #open: SharedHttpClient
  readonly #openResolve: ResolveHost
  #guarded: Guarded
  /** Clients of rules that hold no longer, until what is under way on them has ended. */
  readonly #closing = new Set<Promise<void>>()

  constructor(options: NetworkOptions & { readonly rules: () => NetworkRules | undefined }) {
    this.#options = options
    this.#open = createHttpClient({ lookUp: options.lookUp })
    this.#openResolve = createResolveHost({ lookUp: options.lookUp })
    this.#guarded = guardedBy(options.rules() ?? STANDARD, options)
  }

  /** The way to an endpoint of the configuration. */
  of(endpoint: Pick<Endpoint, 'proxy'>): Network {
    const { rules, client, proxyOf, resolveHost } = this.#current()
    const own = ownProxy(endpoint.proxy) ?? proxyOf
    if (rules.guard === 'all') return { http: client.through(own), resolveHost }
    return { http: this.#open.through(own), resolveHost: this.#openResolve }
  }

  #current(): Guarded {
    const rules = this.#options.rules() ?? STANDARD
    if (rules !== this.#guarded.rules) {
      const closing = this.#guarded.client.close().finally(() => this.#closing.delete(closing))
      this.#closing.add(closing)
      this.#guarded = guardedBy(rules, this.#options)
    }
    return this.#guarded
  }

  async close(): Promise<void> {
    await Promise.all([this.#open.close(), this.#guarded.client.close(), ...this.#closing])
  }
}

type Guarded = {
  readonly rules: NetworkRules
  readonly guard: Guard
  readonly client: SharedHttpClient
  readonly proxyOf: ProxyOf
  readonly resolveHost: ResolveHost
}

function guardedBy(rules: NetworkRules, { environment, lookUp }: NetworkOptions): Guarded {
  const guard = createGuard(rules.allow)
  return {
    rules,
    guard,
    client: createHttpClient({ guard, lookUp }),
    proxyOf: createProxyOf({ proxy: rules.proxy, noProxy: rules.noProxy, environment }),
    resolveHost: createResolveHost({ guard, lookUp }),
  }
}

function ownProxy(proxy: Secret | undefined): ProxyOf | undefined {
  if (proxy === undefined) return undefined
  const choice = readProxyChoice(proxy.reveal(), 'the endpoint’s proxy')
  return () => choice
}

/** One way with connections of its own, of which each step is seen; for checks. */
export function watchedNetwork(
  options: NetworkOptions & {
    readonly rules: NetworkRules | undefined
    readonly endpoint: Pick<Endpoint, 'proxy'>
    /** Whether the endpoint came through the API. */
    readonly isForeign: boolean
    readonly observe: (step: HttpStep) => void
  },
): Network {
  const { rules = STANDARD, environment, lookUp, endpoint, isForeign, observe } = options
  const guard = isForeign || rules.guard === 'all' ? createGuard(rules.allow) : undefined
  const proxyOf =
    ownProxy(endpoint.proxy) ??
    createProxyOf({ proxy: rules.proxy, noProxy: rules.noProxy, environment })
  const http = createHttpClient({ connectionsPerOrigin: 1, guard, lookUp, proxyOf, observe })
  return { http, resolveHost: createResolveHost({ guard, lookUp }) }
}

/** The channel, with receipts that tell what the network said: a refusal by our own rules, a proxy, a name, TLS. */
export function throughNetwork(channel: ChannelType): ChannelType {
  return retelling(channel)
}
