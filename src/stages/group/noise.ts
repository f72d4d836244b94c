import { GROUP_LIMITS } from '../../base/limits.ts'
import type { AlertGroup, GroupItem, NoiseCount } from '../../model/alert-group.ts'
import type { NoiseRules, Policy } from '../../model/configuration.ts'
import type { EventField } from '../../model/event.ts'
import { howLong } from '../../model/how-long.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Mute } from '../../model/silence.ts'
import { isStormy, stormHold } from '../../model/storm.ts'

/** What a policy's own rules hold back in a group, beside silences. */
export type OwnMutes = {
  readonly of: (item: GroupItem) => Mute | undefined
  /** What was held for too few events, and is told now that there are enough. */
  readonly released: readonly GroupItem[]
}

/** What flapping, `hold`, a storm and noise rules hold back of the group at `now`. */
export function ownMutes(due: DueGroup, policy: Policy, now: number): OwnMutes {
  const storm = stormMute(due, policy, now)
  const noise = policy.noise && noiseMute(due.group, policy.noise, now)
  const isOpen = policy.noise !== undefined && noise === undefined
  const known = new Set(due.pending.map(({ entry }) => entry.subjectId))
  return {
    of: (item) =>
      flappingMute(item, now) ??
      holdMute(item, policy, now) ??
      (isOfStorm(item) ? storm : undefined) ??
      (mayBeNoise(item, noise) ? noise : undefined),
    released: isOpen
      ? due.firing.filter(
          ({ entry, mutedBy }) => mutedBy === TOO_FEW && !known.has(entry.subjectId),
        )
      : [],
  }
}

/** Whether it is held as flapping until then, told or not. */
export function flapsUntil({ entry }: GroupItem, now: number): number | undefined {
  const { flappingUntil } = entry
  return flappingUntil !== undefined && flappingUntil > now ? flappingUntil : undefined
}

/** Told once as flapping, it is held until it is calm: but not what a person did, nor that it became critical. */
function flappingMute(item: GroupItem, now: number): Mute | undefined {
  const { entry, told } = item
  const until = flapsUntil(item, now)
  if (until === undefined || told?.flappingUntil !== until) return undefined
  if (entry.state === 'acknowledged' || entry.resolvedBy !== undefined || isRaised(item))
    return undefined
  return { reason: 'flapping', until, by: FLAPPING }
}

function holdMute(item: GroupItem, { holdMs }: Policy, now: number): Mute | undefined {
  if (holdMs === undefined || item.enteredAt === undefined || !isUntoldAlert(item)) return undefined
  const until = item.enteredAt + holdMs
  return until > now ? { reason: 'hold', until, by: HOLD } : undefined
}

function stormMute({ storm }: DueGroup, policy: Policy, now: number): Mute | undefined {
  if (!storm || !policy.storm || !isStormy(storm, policy.storm, now)) return undefined
  return { reason: 'storm', until: now + GROUP_LIMITS.heldMs, by: stormHold(policy.id) }
}

function noiseMute({ noise }: AlertGroup, rules: NoiseRules, now: number): Mute | undefined {
  const { mutedUntil = 0 } = noise ?? {}
  if (mutedUntil > now) return { reason: 'noise-muted', until: mutedUntil, by: NOISE }
  return recent(noise, rules, now).length < rules.count
    ? { reason: 'below-threshold', until: now + GROUP_LIMITS.heldMs, by: TOO_FEW }
    : undefined
}

/** What had to wait for the end of the mute is told then, however few events there are by now. */
function mayBeNoise(item: GroupItem, mute: Mute | undefined): boolean {
  const { state } = item.entry
  const hasWaited = mute?.by === TOO_FEW && item.mutedBy === NOISE
  return (state === 'firing' || state === 'notice') && !hasWaited && !isRaised(item)
}

/** It has become critical, and nobody was told so. */
function isRaised({ entry, told, raised }: GroupItem): boolean {
  if (entry.state !== 'firing' || entry.severity !== 'critical') return false
  if (told === undefined) return raised === true
  return told.severity !== 'critical' && told.heard?.includes('critical') !== true
}

/** Critical is not noise; and the first word of another source is about something else. */
function isOfStorm(item: GroupItem): boolean {
  return (
    isUntoldAlert(item) && item.entry.severity !== 'critical' && item.firstOfSource === undefined
  )
}

function isUntoldAlert({ entry, told }: GroupItem): boolean {
  return told === undefined && (entry.state === 'firing' || entry.state === 'acknowledged')
}

/** The group after one more event that fires, or a notice: counted unless its policy is muted. */
export function withEvent(
  group: AlertGroup,
  rules: NoiseRules | undefined,
  now: number,
): AlertGroup {
  if (!rules || (group.noise?.mutedUntil ?? 0) > now) return group
  const events = [...recent(group.noise, rules, now), now].slice(-rules.count)
  return { ...group, noise: { ...group.noise, events } }
}

/** The count after a look: begun anew, and muted, where something was told. */
export function noiseAfter(
  { noise }: AlertGroup,
  rules: NoiseRules | undefined,
  { now, told }: { readonly now: number; readonly told: boolean },
): NoiseCount | undefined {
  if (!rules) return undefined
  if (told) return { events: [], mutedUntil: now + rules.muteMs }
  const events = recent(noise, rules, now)
  const mutedUntil = noise?.mutedUntil
  if (mutedUntil !== undefined && mutedUntil > now) return { events, mutedUntil }
  return events.length > 0 ? { events } : undefined
}

/** Until when the count matters. */
export function noiseEndsAt(noise: NoiseCount | undefined, rules: NoiseRules | undefined): number {
  const last = noise?.events.at(-1)
  const countsUntil = last === undefined || !rules ? 0 : last + rules.withinMs
  return Math.max(countsUntil, noise?.mutedUntil ?? 0)
}

function recent(
  noise: NoiseCount | undefined,
  { withinMs }: NoiseRules,
  now: number,
): readonly number[] {
  return (noise?.events ?? []).filter((at) => at > now - withinMs)
}

/** What a message says of the events that were counted for it; nothing where it tells the first. */
export function countedFields(
  { noise }: AlertGroup,
  rules: NoiseRules | undefined,
  now: number,
): readonly EventField[] {
  const count = rules ? recent(noise, rules, now).length : 0
  if (!rules || count < 2 || count < rules.count) return []
  const value = {
    en: `${count} within ${howLong(rules.withinMs, 'en')}`,
    zh: `${howLong(rules.withinMs, 'zh')}内 ${count} 次`,
  }
  return [{ label: { en: 'Events', zh: '事件数' }, value }]
}

export const FLAPPING = 'flapping'
const HOLD = 'hold'
const NOISE = 'noise-muted'
const TOO_FEW = 'below-threshold'
