import { SEARCH_LIMITS } from '../../base/limits.ts'
import type { AlertCount, AlertSearchStore, FoundAlerts } from '../../contract/alert-search.ts'
import type { PageQuery } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import { type AlertFilter, hasWords } from '../../model/alert-filter.ts'
import { bodyOf, LAST_ID, type Row } from '../rows.ts'
import type { Connection } from './connection.ts'

const SEVERITY = "json_extract(body, '$.severity')"
const OPEN = "alerts indexed by alerts_open_list where state <> 'resolved' and"
const ALL = 'alerts where'
/** Not what is only remembered as an end, whose beginning may still be on its way. */
const BEGAN = "(state <> 'resolved' or json_extract(body, '$.eventCount') > 1)"

/** What of the store is here. */
export type AlertSearch = Pick<AlertSearchStore, 'alerts' | 'findAlerts' | 'countAlerts'>

/** Filters and counts of alerts. What is open is found in an index that has all that is asked for but words. */
export function alertSearch(connection: Connection): AlertSearch {
  return {
    alerts: async (query) => newest(connection, query),
    findAlerts: async (query) => find(connection, query),
    countAlerts: async () =>
      connection
        .all(
          // Within a subquery of its own the index has all that is asked for; grouped directly, every body would be read.
          `select state, source, severity, count(*) as count from (select state, source, ${SEVERITY} as severity from ${OPEN} true limit -1) group by 1, 2, 3 limit ?`,
          SEARCH_LIMITS.countsMax,
        )
        .map(countOf),
  }
}

function newest(
  connection: Connection,
  { limit, before, state }: PageQuery & { state?: Alert['state'] },
): readonly Alert[] {
  const byState = state === undefined ? '' : 'and state = ?3'
  const values = state === undefined ? [] : [state]
  return connection
    .all(
      `select body from alerts where id < ?1 ${byState} order by id desc limit ?2`,
      before ?? LAST_ID,
      limit,
      ...values,
    )
    .map((row) => bodyOf<Alert>(row))
}

function countOf({ state, source, severity, count }: Row): AlertCount {
  return {
    state: String(state) as AlertCount['state'], // written by operations.ts
    severity: String(severity) as AlertCount['severity'], // of a body that operations.ts wrote
    source: String(source),
    count: Number(count),
  }
}

/**
 * Words are looked for in so many rows at a time, so that no look keeps others waiting; what is open and has no words is
 * found without reading anything else.
 */
function find(connection: Connection, query: AlertFilter & PageQuery): FoundAlerts {
  const { limit, before = LAST_ID, states, words = [] } = query
  const isOpen = states !== undefined && !states.includes('resolved')
  const rowsMax = isOpen && words.length === 0 ? Number.MAX_SAFE_INTEGER : SEARCH_LIMITS.rowsMax
  const window = `select id, state, source, body from ${isOpen ? OPEN : ALL} id < ? order by id desc limit ?`
  const wanted = wantedOf(query)
  const values = wanted.map(({ value }) => value)
  const where = [isOpen ? 'true' : BEGAN, ...wanted.map(({ sql }) => sql)].join(' and ')
  const rows =
    rowsMax === SEARCH_LIMITS.rowsMax
      ? connection.all(
          `select body from (${window}) where ${where} order by id desc limit ?`,
          ...[before, rowsMax, ...values, limit],
        )
      : connection.all(
          `select body from ${OPEN} id < ? and ${where} order by id desc limit ?`,
          ...[before, ...values, limit],
        )
  const alerts = rows.map((row) => bodyOf<Alert>(row))
  const end = connection.get(
    `select count(*) as rows, min(id) as last from (${window})`,
    before,
    rowsMax === SEARCH_LIMITS.rowsMax ? rowsMax : 0,
  )
  const isCut = end?.['rows'] === SEARCH_LIMITS.rowsMax
  const next =
    alerts.length === limit ? alerts.at(-1)?.id : isCut ? String(end?.['last']) : undefined
  return {
    alerts: alerts.filter((alert) => hasWords(alert, words)),
    ...(next === undefined ? {} : { next }),
  }
}

function wantedOf({ states, severities, sources, words = [] }: AlertFilter) {
  const among = (column: string, values: readonly string[] | undefined) =>
    values === undefined
      ? []
      : [{ sql: `${column} in (select value from json_each(?))`, value: JSON.stringify(values) }]
  return [
    ...among('state', states),
    ...among('source', sources),
    ...among(SEVERITY, severities),
    // Bodies are JSON: what has to be escaped there is escaped here.
    ...words.map((word) => ({
      sql: 'instr(lower(body), ?) > 0',
      value: JSON.stringify(word).slice(1, -1),
    })),
  ]
}
