import type { AlertGroup, GroupItem } from './alert-group.ts'
import type { NotificationEntry, NotificationKind } from './notification.ts'
import type { HoldDetail, HoldReason } from './outcome.ts'
import type { Severity } from './severity.ts'

/** One alert or notice to tell, and the severity by which its hearers are chosen. */
export type TellingEntry = {
  readonly entry: NotificationEntry
  /** A recovery goes to those who heard of the problem, so it keeps the severity that was told. */
  readonly audience: Severity
  /** Of a recovery: the other severities under which the problem was told. */
  readonly earlier?: readonly Severity[]
  /** It fires, and somebody who heard of it before has not heard of an end since. */
  readonly goesOn?: true
}

/** What is not told now, and why. */
export type HeldEntry = {
  readonly entry: NotificationEntry
  readonly reason: HoldReason
  readonly detail?: HoldDetail
}

/** What a group has to say now, what it holds back, and how it goes on. */
export type Telling = {
  readonly kind: NotificationKind
  readonly entries: readonly TellingEntry[]
  readonly held: readonly HeldEntry[]
  readonly items: readonly GroupItem[]
  readonly removedSubjects: readonly string[]
  /** Undefined when nothing is left to watch. */
  readonly group?: AlertGroup
}
