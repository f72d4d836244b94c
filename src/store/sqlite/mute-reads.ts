import type { InhibitorsBySlot, PageQuery, PastEvent } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import type { Inhibitor } from '../../model/inhibition.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import type { AlertKey } from '../../model/settlement.ts'
import { bodyOf, LAST_ID } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What is asked of inhibitions, and of what would be held. */
export class MuteReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The rules that know all their open sources. */
  filledRules(): ReadonlySet<string> {
    const rows = this.#connection.all('select rule from inhibition_rules')
    return new Set(rows.map(({ rule }) => String(rule)))
  }

  /** One source of each slot is enough; one that is no target comes first. */
  inhibitors(slots: readonly string[], except: readonly string[]): InhibitorsBySlot {
    const excepted = JSON.stringify(except)
    return new Map(
      slots.flatMap((slot) => {
        const row = this.#connection.get(
          'select alert_id, rule, is_target from inhibitors where slot = ? and alert_id not in (select value from json_each(?)) order by is_target, alert_id limit 1',
          slot,
          excepted,
        )
        if (!row) return []
        const inhibitor: Inhibitor = {
          slot,
          rule: String(row['rule']),
          alertId: String(row['alert_id']),
          isTarget: row['is_target'] === 1,
        }
        return [[slot, [inhibitor]] as const]
      }),
    )
  }

  /** In the order of their keys, which the index of what is open has. */
  openAlerts({ limit, after }: { limit: number; after?: AlertKey }): readonly Alert[] {
    const { source, dedupKey } = after ?? { source: '', dedupKey: '' }
    return this.#connection
      .all(
        "select body from alerts indexed by alerts_open where state <> 'resolved' and (source, dedup_key) > (?, ?) order by source, dedup_key limit ?",
        source,
        dedupKey,
        limit,
      )
      .map((row) => bodyOf<Alert>(row))
  }

  pastEvents({ limit, before }: PageQuery): readonly PastEvent[] {
    return this.#connection
      .all(
        'select e.body as body, o.body as outcome from events e left join outcomes o on o.event_id = e.id where e.id < ? order by e.id desc limit ?',
        before ?? LAST_ID,
        limit,
      )
      .map((row) => ({
        event: bodyOf<Event>(row),
        ...(row['outcome'] === null ? {} : { outcome: bodyOf<EventOutcome>(row, 'outcome') }),
      }))
  }
}
