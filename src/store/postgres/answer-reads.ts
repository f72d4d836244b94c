import { ANSWER_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Silence } from '../../model/silence.ts'
import { bodyOf, numberOf } from '../rows.ts'
import type { Looks } from './connection.ts'
import { ITEM, itemOf } from './rows.ts'

/** What is asked of keys, silences and what they hold back. */
export class AnswerReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  async key(name: string): Promise<Uint8Array | undefined> {
    const row = await this.#connection.get('select value from keys where name = $1', name)
    const value = row?.['value']
    return value instanceof Uint8Array ? value : undefined
  }

  async silence(id: string): Promise<Silence | undefined> {
    const row = await this.#connection.get('select body from silences where id = $1', id)
    return row && bodyOf<Silence>(row)
  }

  /** Those that end after `endAfter`. */
  async silences(endAfter: number): Promise<readonly Silence[]> {
    const rows = await this.#connection.all(
      'select body from silences where ends_at > $1 order by ends_at desc, id desc limit $2',
      endAfter,
      ANSWER_LIMITS.silencesMax,
    )
    return rows.map((row) => bodyOf<Silence>(row))
  }

  /** What of a group was held for a while that is over by `now`, and when the next is. */
  async unmuted(
    groupId: string,
    now: number,
  ): Promise<{ readonly pending: readonly GroupItem[]; readonly nextMuteEndsAt?: number }> {
    const [rows, next] = await Promise.all([
      this.#connection.all(
        `select ${ITEM} from group_items where group_id = $1 and muted_until <= $2 and pending = 0 order by muted_until limit $3`,
        groupId,
        now,
        STORE_LIMITS.pageMax,
      ),
      this.#connection.get(
        'select min(muted_until) as at from group_items where group_id = $1 and muted_until > $2',
        groupId,
        now,
      ),
    ])
    return { pending: rows.map(itemOf), nextMuteEndsAt: numberOf(next, 'at') }
  }
}
