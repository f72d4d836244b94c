import type { AlertGroup, GroupItem } from '../../src/model/alert-group.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { HoldReason } from '../../src/model/outcome.ts'
import type { Flush } from '../../src/model/settlement.ts'
import { isQuiet, mutedNow } from './mutes.ts'
import { itemsIn } from './rows.ts'
import { itemKey } from './witness.ts'
import type { World } from './world.ts'

/** How late something may be in a world in which all is well: a tick, and the disk. */
const LATE_MS = 2_000
/** What was decided under one configuration may be written under the next. */
const OVERLAP_MS = 2_000

const short = (id: string): string => id.slice(-4)

/** A group that is late: when that was seen first, by the hub's time, and how often it had been looked at by then. */
type Late = { readonly since: number; readonly looks: number }

/** When groups tell again what goes on, beside what they say of it themselves. All times are the hub's. */
export class RepeatWatch {
  /** What was told again too early. */
  readonly early: string[] = []
  /** What counts as told again, and nobody heard. */
  readonly silent: string[] = []
  /** When each alert was told last by its group, by itemKey; also to nobody, where nobody wants its severity. */
  readonly #toldAt = new Map<string, number>()
  /** When each alert was told last under its policy, by whatever: also by a run of an escalation policy. */
  readonly #saidAt = new Map<string, number>()
  /** When each group has told again what goes on. */
  readonly #repeatedAt = new Map<string, number>()
  /** How often each group was looked at, and when last; true time. */
  readonly #looks = new Map<string, { readonly count: number; readonly at: number }>()
  #late: ReadonlyMap<string, Late> = new Map()
  #count = 0

  /** How often something was told again. */
  get count(): number {
    return this.#count
  }

  /** A group's look is on disk. */
  note(groupId: string, flush: Flush, world: World): void {
    this.#looks.set(groupId, { count: this.#looksAt(groupId) + 1, at: world.now })
    const repeats = flush.notifications.filter(({ kind }) => kind === 'repeat')
    if (repeats.length > 0) this.#noteRepeat(groupId, { ...flush, notifications: repeats }, world)
    else if (flush.group?.lastRepeatAt !== undefined) this.#noteSilent(flush.group, flush, world)
    for (const { createdAt, entries } of flush.notifications)
      for (const { subjectId } of entries) this.#toldAt.set(itemKey(groupId, subjectId), createdAt)
    for (const { at, subjectId, reason } of flush.holds)
      if (UNHEARD.has(reason)) this.#toldAt.set(itemKey(groupId, subjectId), at)
  }

  /** Messages that are owed from now on. */
  noteOwed(owed: readonly Notification[]): void {
    for (const { createdAt, entries, policy } of owed)
      for (const { subjectId } of entries) this.#saidAt.set(itemKey(policy, subjectId), createdAt)
  }

  #noteRepeat(groupId: string, { notifications, holds }: Flush, world: World): void {
    const [first] = notifications
    if (!first) return
    this.#count += 1
    const { createdAt, policy } = first
    const intervalMs = Math.min(...intervalsOf(world, policy, world.now - OVERLAP_MS))
    const named = notifications.flatMap(({ entries }) => entries)
    const unheard = holds.filter(({ reason }) => UNHEARD.has(reason))
    const told = [...named, ...unheard].map(
      ({ subjectId }) => this.#toldAt.get(itemKey(groupId, subjectId)) ?? -Infinity,
    )
    const lastAt = Math.max(Math.min(...told), this.#repeatedAt.get(groupId) ?? -Infinity)
    this.#repeatedAt.set(groupId, createdAt)
    if (createdAt - lastAt >= intervalMs) return
    this.early.push(`the group ${short(groupId)} repeats after ${createdAt - lastAt} ms`)
  }

