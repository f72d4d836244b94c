import type { LaneState } from '../model/lane.ts'
import type { Notification } from '../model/notification.ts'

/** What a lane is decided from. */
export type LaneFacts = {
  /** How each robot that was asked for is, in that order. */
  readonly robots: readonly LaneState[]
  /** Due notifications, most severe first, then oldest first; at most `laneWindowMax`. */
  readonly due: readonly Notification[]
  /** Recoveries among them of which their endpoint has heard all already, each with a message that told it. */
  readonly toldOver: ReadonlyMap<string, string>
  /** Those that say what their endpoint was told a moment before, each with the message that said so. */
  readonly saidAlready: ReadonlyMap<string, string>
}

/** A lane in which something is due. */
export type DueLane = {
  readonly lane: string
  /** Until then its robot wants nothing; 0 where it takes messages. */
  readonly blockedUntil: number
  /** The rank of the most severe that is due: the lower, the sooner. */
  readonly worst: number
}

/** Of which lane, with which robots, the facts are wanted, and for how long what is claimed is leased. */
export type ClaimOptions = {
  readonly lane: string
  readonly robots: readonly string[]
  readonly now: number
  readonly leaseMs: number
  /**
   * All that this process is sending in the lane already: its lease, and what came of it, may not be on disk yet. Where the
   * end of a claim may go unheard, as with a database that is elsewhere, what else it has leased there is due again.
   */
  readonly except?: ReadonlySet<string>
}
