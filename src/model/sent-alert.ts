import type { Event, Labels } from './event.ts'

/**
 * An alert as its sender says that it is, for senders that say again and again how things are: the last word counts,
 * whatever its times say, and can be read back as it was sent.
 */
export type SentAlert = {
  readonly labels: Labels
  readonly annotations: Labels
  /** UTC milliseconds. Absent: the end where there is one, else when it reached us. */
  readonly startsAt?: number
  /** When it is over unless it is sent again. */
  readonly endsAt?: number
  /** Where no end was said: it is over when nothing was heard of it for so long. */
  readonly timeOutMs?: number
  /** The page of what made it, as it was sent. */
  readonly generatorUrl?: string
}

/** What is known of such an alert after all that was sent. */
export type KnownSent = Omit<SentAlert, 'timeOutMs'> & {
  readonly startsAt: number
  /** The end was not said: it comes of a time-out. */
  readonly isTimeOut?: true
  /** When it was sent last. */
  readonly updatedAt: number
  /** The configuration that its last event met. */
  readonly revision: string
}

/** What an event says of the alert, where it is of such a sender; as if nothing had been known. */
export function sentBy(event: SentEvent, revision: string): KnownSent | undefined {
  const { sent, receivedAt } = event
  if (sent === undefined) return undefined
  const { timeOutMs, ...said } = sent
  const isTimeOut = said.endsAt === undefined && timeOutMs !== undefined
  const endsAt = said.endsAt ?? (isTimeOut ? receivedAt + timeOutMs : undefined)
  return {
    ...said,
    startsAt: said.startsAt ?? said.endsAt ?? receivedAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(isTimeOut ? { isTimeOut } : {}),
    updatedAt: receivedAt,
    revision,
  }
}

/** Whether it waited in a spool while its sender said something newer of the alert to another hub. */
export function isOvertaken(event: SpooledEvent, known: KnownSent | undefined): boolean {
  const { spooled, sent, receivedAt } = event
  return (
    spooled === true && sent !== undefined && known !== undefined && receivedAt < known.updatedAt
  )
}

type SpooledEvent = Pick<Event, 'sent' | 'receivedAt' | 'spooled'>

type SentEvent = Pick<Event, 'sent' | 'receivedAt'>

/**
 * What is known after `now` was said, as in Alertmanager: where the times overlap, the earliest start counts, and of two
 * ends that are still to come the later one, unless it was only a time-out; where they do not, `now` is another episode.
 */
export function mergeSent(before: KnownSent | undefined, now: KnownSent): KnownSent {
  if (before?.endsAt === undefined || now.endsAt === undefined) return now
  if (!overlaps(now, before)) return now
  const startsAt = Math.min(before.startsAt, now.startsAt)
  const isOver = now.endsAt <= now.updatedAt
  const wasOver = before.endsAt <= now.updatedAt
  const isLater = before.endsAt > now.endsAt
  const keepsEnd = isOver ? wasOver && isLater : isLater && before.isTimeOut !== true
  return { ...now, startsAt, ...(keepsEnd ? { endsAt: before.endsAt } : {}) }
}

function overlaps(now: KnownSent, before: KnownSent): boolean {
  const { startsAt, endsAt = Infinity } = now
  const end = before.endsAt ?? Infinity
  const endsWithin = endsAt > before.startsAt && endsAt < end
  return endsWithin || (startsAt > before.startsAt && startsAt < end)
}

/** Whether an end belongs to an episode that was over before the open one began. */
export function isOfEarlierEpisode(event: SentEvent, open: KnownSent | undefined): boolean {
  const endsAt = event.sent?.endsAt
  return endsAt !== undefined && open !== undefined && endsAt < open.startsAt
}
