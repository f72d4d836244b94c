import { MUTE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Labels } from '../../model/event.ts'
import {
  type Inhibitions,
  type Inhibitor,
  inhibiting,
  inhibitorsOf,
  targetSlots,
} from '../../model/inhibition.ts'
import { firstMismatch } from '../../model/matcher.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { InhibitorChange } from '../../model/settlement.ts'
import { type CompiledSilence, type Mute, subjectLabels } from '../../model/silence.ts'

/** What of an alert or notice decides whether it is muted. */
export type MuteEntry = Pick<NotificationEntry, 'subjectId' | 'dedupKey' | 'labels'>

/** A silence or window of maintenance that holds now, and until when. */
export type HoldingSilence = { readonly compiled: CompiledSilence; readonly until: number }

export type MuteFacts = {
  readonly silences: readonly HoldingSilence[]
  readonly inhibitions: Inhibitions
  /** The open sources of the slots that the entries are in. */
  readonly inhibitors: ReadonlyMap<string, readonly Inhibitor[]>
}

/**
 * What of `entries` is not to be told now. An inhibition comes before silences, as in Alertmanager; where several silences
 * match, the one that ends last counts.
 */
export function decideMutes(
  entries: readonly MuteEntry[],
  facts: MuteFacts,
  now: number,
): ReadonlyMap<string, Mute> {
  const mutes = new Map<string, Mute>()
  for (const entry of entries) {
    const labels = labelsOf(entry)
    const mute = inhibitedBy(labels, facts, now) ?? silencedBy(labels, facts)
    if (mute) mutes.set(entry.subjectId, mute)
  }
  return mutes
}

/** The slots of `entries`: whose sources have to be known before it can be decided. */
export function slotsOf(
  entries: readonly MuteEntry[],
  inhibitions: Inhibitions,
): readonly string[] {
  const slots = entries.flatMap((entry) => targetSlots(inhibitions, labelsOf(entry)))
  return [...new Set(slots.map(({ slot }) => slot))]
}

/** As what the alerts count from now on: an open one is a source of every rule whose source side it matches. */
export function decideInhibitors(
  alerts: readonly Alert[],
  inhibitions: Inhibitions,
  now: number,
): InhibitorChange {
  const open = alerts.filter(({ state }) => state !== 'resolved')
  return {
    alertIds: alerts.map(({ id }) => id),
    inhibitors: open.flatMap((alert) =>
      inhibitorsOf(inhibitions, { id: alert.id, labels: subjectLabels(alert) }),
    ),
    at: now,
  }
}

function inhibitedBy(labels: Labels, facts: MuteFacts, now: number): Mute | undefined {
  for (const target of targetSlots(facts.inhibitions, labels)) {
    const source = inhibiting(target, facts.inhibitors.get(target.slot) ?? [])
    if (source)
      return {
        reason: 'inhibited',
        until: now + MUTE_LIMITS.inhibitedLookMs,
        by: target.slot,
        shown: { by: target.rule.name, alertId: source.alertId },
      }
  }
  return undefined
}

function silencedBy(labels: Labels, { silences }: MuteFacts): Mute | undefined {
  let longest: HoldingSilence | undefined
  for (const holding of silences) {
    const isLonger = longest === undefined || holding.until > longest.until
    const { matchers } = holding.compiled
    if (isLonger && firstMismatch(matchers, labels) === undefined) longest = holding
  }
  if (longest === undefined) return undefined
  const { until, compiled } = longest
  const { id, kind } = compiled.silence
  const reason = kind === 'maintenance' ? 'maintenance' : 'silenced'
  return { reason, until, by: id, shown: { by: compiled.name ?? id, until } }
}

function labelsOf({ labels, dedupKey }: MuteEntry): Labels {
  return subjectLabels({ source: labels['source'] ?? '', dedupKey, labels })
}
