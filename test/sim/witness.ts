import { createHash } from 'node:crypto'
import type { GroupItem } from '../../src/model/alert-group.ts'
import type { Escalation } from '../../src/model/escalation.ts'
import type { Operation } from '../../src/store/sqlite/operations.ts'
import type { Heard } from './platforms.ts'

/** Something that happened, with its place in the order of everything that did. */
export type Happened<T> = T & { readonly order: number; readonly at: number }

/** Lines for people, and a digest of everything that happened: two runs of one seed give the same. */
export class Trace {
  readonly lines: string[] = []
  readonly #digest = createHash('sha256')

  /** `proof` goes into the digest only: what is too long to read. */
  add(at: number, text: string, proof = ''): void {
    const line = `${isoSeconds(at)}  ${text}`
    this.lines.push(line)
    this.#digest.update(`${line}\n${proof}\n`)
  }

  /** Of everything so far. */
  digest(): string {
    return this.#digest.copy().digest('hex')
  }
}

/** `2026-03-05 02:15:01.123`. */
function isoSeconds(at: number): string {
  return new Date(at).toISOString().slice(0, -1).replace('T', ' ')
}

/** By the process with this turn. */
type Merged = {
  readonly notificationId: string
  readonly turn: number
  readonly isSameChat: boolean
}

/** What was seen from outside: what the hub promised, what it wrote, what the platforms heard. */
export class Witness {
  /** Events that a sender was told are taken, by id. */
  readonly taken: Happened<{ eventId: string }>[] = []
  readonly quarantined: Happened<{ id: string }>[] = []
  readonly answered: Happened<{ alertId: string; action: string }>[] = []
  readonly heard: Happened<{ message: Heard }>[] = []
  /** Attempts whose record is on disk. */
  readonly recorded: Happened<{ notificationId: string; state: string }>[] = []
  /** By turn and notification: of what the disk was told that this process sends it, or has sent it. */
  readonly knownSends = new Set<string>()
  /** What another message was to tell from then on, and whether that goes to the same chat. */
  readonly merged: Happened<Merged>[] = []
  /** When each notification was decided. */
  readonly owed = new Map<string, number>()
  readonly deaths: Happened<{ process: number; turn: number }>[] = []
  /** With the time that the machine's clock showed. */
  readonly starts: Happened<{ process: number; hubAt: number }>[] = []
  readonly refusedWrites: Happened<{ operation: Operation; turn: number }>[] = []
  readonly jumps: Happened<{ byMs: number }>[] = []
  readonly resent: Happened<{ notificationId: string }>[] = []
  /** Alerts that ended, and those that fire again under their id. */
  readonly turned: Happened<{ alertId: string; result: 'resolved' | 'reopened' }>[] = []
  readonly reconfigured: Happened<{ revision: string }>[] = []
  /** Whose turn it was when something was written, without repetitions. */
  readonly writers: number[] = []
  /** Steps of escalations that were told because their time had come, and whether all was well then. */
  readonly steps: { readonly run: string; readonly lateMs: number; readonly isWell: boolean }[] = []
  /** What each group has had, firing, as less than critical, since it came: by itemKey. */
  readonly milder = new Set<string>()
  /** Each run as it is, and when it was last seen to be held. */
  readonly #runs = new Map<string, { readonly run: Escalation; readonly freeAt: number }>()
  #order = 0

  /**
   * Whether nobody but the process that has sent it can have known that: it died, or the disk refused it, before the disk
   * was told.
   */
  isUnknownSend({ turn, notificationId }: Pick<Heard, 'turn' | 'notificationId'>): boolean {
    if (this.knownSends.has(sendKey(turn, notificationId))) return false
    return (
      this.deaths.some((death) => death.turn === turn) ||
      this.refusedWrites.some(
        (one) => one.turn === turn && sentBy(one.operation).includes(notificationId),
      )
    )
  }

  /** What is owed from now on. */
  noteOwed(ids: readonly string[]): void {
    for (const id of ids) if (!this.owed.has(id)) this.owed.set(id, this.#order++)
  }

  /** Something was written by the process whose turn this is. */
  noteWriter(turn: number): void {
    if (this.writers.at(-1) !== turn) this.writers.push(turn)
  }

  /** How runs go on from now on. */
  noteRuns(
    runs: readonly Escalation[],
    now: { readonly hubNow: number; readonly isWell: boolean },
  ): void {
    for (const run of runs) {
      const before = this.#runs.get(run.id)
      const isHeld = run.mutedBy !== undefined || before?.run.mutedBy !== undefined
      this.#runs.set(run.id, { run, freeAt: isHeld ? now.hubNow : (before?.freeAt ?? 0) })
      const dueAt = before && toldAsDueAt(before.run, run)
      // What was held has waited for the end of that.
      if (dueAt === undefined || before?.run.mutedBy !== undefined) continue
      const lateMs = now.hubNow - Math.max(dueAt, before?.freeAt ?? 0)
      this.steps.push({ run: run.id, lateMs, isWell: now.isWell })
    }
  }

  /** What is in the groups from now on. */
  noteItems(items: readonly GroupItem[], removed: readonly string[]): void {
    for (const key of removed) this.milder.delete(key)
    for (const { groupId, entry } of items)
      if (entry.state === 'firing' && entry.severity !== 'critical')
        this.milder.add(itemKey(groupId, entry.subjectId))
  }

  /** Notes that something happened now. */
  note<T>(list: Happened<T>[], at: number, what: T): void {
    list.push({ ...what, at, order: this.#order++ })
  }
}

/** A message as the process with this turn sends it. */
export function sendKey(turn: number, notificationId: string): string {
  return `${turn} ${notificationId}`
}

/** An alert in a group. */
export function itemKey(groupId: string, subjectId: string): string {
  return `${groupId} ${subjectId}`
}

/** The messages of which the operation says that they are being sent, or were. */
export function sentBy(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case 'claim':
      return operation.leased.map(([id]) => id)
    case 'attempt':
      return [operation.notificationId]
    case 'give-back':
      return operation.uncertain === true ? operation.ids : []
    default:
      return []
  }
}

/** When what a run tells now was due, where it is told because its time has come; undefined where it tells nothing, or for another reason. */
function toldAsDueAt(before: Escalation, { version, history }: Escalation): number | undefined {
  const last = history.at(-1)
  if (last === undefined || last.at === before.history.at(-1)?.at) return undefined
  if (last.what === 'followed')
    return Math.min(...(before.personal ?? []).flatMap(({ next }) => next[0]?.at ?? []))
  const isStep = last.what === 'told' && last.cause === undefined && version > before.version
  return isStep && before.state === 'running' ? before.dueAt : undefined
}
