import { WATCH_LIMITS } from '../../base/limits.ts'
import type {
  Habits,
  Heartbeat,
  HeartbeatRules,
  Outage,
  QuietRule,
  WatchedSource,
} from '../../model/watch.ts'

/** What is noted about a monitor; `unwatched` ends what was open of one that nobody watches any more. */
export type HeartbeatNews = 'silent' | 'failed' | 'pinged' | 'unwatched'

export type HeartbeatFacts = {
  readonly heartbeat: Heartbeat
  /** Absent where its source is no longer configured. */
  readonly rules?: HeartbeatRules
  readonly outage?: Outage
  /** Until then what seems to be missing may only wait in a spool. */
  readonly heldUntil?: number
}

export type HeartbeatDecision = {
  /** As it goes on; absent where it is forgotten. */
  readonly heartbeat?: Heartbeat
  /** In their order. */
  readonly news: readonly HeartbeatNews[]
  /** When it is looked at again, if nothing comes; absent: not before something comes. */
  readonly nextAt?: number
}

/** What has become of a monitor: what it said first, then its silence. */
export function decideHeartbeat(facts: HeartbeatFacts, now: number): HeartbeatDecision {
  const { rules, outage, heldUntil = 0 } = facts
  if (!rules) return { news: facts.heartbeat.fired ? ['unwatched'] : [] }
  const { failedAt, failedText, recoveredAt, fired, ...plain } = facts.heartbeat
  const news: HeartbeatNews[] = []
  let open = fired
  if (failedAt !== undefined) {
    news.push('failed')
    open = { at: failedAt, because: 'failed' }
  }
  if (open && recoveredAt !== undefined) {
    news.push('pinged')
    open = undefined
  }
  const heartbeat = outage ? excused(plain, rules, outage) : plain
  if (open) return { heartbeat: { ...heartbeat, fired: open }, news }
  const lateAt = Math.max(lateFrom(heartbeat, rules), heldUntil)
  if (now < lateAt) return { heartbeat, news, nextAt: lateAt }
  return {
    heartbeat: { ...heartbeat, fired: { at: now, because: 'silent' } },
    news: [...news, 'silent'],
  }
}

type Times = Pick<Heartbeat, 'armedAt' | 'pingedAt' | 'startedAt' | 'excusedUntil'>

/** From when on its silence is too long. A job that has said that it begins has the grace to end. */
export function lateFrom(times: Times, rules: HeartbeatRules): number {
  return Math.max(dueAt(times, rules) + rules.graceMs, times.excusedUntil ?? 0)
}

function dueAt({ armedAt, pingedAt, startedAt }: Times, { intervalMs }: HeartbeatRules): number {
  const isRunning = startedAt !== undefined && startedAt > (pingedAt ?? 0)
  return isRunning ? startedAt : (pingedAt ?? armedAt) + intervalMs
}

/** A ping that may have come while the hub was down is waited for once more. */
function excused(heartbeat: Heartbeat, rules: HeartbeatRules, outage: Outage): Heartbeat {
  const earliest = dueAt(heartbeat, rules) - rules.graceMs
  const mayHaveMissed = outage.to >= earliest && outage.from <= lateFrom(heartbeat, rules)
  if (!mayHaveMissed) return heartbeat
  const until = outage.to + rules.intervalMs + rules.graceMs
  return { ...heartbeat, excusedUntil: Math.max(heartbeat.excusedUntil ?? 0, until) }
}

export type QuietNews = 'quiet' | 'speaks' | 'unwatched'

export type QuietFacts = {
  readonly watched: WatchedSource
  /** Absent where the source is no longer configured. */
  readonly rule?: QuietRule
  readonly outage?: Outage
  /** Until then what seems to be missing may only wait in a spool. */
  readonly heldUntil?: number
}

export type QuietDecision = {
  /** As it goes on; absent where it is forgotten. */
  readonly watched?: WatchedSource
  readonly news?: QuietNews
  readonly nextAt?: number
  /** How long it may be silent, for who shows it; absent where nothing says so. */
  readonly allowedMs?: number
}

