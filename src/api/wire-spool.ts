// The shape of what waits on a hub's disk for its database, as the API gives it.

export type WireSpool = {
  /** The database takes nothing, as far as the hub knows. */
  readonly isAway: boolean
  readonly requests: number
  readonly bytes: number
  /** 0: nothing more is taken, and what waits is only given back. */
  readonly bytesMax: number
  /** When the oldest of the requests came. */
  readonly oldestAt?: string
  /** What could not be taken in, and lies in files beside the others until somebody looks at it. */
  readonly asideFiles: number
}
