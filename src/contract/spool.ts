import type { SourceRequest } from './source.ts'

/** A request that has passed its source's guards and waits for the database. */
export type SpooledRequest = {
  readonly source: string
  /** When it reached us, UTC milliseconds. */
  readonly receivedAt: number
  readonly request: Omit<SourceRequest, 'peer'>
  /** The ids that its events have, or its place in quarantine, in their order: read once more, it gets the same. */
  readonly ids: readonly string[]
  /** It says how things are, not what happened: nothing that the source said after it may be taken in before it is. */
  readonly inTurn: boolean
  /** Its source's rate let only what is never limited pass. */
  readonly restOnly: boolean
}

/** One of them as it lies in the spool. */
export type WaitingRequest = {
  readonly source: string
  readonly receivedAt: number
  readonly inTurn: boolean
  /** `keys` are the source's ingest keys, which were left out of the file. Throws where it cannot be read. */
  open(keys: readonly string[]): SpooledRequest
}

/** How much a spool holds. */
export type SpoolExtent = {
  readonly requests: number
  readonly bytes: number
  /** 0: nothing more is taken. */
  readonly bytesMax: number
  /** What could neither be taken in nor kept in the database, and lies beside the others until somebody looks at it. */
  readonly asideFiles: number
  /** When the oldest of the requests came; absent where none waits. */
  readonly oldestAt?: number | undefined
}

/**
 * Requests in local files, oldest first. What was put is on disk when that resolves, and stays until it was passed, through
 * a kill too; what was passed may come again after one.
 */
export interface Spool {
  /** `keys` are left out of what is written. Gives false where there is no room for it. Rejects where the disk refuses. */
  put(request: SpooledRequest, keys: readonly string[]): Promise<boolean>
  /** How many requests of this source wait. */
  waiting(source: string): number
  /** Whether at least one of the sources could put a request of ordinary size. */
  hasRoom(sources: readonly string[]): boolean
  /** The oldest ones, up to a bound; none where it is empty. Called again without `passed`, it gives the same. */
  next(): Promise<readonly WaitingRequest[]>
  /** The first `count` that `next` gave need not come again. */
  passed(count: number): Promise<void>
  /** Keeps a request beside the others, with the reason why. */
  setAside(request: WaitingRequest, reason: string): Promise<void>
  extent(): SpoolExtent
  close(): Promise<void>
}
