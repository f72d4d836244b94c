import type { Labels } from './event.ts'
import type { NotificationKind, ToldState } from './notification.ts'
import type { Severity } from './severity.ts'
import type { Language } from './text.ts'

/** A line of names and values, or of an alert in a list. All text is already in one language. */
export type MessageField = { readonly label: string; readonly value: string }

/** A line for one alert or notice among several. */
export type MessageLine = {
  readonly severity: Severity
  readonly state: ToldState
  readonly text: string
}

export type MessageBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly MessageField[] }
  | { readonly kind: 'lines'; readonly lines: readonly MessageLine[] }

export type MessageLink = { readonly text: string; readonly url: string }

/** Whom the chat shall ring for: mobile numbers, and everybody. */
export type Mentions = {
  readonly mobiles: readonly string[]
  readonly all: boolean
  /** Nobody is rung, not even those whom the endpoint's settings name: it is over, taken, or no more than news. */
  readonly quiet?: true
}

/** One alert or notice as data: for webhooks' receivers and users' templates. */
export type MessageAlert = {
  /** The alert's id, or the event's for a notice. */
  readonly id: string
  readonly eventId: string
  readonly state: ToldState
  readonly severity: Severity
  /** The sender's own name for what happened. */
  readonly name: string
  readonly title: string
  readonly status?: string
  readonly labels: Labels
  readonly fields: readonly MessageField[]
  readonly links: readonly MessageLink[]
  /** When it happened, UTC milliseconds. */
  readonly at: number
  /** When the problem began; absent for a notice. */
  readonly since?: number
  readonly acknowledgedBy?: string
}

/**
 * What shall be said, independent of the chat that says it. A channel's `render` turns it into its
 * platform's dialect, within its limits. Text is plain: no mark-up of any dialect.
 */
export type Message = {
  readonly kind: NotificationKind | 'test'
  readonly language: Language
  readonly title: string
  readonly severity: Severity
  readonly state: ToldState
  readonly blocks: readonly MessageBlock[]
  readonly links: readonly MessageLink[]
  /** Buttons. */
  readonly actions: readonly MessageLink[]
  readonly mentions: Mentions
  /** What the message is about; at most DELIVERY_LIMITS.entriesMax, or a digest's. */
  readonly alerts: readonly MessageAlert[]
  /** The policies that tell it. */
  readonly policy: string
  /** The same for every message on one alert or group, for platforms that keep threads. */
  readonly thread: string
}
