// In: alerts and notices that are to be told, and what keeps silent now: silences, maintenance, inhibitions. Out: what of
// them is not to be told, why, and until when. And: a policy and the named times. Out: until when it tells nothing at all.
// Must hold: what is muted is never lost: it says why, and is told when the mute is over if it still fires.
import type { Mute } from '../../model/silence.ts'
import { decideMutes, type MuteEntry, type MuteFacts } from './decide.ts'
import { batchFacts, dueFacts, type FactsOf } from './facts.ts'
import { InhibitionKeeper } from './keeper.ts'
import { Muting } from './muting.ts'
import { QuietTimes } from './quiet-times.ts'
import { Silences } from './silences.ts'
import { type Suppression, slotsOfAlerts, suppressionsOf } from './suppressions.ts'

export {
  batchFacts,
  dueFacts,
  type FactsOf,
  InhibitionKeeper,
  Muting,
  QuietTimes,
  Silences,
  type Suppression,
  slotsOfAlerts,
  suppressionsOf,
}

/** Which of the alerts and notices are muted at `now`, why, and until when, by subject. */
export function muted(
  entries: readonly MuteEntry[],
  facts: MuteFacts,
  now: number,
): ReadonlyMap<string, Mute> {
  const isAnything = facts.silences.length + facts.inhibitions.rules.length > 0
  return isAnything ? decideMutes(entries, facts, now) : NOTHING
}

const NOTHING: ReadonlyMap<string, Mute> = new Map()
