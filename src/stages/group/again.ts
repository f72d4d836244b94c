import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Mute } from '../../model/silence.ts'
import type { TellingEntry } from '../../model/telling.ts'
import { flapsUntil } from './noise.ts'

/** What goes on in a group, and what keeps silent now, by subject. */
export type AgainFacts = {
  readonly group: AlertGroup
  /** What is not over, as it is now. */
  readonly firing: readonly GroupItem[]
  readonly policy: Policy
  readonly mutes: ReadonlyMap<string, Mute>
  /** Those that a run of an escalation policy still tells by itself. */
  readonly running: ReadonlySet<string>
  readonly now: number
}

/**
 * What is told again now: all that goes on and that nobody has taken on, once one of it is due. What keeps silent is left
 * out, and makes nothing else due, as does what only runs tell: nobody hears it.
 */
export function toldAgain(facts: AgainFacts): readonly TellingEntry[] {
  const free = freeOf(facts)
  const isDue = free.some((item) => isHeard(item, facts) && dueAgainAt(item, facts) <= facts.now)
  if (!isDue) return []
  return free.map(({ entry }) => ({ entry, audience: entry.severity, goesOn: true }))
}

/** What is due and only runs tell counts as told: the group looks at it again an interval later, in case its run is over by then. */
export function leftToRuns(facts: AgainFacts): readonly GroupItem[] {
  const { now } = facts
  return freeOf(facts).flatMap((item) =>
    item.told === undefined || isHeard(item, facts) || dueAgainAt(item, facts) > now
      ? []
      : [{ ...item, told: { ...item.told, at: now } }],
  )
}

/**
 * When something is to be told again: the one that was told longest ago, and what keeps silent not before that is over.
 * Where there is nothing, the group is looked at after as long.
 */
export function againAt(facts: AgainFacts): number {
  const times = facts.firing
    .filter(goesOn)
    .map((item) => Math.max(dueAgainAt(item, facts), heldUntil(item, facts) ?? 0))
  return times.length > 0 ? Math.min(...times) : facts.now + facts.policy.group.repeatMs
}

/** Those that know another way by what they are held, or that nothing holds them: so that its early end makes them due. */
export function heldAnew({ firing, mutes }: AgainFacts): readonly GroupItem[] {
  return firing.filter(goesOn).flatMap(({ mutedBy, mutedEventId: _, ...item }) => {
    const by = mutes.get(item.entry.subjectId)?.by
    if (by === mutedBy) return []
    return [by === undefined ? item : { ...item, mutedBy: by }]
  })
}

/** It was told, is as it was told, and nobody has taken it on. */
export function goesOn({ entry, told, pending, mutedUntil }: GroupItem): boolean {
  return entry.state === 'firing' && told !== undefined && !pending && mutedUntil === undefined
}

/** What goes on, and nothing holds. */
function freeOf(facts: AgainFacts): readonly GroupItem[] {
  return facts.firing.filter((item) => goesOn(item) && heldUntil(item, facts) === undefined)
}

/** Whether anybody hears it from the group: whom a run still tells, hears from the run. */
function isHeard({ entry }: GroupItem, { policy, running }: AgainFacts): boolean {
  return (
    !running.has(entry.subjectId) ||
    policy.notify.some(
      ({ severities }) => severities === undefined || severities.includes(entry.severity),
    )
  )
}

function heldUntil(item: GroupItem, { mutes, now }: AgainFacts): number | undefined {
  return mutes.get(item.entry.subjectId)?.until ?? flapsUntil(item, now)
}

/** When what goes on is to be told again, where nothing holds it. What is told of others does not put it off. */
export function dueAgainAt(
  { told }: GroupItem,
  { group, policy, now }: Pick<AgainFacts, 'group' | 'policy' | 'now'>,
): number {
  const lastAt = Math.max(told?.at ?? group.lastToldAt ?? now, group.lastRepeatAt ?? 0)
  return Math.min(now, lastAt) + policy.group.repeatMs
}
