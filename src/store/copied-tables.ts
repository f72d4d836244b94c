import { hash } from 'node:crypto'
import type { Notification } from '../model/notification.ts'
import { withoutZero } from './rows.ts'

/**
 * All that a store keeps, as every kind of store can say it: its tables in the order in which they are written, each with
 * its columns. What follows from these (counts that triggers keep, columns that repeat what a body says, leases) is made
 * anew by whoever writes them.
 */
export const COPIED_TABLES = {
  keys: ['name', 'value'],
  cursors: ['name', 'seq'],
  /** The events that are settled; they keep their places in the log. */
  events: ['seq', 'id', 'source', 'received_at', 'body', 'raw'],
  /** Those that wait, in their order, behind the others. */
  unsettled: ['place', 'id', 'source', 'received_at', 'body', 'raw'],
  outcomes: ['event_id', 'body'],
  /** A digest does not fit a number: it is a text. */
  deliveries: ['digest', 'event_id', 'at'],
  alerts: [
    ...['id', 'source', 'dedup_key', 'state', 'auto_resolve_at'],
    ...['details_kept_from', 'kept_from', 'body'],
  ],
  alert_groups: ['id', 'policy', 'key', 'next_flush_at', 'body'],
  group_items: [
    ...['group_id', 'subject_id', 'state', 'severity_rank', 'pending'],
    ...['muted_until', 'muted_by', 'body'],
  ],
  holds: ['id', 'event_id', 'body'],
  /** The outbox; the body is all of a notification. */
  notifications: ['id', 'body'],
  notification_subjects: ['subject_id', 'notification_id'],
  attempts: ['id', 'notification_id', 'body'],
  lanes: ['lane', 'blocked_until', 'body'],
  quotas: ['key', 'month', 'messages'],
  quarantine: ['id', 'received_at', 'body'],
  silences: ['id', 'ends_at', 'body'],
  storms: ['policy', 'next_at', 'body'],
  inhibitors: ['slot', 'is_target', 'alert_id', 'rule'],
  inhibition_rules: ['rule'],
  escalation_turns: ['plan', 'turns'],
  escalations: ['id', 'body'],
  schedule_overrides: ['id', 'schedule', 'ends_at', 'body'],
  schedule_marks: ['schedule', 'body'],
  calendar_feeds: ['id', 'digest', 'body'],
  calendar_copies: ['digest', 'fetched_at', 'body'],
  told_over: ['subject_id', 'endpoint_id', 'notification_id'],
  source_states: [
    ...['source', 'first_at', 'turn', 'requests', 'events', 'repeated', 'quarantined', 'refused'],
    ...['heard_at', 'event_at', 'last_kind', 'next_at', 'quiet_since', 'body'],
  ],
  /** The place is that within the log of the source. */
  requests: [
    ...['source', 'place', 'id', 'received_at', 'method', 'path', 'query', 'headers', 'payload'],
    ...['payload_bytes', 'result', 'status', 'problem', 'event_ids', 'events', 'repeated'],
  ],
  heartbeats: [
    ...['source', 'monitor', 'armed_at', 'pinged_at', 'started_at', 'failed_at', 'failed_text'],
    ...[
      'recovered_at',
      'changes',
      'forgotten',
      'excused_until',
      'fired_at',
      'fired_for',
      'next_at',
    ],
  ],
  retention_walks: ['name', 'last'],
  kept_back: ['kind', 'id', 'look_at'],
  daily_counts: [
    ...['day', 'source', 'policy', 'events', 'opened', 'ended', 'ended_ms'],
    ...['acknowledged', 'acknowledged_ms', 'sent', 'dead'],
  ],
  applications: ['uid', 'namespace', 'name', 'body'],
  users: ['id', 'name', 'issuer', 'subject', 'role', 'is_disabled', 'body'],
  sessions: ['digest', 'user_id', 'expires_at', 'body'],
  api_tokens: ['id', 'name', 'digest', 'used_at', 'body'],
  invitations: ['user_id', 'digest', 'body'],
  audit_log: ['id', 'action', 'body'],
  configuration_revisions: ['number', 'body', 'text', 'secrets'],
  idempotency_keys: ['key', 'expires_at', 'body'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type CopiedTable = keyof typeof COPIED_TABLES
export type CopiedValue = string | number | Uint8Array | null

/** A row by its columns, those of COPIED_TABLES. */
export type CopiedRow = Readonly<Record<string, CopiedValue>>

/** A store that no hub uses, to be read from. */
export interface StoreAtRest {
  /** All rows of a table, in batches of at most COPY_LIMITS.rowsMax. */
  read(table: CopiedTable): AsyncIterable<readonly CopiedRow[]>
  /** Lets go of it, and leaves it as it was. */
  close(): Promise<void>
}

/** A store to be filled: nothing of it can be used before `finish`. */
export interface StoreToFill extends StoreAtRest {
  write(table: CopiedTable, rows: readonly CopiedRow[]): Promise<void>
  /** All rows of the table are written. */
  written(table: CopiedTable): Promise<void>
  /** From now on a hub may start on it. */
  finish(): Promise<void>
}

/** How a kind of store differs from `select columns from table` when it is read. */
export type Reading = {
  /** What is selected, by column, where that is not the column. */
  readonly as?: Readonly<Record<string, string>>
  /** What follows `from`, where that is not the table. */
  readonly from?: string
  /** Columns beside those of the copied row. */
  readonly beside?: readonly string[]
  /** The text of the body as every kind of store says it. */
  readonly body?: (row: Readonly<Record<string, unknown>>) => string
}

/** The statement that reads a table. */
export function readingSql(table: CopiedTable, { as = {}, from, beside = [] }: Reading): string {
  const columns = COPIED_TABLES[table].map((column) => {
    const other = as[column]
    return other === undefined ? column : `${other} as ${column}`
  })
  return `select ${[...columns, ...beside].join(', ')} from ${from ?? table}`
}

/** The row as it is copied: a text without the zero character, which not every kind of store holds. */
export function copiedRow(
  table: CopiedTable,
  row: Readonly<Record<string, unknown>>,
  { body }: Reading,
): CopiedRow {
  const values = COPIED_TABLES[table].map((column): [string, CopiedValue] => {
    const value = body && column === 'body' ? body(row) : row[column]
    if (typeof value === 'string') return [column, withoutZero(value)]
    if (value instanceof Uint8Array) return [column, new Uint8Array(value)]
    if (typeof value === 'number') return [column, value]
    return [column, null]
  })
  return Object.fromEntries(values)
}

/** A notification as a text, with all its properties in one order, whatever order a kind of store gives them. */
export function notificationText(notification: Notification): string {
  const { state, dueAt, attemptCount, mergedInto, ...lasting } = notification
  const { form, uncertain, robot, stoodBy, resentAt, id, lane, severity, ...body } = lasting
  return JSON.stringify({
    ...body,
    ...{ id, lane, severity, state, dueAt, attemptCount, mergedInto },
    ...{ form, uncertain, robot, stoodBy, resentAt },
  })
}

/** How many rows there are and what they say, in whatever order they come. */
export class TableSum {
  readonly #columns: readonly string[]
  #rows = 0
  #sum = 0n

  constructor(table: CopiedTable) {
    this.#columns = COPIED_TABLES[table]
  }

  add(rows: readonly CopiedRow[]): void {
    for (const row of rows) {
      const values = this.#columns.map((column) => valueText(row[column] ?? null))
      this.#sum += hash('sha256', JSON.stringify(values), 'buffer').readBigUInt64BE(0)
    }
    this.#rows += rows.length
  }

  get rows(): number {
    return this.#rows
  }

  get checksum(): string {
    return BigInt.asUintN(SUM_BITS, this.#sum)
      .toString(16)
      .padStart(SUM_BITS / 4, '0')
  }
}

const SUM_BITS = 64

function valueText(value: CopiedValue): string | number | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}
