import type { Labels } from './event.ts'
import type { NotificationEntry, ToldState } from './notification.ts'
import { type Severity, severityRank } from './severity.ts'

/** The alerts and notices that one policy tells together. It lives while it has anything to tell. */
export type AlertGroup = {
  readonly id: string
  readonly policy: string
  /** The values of the labels that it groups by, as one text: one open group for a policy and key. */
  readonly key: string
  readonly labels: Labels
  readonly openedAt: number
  /** When it is looked at next; absent when nothing is to be told before the next event. */
  readonly nextFlushAt?: number
  /** When it was last looked at, and when something was last told. */
  readonly lastFlushAt?: number
  /** When it first told: its looks at what changes are counted from here, an interval apart. */
  readonly clockFrom?: number
  readonly lastToldAt?: number
  /** When what goes on was last told again. */
  readonly lastRepeatAt?: number
  /** Alerts and notices in it. */
  readonly size?: number
  /** Which of several groups of the same labels it is, from 2 on. */
  readonly part?: number
  /** What its policy's noise rules count. */
  readonly noise?: NoiseCount
}

/** Events of a group as its policy's noise rules see them. */
export type NoiseCount = {
  /** When they arrived, oldest first; no more than are needed to tell. */
  readonly events: readonly number[]
  /** Something was told: nothing more until then. */
  readonly mutedUntil?: number
}

/** What a group's endpoints were last told of one alert. */
export type Told = {
  readonly state: ToldState
  readonly severity: Severity
  readonly status?: string
  /** Every severity under which it was told, where that was more than one. */
  readonly heard?: readonly Severity[]
  /** When it was told last. */
  readonly at?: number
  /** It was told as flapping until then. */
  readonly flappingUntil?: number
}

/** One alert or notice in a group. `pending` while it is not as it was told. */
export type GroupItem = {
  readonly groupId: string
  readonly entry: NotificationEntry
  readonly pending: boolean
  readonly told?: Told
  /** What is to be told is held until then, for example by a silence. */
  readonly mutedUntil?: number
  readonly mutedBy?: string
  /** The event that said so. */
  readonly mutedEventId?: string
  /** When it came into the group. */
  readonly enteredAt?: number
  /** A person gave it back, which is to be told to those who heard who had it. */
  readonly givenBack?: true
  /** For as long as a storm looks back, no alert of its source had opened under its policy. */
  readonly firstOfSource?: true
  /** It has become critical since it came, and that was not told yet. */
  readonly raised?: true
}

/**
 * Whether there is something new to tell about `entry`: it was never told, it ended or began, it is
 * in another phase, or it got worse, or a person took it on, or it began to flap. That it got milder is no news, nor that
 * a source calls it acknowledged.
 */
export function isPending(entry: NotificationEntry, told: Told | undefined): boolean {
  if (told === undefined) return true
  if (entry.flappingUntil !== undefined && entry.flappingUntil !== told.flappingUntil) return true
  if (entry.state === 'acknowledged')
    return entry.answeredBy !== undefined && told.state === 'firing'
  const wasOpen = told.state === 'firing' || told.state === 'acknowledged'
  if ((entry.state === 'firing') !== wasOpen) return true
  return entry.status !== told.status || severityRank(entry.severity) < severityRank(told.severity)
}
