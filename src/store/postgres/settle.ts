import { POSTGRES_LIMITS } from '../../base/limits.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import type { Flush, Settlement } from '../../model/settlement.ts'
import { severityRank } from '../../model/severity.ts'
import { deliveryDigest } from '../rows.ts'
import { type Connection, runMany } from './connection.ts'
import { addCounts } from './daily-counts.ts'
import { putEscalations } from './escalations.ts'
import { changeInhibitors } from './inhibitors.ts'
import { putAlerts, putStorm } from './life.ts'
import { addNotifications, putHolds } from './notification-rows.ts'

/** Records what settling these events changes. */
export async function settle(
  connection: Connection,
  settlement: Settlement,
  settled: { readonly eventIds: readonly string[]; readonly forgetBefore: number },
): Promise<void> {
  putAlerts(connection, settlement.alerts)
  for (const storm of settlement.storms ?? []) putStorm(connection, storm)
  putGroups(connection, settlement.groups)
  putItems(connection, settlement.items)
  flushAll(connection, settlement.flushes)
  addNotifications(connection, settlement.notifications ?? [])
  putHolds(connection, settlement.holds ?? [])
  putEscalations(connection, settlement.escalations ?? [])
  putOutcomes(connection, settlement.outcomes)
  runMany(
    connection,
    'insert into deliveries (digest, event_id, at) select * from unnest($1::bigint[], $2::text[], $3::bigint[]) on conflict do nothing',
    settlement.deliveries.map((one) => [deliveryDigest(one), one.eventId, one.at]),
  )
  connection.run(
    'delete from deliveries where digest in (select digest from deliveries where at < $1 limit 500)',
    settled.forgetBefore,
  )
  if (settlement.inhibitors) await changeInhibitors(connection, settlement.inhibitors)
  addCounts(connection, settlement.counts ?? [])
  connection.run('delete from unsettled where event_id = any($1)', settled.eventIds)
}

function putOutcomes(connection: Connection, outcomes: readonly EventOutcome[]): void {
  runMany(
    connection,
    'insert into outcomes (event_id, alert_id, body) select * from unnest($1::text[], $2::text[], $3::text[])',
    outcomes.map((one) => [one.eventId, one.alertId ?? null, JSON.stringify(one)]),
  )
}

function putGroups(connection: Connection, groups: readonly AlertGroup[]): void {
  runMany(
    connection,
    'insert into alert_groups (id, policy, key, next_flush_at, body) select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) on conflict (id) do update set next_flush_at = excluded.next_flush_at, body = excluded.body',
    groups.map((one) => [
      ...[one.id, one.policy, one.key, one.nextFlushAt ?? null, JSON.stringify(one)],
    ]),
  )
}

function putItems(connection: Connection, items: readonly GroupItem[]): void {
  runMany(
    connection,
    `insert into group_items (group_id, subject_id, state, severity_rank, pending, is_told, muted_until, muted_by, body)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::integer[], $6::boolean[], $7::bigint[], $8::text[], $9::text[])
    on conflict (group_id, subject_id) do update set state = excluded.state, severity_rank = excluded.severity_rank,
      pending = excluded.pending, is_told = excluded.is_told, muted_until = excluded.muted_until, muted_by = excluded.muted_by, body = excluded.body`,
    items.map((item) => [
      ...[item.groupId, item.entry.subjectId, item.entry.state, severityRank(item.entry.severity)],
      ...[item.pending ? 1 : 0, item.told !== undefined, item.mutedUntil ?? null],
      ...[item.mutedBy ?? null, JSON.stringify(item)],
    ]),
  )
}

/** Records what groups told, and how they go on; without anything left to tell a group goes. */
export function flushAll(
  connection: Connection,
  flushed: readonly { readonly groupId: string; readonly flush: Flush }[],
): void {
  for (const part of inParts(flushed)) flushTogether(connection, part)
}

/** The same statements for many groups: one by one they would be most of the work where each alert is told by itself. */
function flushTogether(
  connection: Connection,
  flushed: readonly { readonly groupId: string; readonly flush: Flush }[],
): void {
  const flushes = flushed.map(({ flush }) => flush)
  putItems(
    connection,
    flushes.flatMap(({ items }) => items),
  )
  runMany(
    connection,
    'delete from group_items where (group_id, subject_id) in (select * from unnest($1::text[], $2::text[]))',
    flushed.flatMap(({ groupId, flush: { removedSubjects } }) =>
      removedSubjects.map((subjectId) => [groupId, subjectId]),
    ),
  )
  addNotifications(
    connection,
    flushes.flatMap(({ notifications }) => notifications),
  )
  putHolds(
    connection,
    flushes.flatMap(({ holds }) => holds),
  )
  putEscalations(
    connection,
    flushes.flatMap(({ escalations = [] }) => escalations),
  )
  putGroups(
    connection,
    flushes.flatMap(({ group }) => group ?? []),
  )
  const ended = flushed.filter(({ flush }) => flush.group === undefined)
  if (ended.length === 0) return
  const ids = ended.map(({ groupId }) => groupId)
  connection.run('delete from group_items where group_id = any($1)', ids)
  connection.run('delete from alert_groups where id = any($1)', ids)
}

/** So many that one statement has a bounded number of rows; a group's own are never parted. */
function inParts<T extends { readonly flush: Flush }>(flushed: readonly T[]): readonly T[][] {
  const parts: T[][] = []
  let rows = Infinity
  for (const one of flushed) {
    const own = one.flush.items.length + one.flush.notifications.length
    if (rows + own > POSTGRES_LIMITS.rowsTogetherMax) {
      parts.push([])
      rows = 0
    }
    parts.at(-1)?.push(one)
    rows += own
  }
  return parts
}
