import { adapters } from './adapters.ts'
import type { Clock } from './base/clock.ts'
import { type Chance, idSource, systemChance } from './base/id.ts'
import { ALERTMANAGER_LIMITS, RETENTION_LIMITS } from './base/limits.ts'
import type { Log } from './base/log.ts'
import { type Loop, startLoop } from './base/loop.ts'
import type { Calendars } from './calendars.ts'
import type { ChannelType } from './contract/channel.ts'
import type { Spool } from './contract/spool.ts'
import type { Store } from './contract/store.ts'
import * as flow from './flow.ts'
import { dropOld } from './flow-retention.ts'
import { Spooling } from './flow-spool.ts'
import { unspool } from './flow-unspool.ts'
import type { Live } from './live.ts'
import type { Endpoint } from './model/configuration.ts'
import { type Directory, heirOf } from './model/directory.ts'
import { type Networks, throughNetwork } from './network/network.ts'
import { answerButtons, restLink } from './stages/answer/answer.ts'
import { Delivery, type DeliveryOptions, type Route } from './stages/deliver/deliver.ts'
import { DutyWatch } from './stages/duty/duty.ts'
import { Guard } from './stages/guard/guard.ts'
import { Repeats, RequestLog } from './stages/intake/intake.ts'
import { InhibitionKeeper, QuietTimes, Silences } from './stages/mute/mute.ts'
import { Watch } from './stages/watch/watch.ts'

/** What a hub is made of. */
export type WireParts = {
  readonly options: { readonly log: Log; readonly chance?: Chance | undefined }
  readonly store: Store
  /** Where requests wait that the store cannot take. */
  readonly spool?: Spool | undefined
  readonly networks: Pick<Networks, 'of'>
  /** Those of this version by default. */
  readonly channels?: ReadonlyMap<string, ChannelType>
  readonly clock: Clock
  readonly live: Live
  /** What the links in messages are signed with. */
  readonly answerKey: Uint8Array
  /** The newest id that the store knows. */
  readonly lastId: string
  readonly onAttempt?: DeliveryOptions['onAttempt']
}

/** A hub with its loops. */
export type RunningHub = flow.Hub & {
  readonly loops: {
    settle?: Loop
    tick?: Loop
    send?: Loop
    calendars?: Loop
    retention?: Loop
    spool?: Loop
  }
}

/** The newest id in the store, whatever it names; empty where there is none. */
export async function newestId(store: Store): Promise<string> {
  const newest = await Promise.all([
    store.events({ limit: 1 }),
    store.alerts({ limit: 1 }),
    store.notifications({ limit: 1 }),
  ])
  const ids = newest.flat().map(({ id }) => id)
  return ids.reduce((one, other) => (one > other ? one : other), '')
}

