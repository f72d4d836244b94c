import { SEARCH_LIMITS } from '../../base/limits.ts'
import type { AlertCount, AlertSearchStore, FoundAlerts } from '../../contract/alert-search.ts'
import type { PageQuery } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import { type AlertFilter, hasWords } from '../../model/alert-filter.ts'
import { SEVERITIES, severityRank } from '../../model/severity.ts'
import { LAST_ID, type Row } from '../rows.ts'
import type { SqlValue } from './batch.ts'
import type { Looks } from './connection.ts'
import { ALERT, alertOf } from './rows.ts'

const OPEN = "alerts where state <> 'resolved' and"
/** Not what is only remembered as an end, whose beginning may still be on its way. What a sender said has no bare quotes in JSON. */
const BEGAN = `(state <> 'resolved' or body !~ '"eventCount":1[,}]')`
const ALL = 'alerts where'

/** What of the store is here. */
export type AlertSearch = Pick<AlertSearchStore, 'alerts' | 'findAlerts' | 'countAlerts'>

/** Filters and counts of alerts. What is open is found in an index that has all that is asked for but words. */
export function alertSearch(connection: Looks): AlertSearch {
  return {
    alerts: (query) => newest(connection, query),
    findAlerts: (query) => find(connection, query),
    async countAlerts() {
      const rows = await connection.all(
        `select state, source, severity_rank, count(*) as count from ${OPEN} true group by 1, 2, 3 limit $1`,
        SEARCH_LIMITS.countsMax,
      )
      return rows.map(countOf)
    },
  }
}

async function newest(
  connection: Looks,
  { limit, before, state }: PageQuery & { state?: Alert['state'] },
): Promise<readonly Alert[]> {
  const rows = await connection.all(
    `select ${ALERT} from alerts where id < $1 ${state === undefined ? '' : 'and state = $3'} order by id desc limit $2`,
    ...[before ?? LAST_ID, limit, ...(state === undefined ? [] : [state])],
  )
  return rows.map(alertOf)
}

function countOf({ state, source, severity_rank: rank, count }: Row): AlertCount {
  return {
    state: String(state) as AlertCount['state'], // written by putAlerts
    severity: SEVERITIES[Number(rank)] ?? 'info',
    source: String(source),
    count: Number(count),
  }
}

/**
 * Words are looked for in so many rows at a time, so that no look keeps others waiting; what is open and has no words is
 * found without reading anything else.
 */
async function find(connection: Looks, query: AlertFilter & PageQuery): Promise<FoundAlerts> {
  const { limit, before = LAST_ID, states, words = [] } = query
  const isOpen = states !== undefined && !states.includes('resolved')
  const among = isOpen ? OPEN : ALL
  const isBounded = !isOpen || words.length > 0
  const end = isBounded ? await lastOf(connection, { among, before }) : undefined
  const wanted = wantedOf(query)
  const where = wanted.map(({ sql }, index) => sql(`$${index + 4}`))
  const rows = await connection.all(
    `select ${ALERT} from ${[`${among} id < $1`, 'id >= $2', ...where, ...(isOpen ? [] : [BEGAN])].join(' and ')} order by id desc limit $3`,
    ...[before, end ?? '', limit, ...wanted.map(({ value }) => value)],
  )
  const alerts = rows.map(alertOf)
  const next = alerts.length === limit ? alerts.at(-1)?.id : end
  return {
    alerts: alerts.filter((alert) => hasWords(alert, words)),
    ...(next === undefined ? {} : { next }),
  }
}

/** The last alert that one look goes through; undefined where it comes to the end before. */
async function lastOf(
  connection: Looks,
  { among, before }: { readonly among: string; readonly before: string },
): Promise<string | undefined> {
  const row = await connection.get(
    `select id from ${among} id < $1 order by id desc offset $2 limit 1`,
    before,
    SEARCH_LIMITS.rowsMax - 1,
  )
  return row && String(row['id'])
}

type Wanted = { readonly sql: (place: string) => string; readonly value: SqlValue }

function wantedOf({ states, severities, sources, words = [] }: AlertFilter): readonly Wanted[] {
  const among = (column: string, values: readonly SqlValue[] | undefined): readonly Wanted[] =>
    values === undefined ? [] : [{ sql: (place) => `${column} = any(${place})`, value: values }]
  return [
    ...among('state', states),
    ...among('source', sources),
    ...among('severity_rank', severities?.map(severityRank)),
    // Bodies are JSON: what has to be escaped there is escaped here. Only ASCII is lowered, in whatever language the database is.
    ...words.map((word) => ({
      sql: (place: string) => `strpos(lower(body collate "C"), ${place}) > 0`,
      value: JSON.stringify(word).slice(1, -1),
    })),
  ]
}