/** Whether a source that used to speak has gone quiet, or speaks again. */
export function decideQuiet(facts: QuietFacts, now: number): QuietDecision {
  const { rule, heldUntil = 0 } = facts
  if (!rule) return gone(facts.watched, now)
  const watched = observed(facts.outage ? overlooked(facts.watched, facts.outage) : facts.watched)
  const { heardAt, quietSince } = watched
  const allowedMs = allowedSilence(rule, watched.habits, now)
  if (heardAt === undefined) return { watched }
  const lookAt = rule.kind === 'auto' ? now + WATCH_LIMITS.lookMs : undefined
  if (quietSince !== undefined) {
    const { quietSince: _since, ...speaking } = watched
    if (heardAt > quietSince) return { watched: speaking, news: 'speaks', nextAt: lookAt ?? now }
    if (rule.kind === 'off') return { watched: speaking, news: 'unwatched' }
    return { watched }
  }
  if (allowedMs === undefined) return { watched, nextAt: lookAt }
  const lateAt = Math.max(heardAt + allowedMs, (watched.listenFrom ?? 0) + allowedMs, heldUntil)
  if (now < lateAt) return { watched, allowedMs, nextAt: Math.min(lateAt, lookAt ?? lateAt) }
  // The last that it said was that all is well: then it may have nothing to say.
  const isWell = watched.lastKind === 'resolved' && !watched.hasOpenAlert
  if (rule.kind === 'auto' && isWell) return { watched, allowedMs, nextAt: lookAt }
  return { watched: { ...watched, quietSince: now }, news: 'quiet', allowedMs }
}

/** A source that is no longer configured is remembered for a while: it may come back. */
function gone(watched: WatchedSource, now: number): QuietDecision {
  const { quietSince, ...rest } = watched
  const forgetAt = (rest.heardAt ?? 0) + WATCH_LIMITS.forgetMs
  const news = quietSince === undefined ? {} : ({ news: 'unwatched' } as const)
  return now < forgetAt ? { watched: rest, nextAt: forgetAt, ...news } : news
}

/** How long a source may be silent; undefined where nobody can say. */
export function allowedSilence(
  rule: QuietRule,
  habits: Habits | undefined,
  now: number,
): number | undefined {
  if (rule.kind === 'off') return undefined
  if (rule.kind === 'after') return rule.ms
  if (!habits || now - habits.since < WATCH_LIMITS.observeMs) return undefined
  const week = dayOf(now) - 7
  const spoken = habits.days.filter(({ day }) => day > week)
  if (spoken.length < WATCH_LIMITS.daysMin) return undefined
  const longestMs = Math.max(...habits.days.map((day) => day.longestMs))
  const allowedMs = Math.max(WATCH_LIMITS.quietMsMin, longestMs * WATCH_LIMITS.pausesMax)
  return allowedMs > WATCH_LIMITS.quietMsMax ? undefined : allowedMs
}

/** With what it said since the last look: the pause before is at most as long as from one look's last word to this one's. */
function observed(watched: WatchedSource): WatchedSource {
  const { heardAt, habits } = watched
  if (heardAt === undefined) return watched
  if (!habits)
    return {
      ...watched,
      habits: { since: heardAt, heardAt, days: [{ day: dayOf(heardAt), longestMs: 0 }] },
    }
  if (heardAt <= habits.heardAt) return watched
  const day = dayOf(heardAt)
  const pauseMs = heardAt - habits.heardAt
  const known = habits.days.find((one) => one.day === day)
  const others = habits.days.filter(
    (one) => one.day !== day && one.day > day - WATCH_LIMITS.daysMax,
  )
  const days = [...others, { day, longestMs: Math.max(known?.longestMs ?? 0, pauseMs) }]
  return { ...watched, habits: { ...habits, heardAt, days } }
}

/** A short absence of the hub is not counted as silence; after a long one counting begins anew. */
function overlooked(watched: WatchedSource, { from, to }: Outage): WatchedSource {
  if (watched.excusedFor === to || watched.heardAt === undefined) return watched
  const silentFrom = Math.max(watched.heardAt, watched.listenFrom ?? 0)
  const isLong = to - from > WATCH_LIMITS.shortOutageMs
  const listenFrom = isLong ? to : silentFrom + Math.max(0, to - Math.max(from, silentFrom))
  return { ...watched, listenFrom, excusedFor: to }
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS)
}

const DAY_MS = 24 * 60 * 60_000
