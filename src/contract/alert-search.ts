import type { Alert, AlertState } from '../model/alert.ts'
import type { AlertFilter } from '../model/alert-filter.ts'
import type { Severity } from '../model/severity.ts'
import type { PageQuery } from './store.ts'

/** How many open alerts there are of each kind that a list is filtered by. */
export type AlertCount = {
  readonly state: AlertState
  readonly severity: Severity
  readonly source: string
  readonly count: number
}

export type FoundAlerts = {
  readonly alerts: readonly Alert[]
  /**
   * Where to look on (the `before` of the next page). It is also there where fewer than asked for were found in what one
   * look takes: SEARCH_LIMITS.rowsMax alerts.
   */
  readonly next?: string
}

/** Finding alerts in a list of any length. */
export interface AlertSearchStore {
  /** Alerts that the filter lets through, newest first. */
  findAlerts(query: AlertFilter & PageQuery): Promise<FoundAlerts>
  /** The open alerts, counted. */
  countAlerts(): Promise<readonly AlertCount[]>
}
