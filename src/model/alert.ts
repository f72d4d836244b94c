import type { GivenAnswer } from './answer.ts'
import type { Labels } from './event.ts'
import type { KnownSent } from './sent-alert.ts'
import type { Severity } from './severity.ts'
import type { LocalText } from './text.ts'

export type AlertState = 'firing' | 'acknowledged' | 'resolved'

/** One problem's lifetime under one dedup key of one source. At most one is open for a key. */
export type Alert = {
  readonly id: string
  readonly source: string
  readonly dedupKey: string
  readonly state: AlertState
  readonly severity: Severity
  readonly name: string
  readonly title: LocalText
  readonly status?: string
  readonly statusText?: LocalText
  readonly labels: Labels
  /** UTC milliseconds: the first event received, the last one, and the end. */
  readonly openedAt: number
  readonly updatedAt: number
  readonly resolvedAt?: number
  /** When it got so much worse that who had acknowledged it is asked again, or fired again after its end. */
  readonly reopenedAt?: number
  /** The alert of the same key that was over before this one began. */
  readonly previousId?: string
  /** When it began and ended lately, and those of its key before it: a bounded list, oldest first. */
  readonly changes?: readonly number[]
  /** It begins and ends too often to be told each time; until then it goes on under one id. */
  readonly flappingUntil?: number
  /** When it ends by itself unless an event fires before. */
  readonly autoResolveAt?: number
  /** The sender's time of the newest event that was applied; an older one never undoes it. */
  readonly sourceAt?: number
  /** Of a sender that says again and again how things are: what is known of it. */
  readonly sent?: KnownSent
  readonly eventCount: number
  readonly firstEventId: string
  readonly lastEventId: string
  /** What people answered, oldest first: the first ones and the newest, at most ANSWER_LIMITS.keptMax. */
  readonly answers?: readonly GivenAnswer[]
}
