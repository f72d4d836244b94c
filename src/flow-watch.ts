// The part of the flow that listens for silence: monitors that do not ping, and sources that have gone quiet.
// In: rows whose time has come. Out: events that the hub notes itself, settled like any other.
// Must hold: each silence is noted once, through restarts; what the hub may have missed itself accuses nobody.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { SPOOL_LIMITS, WATCH_LIMITS } from './base/limits.ts'
import type { SourceType } from './contract/source.ts'
import type { Store } from './contract/store.ts'
import type { Configuration, SourceConfiguration } from './model/configuration.ts'
import type { Directory } from './model/directory.ts'
import type { HeartbeatRules, QuietRule } from './model/watch.ts'
import { lookAtHeartbeat, lookAtSource, type Watch } from './stages/watch/watch.ts'

/** What of the hub this part works with. */
type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly watch: Watch
  readonly wake: { readonly settle: () => void }
  /** Whether what seems to be missing may only wait on some hub's disk. */
  readonly spool?: { mayHold(now: number): boolean }
}

/** Looks at monitors and sources whose time has come. Gives whether more wait. */
export async function tickWatches(hub: Hub): Promise<boolean> {
  const { store, watch, newId } = hub
  const { configuration } = hub.directory()
  const now = hub.clock.now()
  if (await watch.isNew(configuration, now, () => store.aliveAt())) {
    await store.adoptWatches({ expected: expectedMonitors(hub, configuration), now })
    watch.adopted(configuration)
  }
  const { outage } = watch
  const heldUntil = hub.spool?.mayHold(now) ? now + SPOOL_LIMITS.lookAgainMs : undefined
  const context = { now, newId, outage, heldUntil }
  const options = { now, limit: WATCH_LIMITS.tickMax }
  let noted = 0
  const monitors = await store.tickHeartbeats(options, (monitor) => {
    const rules = monitor.isForgotten ? undefined : rulesOf(hub, monitor.source)
    const turn = lookAtHeartbeat(monitor, rules, context)
    noted += turn.events.length
    return { state: turn.heartbeat, nextAt: turn.nextAt, events: turn.events }
  })
  const sources = await store.tickSources(options, (watched) => {
    const turn = lookAtSource(watched, quietRuleOf(hub, watched.source), context)
    noted += turn.events.length
    watch.found(watched.source, turn.watched)
    return { state: turn.watched, nextAt: turn.nextAt, events: turn.events }
  })
  if (noted > 0) hub.wake.settle()
  const isFull = monitors === options.limit || sources === options.limit
  if (!isFull && watch.rested(now)) await store.markAlive(now)
  return isFull
}

function configured({ directory }: Pick<Hub, 'directory'>, name: string) {
  return directory().configuration.sources.find((source) => source.name === name)
}

/** How the monitors of the source with this name are watched; undefined where it has none. */
export function rulesOf(
  hub: Pick<Hub, 'directory' | 'sourceTypes'>,
  name: string,
): HeartbeatRules | undefined {
  const source = configured(hub, name)
  return source && hub.sourceTypes.get(source.type)?.heartbeats?.(source.settings)
}

/** When the source with this name is said to be quiet; undefined where it is not configured. */
export function quietRuleOf(
  hub: Pick<Hub, 'directory' | 'sourceTypes'>,
  name: string,
): QuietRule | undefined {
  const source = configured(hub, name)
  return source && (source.quiet ?? standardQuiet(hub.sourceTypes.get(source.type)))
}

function standardQuiet(type: SourceType | undefined): QuietRule {
  return { kind: type?.heartbeats ? 'off' : 'auto' }
}

function expectedMonitors(
  { sourceTypes }: Pick<Hub, 'sourceTypes'>,
  { sources }: Configuration,
): readonly { source: string; monitor: string }[] {
  const expectedOf = ({ name, type, settings }: SourceConfiguration) =>
    sourceTypes
      .get(type)
      ?.heartbeats?.(settings)
      .expected.map((monitor) => ({ source: name, monitor }))
  return sources.flatMap((source) => expectedOf(source) ?? [])
}
