import { assert } from '../../base/assert.ts'
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { DueEscalation, Escalation } from '../../model/escalation.ts'
import type { Event } from '../../model/event.ts'
import { bodyOf, numberOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What is asked of the runs of escalation policies. */
export class EscalationReads {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The runs of these alerts, of any policy. */
  of(alertIds: readonly string[]): readonly Escalation[] {
    if (alertIds.length === 0) return []
    return this.#connection
      .all(
        'select body from escalations where alert_id in (select value from json_each(?)) order by alert_id, policy limit ?',
        JSON.stringify(alertIds),
        alertIds.length * ESCALATION_LIMITS.perAlertMax,
      )
      .map((row) => bodyOf<Escalation>(row))
  }

  turns(): ReadonlyMap<string, number> {
    return new Map(
      this.#connection
        .all('select plan, turns from escalation_turns')
        .map((row) => [String(row['plan']), Number(row['turns'])]),
    )
  }

  /** Those whose time has come, those of a group together. */
  due({ now, limit }: { now: number; limit: number }): readonly (readonly DueEscalation[])[] {
    const runs = this.#connection
      .all('select body from escalations where next_at <= ? order by next_at limit ?', now, limit)
      .map((row) => bodyOf<Escalation>(row))
    const parties = Map.groupBy(runs, ({ groupId, id }) => groupId ?? id)
    return [...parties.values()].map((party) => party.map((run) => this.#dueOf(run, now)))
  }

  nextAt(): number | undefined {
    const row = this.#connection.get(
      'select min(next_at) as at from escalations where next_at is not null',
    )
    return numberOf(row, 'at')
  }

  #dueOf(run: Escalation, now: number): DueEscalation {
    const row = this.#connection.get('select body from alerts where id = ?', run.alertId)
    assert(row, 'an alert with a run is there')
    const alert = bodyOf<Alert>(row)
    const eventRow = this.#connection.get('select body from events where id = ?', alert.lastEventId)
    assert(eventRow, 'the newest event of an alert is there')
    const item =
      run.groupId === undefined
        ? undefined
        : this.#connection.get(
            'select body from group_items where group_id = ? and subject_id = ?',
            run.groupId,
            run.alertId,
          )
    return {
      run,
      alert,
      event: bodyOf<Event>(eventRow),
      ...(item ? { entry: bodyOf<GroupItem>(item).entry } : {}),
      isUnreached: run.dueAt > now && run.state === 'running' && this.#isUnreached(run),
    }
  }

  /** Whether every message of the step that was told last was given up. What is in a digest, the digest says. */
  #isUnreached({ id, alertId, version, paged }: Escalation): boolean {
    const row = this.#connection.get(
      `select count(*) as told, sum(n.state = 'dead') as dead
       from notification_subjects s join notifications n on n.id = s.notification_id join notification_bodies b on b.id = n.id,
         json_each(b.body, '$.entries') entry
       where s.subject_id = ?1 and n.state <> 'merged' and json_extract(b.body, '$.kind') <> 'undelivered'
         and json_extract(entry.value, '$.level.run') = ?2 and json_extract(entry.value, '$.level.version') = ?3
         and substr(json_extract(b.body, '$.endpointId'), 1, instr(json_extract(b.body, '$.endpointId'), '/') - 1)
           in (select value from json_each(?4))`,
      alertId,
      id,
      version,
      JSON.stringify(paged),
    )
    const told = Number(row?.['told'] ?? 0)
    return told > 0 && Number(row?.['dead'] ?? 0) === told
  }
}