  /** The group counts it as told again: then a run tells it instead, or a hold says why nobody heard. */
  #noteSilent(group: AlertGroup, { holds }: Flush, world: World): void {
    const { id, policy, lastRepeatAt = 0 } = group
    if (lastRepeatAt === this.#repeatedAt.get(id)) return
    this.#repeatedAt.set(id, lastRepeatAt)
    const held = new Set(holds.map(({ subjectId }) => subjectId))
    const runs = new Set(
      world
        .look('select alert_id from escalations where policy = ?', policy)
        .map(({ alert_id }) => String(alert_id)),
    )
    const unsaid = itemsIn(world)
      .filter(({ item }) => item.groupId === id && goesOn(item, world.hubNow))
      .map(({ item }) => item.entry)
      .filter(({ subjectId }) => !held.has(subjectId) && !runs.has(subjectId))
    const muted = mutedNow(world, unsaid)
    for (const { subjectId } of unsaid)
      if (!muted.has(subjectId))
        this.silent.push(`that ${short(subjectId)} goes on is told to nobody by ${short(id)}`)
  }

  /** Groups that should have told again what goes on, at this look and at an earlier one, and were not looked at in between. */
  late(world: World): readonly string[] {
    const { hubNow } = world
    if (!world.isWell) {
      this.#late = new Map()
      return []
    }
    const due = this.#due(world)
    this.#late = new Map(
      [...due].map((id) => {
        const looks = this.#looksAt(id)
        const known = this.#late.get(id)
        return [id, known?.looks === looks ? known : { since: hubNow, looks }]
      }),
    )
    return [...this.#late]
      .filter(([, { since }]) => hubNow - since > LATE_MS)
      .map(([id]) => `the group ${short(id)} should have told again what goes on`)
  }

  #looksAt(groupId: string): number {
    return this.#looks.get(groupId)?.count ?? 0
  }

  /** Groups with something that goes on, was told, is held by nothing, and was told last an interval ago. */
  #due(world: World): ReadonlySet<string> {
    const { hubNow, directory } = world
    const groups = Map.groupBy(itemsIn(world), ({ group }) => group.id)
    const due = [...groups.values()].flatMap((members) => {
      const [first] = members
      if (!first || members.some(({ item }) => item.pending)) return []
      const { group } = first
      const policy = directory.policies.get(group.policy)
      if (!policy || isQuiet(world, policy)) return []
      // A group goes by the interval that held when it was looked at.
      const { lastRepeatAt = 0 } = group
      const lookedAt = this.#looks.get(group.id)?.at ?? 0
      const intervalMs = Math.max(...intervalsOf(world, group.policy, lookedAt - OVERLAP_MS))
      return members
        .map(({ item }) => item)
        .filter((item) => goesOn(item, hubNow))
        .filter(({ told, entry }) => {
          const saidAt = this.#saidAt.get(itemKey(group.policy, entry.subjectId)) ?? 0
          return Math.max(told?.at ?? hubNow, lastRepeatAt, saidAt) + intervalMs < hubNow
        })
    })
    const muted = mutedNow(
      world,
      due.map(({ entry }) => entry),
    )
    return new Set(
      due.flatMap(({ groupId, entry }) => (muted.has(entry.subjectId) ? [] : [groupId])),
    )
  }
}

/** Told as far as its group knows, and nobody heard it. */
const UNHEARD: ReadonlySet<HoldReason> = new Set(['severity-filter', 'nobody-reachable'])

/** It fires, was told, does not flap, and nothing holds it back. */
function goesOn({ entry, told, mutedUntil }: GroupItem, now: number): boolean {
  const isCalm = (entry.flappingUntil ?? 0) <= now
  return isCalm && entry.state === 'firing' && told !== undefined && mutedUntil === undefined
}

/** The intervals of the policy in every configuration that has held since then; true time. */
function intervalsOf({ settings }: World, policy: string, since: number): readonly number[] {
  const from = settings.findLastIndex(({ at }) => at <= since)
  return settings
    .slice(Math.max(0, from))
    .flatMap(({ directory }) => directory.policies.get(policy)?.group.repeatMs ?? [])
}
