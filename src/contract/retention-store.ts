import type { DailyCount, DayCounts } from '../model/daily-count.ts'
import type { RetentionCuts } from '../model/retention.ts'

/** Which counts: of the days from `since` to `until`, both included, summed up by what `by` names. */
export type DailyQuery = {
  /** Days since 1970, in UTC. */
  readonly since: number
  readonly until: number
  readonly by: 'day' | 'source' | 'policy'
  readonly limit: number
}

/** What happened on a day; `source` or `policy` where it was asked by that. */
export type DailyRow = DayCounts & Pick<DailyCount, 'day'> & Partial<DailyCount>

/** How far back the store goes, and what its file takes. */
export type StoreExtent = {
  /** The oldest event that is kept, UTC milliseconds; absent where there is none. */
  readonly oldestEventAt?: number
  readonly fileBytes: number
  /** Of these: what was dropped, and is filled again before the file grows. */
  readonly freeBytes: number
}

/** Dropping what is over, and what is kept of it. */
export interface RetentionStore {
  /**
   * Drops what is older than the cuts and not needed: by no open alert, group, run or owed message. One transaction
   * looks at no more than `limit` things; what is needed is looked at again a while after `now`. Gives how many it
   * looked at: less than `limit` is all there is.
   */
  dropOld(
    cuts: RetentionCuts,
    options: { readonly now: number; readonly limit: number },
  ): Promise<number>
  /** Counts by day, newest first. They are kept for ever. */
  dailyCounts(query: DailyQuery): Promise<readonly DailyRow[]>
  extent(): Promise<StoreExtent>
}
