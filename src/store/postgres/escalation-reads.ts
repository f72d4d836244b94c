import { assert } from '../../base/assert.ts'
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { DueEscalation, Escalation } from '../../model/escalation.ts'
import type { Event } from '../../model/event.ts'
import { bodyOf, numberOf } from '../rows.ts'
import type { Looks } from './connection.ts'
import { ALERT, alertOf, ITEM, itemOf, RUN, runOf } from './rows.ts'

/** What is asked of the runs of escalation policies. */
export class EscalationReads {
  readonly #connection: Looks

  constructor(connection: Looks) {
    this.#connection = connection
  }

  /** The runs of these alerts, of any policy. */
  async of(alertIds: readonly string[]): Promise<readonly Escalation[]> {
    if (alertIds.length === 0) return []
    const rows = await this.#connection.all(
      `select ${RUN} from escalations where alert_id = any($1) order by alert_id, policy limit $2`,
      alertIds,
      alertIds.length * ESCALATION_LIMITS.perAlertMax,
    )
    return rows.map(runOf)
  }

  async turns(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#connection.all('select plan, turns from escalation_turns')
    return new Map(rows.map((row) => [String(row['plan']), Number(row['turns'])]))
  }

  /** Those whose time has come, those of a group together. They are held: what makes one due waits for the end of this turn. */
  async due(query: { now: number; limit: number }): Promise<readonly (readonly DueEscalation[])[]> {
    const rows = await this.#connection.all(
      `select ${RUN} from escalations where next_at <= $1 order by next_at limit $2 for update`,
      query.now,
      query.limit,
    )
    const due = await Promise.all(rows.map((row) => this.#dueOf(runOf(row), query.now)))
    const parties = Map.groupBy(due, ({ run }) => run.groupId ?? run.id)
    return [...parties.values()]
  }

  async nextAt(): Promise<number | undefined> {
    const row = await this.#connection.get(
      'select min(next_at) as at from escalations where next_at is not null',
    )
    return numberOf(row, 'at')
  }

  async #dueOf(run: Escalation, now: number): Promise<DueEscalation> {
    const isWaiting = run.dueAt > now && run.state === 'running'
    const [row, eventRow, item, isUnreached] = await Promise.all([
      this.#connection.get(`select ${ALERT} from alerts where id = $1`, run.alertId),
      this.#connection.get(
        'select e.body from alerts a join events e on e.id = a.last_event_id where a.id = $1',
        run.alertId,
      ),
      run.groupId === undefined
        ? undefined
        : this.#connection.get(
            `select ${ITEM} from group_items where group_id = $1 and subject_id = $2`,
            run.groupId,
            run.alertId,
          ),
      isWaiting && this.#isUnreached(run),
    ])
    assert(row, 'an alert with a run is there')
    assert(eventRow, 'the newest event of an alert is there')
    return {
      run,
      alert: alertOf(row),
      event: bodyOf<Event>(eventRow),
      ...(item ? { entry: itemOf(item).entry } : {}),
      isUnreached,
    }
  }

  /** Whether every message of the step that was told last was given up. What is in a digest, the digest says. */
  async #isUnreached({ id, alertId, version, paged }: Escalation): Promise<boolean> {
    const row = await this.#connection.get(
      `select count(*) as told, count(*) filter (where n.state = 'dead') as dead
       from notification_steps t join notifications n on n.id = t.notification_id
       where t.run = $2 and t.version = $3 and n.state <> 'merged' and n.kind <> 'undelivered'
         and exists (select 1 from notification_subjects s where s.subject_id = $1 and s.notification_id = n.id)
         and split_part(n.endpoint_id, '/', 1) = any($4)`,
      alertId,
      id,
      version,
      paged,
    )
    const told = Number(row?.['told'] ?? 0)
    return told > 0 && Number(row?.['dead'] ?? 0) === told
  }
}
