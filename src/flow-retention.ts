// What is over and old enough is dropped, a bounded batch at a time and at a pace that others are not held up by.
// In: the configuration's rules and the time. Out: rows that are no more.
// Must hold: nothing that something open needs is dropped; the counts by day stay.
import type { Clock } from './base/clock.ts'
import { RETENTION_LIMITS } from './base/limits.ts'
import type { Turn } from './base/loop.ts'
import type { Store } from './contract/store.ts'
import type { Directory } from './model/directory.ts'
import { RETENTION_DEFAULTS, retentionCuts } from './model/retention.ts'

type Retaining = {
  readonly store: Store
  readonly clock: Clock
  readonly directory: () => Directory
}

/** Drops one batch, and says when to look for the next one. */
export async function dropOld({ store, clock, directory }: Retaining): Promise<Turn> {
  const { configuration, lifeOf } = directory()
  const now = clock.now()
  const cuts = retentionCuts(configuration.retention ?? RETENTION_DEFAULTS, {
    now,
    lives: configuration.sources.map(({ name }) => lifeOf(name)),
  })
  const limit = RETENTION_LIMITS.batchMax
  const looked = await store.dropOld(cuts, { now, limit })
  const { pauseMs, lookMs } = RETENTION_LIMITS
  return { more: false, nextAt: clock.now() + (looked < limit ? lookMs : pauseMs) }
}