/** Joins the parts to a hub whose loops are still to be started. */
export function wire(parts: WireParts): RunningHub {
  const { options, store, networks, clock, live, answerKey, lastId, channels = CHANNELS } = parts
  const { onAttempt, spool } = parts
  const chance = options.chance ?? systemChance
  const newId = idSource(clock, chance, lastId)
  const loops: RunningHub['loops'] = {}
  const directory = (): Directory => live.directory
  const linkFacts = () => ({ publicUrl: live.publicUrl, key: answerKey, now: clock.now() })
  const routed = (...endpoints: readonly (Endpoint | undefined)[]): readonly Route[] =>
    endpoints.flatMap((endpoint) => routeTo(endpoint, directory(), channels) ?? [])
  const delivery = new Delivery({
    store,
    networkOf: (endpoint) => networks.of(endpoint),
    templateOf: (name) => live.directory.configuration.templates.get(name),
    actionsOf: (notification, { language }) =>
      answerButtons({
        ...linkFacts(),
        notification,
        language,
        canEscalate: live.directory.configuration.fallback !== undefined,
      }),
    restOf: (notification, { language }) => restLink({ ...linkFacts(), notification, language }),
    clock,
    chance,
    newId,
    log: options.log,
    routeOf: (endpointId) => routed(directory().endpoints.get(endpointId))[0],
    heirOf: (endpointId) => routed(heirOf(endpointId, directory().endpoints.values()))[0],
    awaits: (endpointId) => live.awaits(endpointId),
    routesIn: (lane) => routed(...(directory().endpointsByLane.get(lane) ?? [])),
    rescue: (dead, trouble) => flow.rescue({ clock, newId, directory }, dead, trouble),
    copies: (late, trouble) => flow.copies({ clock, newId, directory }, late, trouble),
    ...(onAttempt === undefined ? {} : { onAttempt }),
    onFree: () => loops.send?.wake(),
    onDead: () => loops.tick?.wake(),
  })
  return {
    store,
    clock,
    newId,
    directory,
    delivery,
    silences: new Silences(),
    quietTimes: new QuietTimes(),
    duties: new DutyWatch(),
    sources: new flow.SourceWatch(),
    inhibitions: new InhibitionKeeper(),
    watch: new Watch(),
    guard: new Guard(clock),
    startedAt: clock.now(),
    stumbling: { times: 0 },
    loops,
    ...(spool && {
      spool: new Spooling({
        spool,
        store,
        clock,
        log: options.log,
        wake: () => loops.spool?.wake(),
      }),
    }),
    requestLog: new RequestLog(),
    repeats: new Repeats(lastId),
    sourceTypes: new Map(adapters.sources.map((type) => [type.type, type])),
    wake: {
      settle: () => loops.settle?.wake(),
      tick: (at) => loops.tick?.wake(at),
      send: () => loops.send?.wake(),
    },
  }
}

/** Whoever asks right after posting sees what they posted. */
export async function catchUp(hub: flow.Hub): Promise<void> {
  for (let batch = 0; batch < ALERTMANAGER_LIMITS.batchesMax; batch++) {
    if (!(await flow.settle(hub)).more) return
  }
}

/** The channels of this version, with receipts that know what the network said. */
export const CHANNELS: ReadonlyMap<string, ChannelType> = new Map(
  adapters.channels.map((channel) => [channel.type, throughNetwork(channel)]),
)

function routeTo(
  endpoint: Endpoint | undefined,
  { configuration }: Directory,
  channels: ReadonlyMap<string, ChannelType>,
): Route | undefined {
  if (endpoint?.awaited) return undefined
  const channel = endpoint && channels.get(endpoint.channel)
  return channel && { endpoint, channel, network: configuration.network }
}

/** The three loops over rows, one that drops what is old, and one for calendars. Each is woken by a commit; the idle time is only the safety net. */
export function startLoops(
  hub: RunningHub,
  log: Log,
  {
    calendars,
    overrides,
    idleMs,
  }: {
    readonly calendars?: Calendars
    /** Looks for what other hubs have changed. */
    readonly overrides?: Loop | undefined
    readonly idleMs?: number
  } = {},
): readonly Loop[] {
  const { clock, loops } = hub
  const common = { clock, log, idleMs }
  loops.send = startLoop({ ...common, name: 'send', turn: () => flow.sendDue(hub) })
  loops.tick = startLoop({ ...common, name: 'tick', turn: () => flow.tick(hub) })
  loops.settle = startLoop({ ...common, name: 'settle', turn: () => flow.settle(hub) })
  loops.retention = startLoop({
    ...common,
    name: 'retention',
    turn: () => dropOld(hub),
    idleMs: RETENTION_LIMITS.lookMs,
  })
  if (calendars)
    loops.calendars = startLoop({ ...common, name: 'calendars', turn: () => calendars.turn() })
  if (hub.spool) loops.spool = startLoop({ ...common, name: 'spool', turn: () => unspool(hub) })
  const { retention, settle, tick, send, spool } = loops
  return [spool, overrides, loops.calendars, retention, settle, tick, send].flatMap(
    (loop) => loop ?? [],
  )
}
