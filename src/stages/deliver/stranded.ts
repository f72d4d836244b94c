import { type AttemptRecord, type Store, StoreTrouble } from '../../contract/store.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import { isMoot } from './moot.ts'

/** What a lane that failed had leased and could not bring to its end: only this process knows of it. */
export type Stranded = {
  /** What was answered, and could not be written down. */
  readonly answered: readonly AttemptRecord[]
  /** What was begun and has no known outcome. */
  readonly tried: readonly string[]
  readonly untried: readonly string[]
}

export const NOTHING_STRANDED: Stranded = { answered: [], tried: [], untried: [] }

/** What one turn of a lane has leased, and how far each of it has come. */
export class Leased {
  readonly #unrecorded = new Map<string, Notification>()
  readonly #tried = new Set<string>()
  readonly #answered = new Map<string, AttemptRecord>()

  add(claimed: readonly Notification[]): void {
    for (const one of claimed) this.#unrecorded.set(one.id, one)
  }

  /** Those whose attempt is not on disk. */
  get unrecorded(): readonly Notification[] {
    return [...this.#unrecorded.values()]
  }

  begin(id: string): void {
    this.#tried.add(id)
  }

  /** Looks right before sending whether anybody still has to hear it; tells whether it was let go. */
  async letGo(one: Notification, store: Pick<Store, 'statesNow' | 'letGo'>): Promise<boolean> {
    if (one.unlessAnswered === undefined) return false
    if (!isMoot(one, await store.statesNow(one))) return false
    await store.letGo(one.id)
    this.#unrecorded.delete(one.id)
    return true
  }

  /** Writes an answer down, and remembers it until then. */
  async record(record: AttemptRecord, store: Pick<Store, 'recordAttempt'>): Promise<void> {
    const { notificationId } = record
    this.#answered.set(notificationId, record)
    await store.recordAttempt(record)
    this.#answered.delete(notificationId)
    this.#unrecorded.delete(notificationId)
  }

  /** What is left after a failure. The robots are as the whole turn left them, whoever was answered last. */
  stranded(stateOf: (robot: string) => LaneState | undefined): Stranded {
    const left = [...this.#unrecorded.keys()].filter((id) => !this.#answered.has(id))
    return {
      answered: [...this.#answered.values()].map((record) => ({
        ...record,
        lane: stateOf(record.lane.lane) ?? record.lane,
      })),
      tried: left.filter((id) => this.#tried.has(id)),
      untried: left.filter((id) => !this.#tried.has(id)),
    }
  }
}

/**
 * Writes down what could not be written before, so that nothing is sent twice of which the outcome is known, and all of
 * it counts against its robot's limit; gives back the rest. May be done again from the start where it fails.
 */
export async function returnStranded(
  { answered, tried, untried }: Stranded,
  store: Pick<Store, 'recordAttempt' | 'giveBack'>,
  dueAt: number,
): Promise<void> {
  const unknown = [...tried]
  for (const record of answered) {
    try {
      await store.recordAttempt(record)
    } catch (error) {
      if (error instanceof StoreTrouble) throw error
      // It cannot be written at all: then it is as though its answer had never come.
      unknown.push(record.notificationId)
    }
  }
  if (unknown.length > 0) await store.giveBack(unknown, { dueAt, uncertain: true })
  if (untried.length > 0) await store.giveBack(untried, { dueAt })
}
