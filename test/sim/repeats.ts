import type { HoldReason } from '../../src/model/outcome.ts'
import type { Flush } from '../../src/model/settlement.ts'
import { itemKey } from './witness.ts'
import type { World } from './world.ts'

/** What was decided under one configuration may be written under the next. */
const OVERLAP_MS = 2_000

const short = (id: string): string => id.slice(-4)

/** When groups tell again what goes on, beside what they say of it themselves. All times are the hub's. */
export class RepeatWatch {
  /** What was told again too early. */
  readonly early: string[] = []
  /** When each alert was told last by its group, by itemKey; also to nobody, where nobody wants its severity. */
  readonly #toldAt = new Map<string, number>()
  /** When each group has told again what goes on. */
  readonly #repeatedAt = new Map<string, number>()
  #count = 0

  /** How often something was told again. */
  get count(): number {
    return this.#count
  }

  /** A group's look is on disk. */
  note(groupId: string, flush: Flush, world: World): void {
    this.#noteRepeat(groupId, flush, world)
    for (const { createdAt, entries } of flush.notifications)
      for (const { subjectId } of entries) this.#toldAt.set(itemKey(groupId, subjectId), createdAt)
    for (const { at, subjectId, reason } of flush.holds)
      if (UNHEARD.has(reason)) this.#toldAt.set(itemKey(groupId, subjectId), at)
  }

  #noteRepeat(groupId: string, { notifications, holds }: Flush, world: World): void {
    const repeats = notifications.filter(({ kind }) => kind === 'repeat')
    const [first] = repeats
    if (!first) return
    this.#count += 1
    const { createdAt, policy } = first
    const intervalMs = Math.min(...intervalsOf(world, policy, world.now - OVERLAP_MS))
    const named = repeats.flatMap(({ entries }) => entries)
    const unheard = holds.filter(({ reason }) => UNHEARD.has(reason))
    const told = [...named, ...unheard].map(
      ({ subjectId }) => this.#toldAt.get(itemKey(groupId, subjectId)) ?? -Infinity,
    )
    const lastAt = Math.max(Math.min(...told), this.#repeatedAt.get(groupId) ?? -Infinity)
    this.#repeatedAt.set(groupId, createdAt)
    if (createdAt - lastAt >= intervalMs) return
    this.early.push(`the group ${short(groupId)} repeats after ${createdAt - lastAt} ms`)
  }
}

/** Told as far as its group knows, and nobody heard it. */
const UNHEARD: ReadonlySet<HoldReason> = new Set(['severity-filter', 'nobody-reachable'])

/** The intervals of the policy in every configuration that has held since then; true time. */
function intervalsOf({ settings }: World, policy: string, since: number): readonly number[] {
  const from = settings.findLastIndex(({ at }) => at <= since)
  return settings
    .slice(Math.max(0, from))
    .flatMap(({ directory }) => directory.policies.get(policy)?.group.repeatMs ?? [])
}
