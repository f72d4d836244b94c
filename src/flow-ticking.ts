// What time alone does to alerts and storms, for tick() in flow.ts.
// In: rows whose time has come. Out: an event that ends an alert, which is settled like any other; storm messages.
// Must hold: each time is used once, through restarts; nothing is told while its policy is quiet.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { LIFE_LIMITS, SPOOL_LIMITS } from './base/limits.ts'
import type { Store } from './contract/store.ts'
import type { Policy, SourceConfiguration } from './model/configuration.ts'
import type { Directory } from './model/directory.ts'
import type { TimedMute } from './model/mute-timing.ts'
import { addressStorm } from './stages/escalate/escalate.ts'
import { stormStep, timeOut } from './stages/group/group.ts'
import type { QuietTimes } from './stages/mute/mute.ts'

type Ticking = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly quietTimes: QuietTimes
  readonly sources: SourceWatch
  readonly startedAt: number
  readonly spool?: Holding
}

/** Whether what seems to be over may only wait on some hub's disk. */
type Holding = { mayHold(now: number): boolean }

/** Remembers which sources the store's alerts were compared with last. */
export class SourceWatch {
  #known: readonly SourceConfiguration[] | undefined

  /** Whether these are others. */
  differ(sources: readonly SourceConfiguration[]): boolean {
    return sources !== this.#known
  }

  compared(sources: readonly SourceConfiguration[]): void {
    this.#known = sources
  }
}

/** What is open of a source that was taken out of the configuration ends after a while, unless it is back by then. */
export async function releaseRemoved({
  store,
  clock,
  directory,
  sources: watch,
}: Ticking): Promise<void> {
  const { sources } = directory().configuration
  if (!watch.differ(sources)) return
  const at = clock.now() + LIFE_LIMITS.removedMs
  await store.adoptSources({ sources: sources.map(({ name }) => name), at })
  watch.compared(sources)
}

/** Ends up to `limit` alerts of which nothing was heard for too long. Gives the number of those that were looked at. */
export function endAlerts(hub: Ticking, limit: number): Promise<number> {
  const { store, newId, startedAt } = hub
  const { lifeOf } = hub.directory()
  const now = hub.clock.now()
  return store.tickAlerts({ now, limit }, (alert) => {
    const out = timeOut(alert, { now, startedAt, rules: lifeOf(alert.source), newId })
    switch (out.kind) {
      case 'ends':
        if (hub.spool?.mayHold(now)) return { nextAt: now + SPOOL_LIMITS.lookAgainMs }
        return { event: { event: out.event, raw: JSON.stringify(out.event.answer) } }
      case 'waits':
        return { nextAt: out.until }
      case 'stays':
        return {}
    }
  })
}

/** Tells of up to `limit` storms, and ends those that are over. Gives their number. */
export function tellStorms(hub: Ticking, limit: number): Promise<number> {
  const { store, newId } = hub
  const { configuration, policies } = hub.directory()
  const now = hub.clock.now()
  return store.tickStorms({ now, limit }, (due) => {
    const policy = policies.get(due.storm.policy)
    const isQuiet = policy !== undefined && quietNow(hub, policy, now) !== undefined
    const { storm, news } = stormStep(due, { policy, now, isQuiet })
    const context = { configuration, now, newId }
    return { storm, notifications: policy && news ? addressStorm(news, policy, context) : [] }
  })
}

/** Until when the policy tells nothing; undefined where it may tell now. */
export function quietNow(
  { directory, quietTimes }: Pick<Ticking, 'directory' | 'quietTimes'>,
  policy: Policy,
  now: number,
): TimedMute | undefined {
  const { muteTimings } = directory().configuration
  const quiet = quietTimes.of(policy, muteTimings, now)
  const { targetTimes } = policy
  return quiet ?? (targetTimes && quietTimes.of(targetTimes, muteTimings, now))
}
