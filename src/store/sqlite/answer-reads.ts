import { ANSWER_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Silence } from '../../model/silence.ts'
import { bodyOf, numberOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What is asked of keys, silences and what they hold back. */
export class AnswerReads {
  readonly #connection: Connection
  #lasting: { readonly endAfter: number; readonly silences: readonly Silence[] } | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  key(name: string): Uint8Array | undefined {
    const value = this.#connection.get('select value from keys where name = ?', name)?.['value']
    return value instanceof Uint8Array ? value : undefined
  }

  silence(id: string): Silence | undefined {
    const row = this.#connection.get('select body from silences where id = ?', id)
    return row && bodyOf<Silence>(row)
  }

  /** Those that end after `endAfter`. They are asked for with every batch, and change when a person says so: read once in between. */
  silences(endAfter: number): readonly Silence[] {
    const known = this.#lasting
    if (known === undefined || known.endAfter > endAfter) {
      const silences = this.#read(endAfter)
      // Who asks for those that are over asks once; the next batch asks for those that are not.
      if (known === undefined) this.#lasting = { endAfter, silences }
      return silences
    }
    const lasting = known.silences.filter(({ endsAt }) => endsAt > endAfter)
    if (lasting.length === known.silences.length) return known.silences
    this.#lasting = { endAfter, silences: lasting }
    return lasting
  }

  /** A silence was written. */
  forget(): void {
    this.#lasting = undefined
  }

  #read(endAfter: number): readonly Silence[] {
    return this.#connection
      .all(
        'select body from silences where ends_at > ? order by ends_at desc, id desc limit ?',
        endAfter,
        ANSWER_LIMITS.silencesMax,
      )
      .map((row) => bodyOf<Silence>(row))
  }

  /** What of a group was held for a while that is over by `now`, and when the next is. */
  unmuted(
    groupId: string,
    now: number,
  ): { readonly pending: readonly GroupItem[]; readonly nextMuteEndsAt?: number } {
    const rows = this.#connection.all(
      'select body from group_items where group_id = ? and muted_until <= ? and pending = 0 order by muted_until limit ?',
      groupId,
      now,
      STORE_LIMITS.pageMax,
    )
    const next = this.#connection.get(
      'select min(muted_until) as at from group_items where group_id = ? and muted_until > ?',
      groupId,
      now,
    )
    const pending = rows.map((row) => bodyOf<GroupItem>(row))
    return { pending, nextMuteEndsAt: numberOf(next, 'at') }
  }
}
