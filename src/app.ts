// In: a checked configuration and where to keep data and listen. Out: a running hub.
// Must hold: with wiring.ts this is the only file that wires parts together; stop() leaves nothing running and nothing half done.
import { hostname } from 'node:os'
import { type FastifyInstance, fastify } from 'fastify'
import { adapters } from './adapters.ts'
import { announcing, type Changes } from './announced.ts'
import { type ApiOptions, createServer, listen } from './api/api.ts'
import type { ArgocdOptions } from './argocd-cluster.ts'
import type { Notifier } from './argocd-hub/argocd-hub.ts'
import { ArgocdWatch, renderMetrics } from './argocd-watch.ts'
import { contactsOf, countingAttempts, notifierOf, ownSource } from './argocd-wiring.ts'
import { lookingBack } from './backtest/backtest.ts'
import { type Clock, systemClock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { type Chance, type IdSource, idSource, systemChance } from './base/id.ts'
import { INGEST_LIMITS } from './base/limits.ts'
import type { Log } from './base/log.ts'
import type { Loop } from './base/loop.ts'
import { createMetrics, type Metrics } from './base/metrics.ts'
import type { Environment } from './base/proxy.ts'
import type { Secret } from './base/secret.ts'
import { Calendars } from './calendars.ts'
import { readEndpoint, readPolicy } from './config/config.ts'
import { configuringView } from './configuring.ts'
import type { Spool } from './contract/spool.ts'
import type { Store } from './contract/store.ts'
import * as flow from './flow.ts'
import {
  alertmanagerSource,
  allPolicies,
  policiesOfAlert,
  suppressions,
} from './flow-alertmanager.ts'
import { muting } from './flow-answer.ts'
import { escalationView } from './flow-escalate.ts'
import { admit, guardStates } from './flow-guard.ts'
import { logAdmission } from './flow-intake.ts'
import { peopleView } from './flow-people.ts'
import { sourcesView } from './flow-sources.ts'
import { GUIDES } from './guides.ts'
import { Identity } from './identity/identity.ts'
import { answeringOf, configuredBy, Live, schedulingOf } from './live.ts'
import type { Configuration } from './model/configuration.ts'
import { robotsByLane } from './model/directory.ts'
import { RETENTION_DEFAULTS } from './model/retention.ts'
import { joinNeighbours } from './neighbours.ts'
import { Networks, watchedNetwork } from './network/network.ts'
import { createSandbox, mountSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { signingIn } from './signing-in.ts'
import { spoolIn, spoolView } from './spool-wiring.ts'
import { messageForTest } from './stages/deliver/deliver.ts'
import type { TakenOver } from './standby.ts'
import { openSharedStore, openStore } from './store/store.ts'
import {
  type InStore,
  type StoredConfiguration,
  startConfiguration,
} from './stored-configuration.ts'
import { tryingOut } from './trying-out.ts'
import { Verifier } from './verify/verify.ts'
import {
  CHANNELS,
  catchUp,
  newestId,
  type RunningHub,
  startLoops,
  type WireParts,
  wire,
} from './wiring.ts'

export type AppOptions = {
  /** As it was read from a file, or that it is in the store, where people edit it. */
  readonly configuration: Configuration | InStore
  /** The folder for the database; it is made where it is missing. */
  readonly data: string
  /** The address of a PostgreSQL database that several hubs may share; without it the database is a file in the folder. */
  readonly database?: Secret | undefined
  /** What requests that the database cannot take may come to in files of the folder, in bytes; none are kept there by default. */
  readonly spoolBytes?: number | undefined
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
  /**
   * The hub's own address as people reach it, for the links with which messages are answered; no such
   * links without it, but where a hub with a sandbox is reached on this machine only.
   */
  readonly publicUrl?: string
  readonly clock?: Clock
  readonly chance?: Chance
  /** Where HTTPS_PROXY and its kin are looked for; nowhere by default. */
  readonly environment?: Environment
  /** Applications of Argo CD are looked at. */
  readonly argocd?: ArgocdOptions | undefined
  /** What standing by has brought; without it the data folder is taken now. */
  readonly takenOver?: TakenOver | undefined
}

/** Where the sandbox takes mail in, and from whom. */
export type SandboxMail = Parameters<Sandbox['takeMail']>[0]

/** A running hub. */
export interface App {
  /** Where it listens, for example `http://127.0.0.1:8080`. */
  readonly url: string
  /** Takes what Argo CD's Applications bring; absent where the hub was not started for that. */
  readonly argocd: Notifier | undefined
  /** Where the sandbox's mail server listens, for example `127.0.0.1:2525`. */
  readonly mailAddress: string | undefined
  /** Replaces the configuration as a whole; what is under way goes on. */
  reconfigure(configuration: Configuration): void
  /** Keeps the last good configuration, and tells in the status what is wrong with the new one. */
  reportBroken(problems: readonly string[]): void
  /** Reads the newest revision of the store and the files that it names; nothing where the configuration comes from a file. */
  reload(): Promise<void>
  /** A credential for making the first administrator, in place of the one before; undefined once there is one. */
  firstInvitation(): Promise<string | undefined>
  /** Of the configuration that counts. */
  revision(): string
  /** Finishes what is under way, up to LOOP_LIMITS.stopMs, and closes everything. */
  stop(): Promise<void>
}

/** Starts a hub. Throws TOCSIN_STORE_OPEN, TOCSIN_STORE_NEWER or TOCSIN_LISTEN. */
export async function startApp(options: AppOptions): Promise<App> {
  const { takenOver, clock = systemClock, chance = systemChance } = options
  const { store, changes } = announcing(await openFor(options))
  const { configuration, stored } = await startConfiguration(options, { store, clock, chance })
  const live = new Live({ ...options, configuration, ...ownSource(options, chance) }, clock)
  const contacts = options.argocd && contactsOf(live, options.argocd)
  await live.readOverrides(store)
  await store.releaseLeases(clock.now(), robotsByLane(live.directory))
  const networks = new Networks({
    environment: options.environment ?? {},
    rules: () => live.directory.configuration.network,
  })
  const answerKey = await store.keyOf('answer-links', chance.bytes(32))
  const lastId = await newestId(store)
  const metrics = createMetrics()
  const spool = await spoolIn(options)
  const parts = { store, spool, networks, clock, live }
  const hub = wire({ options, ...parts, answerKey, lastId, ...countingAttempts(metrics) })
  const argocd = notifierOf(options.argocd, { hub, live, contacts, metrics, networks })
  const watch = argocd && new ArgocdWatch(argocd)
  const calendars = await calendarsOf({ ...parts, wake: hub.wake.tick })
  const overrides = joinNeighbours({ ...options, hub, live, changes })
  const loops = startLoops(hub, options.log, { calendars, overrides })
  const verifier = verifierOf({
    clock,
    newId: hub.newId,
    store,
    environment: options.environment ?? {},
    configuration: () => live.directory.configuration,
  })
  const sandbox = options.sandbox ? createSandbox({ clock }) : undefined
  const identity = new Identity({ store, clock, newId: hub.newId, chance })
  const said = { metrics, watch, changes, stored }
  const shown = { answerKey, verifier, sandbox, identity, networks, ...said }
  const server = createServer(apiOptions({ options, hub, live, ...shown }))
  await takenOver?.leave()
  const [url, mail] = await listenAll(server, { ...options, sandbox }).catch(
    async (error: unknown) => {
      await stopAll({ loops, hub, store, spool, networks })
      throw error
    },
  )
  watch?.start({ ...options, clock, chance })
  const configured = configuredBy(hub, live, changes)
  const following = stored?.follow(configured)
  live.listensAt(url, options)
  live.ready = true
  return {
    url,
    argocd,
    mailAddress: mail?.address,
    ...configured,
    reload: async () => stored?.reload(),
    firstInvitation: () => identity.invitationForFirst(),
    revision: () => live.directory.configuration.revision,
    async stop() {
      live.ready = false
      await Promise.all([watch?.stop(), following?.stop()])
      calendars.stop()
      await verifier.stop()
      await Promise.all([server.close(), mail?.close()])
      await stopAll({ loops, hub, store, spool, networks })
    },
  }
}

function openFor({ database, data, takenOver }: AppOptions): Promise<Store> {
  return database
    ? openSharedStore(database, data, takenOver?.held)
    : openStore(data, takenOver?.held)
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
    stop: async () => void (await Promise.all([server.close(), mail?.close()])),
  }
}

/** Calendars are fetched as endpoints of the file are reached; another copy changes who is on call. */
async function calendarsOf(
  parts: Pick<WireParts, 'store' | 'networks' | 'clock' | 'live'> & { readonly wake: () => void },
): Promise<Calendars> {
  const { store, networks, clock, live, wake } = parts
  const calendars: Calendars = new Calendars({
    store,
    clock,
    http: () => networks.of({}).http,
    configuration: () => live.written,
    changed() {
      live.takeCalendars(calendars)
      wake()
    },
  })
  await calendars.load()
  live.takeCalendars(calendars)
  return calendars
}

/** Tries the endpoints of a configuration file, without a hub. */
export function createVerifier(options: {
  configuration: Configuration
  environment: Environment
  clock?: Clock
  /** How long an answer may take. */
  waitMs?: number
}): Verifier {
  const { configuration, clock = systemClock, ...rest } = options
  const newId = idSource(clock, systemChance)
  return verifierOf({ ...rest, clock, newId, configuration: () => configuration })
}

function verifierOf(parts: {
  clock: Clock
  newId: IdSource
  store?: Store
  environment: Environment
  configuration: () => Configuration
  waitMs?: number
}): Verifier {
  const { environment, ...rest } = parts
  return new Verifier({
    ...rest,
    channels: CHANNELS,
    readEndpoint: (given) => readEndpoint(given, adapters),
    openNetwork: (facts) =>
      watchedNetwork({ ...facts, environment, rules: rest.configuration().network }),
    messageFor: (endpoint) => messageForTest(endpoint, { hub: hostname(), now: rest.clock.now() }),
  })
}

function apiOptions(parts: {
  options: AppOptions
  hub: RunningHub
  live: Live
  answerKey: Uint8Array
  verifier: Verifier
  sandbox: Sandbox | undefined
  metrics: Metrics
  watch: ArgocdWatch | undefined
  identity: Identity
  networks: Networks
  changes: Changes
  stored: StoredConfiguration | undefined
}): ApiOptions {
  const { options, hub, live, networks, answerKey, verifier, sandbox, identity } = parts
  const { metrics, watch, changes, stored } = parts
  const past = lookingBack({
    ...{ store: hub.store, clock: hub.clock, directory: hub.directory },
    channels: adapters.channels,
    readPolicy: (given, configuration) => readPolicy(given, configuration, adapters),
  })
  return {
    store: hub.store,
    argocd: watch && (() => watch.view()),
    clock: hub.clock,
    log: options.log,
    ...signingIn({ identity, live, networks }, options.apiToken),
    mounts: [(server, protect) => mountSandbox(server, sandbox, protect)],
    running: () => ({ ...live.state(), lastTickAt: hub.loops.tick?.lastTurnAt() }),
    retention: () => live.directory.configuration.retention ?? RETENTION_DEFAULTS,
    spool: hub.spool && spoolView(hub.spool, () => live.directory.configuration.sources),
    ...past,
    configuring: stored && configuringView(stored, { recording: past.recording, clock: hub.clock }),
    newId: hub.newId,
    answering: answeringOf(hub, live, answerKey),
    scheduling: schedulingOf(hub, live, options.chance ?? systemChance),
    muting: muting(hub),
    escalation: escalationView(hub),
    sources: sourcesView(hub, GUIDES),
    people: peopleView(hub),
    changes,
    contactsByLane: () => live.directory.contactsByLane,
    endpoints: () => hub.delivery.overview([...live.directory.endpoints.values()]),
    resent: hub.wake.send,
    metrics: () => renderMetrics({ metrics, hub, watch, spool: hub.spool }),
    requestMs: options.requestMs ?? INGEST_LIMITS.requestMs,
    verify: (name) => verifier.verify(name),
    verifyGiven: (given) => verifier.verifyGiven(given),
    ...tryingOut({ hub, live }),
    alertmanager: {
      sourceOf: (key) => alertmanagerSource(hub, key),
      caughtUp: () => catchUp(hub),
      policiesOf: (alert) => policiesOfAlert(hub, alert),
      policies: () => allPolicies(hub),
      suppressions: (alerts) => suppressions(hub, alerts),
    },
    addresses: adapters.sources.flatMap(({ addresses = [] }) => addresses),
    keepRefused: (key, refused) => flow.keepRefused(hub, key, refused),
    guardStates: () => guardStates(hub),
    admit(key, request) {
      const admission = admit(hub, key, request)
      // What is admitted is counted when it has been taken.
      if (admission.kind !== 'admitted') metrics.countRequest(outcomeOf(admission))
      if (admission.kind === 'refused') logAdmission(hub, key, { request, refused: admission })
      return admission
    },
    async takeIn(key, request) {
      const taken = await flow.takeIn(hub, key, request)
      metrics.countRequest(outcomeOf(taken))
      return taken
    },
  }
}

/** What became of a request, for the metrics. */
function outcomeOf(result: flow.TakenIn | ReturnType<typeof admit>): string {
  if (result.kind === 'taken' && result.isSpooled) return 'spooled'
  return result.kind === 'refused' ? `refused-${result.reason}` : result.kind
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
    throw new TocsinError(
      'TOCSIN_LISTEN',
      `Expected to take mail in on ${sandboxMail.host}:${sandboxMail.port}, found that the address is taken or not allowed. Name another with --smtp or --sandbox-smtp.`,
      { cause: error },
    )
  }
}

/** Sources first, then the loops from the front to the back, then what they stood on. */
async function stopAll(parts: {
  loops: readonly Loop[]
  hub: flow.Hub
  store: Store
  spool: Spool | undefined
  networks: Networks
}): Promise<void> {
  for (const loop of parts.loops) await loop.stop()
  await flow.drain(parts.hub)
  await parts.networks.close()
  await parts.spool?.close()
  await parts.store.close()
}
