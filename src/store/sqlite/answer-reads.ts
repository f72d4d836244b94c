import { ANSWER_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Silence } from '../../model/silence.ts'
import type { Connection } from './connection.ts'
import { bodyOf, numberOf } from './rows.ts'

/** What is asked of keys, silences and what they hold back. */
export class AnswerReads {
  readonly #connection: Connection

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

  silences(endAfter: number): readonly Silence[] {
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
