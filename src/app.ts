// In: a checked configuration and where to keep data and listen. Out: a running hub.
// Must hold: this is the only file that wires parts together; stop() leaves nothing running and nothing half done.
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import { adapters } from './adapters.ts'
import { createServer } from './api/api.ts'
import type { RunningState } from './api/wire.ts'
import { type Clock, systemClock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { createHttpClient, type HttpClient } from './base/http-client.ts'
import { type Chance, idSource, systemChance } from './base/id.ts'
import { INGEST_LIMITS } from './base/limits.ts'
import type { Log } from './base/log.ts'
import { type Loop, startLoop } from './base/loop.ts'
import { createMetrics } from './base/metrics.ts'
import { propertyOf } from './base/property.ts'
import { resolveAnyHost } from './base/resolve-host.ts'
import type { Secret } from './base/secret.ts'
import type { Store } from './contract/store.ts'
import * as flow from './flow.ts'
import type { Configuration } from './model/configuration.ts'
import { createDirectory, type Directory } from './model/directory.ts'
import type { Event } from './model/event.ts'
import { createSandbox, mountSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { Delivery } from './stages/deliver/deliver.ts'
import { mismatches } from './stages/route/route.ts'
import { openStore } from './store/store.ts'

export type AppOptions = {
  readonly configuration: Configuration
  /** The folder for the database; it is made where it is missing. */
  readonly data: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly apiToken?: Secret
  /** Serves the chat platforms' stand-ins under /sandbox. */
  readonly sandbox: boolean
  /** With the sandbox: where its mail server listens; none by default. */
  readonly sandboxMail?: SandboxMail | undefined
  readonly log: Log
  /** How long a request may take to arrive; INGEST_LIMITS.requestMs by default. */
  readonly requestMs?: number
  readonly clock?: Clock
  readonly chance?: Chance
}

/** Where the sandbox takes mail in, and from whom. */
export type SandboxMail = Parameters<Sandbox['takeMail']>[0]

/** A running hub. */
export interface App {
  /** Where it listens, for example `http://127.0.0.1:8080`. */
  readonly url: string
  /** Where the sandbox's mail server listens, for example `127.0.0.1:2525`. */
  readonly mailAddress: string | undefined
  /** Replaces the configuration as a whole; what is under way goes on. */
  reconfigure(configuration: Configuration): void
  /** Keeps the last good configuration, and tells in the status what is wrong with the new one. */
  reportBroken(problems: readonly string[]): void
  /** Finishes what is under way, up to LOOP_LIMITS.stopMs, and closes everything. */
  stop(): Promise<void>
}

/** Starts a hub. Throws TOCSIN_STORE_OPEN, TOCSIN_STORE_NEWER or TOCSIN_LISTEN. */
export async function startApp(options: AppOptions): Promise<App> {
  const clock = options.clock ?? systemClock
  const store = await openStore(options.data)
  await store.releaseLeases(clock.now())
  const live = new Live(options.configuration, clock)
  const http = createHttpClient()
  const hub = wire({ options, store, http, clock, live })
  const loops = startLoops(hub, options.log)
  const sandbox = options.sandbox ? createSandbox({ clock }) : undefined
  const server = createServer(apiOptions({ options, hub, live, sandbox }))
  const [url, mail] = await listenAll(server, { ...options, sandbox }).catch(
    async (error: unknown) => {
      await stopAll({ loops, hub, store, http })
      throw error
    },
  )
  live.ready = true
  return {
    url,
    mailAddress: mail?.address,
    reconfigure: (configuration) => live.replace(configuration),
    reportBroken: (problems) => live.reportBroken(problems),
    async stop() {
      live.ready = false
      await Promise.all([server.close(), mail?.close()])
      await stopAll({ loops, hub, store, http })
    },
  }
}

/** The sandbox alone, on a server of its own. Throws TOCSIN_LISTEN. */
export async function startSandbox(options: {
  host: string
  port: number
  strictTokens: boolean
  sandboxMail?: SandboxMail | undefined
}): Promise<{
  url: string
  addresses: Sandbox['addresses']
  mailAddress: string | undefined
  stop(): Promise<void>
}> {
  const server = fastify({ forceCloseConnections: true })
  const sandbox = createSandbox({ clock: systemClock, strictTokens: options.strictTokens })
  mountSandbox(server, sandbox)
  const [url, mail] = await listenAll(server, { ...options, sandbox })
  return {
    url,
    addresses: sandbox.addresses,
    mailAddress: mail?.address,
    async stop() {
      await Promise.all([server.close(), mail?.close()])
    },
  }
}

/** What changes while the hub runs: the configuration, and what is to be said about it. */
class Live {
  directory: Directory
  ready = false
  readonly #clock: Clock
  readonly #startedAt: number
  #loadedAt: number
  #broken: RunningState['broken']

  constructor(configuration: Configuration, clock: Clock) {
    this.#clock = clock
    this.directory = createDirectory(configuration)
    this.#startedAt = this.#loadedAt = clock.now()
  }

  replace(configuration: Configuration): void {
    this.directory = createDirectory(configuration)
    this.#loadedAt = this.#clock.now()
    this.#broken = undefined
  }

  reportBroken(problems: readonly string[]): void {
    this.#broken = { since: this.#broken?.since ?? this.#clock.now(), problems }
  }

  state(): RunningState {
    return {
      version: VERSION,
      startedAt: this.#startedAt,
      loadedAt: this.#loadedAt,
      revision: this.directory.configuration.revision,
      broken: this.#broken,
      ready: this.ready,
    }
  }
}

type Parts = {
  readonly options: AppOptions
  readonly store: Store
  readonly http: HttpClient
  readonly clock: Clock
  readonly live: Live
}
type RunningHub = flow.Hub & { readonly loops: { settle?: Loop; tick?: Loop; send?: Loop } }

function wire({ options, store, http, clock, live }: Parts): RunningHub {
  const chance = options.chance ?? systemChance
  const newId = idSource(clock, chance)
  const loops: RunningHub['loops'] = {}
  const directory = (): Directory => live.directory
  const channels = new Map(adapters.channels.map((channel) => [channel.type, channel]))
  const delivery = new Delivery({
    store,
    networkOf: () => ({ http, resolveHost: resolveAnyHost }),
    actionsOf: () => [],
    clock,
    chance,
    newId,
    log: options.log,
    routeOf: (endpointId) => {
      const endpoint = live.directory.endpoints.get(endpointId)
      const channel = endpoint && channels.get(endpoint.channel)
      return channel && { endpoint, channel }
    },
    rescue: (dead, trouble) => flow.rescue({ clock, newId, directory }, dead, trouble),
    onFree: () => loops.send?.wake(),
  })
  return {
    store,
    clock,
    newId,
    directory,
    delivery,
    stumbling: { times: 0 },
    loops,
    sourceTypes: new Map(adapters.sources.map((type) => [type.type, type])),
    wake: {
      settle: () => loops.settle?.wake(),
      tick: () => loops.tick?.wake(),
      send: () => loops.send?.wake(),
    },
  }
}

/** The three loops over rows. Each is woken by a commit; the idle time is only the safety net. */
function startLoops(hub: RunningHub, log: Log): readonly Loop[] {
  const { clock, loops } = hub
  loops.send = startLoop({ name: 'send', clock, log, turn: () => flow.sendDue(hub) })
  loops.tick = startLoop({ name: 'tick', clock, log, turn: () => flow.tick(hub) })
  loops.settle = startLoop({ name: 'settle', clock, log, turn: () => flow.settle(hub) })
  return [loops.settle, loops.tick, loops.send]
}

function apiOptions(parts: {
  options: AppOptions
  hub: flow.Hub
  live: Live
  sandbox: Sandbox | undefined
}): Parameters<typeof createServer>[0] {
  const { options, hub, live, sandbox } = parts
  const metrics = createMetrics()
  return {
    store: hub.store,
    clock: hub.clock,
    log: options.log,
    access: { token: options.apiToken },
    mounts:
      sandbox === undefined ? [] : [(server, protect) => mountSandbox(server, sandbox, protect)],
    running: () => live.state(),
    contactsByLane: () => live.directory.contactsByLane,
    metrics: async () => metrics.render({ ...(await hub.store.counts(hub.clock.now())) }),
    nearly: (event: Event) =>
      mismatches(event, live.directory.configuration.policies).map(
        ({ policy, matcher, found }) => ({ policy: policy.id, matcher: matcher.text, found }),
      ),
    requestMs: options.requestMs ?? INGEST_LIMITS.requestMs,
    keepRefused: (key, refused) => flow.keepRefused(hub, key, refused),
    async takeIn(key, request) {
      const taken = await flow.takeIn(hub, key, request)
      metrics.countRequest(taken.kind)
      return taken
    },
  }
}

/** The web first, then mail where it is wanted: both, or none. */
async function listenAll(
  server: FastifyInstance,
  options: {
    readonly host: string
    readonly port: number
    readonly sandbox: Sandbox | undefined
    readonly sandboxMail?: SandboxMail | undefined
  },
): Promise<[url: string, mail: Awaited<ReturnType<Sandbox['takeMail']>> | undefined]> {
  const { sandbox, sandboxMail } = options
  const url = await listen(server, options)
  if (sandbox === undefined || sandboxMail === undefined) return [url, undefined]
  try {
    return [url, await sandbox.takeMail(sandboxMail)]
  } catch (error) {
    await server.close()
    const { host, port } = sandboxMail
    throw new TocsinError(
      'TOCSIN_LISTEN',
      `Expected to take mail in on ${host}:${port}, found that the address is taken or not allowed. Name another with --smtp or --sandbox-smtp.`,
      { cause: error },
    )
  }
}

async function listen(
  server: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_LISTEN',
      `Expected to listen on ${host}:${port}, found that the address is taken or not allowed. Name another with --listen.`,
      { cause: error },
    )
  }
  const bound = server.server.address() as AddressInfo // a TCP server that listens has this kind of address
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return `http://${name}:${bound.port}`
}

/** Sources first, then the loops from the front to the back, then what they stood on. */
async function stopAll(parts: {
  loops: readonly Loop[]
  hub: flow.Hub
  store: Store
  http: HttpClient
}): Promise<void> {
  for (const loop of parts.loops) await loop.stop()
  await flow.drain(parts.hub)
  await parts.http.close()
  await parts.store.close()
}

const PACKAGE: unknown = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const VERSION = String(propertyOf(PACKAGE, 'version'))
