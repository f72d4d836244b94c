import type { InhibitorsBySlot, PageQuery, PastEvent } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import type { Inhibitor } from '../../model/inhibition.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import type { AlertKey } from '../../model/settlement.ts'
import { bodyOf, LAST_ID } from '../rows.ts'
import type { Looks } from './connection.ts'
import { ALERT, alertOf } from './rows.ts'

/** What is asked of inhibitions, and of what would be held. */
export class MuteReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  /** The rules that know all their open sources. */
  async filledRules(): Promise<ReadonlySet<string>> {
    const rows = await this.#connection.all('select rule from inhibition_rules')
    return new Set(rows.map(({ rule }) => String(rule)))
  }

  /** One source of each slot is enough; one that is no target comes first. */
  async inhibitors(slots: readonly string[], except: readonly string[]): Promise<InhibitorsBySlot> {
    if (slots.length === 0) return new Map()
    const rows = await this.#connection.all(
      'select distinct on (slot) slot, alert_id, rule, is_target from inhibitors where slot = any($1) and alert_id <> all($2) order by slot, is_target, alert_id',
      slots,
      except,
    )
    return new Map(
      rows.map((row) => {
        const inhibitor: Inhibitor = {
          slot: String(row['slot']),
          rule: String(row['rule']),
          alertId: String(row['alert_id']),
          isTarget: row['is_target'] === 1,
        }
        return [inhibitor.slot, [inhibitor]]
      }),
    )
  }

  /** In the order of their keys, which the index of what is open has. */
  async openAlerts(query: { limit: number; after?: AlertKey }): Promise<readonly Alert[]> {
    const { source, dedupKey } = query.after ?? { source: '', dedupKey: '' }
    const rows = await this.#connection.all(
      `select ${ALERT} from alerts where state <> 'resolved' and (source, dedup_key) > ($1, $2) order by source, dedup_key limit $3`,
      source,
      dedupKey,
      query.limit,
    )
    return rows.map(alertOf)
  }

  async pastEvents({ limit, before }: PageQuery): Promise<readonly PastEvent[]> {
    const rows = await this.#connection.all(
      'select e.body as body, o.body as outcome from events e left join outcomes o on o.event_id = e.id where e.id < $1 order by e.id desc limit $2',
      before ?? LAST_ID,
      limit,
    )
    return rows.map((row) => ({
      event: bodyOf<Event>(row),
      ...(row['outcome'] === null ? {} : { outcome: bodyOf<EventOutcome>(row, 'outcome') }),
    }))
  }
}
