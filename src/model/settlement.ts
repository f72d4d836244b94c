import type { Alert } from './alert.ts'
import type { AlertGroup, GroupItem } from './alert-group.ts'
import type { DailyCount } from './daily-count.ts'
import type { Escalation } from './escalation.ts'
import type { Inhibitor } from './inhibition.ts'
import type { Notification } from './notification.ts'
import type { EventOutcome, Hold } from './outcome.ts'
import type { Storm } from './storm.ts'

/** Which alert: at most one is open for a key; `alertKey()` joins the two parts. */
export type AlertKey = { readonly source: string; readonly dedupKey: string }
export type DeliveryKey = { readonly source: string; readonly deliveryKey: string }
export type GroupKey = { readonly policy: string; readonly key: string }

/** One alert's place in one group. */
export type Standing = { readonly group: AlertGroup; readonly item: GroupItem }

/** What settling a batch changes. Rows with a known id replace what was there. */
export type Settlement = {
  readonly alerts: readonly Alert[]
  readonly groups: readonly AlertGroup[]
  readonly items: readonly GroupItem[]
  readonly outcomes: readonly EventOutcome[]
  readonly deliveries: readonly (DeliveryKey & { readonly eventId: string; readonly at: number })[]
  /** Groups that told what they had to tell at once; they are not among `groups` and `items`. */
  readonly flushes: readonly { readonly groupId: string; readonly flush: Flush }[]
  /** What is owed beside the groups: whoever is called for help. */
  readonly notifications?: readonly Notification[]
  /** What policies dropped at once, beside what groups hold. */
  readonly holds?: readonly Hold[]
  /** Of the policies under which alerts opened. */
  readonly storms?: readonly Storm[]
  /** As what each alert counts for inhibitions from now on, in place of what was known. What a source held that goes is due. */
  readonly inhibitors?: InhibitorChange
  /** Runs that begin, or are to be looked at now. */
  readonly escalations?: readonly Escalation[]
  /** What the batch adds to what is counted of its days. */
  readonly counts?: readonly DailyCount[]
}

/** A settlement that changes nothing. */
export const NOTHING: Settlement = {
  alerts: [],
  groups: [],
  items: [],
  outcomes: [],
  deliveries: [],
  flushes: [],
}

/** The alerts that were settled, and where they are sources now. */
export type InhibitorChange = {
  readonly alertIds: readonly string[]
  readonly inhibitors: readonly Inhibitor[]
  readonly at: number
}

/** A group whose time has come. Lists are bounded; the counts are of everything. */
export type DueGroup = {
  readonly group: AlertGroup
  readonly pending: readonly GroupItem[]
  readonly pendingCount: number
  /** Alerts that go on, told or not. */
  readonly firingCount: number
  readonly firing: readonly GroupItem[]
  /** When the first of those is over that are held for a while and not yet among `pending`. */
  readonly nextMuteEndsAt?: number
  /** Its policy's runs for these alerts, and how many each escalation policy has had; absent: none. */
  readonly escalations?: readonly Escalation[]
  readonly turns?: ReadonlyMap<string, number>
  /** How many alerts opened under its policy lately. */
  readonly storm?: Storm
}

export type Flush = {
  /** As it goes on; undefined closes the group. */
  readonly group?: AlertGroup
  readonly items: readonly GroupItem[]
  readonly removedSubjects: readonly string[]
  readonly notifications: readonly Notification[]
  readonly holds: readonly Hold[]
  /** Runs that begin, or go on. */
  readonly escalations?: readonly Escalation[]
}

/** Two texts as one key that no other two give. */
export function pairKey(first: string, second: string): string {
  return `${first.length}:${first}${second}`
}
