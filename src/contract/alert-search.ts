import type { Alert, AlertState } from '../model/alert.ts'
import type { AlertFilter } from '../model/alert-filter.ts'
import type { Notification } from '../model/notification.ts'
import type { AlertKey } from '../model/settlement.ts'
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

/** Alerts one by one, and finding them in a list of any length. */
export interface AlertSearchStore {
  /** Open alerts in a lasting order; `after` is the last one of the page before. */
  openAlerts(query: { limit: number; after?: AlertKey }): Promise<readonly Alert[]>
  alert(id: string): Promise<Alert | undefined>
  /** The state of each alert of the notification that has changed since it was decided, by subject id. */
  statesNow(notification: Notification): Promise<ReadonlyMap<string, Alert['state']>>
  /** Alerts that the filter lets through, newest first: not what is only remembered as an end, and never began. */
  findAlerts(query: AlertFilter & PageQuery): Promise<FoundAlerts>
  /** All alerts of a state, or of any, newest first. */
  alerts(query: PageQuery & { readonly state?: AlertState }): Promise<readonly Alert[]>
  /** The open alerts, counted. */
  countAlerts(): Promise<readonly AlertCount[]>
}
