import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adapters } from '../src/adapters.ts'
import { systemClock } from '../src/base/clock.ts'
import { createHttpClient, type HttpRequest } from '../src/base/http-client.ts'
import { idSource, systemChance } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { startLoop } from '../src/base/loop.ts'
import { resolveAnyHost } from '../src/base/resolve-host.ts'
import { loadConfiguration } from '../src/config/config.ts'
import type { StoreCounts } from '../src/contract/store.ts'
import * as flow from '../src/flow.ts'
import type { Endpoint } from '../src/model/configuration.ts'
import { createDirectory, type Directory } from '../src/model/directory.ts'
import { Delivery, type Route } from '../src/stages/deliver/deliver.ts'
import { DutyWatch } from '../src/stages/duty/duty.ts'
import { Guard } from '../src/stages/guard/guard.ts'
import { Repeats, RequestLog } from '../src/stages/intake/intake.ts'
import { InhibitionKeeper, QuietTimes, Silences } from '../src/stages/mute/mute.ts'
import { Watch } from '../src/stages/watch/watch.ts'
import { openStore } from '../src/store/store.ts'
import { eventBody } from './events.ts'

const KEY = 'bench-delivery-key'

/** So many endpoints of the `webhook` channel, each a lane of its own with the settings in `more`. */
export type OutboxShape = {
  readonly port: number
  readonly lanes: number
  readonly notifications: number
  readonly more?: string
}

/** Time on the wall, and of the processor: this process with all its threads, and the main thread alone. */
export type Took = { readonly seconds: number; readonly allMs: number; readonly mainMs: number }

/** Measures from now on; call the result at the end. */
export function stopwatch(): () => Took {
  const from = performance.now()
  const all = process.cpuUsage()
  const main = process.threadCpuUsage()
  return () => {
    const seconds = (performance.now() - from) / 1000
    const allSince = process.cpuUsage(all)
    const mainSince = process.threadCpuUsage(main)
    return {
      seconds,
      allMs: (allSince.user + allSince.system) / 1000,
      mainMs: (mainSince.user + mainSince.system) / 1000,
    }
  }
}

/** A store whose outbox is full, and the deliver stage that empties it. */
export type Outbox = {
  /** Sends everything with the real stage; gives what that took, and the first of the requests. */
  drain(): Promise<{ took: Took; recorded: readonly HttpRequest[] }>
  counts(): Promise<StoreCounts>
  close(): Promise<void>
}

/**
 * Fills an outbox the way the product does: events are taken in and settled, and each alert is owed to
 * every endpoint of a contact group.
 */
export async function fillOutbox(shape: OutboxShape): Promise<Outbox> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const store = await openStore(folder)
  const directory = await readDirectory(shape)
  const http = createHttpClient()
  const clock = systemClock
  const newId = idSource(clock, systemChance)
  const recorded: HttpRequest[] = []
  let requests = 0
  const channels = new Map(adapters.channels.map((channel) => [channel.type, channel]))
  const routeTo = (endpoint: Endpoint): Route | undefined => {
    const channel = channels.get(endpoint.channel)
    return channel && { endpoint, channel }
  }
  let onFree = (): void => undefined
  const network = {
    resolveHost: resolveAnyHost,
    http: {
      close: () => http.close(),
      send(request: HttpRequest) {
        requests += 1
        if (recorded.length < RECORDED_MAX) recorded.push(request)
        return http.send(request)
      },
    },
  }
  const delivery = new Delivery({
    store,
    networkOf: () => network,
    actionsOf: () => [],
    restOf: () => undefined,
    templateOf: () => undefined,
    clock,
    chance: systemChance,
    newId,
    log: silentLog,
    routeOf(endpointId) {
      const endpoint = directory.endpoints.get(endpointId)
      return endpoint && routeTo(endpoint)
    },
    routesIn: (lane) =>
      (directory.endpointsByLane.get(lane) ?? []).flatMap((endpoint) => routeTo(endpoint) ?? []),
    rescue: () => [],
    copies: () => [],
    onFree: () => onFree(),
  })
  const hub: flow.Hub = {
    store,
    clock,
    newId,
    directory: () => directory,
    sourceTypes: new Map(adapters.sources.map((type) => [type.type, type])),
    requestLog: new RequestLog(),
    repeats: new Repeats(''),
    delivery,
    silences: new Silences(),
    quietTimes: new QuietTimes(),
    duties: new DutyWatch(),
    sources: new flow.SourceWatch(),
    inhibitions: new InhibitionKeeper(),
    watch: new Watch(),
    guard: new Guard(clock),
    startedAt: 0,
    stumbling: { times: 0 },
    wake: { settle: () => undefined, tick: () => undefined, send: () => undefined },
  }
  await fill(hub, shape)
  return {
    counts: () => store.counts(clock.now()),
    async drain() {
      const { due } = await store.counts(clock.now())
      const stop = stopwatch()
      const loop = startLoop({ name: 'send', clock, log: silentLog, turn: () => flow.sendDue(hub) })
      onFree = () => loop.wake()
      while (requests < due) await clock.sleep(5)
      await delivery.idle()
      const took = stop()
      await loop.stop()
      return { took, recorded }
    },
    async close() {
      await http.close()
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

const RECORDED_MAX = 1_000

async function fill(hub: flow.Hub, { lanes, notifications }: OutboxShape): Promise<void> {
  const events = Math.ceil(notifications / lanes)
  for (let first = 0; first < events; first += 500) {
    const chunk = Array.from({ length: Math.min(500, events - first) }, (_, index) => index + first)
    await Promise.all(
      chunk.map((number) =>
        flow.takeIn(hub, KEY, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          path: '',
          query: '',
          body: Buffer.from(eventBody(number, 'loud')),
        }),
      ),
    )
  }
  while ((await flow.settle(hub)).more);
}

async function readDirectory({ port, lanes, more }: OutboxShape): Promise<Directory> {
  const numbers = Array.from({ length: lanes }, (_, index) => index)
  const settings = `perMinute: 1000000, secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw${more ?? ''}`
  const text = `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
${numbers.map((n) => `  c${n}: { endpoints: [{ channel: webhook, url: "http://127.0.0.1:${port}/hook/${n}", ${settings} }] }`).join('\n')}
contactGroups:
  all: [${numbers.map((n) => `c${n}`).join(', ')}]
policies:
  trouble: { match: ['severity="critical"'], storm: off, notify: [{ to: all }] }
fallback: all
`
  const loading = await loadConfiguration({
    path: '/tocsin.yaml',
    environment: {},
    readFile: async () => ({ kind: 'read', bytes: Buffer.from(text) }),
    adapters,
  })
  if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems[0]))
  return createDirectory(loading.configuration)
}
