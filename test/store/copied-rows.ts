import {
  COPIED_TABLES,
  type CopiedRow,
  type CopiedTable,
  type CopiedValue,
} from '../../src/store/copied-tables.ts'

/** Settled events: more than one batch. */
export const MANY = 250

const T0 = 1_772_676_901_123
/** What stands in every column of numbers. */
const ANY_NUMBER = 77

const ENTRY = {
  ...{ subjectId: 'alert-1', eventId: 'event-1', state: 'firing', severity: 'critical' },
  ...{ name: 'n', title: 't', labels: { 10: 'ten', b: '二' }, fields: [], links: [], at: T0 },
}

/** One or more rows of each table: what the hub would write of them is in order, the rest is any value of the column's type. */
export function rowsOf(table: CopiedTable): readonly CopiedRow[] {
  switch (table) {
    case 'events':
      return Array.from({ length: MANY }, (_, index) => event({ seq: index + 1 }, index))
    case 'unsettled':
      return [1, 2].map((place) => event({ place }, MANY + place))
    case 'keys':
      return [{ name: 'links', value: new Uint8Array([0, 1, 255]) }]
    case 'deliveries':
      // Past what a number holds.
      return [{ digest: '9007199254740993123', event_id: 'event-1', at: T0 }]
    case 'alerts':
      return [alert('alert-1', 'firing'), alert('alert-2', 'resolved')]
    case 'applications':
      return [application('uid-1', { text: 'state' }), application('uid-2')]
    case 'requests':
      return [0, 7].map((place) => ({ ...anyRow(table), place, id: `request-${place}` }))
    case 'notifications':
      return ['due', 'leased', 'sent', 'dead', 'merged', 'moot'].map(notification)
    default:
      return [{ ...anyRow(table), ...withBody(table) }]
  }
}

function event(place: CopiedRow, number: number): CopiedRow {
  const id = `event-${String(number).padStart(4, '0')}`
  const received = { id, source: 'cloud', receivedAt: T0 + number }
  const body = { ...received, dedupKey: `key-${number}`, kind: 'firing' }
  return {
    ...{ ...place, id, source: 'cloud', received_at: T0 + number },
    ...{ body: JSON.stringify(body), raw: `text ${number} and a zero: \0` },
  }
}

function alert(id: string, state: 'firing' | 'resolved'): CopiedRow {
  const isOver = state === 'resolved'
  const body = { id, source: 's', dedupKey: 'k', state, severity: 'critical', lastEventId: 'e' }
  return {
    ...{ id, source: 's', dedup_key: 'k', state, auto_resolve_at: isOver ? null : T0 },
    // Its details were dropped, and it was looked at again since it ended.
    ...{ details_kept_from: null, kept_from: isOver ? T0 + 5 : null },
    body: JSON.stringify(isOver ? body : { ...body, autoResolveAt: T0 }),
  }
}

function application(uid: string, decided?: object): CopiedRow {
  const body = { uid, namespace: 'argocd', name: 'shop', project: 'p', decided }
  return { uid, namespace: 'argocd', name: 'shop', body: JSON.stringify(body) }
}

function notification(state: string): CopiedRow {
  const id = `message-${state}`
  const level = { run: 'run-1', version: 2 }
  const body = {
    ...{ endpointId: 'ops/0', kind: 'alert', createdAt: T0, policy: 'p', mentions: [] },
    entries: [{ ...ENTRY, level }],
    ...{ id, lane: 'robot', severity: 'critical', state, dueAt: T0 + 9, attemptCount: 2 },
    ...(state === 'merged' ? { mergedInto: 'message-sent' } : {}),
    ...(state === 'due' ? { form: 'plain', uncertain: true, robot: 'r', stoodBy: true } : {}),
    ...(state === 'due' ? { resentAt: T0 } : {}),
  }
  return { id, body: JSON.stringify(body) }
}

const BODIES: Readonly<Partial<Record<CopiedTable, object>>> = {
  outcomes: { eventId: 'event_id-1', result: 'opened', alertId: 'alert-1', matched: [] },
  alert_groups: { id: 'id-1', policy: 'policy-1', key: 'key-1', nextFlushAt: ANY_NUMBER },
  group_items: { groupId: 'group_id-1', entry: ENTRY, pending: true, mutedUntil: ANY_NUMBER },
  attempts: {
    ...{ id: 'id-1', notificationId: 'notification_id-1', startedAt: T0, finishedAt: T0 + 1 },
    ...{ receipt: { kind: 'sent', ref: 'r' }, endpointId: 'ops/0' },
  },
  escalations: {
    ...{ id: 'id-1', alertId: 'alert-1', policy: 'p', turn: 0, state: 'running', step: 0 },
    plan: { id: 'plan-1', steps: [{ notify: [{ schedule: 'one' }, { schedule: 'two' }] }] },
    ...{ nextAt: T0, told: ['wang'], paged: ['wang'], history: [] },
  },
}

function withBody(table: CopiedTable): CopiedRow {
  const body = BODIES[table]
  return body ? { body: JSON.stringify(body) } : {}
}

/** Columns that hold numbers; all others hold texts. */
const NUMBERS = new Set([
  ...[
    'seq',
    'number',
    'place',
    'at',
    'severity_rank',
    'pending',
    'messages',
    'is_target',
    'turns',
    'turn',
  ],
  ...['requests', 'events', 'repeated', 'quarantined', 'refused', 'payload_bytes', 'status'],
  ...['changes', 'forgotten', 'day', 'opened', 'ended', 'ended_ms', 'acknowledged'],
  ...['acknowledged_ms', 'sent', 'dead', 'is_disabled', 'muted_until', 'blocked_until'],
  ...['excused_until', 'quiet_since'],
])

function anyRow(table: CopiedTable): CopiedRow {
  const columns: readonly string[] = COPIED_TABLES[table]
  return Object.fromEntries(columns.map((column) => [column, anyValue(column)]))
}

function anyValue(column: string): CopiedValue {
  if (column === 'body') return '{"a":1}'
  return NUMBERS.has(column) || column.endsWith('_at') ? ANY_NUMBER : `${column}-1`
}
