import type { StoreCounts } from '../../contract/store.ts'
import { countsOf } from '../rows.ts'
import type { Connection } from './connection.ts'

/** What waits and what is done, counted; `now` tells what is due. */
export function storeCounts(connection: Connection, now: number): StoreCounts {
  return countsOf(connection.get(COUNTS, now))
}

const COUNTS = `select
  (select coalesce(max(seq), 0) from events) as events,
  (select coalesce(max(seq), 0) from events) - (select seq from cursors where name = 'settled') as unsettled,
  (select count(*) from alerts where state <> 'resolved') as open_alerts,
  (select count(distinct a.id) from holds h join alerts a on a.id = json_extract(h.body, '$.subjectId')
    where json_extract(h.body, '$.reason') = 'nobody-reachable' and a.state <> 'resolved' and not exists
      (select 1 from notification_subjects s join notifications n on n.id = s.notification_id
        where s.subject_id = a.id and n.state = 'sent')) as unheard,
  (select count(*) from alert_groups) as open_groups,
  (select count(*) from alert_groups where next_flush_at <= ?1)
    + (select count(*) from alerts where auto_resolve_at <= ?1)
    + (select count(*) from storms where next_at <= ?1)
    + (select count(*) from heartbeats where next_at <= ?1)
    + (select count(*) from source_states where next_at <= ?1) as due_groups,
  (select count(*) from escalations where next_at <= ?1) as due_escalations,
  (select count from notification_counts where state = 'due') as due,
  (select count from notification_counts where state = 'leased') as leased,
  (select count from notification_counts where state = 'sent') as sent,
  (select count from notification_counts where state = 'dead') as dead,
  (select count from notification_counts where state = 'merged') as merged,
  (select count from notification_counts where state = 'moot') as moot,
  (select count(*) from quarantine) as quarantined`
