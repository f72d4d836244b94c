// In: what is known of a monitor or a source, and the time. Out: how it goes on, and the events that the hub notes about it.
// Must hold: each silence is noted once, through restarts; nobody is accused of what the hub may have missed itself.
import type { IdSource } from '../../base/id.ts'
import { WATCH_LIMITS } from '../../base/limits.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import type {
  Heartbeat,
  HeartbeatRules,
  Outage,
  QuietRule,
  WatchedSource,
} from '../../model/watch.ts'
import {
  allowedSilence,
  decideHeartbeat,
  decideQuiet,
  lateFrom,
  type QuietDecision,
} from './decide.ts'
import { heartbeatEvent, quietEvent } from './words.ts'

export { allowedSilence, lateFrom }

type Context = {
  readonly now: number
  readonly newId: IdSource
  readonly outage?: Outage | undefined
  /** Until then what seems to be missing may only wait in a spool. */
  readonly heldUntil?: number | undefined
}

/** How a monitor goes on; it is forgotten where `heartbeat` is absent. */
export type HeartbeatTurn = {
  readonly heartbeat?: Heartbeat
  readonly nextAt?: number
  readonly events: readonly Event[]
}

/** Looks at a monitor whose time has come, or that said something. */
export function lookAtHeartbeat(
  heartbeat: Heartbeat,
  rules: HeartbeatRules | undefined,
  context: Context,
): HeartbeatTurn {
  const { now, newId, ...held } = context
  const decision = decideHeartbeat({ heartbeat, rules, ...held }, now)
  const events = decision.news.map((news) =>
    heartbeatEvent({ news, heartbeat, rules, now, id: newId() }),
  )
  return { heartbeat: decision.heartbeat, nextAt: decision.nextAt, events }
}

export type QuietTurn = Pick<QuietDecision, 'watched' | 'nextAt'> & {
  readonly events: readonly Event[]
}

/** Looks whether a source still speaks. */
export function lookAtSource(
  watched: WatchedSource,
  rule: QuietRule | undefined,
  context: Context,
): QuietTurn {
  const { now, newId, ...held } = context
  const decision = decideQuiet({ watched, rule, ...held }, now)
  const { news, allowedMs = 0 } = decision
  const events = news ? [quietEvent({ news, watched, allowedMs, now, id: newId() })] : []
  return { watched: decision.watched, nextAt: decision.nextAt, events }
}

/** Remembers for which configuration everything was looked at, and when the hub was there last. */
export class Watch {
  #adopted: Configuration | undefined
  #seenAt: number | undefined
  #markedAt = 0
  #outage: Outage | undefined
  /** Sources that were looked at and are not quiet: that they speak changes nothing. */
  readonly #speaking = new Set<string>()

  /** Whether everything has to be looked at anew: another configuration, or the hub was away. `aliveAt` is of the process before. */
  async isNew(
    configuration: Configuration,
    now: number,
    aliveAt: () => Promise<number | undefined>,
  ): Promise<boolean> {
    const seenAt = this.#seenAt ?? (await aliveAt())
    const isStart = this.#seenAt === undefined
    this.#seenAt = now
    const wasAway =
      seenAt !== undefined && (isStart ? seenAt < now : now - seenAt > WATCH_LIMITS.awayMs)
    if (wasAway) this.#outage = { from: seenAt, to: now }
    return wasAway || this.#adopted !== configuration
  }

  /** Everything will be looked at. */
  adopted(configuration: Configuration): void {
    this.#adopted = configuration
  }

  /** How a source was found. */
  found(source: string, watched: WatchedSource | undefined): void {
    const isSpeaking = watched?.heardAt !== undefined && watched.quietSince === undefined
    if (isSpeaking) this.#speaking.add(source)
    else this.#speaking.delete(source)
  }

  /** Whether a word of this source is to be looked at now. */
  awaits(source: string): boolean {
    return !this.#speaking.has(source)
  }

  /** When the hub was away last, until everything has been looked at since. */
  get outage(): Outage | undefined {
    return this.#outage
  }

  /** Nothing waits to be looked at. Whether it is time to note that the hub is there. */
  rested(now: number): boolean {
    this.#outage = undefined
    const isTime = now - this.#markedAt >= WATCH_LIMITS.aliveMs || now < this.#markedAt
    if (isTime) this.#markedAt = now
    return isTime
  }
}
