import type { Event } from '../model/event.ts'
import type { Heartbeat, Ping, WatchedSource } from '../model/watch.ts'

/** What became of a request to a source with a valid key. */
export type RequestResult = 'taken' | 'quarantined' | 'refused'

/** A request to a source as the log keeps it: bounded, and without credentials. */
export type LoggedRequest = {
  /** Where it is in quarantine, its id there too. */
  readonly id: string
  readonly source: string
  readonly receivedAt: number
  readonly method: string
  /** What followed the ingest key. */
  readonly path: string
  readonly query?: string
  /** As JSON: it is written as it is, and the next request of the sender has mostly the same. */
  readonly headers: string
  /** The body's beginning; absent where it is the text of its only event. */
  readonly body?: string
  /** Of all of the body. */
  readonly bodyBytes: number
  readonly result: RequestResult
  /** What the sender was answered. */
  readonly status: number
  /** Why it was not taken. */
  readonly problem?: string
  /** Of its events, the first ones; those of an earlier delivery keep the id that they got then. */
  readonly eventIds: readonly string[]
  readonly eventCount: number
  /** How many of them had come before: the sender repeated the delivery. */
  readonly repeatedCount: number
  /** What its last event did: how a source falls silent. */
  readonly lastKind?: string
  /** Refusals before it that were only counted. */
  readonly uncounted?: number
}

/**
 * A logged request as it is read back. The body may be the text that the event keeps, as the sender wrote it: who shows
 * it masks it.
 */
export type KeptRequest = Omit<LoggedRequest, 'headers' | 'lastKind' | 'uncounted'> & {
  readonly headers: Readonly<Record<string, string>>
}

/** What is known of a source from what it sent. Times are UTC milliseconds, counts since the first request. */
export type SourceState = {
  readonly source: string
  readonly firstAt: number
  readonly requestCount: number
  readonly eventCount: number
  readonly repeatedCount: number
  readonly quarantinedCount: number
  readonly refusedCount: number
  /** Of its last request that was taken, and of the last that brought an event. */
  readonly heardAt?: number
  readonly eventAt?: number
  /** What its last event did. */
  readonly lastKind?: string
  readonly quietSince?: number
  readonly habits?: WatchedSource['habits']
}

/** How something that is watched goes on, and what the hub notes about it. */
export type WatchTurn<What> = {
  /** Absent: it is forgotten. */
  readonly state?: What
  /** When it is looked at again if nothing comes. */
  readonly nextAt?: number
  readonly events: readonly Event[]
}

/** What is kept of the requests that sources get. */
export interface SourceStore {
  /** Keeps a request that brings nothing else to be kept. The oldest of its source makes room. */
  logRequest(request: LoggedRequest): Promise<void>
  /** Of one source, newest first; at most INGEST_LOG_LIMITS.requestsMax are there. */
  requests(query: {
    readonly source: string
    readonly limit: number
    readonly before?: string
  }): Promise<readonly KeptRequest[]>
  request(source: string, id: string): Promise<KeptRequest | undefined>
  /** Every source that was ever heard of, configured or not. */
  sourceStates(): Promise<readonly SourceState[]>

  /**
   * Records pings, and in the log the request that brought them. Rejects with TOCSIN_REQUEST_INVALID where the source has
   * as many monitors as it may have, and one of these is new.
   */
  takePings(pings: readonly Ping[], request: LoggedRequest): Promise<void>
  /** Those of one source, by name. */
  heartbeats(source: string): Promise<readonly Heartbeat[]>
  /** Looks at the monitor at once; `unwatched` makes that it is forgotten. Gives false where there is none. */
  forgetHeartbeat(which: { source: string; monitor: string; now: number }): Promise<boolean>
  /** Everything that is watched is due at `now`, and these monitors are watched from now on. */
  adoptWatches(options: {
    readonly expected: readonly Pick<Heartbeat, 'source' | 'monitor'>[]
    readonly now: number
  }): Promise<void>
  /**
   * Hands each monitor that is due to `work` and records what it returns, with the events, in one transaction; where
   * something came meanwhile, nothing is recorded and it stays due. Gives their number.
   */
  tickHeartbeats(
    options: { readonly now: number; readonly limit: number },
    work: (heartbeat: Heartbeat & { readonly isForgotten: boolean }) => WatchTurn<Heartbeat>,
  ): Promise<number>
  /** The same of sources whose silence matters. */
  tickSources(
    options: { readonly now: number; readonly limit: number },
    work: (watched: WatchedSource) => WatchTurn<WatchedSource>,
  ): Promise<number>
  /** When the process before was there last; `markAlive` notes that this one is. */
  aliveAt(): Promise<number | undefined>
  markAlive(now: number): Promise<void>
}
