import { assert } from '../../base/assert.ts'
import type { KnownApplication } from '../../contract/application-store.ts'
import type { Attempt } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Event } from '../../model/event.ts'
import type { Notification } from '../../model/notification.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import { severityRank } from '../../model/severity.ts'
import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedTable,
  notificationText,
  type Reading,
  readingSql,
} from '../copied-tables.ts'
import { bodyOf } from '../rows.ts'
import { applicationOf } from './applications.ts'
import type { SqlValue } from './batch.ts'
import { type Connection, runMany } from './connection.ts'
import { putEscalations } from './escalations.ts'
import { append } from './intake-rows.ts'
import { putNotifications } from './notification-rows.ts'
import { alertOf, groupOf, itemOf, notificationOf, runOf } from './rows.ts'

/** The statement that reads a table in the form in which it is copied. */
export function readingStatement(table: CopiedTable): string {
  return readingSql(table, readingOf(table))
}

export function readingOf(table: CopiedTable): Reading {
  return READINGS[table] ?? {}
}

const READINGS: Readonly<Partial<Record<CopiedTable, Reading>>> = {
  events: { from: 'events e where not exists (select 1 from unsettled u where u.seq = e.seq)' },
  unsettled: {
    as: { place: 'row_number() over (order by u.seq)', id: 'e.id', source: 'e.source' },
    from: 'unsettled u join events e on e.seq = u.seq order by u.seq',
  },
  deliveries: { as: { digest: 'digest::text' } },
  alerts: { body: (row) => JSON.stringify(alertOf(row)) },
  alert_groups: { body: (row) => JSON.stringify(groupOf(row)) },
  group_items: { body: (row) => JSON.stringify(itemOf(row)) },
  notifications: {
    as: { id: 'n.id' },
    from: 'notifications n join notification_bodies b on b.id = n.id',
    beside: [
      ...['state', 'due_at', 'attempt_count', 'merged_into'],
      ...['form', 'uncertain', 'robot', 'stood_by', 'resent_at'],
    ],
    body: (row) => notificationText(notificationOf(row)),
  },
  escalations: { beside: ['next_at'], body: (row) => JSON.stringify(runOf(row)) },
  applications: { beside: ['decided'], body: (row) => JSON.stringify(applicationOf(row)) },
  daily_counts: {
    as: Object.fromEntries(
      COPIED_TABLES.daily_counts.slice(3).map((column) => [column, `sum(${column})::bigint`]),
    ),
    from: 'daily_counts group by day, source, policy',
  },
}

type Desk = {
  readonly connection: Connection
  /** By table and column. */
  readonly types: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Writes rows as they were copied, with what statements look at in columns. */
export function writeRows(
  { connection, types }: Desk,
  table: CopiedTable,
  rows: readonly CopiedRow[],
): void {
  if (table === 'unsettled')
    append(
      connection,
      rows.map((row) => ({ event: bodyOf<Event>(row), raw: String(row['raw']) })),
    )
  else if (table === 'notifications')
    putNotifications(
      connection,
      rows.map((row) => bodyOf<Notification>(row)),
    )
  else if (table === 'escalations')
    putEscalations(
      connection,
      rows.map((row) => bodyOf<Escalation>(row)),
    )
  else insert({ connection, types }, table, rows)
}

function insert({ connection, types }: Desk, table: CopiedTable, rows: readonly CopiedRow[]): void {
  const whole = rows.map((row) => ({ ...row, ...BESIDE[table]?.(row) }))
  const columns = Object.keys(whole[0] ?? {})
  const typeOf = (column: string): string => {
    const type = types.get(table)?.get(column)
    assert(type, `the column ${column} of ${table} has a type`)
    return type
  }
  runMany(
    connection,
    `insert into ${table} (${columns.join(', ')}) select * from unnest(${columns.map((column, index) => `$${index + 1}::${typeOf(column)}[]`).join(', ')})`,
    whole.map((row) => Object.values(row)),
  )
}

/** What stands in columns beside the body that says it. */
const BESIDE: Readonly<
  Partial<
    Record<
      CopiedTable,
      (row: CopiedRow) => Readonly<Record<string, Exclude<SqlValue, readonly SqlValue[]>>>
    >
  >
> = {
  // As text it goes from one store to the other, since not every number of this size is one of JavaScript's.
  deliveries: (row) => ({ digest: BigInt(String(row['digest'])) }),
  outcomes: (row) => ({ alert_id: bodyOf<EventOutcome>(row).alertId ?? null }),
  alerts(row) {
    const { severity, lastEventId } = bodyOf<Alert>(row)
    return { severity_rank: severityRank(severity), last_event_id: lastEventId }
  },
  group_items: (row) => ({ is_told: bodyOf<GroupItem>(row).told !== undefined }),
  attempts(row) {
    const { finishedAt, receipt, endpointId } = bodyOf<Attempt>(row)
    return { finished_at: finishedAt, receipt: receipt.kind, endpoint_id: endpointId ?? null }
  },
  lanes: () => ({ has_besides: false }),
  daily_counts: () => ({ part: 0 }),
  applications(row) {
    const { decided, ...body } = bodyOf<KnownApplication>(row)
    return {
      decided: decided === undefined ? null : JSON.stringify(decided),
      body: JSON.stringify(body),
    }
  },
}
