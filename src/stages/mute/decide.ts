import type { NotificationEntry } from '../../model/notification.ts'
import { type CompiledSilence, isSilencedBy, type Mute } from '../../model/silence.ts'

/** What is looked at of an alert or notice. */
export type MutedEntry = Pick<NotificationEntry, 'subjectId' | 'dedupKey' | 'labels'>

/** What of `entries` is not to be told now. Where several silences match, the one that ends last counts. */
export function decideMutes(
  entries: readonly MutedEntry[],
  silences: readonly CompiledSilence[],
  now: number,
): ReadonlyMap<string, Mute> {
  const mutes = new Map<string, Mute>()
  const active = silences.filter(({ silence }) => silence.startsAt <= now && silence.endsAt > now)
  if (active.length === 0) return mutes
  for (const { subjectId, dedupKey, labels } of entries) {
    const subject = { source: labels['source'] ?? '', dedupKey, labels }
    for (const compiled of active) {
      const { endsAt, id } = compiled.silence
      const isLonger = endsAt > (mutes.get(subjectId)?.until ?? 0)
      if (isLonger && isSilencedBy(compiled, subject))
        mutes.set(subjectId, { reason: 'silenced', until: endsAt, by: id })
    }
  }
  return mutes
}
