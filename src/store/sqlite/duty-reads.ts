import type { OpenAlert, ScheduleFacts } from '../../contract/schedule-store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'
import type { EscalationReads } from './escalation-reads.ts'

/** Open alerts that were told by what names a schedule. What is open is walked: what is over by far outnumbers it. */
export function openAlertsTold(
  connection: Connection,
  escalations: EscalationReads,
  { schedule, policies, limit }: Parameters<ScheduleFacts['openAlerts']>[0],
): Awaited<ReturnType<ScheduleFacts['openAlerts']>> {
  const rows = connection.all(OPEN, JSON.stringify(policies), schedule, limit)
  const open = rows.map((row): OpenAlert => {
    const alert = bodyOf<Alert>(row, 'alert')
    return {
      alert,
      event: bodyOf<Event>(row, 'event'),
      policies: connection.all(POLICIES, alert.id).map(({ policy }) => String(policy)),
      runs: escalations.of([alert.id]).filter(({ told }) => told.length > 0),
    }
  })
  return { open, count: Number(rows[0]?.['count'] ?? 0) }
}

const TOLD = "json_extract(i.body, '$.told') is not null"

const OPEN = `select a.body as alert, e.body as event, count(*) over () as count
  from alerts a indexed by alerts_open join events e on e.id = json_extract(a.body, '$.lastEventId')
  where a.state <> 'resolved' and (
    exists (select 1 from group_items i join alert_groups g on g.id = i.group_id
      where i.subject_id = a.id and g.policy in (select value from json_each(?1)) and ${TOLD})
    or exists (select 1 from escalations r, json_each(r.body, '$.plan.steps') step, json_each(step.value, '$.notify') target
      where r.alert_id = a.id and json_array_length(r.body, '$.told') > 0
        and coalesce(json_extract(r.body, '$.end'), '') <> 'reassigned'
        and json_extract(target.value, '$.schedule') = ?2))
  order by case json_extract(a.body, '$.severity') when 'critical' then 0 when 'error' then 1 when 'warning' then 2 else 3 end, a.id
  limit ?3`

const POLICIES = `select distinct g.policy as policy from group_items i join alert_groups g on g.id = i.group_id
  where i.subject_id = ? and ${TOLD}`
