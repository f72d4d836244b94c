import { MUTE_LIMITS } from '../base/limits.ts'
import type { Labels } from './event.ts'
import { firstMismatch, type Matcher, parseMatcher } from './matcher.ts'
import type { HoldDetail, HoldReason } from './outcome.ts'
import { holdsUntil, isWithin, type TimeInterval } from './time-interval.ts'
import { parseTimes, type WrittenTimes } from './time-interval-text.ts'

/**
 * As in Alertmanager: alerts that every matcher matches are not told from `startsAt` until `endsAt`.
 * Beside the labels, `source` and `dedupKey` of the alert can be matched.
 */
export type Silence = {
  readonly id: string
  /** `maintenance`: somebody works on it, and what happens meanwhile was to be expected. */
  readonly kind?: 'maintenance'
  /** As the operator wrote them. */
  readonly matchers: readonly string[]
  readonly startsAt: number
  readonly endsAt: number
  /** Between start and end it holds only within any of these times; absent: always. */
  readonly recurs?: readonly WrittenTimes[]
  readonly createdBy: string
  readonly comment: string
}

export type SilenceState = 'pending' | 'active' | 'expired'

/** Whether it is still to come, goes on now, or is over. One that recurs is active between its times, too. */
export function silenceState(
  { startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>,
  now: number,
): SilenceState {
  if (endsAt <= now) return 'expired'
  return startsAt > now ? 'pending' : 'active'
}

/** Why something is not told now; what keeps several alerts silent has the same `by`. */
export type Mute = {
  readonly reason: HoldReason
  /** When to look again: at the latest then, or as soon as what is named in `by` ends. */
  readonly until: number
  readonly by: string
  /** What people are told of it; by default only until when. */
  readonly shown?: HoldDetail
}

/** A silence, or a window of maintenance, that is ready to be asked. */
export type CompiledSilence = {
  readonly silence: Pick<Silence, 'id' | 'kind' | 'startsAt' | 'endsAt'>
  readonly matchers: readonly Matcher[]
  readonly recurs: readonly TimeInterval[]
  /** Its name for people, where that is not the id. */
  readonly name?: string
}

/** Reads the matchers and times. Throws TOCSIN_MATCHER_INVALID and TimeIntervalError. */
export function compileSilence(silence: Silence): CompiledSilence & { readonly silence: Silence } {
  return {
    silence,
    matchers: silence.matchers.map(parseMatcher),
    recurs: (silence.recurs ?? []).map(parseTimes),
  }
}

/** What of an alert a silence looks at; the hub's own names win over a sender's. */
export type SilenceSubject = {
  readonly source: string
  readonly dedupKey?: string
  readonly labels: Labels
}

/** The labels under which silences and inhibitions see an alert. */
export function subjectLabels({ labels, source, dedupKey = '' }: SilenceSubject): Labels {
  return { ...labels, source, dedupKey }
}

/** Whether all matchers match. A missing label is the empty string. */
export function isSilencedBy(
  { matchers }: Pick<CompiledSilence, 'matchers'>,
  subject: SilenceSubject,
): boolean {
  return firstMismatch(matchers, subjectLabels(subject)) === undefined
}

/**
 * Until when it holds without a break, where it holds now. Where that is far away for one that recurs, a nearer time is
 * given, at which to look again.
 */
export function heldUntil(
  { silence, recurs }: Pick<CompiledSilence, 'silence' | 'recurs'>,
  now: number,
): number | undefined {
  if (silenceState(silence, now) !== 'active') return undefined
  if (recurs.length === 0) return silence.endsAt
  if (!isWithin(recurs, now)) return undefined
  const until = holdsUntil((minute) => isWithin(recurs, minute), {
    at: now,
    lookMs: MUTE_LIMITS.lookMs,
  })
  return Math.min(silence.endsAt, until)
}

/** When the last of the silences that hold for it now is over; undefined where none does. */
export function silencedUntil(
  subject: SilenceSubject,
  silences: readonly CompiledSilence[],
  now: number,
): number | undefined {
  const ends = silences
    .filter((compiled) => isSilencedBy(compiled, subject))
    .flatMap((compiled) => heldUntil(compiled, now) ?? [])
  return ends.length > 0 ? Math.max(...ends) : undefined
}

/** What becomes of a silence that is changed: it goes on under its id, or ends and another one takes its place. */
export type EditedSilence =
  | { readonly kind: 'goes-on'; readonly silence: Silence }
  | { readonly kind: 'replaced'; readonly silence: Silence }

/**
 * As in Alertmanager: one whose matchers stay goes on under its id, unless it is over, had begun at another time, or
 * would be over at once. All else is a new silence, which begins now at the earliest.
 */
export function editSilence(
  before: Silence,
  wanted: Silence,
  { now, newId }: { readonly now: number; readonly newId: () => string },
): EditedSilence {
  if (goesOn(before, wanted, now)) return { kind: 'goes-on', silence: { ...wanted, id: before.id } }
  const startsAt = Math.max(now, wanted.startsAt)
  return { kind: 'replaced', silence: { ...wanted, id: newId(), startsAt } }
}

function goesOn(before: Silence, wanted: Silence, now: number): boolean {
  const isSame =
    before.kind === wanted.kind &&
    JSON.stringify(before.matchers) === JSON.stringify(wanted.matchers)
  if (!isSame) return false
  switch (silenceState(before, now)) {
    case 'active':
      return wanted.startsAt === before.startsAt && wanted.endsAt >= now
    case 'pending':
      return wanted.startsAt >= now
    case 'expired':
      return false
  }
}

/** Matchers that mute exactly this alert, and a later one under the same key. */
export function exactMatchers(alert: { source: string; dedupKey: string }): readonly string[] {
  return [`source=${quoted(alert.source)}`, `dedupKey=${quoted(alert.dedupKey)}`]
}

function quoted(value: string): string {
  return JSON.stringify(value)
}
