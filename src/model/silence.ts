import type { Labels } from './event.ts'
import { firstMismatch, type Matcher, parseMatcher } from './matcher.ts'
import type { HoldReason } from './outcome.ts'

/**
 * As in Alertmanager: alerts that every matcher matches are not told from `startsAt` until `endsAt`.
 * Beside the labels, `source` and `dedupKey` of the alert can be matched.
 */
export type Silence = {
  readonly id: string
  /** As the operator wrote them. */
  readonly matchers: readonly string[]
  readonly startsAt: number
  readonly endsAt: number
  readonly createdBy: string
  readonly comment: string
}

export type SilenceState = 'pending' | 'active' | 'expired'

/** Whether it is still to come, holds now, or is over. */
export function silenceState({ startsAt, endsAt }: Silence, now: number): SilenceState {
  if (endsAt <= now) return 'expired'
  return startsAt > now ? 'pending' : 'active'
}

/** Why something is not told now, and until when; what keeps several alerts silent has the same `by`. */
export type Mute = { readonly reason: HoldReason; readonly until: number; readonly by: string }

/** A silence that is ready to be asked. */
export type CompiledSilence = { readonly silence: Silence; readonly matchers: readonly Matcher[] }

/** Reads the matchers. Throws TOCSIN_MATCHER_INVALID. */
export function compileSilence(silence: Silence): CompiledSilence {
  return { silence, matchers: silence.matchers.map(parseMatcher) }
}

/** What of an alert a silence looks at; the hub's own names win over a sender's. */
export type SilenceSubject = {
  readonly source: string
  readonly dedupKey?: string
  readonly labels: Labels
}

/** Whether all matchers match. A missing label is the empty string. */
export function isSilencedBy(
  { matchers }: Pick<CompiledSilence, 'matchers'>,
  subject: SilenceSubject,
): boolean {
  const labels = { ...subject.labels, source: subject.source, dedupKey: subject.dedupKey ?? '' }
  return firstMismatch(matchers, labels) === undefined
}

/** When the last of the silences that hold for it now is over; undefined where none does. */
export function silencedUntil(
  subject: SilenceSubject,
  silences: readonly CompiledSilence[],
  now: number,
): number | undefined {
  const ends = silences
    .filter(({ silence }) => silence.startsAt <= now && silence.endsAt > now)
    .filter((compiled) => isSilencedBy(compiled, subject))
    .map(({ silence }) => silence.endsAt)
  return ends.length > 0 ? Math.max(...ends) : undefined
}

/** Matchers that mute exactly this alert, and a later one under the same key. */
export function exactMatchers(alert: { source: string; dedupKey: string }): readonly string[] {
  return [`source=${quoted(alert.source)}`, `dedupKey=${quoted(alert.dedupKey)}`]
}

function quoted(value: string): string {
  return JSON.stringify(value)
}
