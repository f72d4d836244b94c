import type { OpenAlert, ScheduleFacts } from '../../contract/schedule-store.ts'
import type { Event } from '../../model/event.ts'
import { bodyOf } from '../rows.ts'
import type { Looks } from './connection.ts'
import type { EscalationReads } from './escalation-reads.ts'
import { alertOf } from './rows.ts'

/** Open alerts that were told by what names a schedule. What is open is walked: what is over by far outnumbers it. */
export async function openAlertsTold(
  connection: Looks,
  escalations: EscalationReads,
  { schedule, policies, limit }: Parameters<ScheduleFacts['openAlerts']>[0],
): ReturnType<ScheduleFacts['openAlerts']> {
  const rows = await connection.all(OPEN, policies, schedule, limit)
  const open = await Promise.all(
    rows.map(async (row): Promise<OpenAlert> => {
      const alert = alertOf(row)
      const [named, runs] = await Promise.all([
        connection.all(POLICIES, alert.id),
        escalations.of([alert.id]),
      ])
      return {
        alert,
        event: bodyOf<Event>(row, 'event'),
        policies: named.map(({ policy }) => String(policy)),
        runs: runs.filter(({ told }) => told.length > 0),
      }
    }),
  )
  return { open, count: Number(rows[0]?.['count'] ?? 0) }
}

const OPEN = `select a.body, a.auto_resolve_at, e.body as event, count(*) over () as count
  from alerts a join events e on e.id = a.last_event_id
  where a.state <> 'resolved' and (
    exists (select 1 from group_items i join alert_groups g on g.id = i.group_id
      where i.subject_id = a.id and g.policy = any($1) and i.is_told)
    or exists (select 1 from escalations r where r.alert_id = a.id and r.is_told
      and coalesce(r.ended, '') <> 'reassigned' and $2 = any(r.schedules)))
  order by a.severity_rank, a.id
  limit $3`

const POLICIES = `select distinct g.policy as policy from group_items i join alert_groups g on g.id = i.group_id
  where i.subject_id = $1 and i.is_told`
