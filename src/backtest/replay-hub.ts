import { assert } from '../base/assert.ts'
import { ManualClock } from '../base/clock.ts'
import { type Chance, idSource } from '../base/id.ts'
import { BACKTEST_LIMITS, LOOP_LIMITS } from '../base/limits.ts'
import { type Log, silentLog } from '../base/log.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Store } from '../contract/store.ts'
import * as flow from '../flow.ts'
import type { Configuration, Endpoint } from '../model/configuration.ts'
import { createDirectory, type Directory } from '../model/directory.ts'
import { LIFE_DEFAULTS, LIFE_OF_REMOVED, type LifeRules } from '../model/life.ts'
import { Delivery, type Route } from '../stages/deliver/deliver.ts'
import { DutyWatch } from '../stages/duty/duty.ts'
import { Guard } from '../stages/guard/guard.ts'
import { Repeats, RequestLog } from '../stages/intake/intake.ts'
import { InhibitionKeeper, QuietTimes, Silences } from '../stages/mute/mute.ts'
import { Watch } from '../stages/watch/watch.ts'

/** A hub whose time is handed to it and whose messages go nowhere: the loops' work without the loops. */
export type ReplayHub = {
  readonly store: Store
  readonly clock: ManualClock
  /** What its own log would have called an error: a template's or a channel's fault. */
  readonly faults: { readonly count: number }
  /** Does all there is to do now; gives when there is something next, Infinity for never. */
  work(): Promise<number>
}

export type ReplayHubOptions = {
  readonly store: Store
  readonly configuration: Configuration
  readonly channels: readonly ChannelType[]
  readonly startAt: number
}

/** Wires the same stages as the real hub does around `store`, with stand-ins for time, chance and network. */
export function createReplayHub(options: ReplayHubOptions): ReplayHub {
  const { store, configuration } = options
  const clock = new ManualClock(options.startAt)
  const newId = idSource(clock, createPlainChance())
  const directory = recordedDirectory(configuration)
  const faults = new Faults()
  const log: Log = { ...silentLog, error: () => faults.add() }
  const signs = new Signs()
  const delivery = deliveryOf({ ...options, clock, newId, directory, log, signs })
  const hub: flow.Hub = {
    store,
    clock,
    newId,
    delivery,
    directory: () => directory,
    sourceTypes: new Map(),
    requestLog: new RequestLog(),
    repeats: new Repeats(''),
    silences: new Silences(),
    quietTimes: new QuietTimes(),
    duties: new DutyWatch(),
    sources: new flow.SourceWatch(),
    inhibitions: new InhibitionKeeper(),
    watch: new Watch(),
    guard: new Guard(clock),
    startedAt: options.startAt,
    stumbling: { times: 0 },
    // The other two follow in the same round.
    wake: { settle: () => signs.add(), tick: NOTHING, send: NOTHING },
  }
  return { store, clock, faults, work: () => work(hub, signs) }
}

/** What was recorded came: that its source is not configured here ends nothing of it. */
function recordedDirectory(configuration: Configuration): Directory {
  const directory = createDirectory(configuration)
  const lifeOf = (source: string): LifeRules => {
    const life = directory.lifeOf(source)
    return life === LIFE_OF_REMOVED ? LIFE_DEFAULTS : life
  }
  return { ...directory, lifeOf }
}

const NOTHING = (): void => undefined

class Faults {
  count = 0

  add(): void {
    this.count += 1
  }
}

/** What happened since somebody looked. */
class Signs {
  /** A lane has become free. */
  isFreed = false
  /** The hub has added events by itself. */
  isAdded = false

  free(): void {
    this.isFreed = true
  }

  add(): void {
    this.isAdded = true
  }

  clear(): void {
    this.isFreed = false
    this.isAdded = false
  }
}

type DeliveryParts = ReplayHubOptions & {
  readonly clock: ManualClock
  readonly newId: () => string
  readonly directory: Directory
  readonly log: Log
  readonly signs: Signs
}

function deliveryOf(parts: DeliveryParts): Delivery {
  const { store, configuration, clock, newId, directory, log, signs } = parts
  const channels = new Map(parts.channels.map((channel) => [channel.type, standIn(channel)]))
  const routed = (...endpoints: readonly (Endpoint | undefined)[]): readonly Route[] =>
    endpoints.flatMap((endpoint) => {
      const channel = endpoint && channels.get(endpoint.channel)
      return channel ? [{ endpoint, channel, network: configuration.network }] : []
    })
  const context = { clock, newId, directory: () => directory }
  return new Delivery({
    ...{ store, clock, newId, log },
    chance: createPlainChance(),
    networkOf: () => NO_NETWORK,
    templateOf: (name) => configuration.templates.get(name),
    actionsOf: () => [],
    restOf: () => undefined,
    routeOf: (endpointId) => routed(directory.endpoints.get(endpointId))[0],
    routesIn: (lane) => routed(...(directory.endpointsByLane.get(lane) ?? [])),
    rescue: (dead, trouble) => flow.rescue(context, dead, trouble),
    copies: (late, trouble) => flow.copies(context, late, trouble),
    onFree: () => signs.free(),
  })
}

/** The channel as it is, its limits and drawing included, but for the sending: every message is taken. */
function standIn(channel: ChannelType): ChannelType {
  return { ...channel, send: async () => ({ kind: 'sent' }) }
}

const NO_NETWORK: ReturnType<ConstructorParameters<typeof Delivery>[0]['networkOf']> = {
  http: { send: () => refuseToLeave(), close: async () => undefined },
  resolveHost: () => refuseToLeave(),
}

function refuseToLeave(): never {
  assert(false, 'nothing leaves this machine while recorded events are run again')
}

/** The same every time: what is computed twice from the same recording has to be the same. */
function createPlainChance(): Chance {
  return { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 }
}

/** Round by round until nothing changes any more at this moment. */
async function work(hub: flow.Hub, signs: Signs): Promise<number> {
  for (let round = 0; round < BACKTEST_LIMITS.roundsMax; round++) {
    const now = hub.clock.now()
    signs.clear()
    const settled = await settle(hub)
    const ticked = await flow.tick(hub)
    const sent = await flow.sendDue(hub)
    await hub.delivery.idle()
    const nextAt = Math.min(ticked.nextAt ?? Infinity, sent.nextAt ?? Infinity)
    const isMore = settled.more || ticked.more || signs.isFreed || signs.isAdded
    if (!isMore && nextAt > now) return nextAt
  }
  assert(false, 'a moment of recorded events comes to an end')
}

/** An event that cannot be settled is set aside by the flow itself, after as many stumbles as in the hub. */
async function settle(hub: flow.Hub): ReturnType<typeof flow.settle> {
  for (let stumbles = 0; ; stumbles++) {
    try {
      return await flow.settle(hub)
    } catch (error) {
      if (stumbles > LOOP_LIMITS.stumblesMax) throw error
    }
  }
}
