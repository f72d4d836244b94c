import type { Addressed } from './addressed.ts'
import type { EventField, EventLink, Labels } from './event.ts'
import type { Severity } from './severity.ts'
import type { LocalText } from './text.ts'

/** What a notification is about. */
export type NotificationKind =
  | 'alert' // something began to fire, or several things
  | 'update' // it goes on, but its severity or status changed
  | 'repeat' // it goes on unchanged
  | 'resolved'
  | 'notice'
  | 'digest' // several notifications that had to share one message
  | 'escalation' // somebody asked for more help, or nobody answered
  | 'handover' // somebody else is on call
  | 'takeover' // what is open, for whoever comes on call
  | 'gap' // times come at which nobody is on call
  | 'reminder' // whoever acknowledged it is asked whether that still holds
  | 'storm' // very many alerts opened under one policy
  | 'undelivered' // the fallback contact group hears that somebody else could not be told

export type ToldState = 'firing' | 'acknowledged' | 'resolved' | 'notice'

/** The step of a run of an escalation policy: what was said at one that is over is known as that. */
export type EscalationLevel = { readonly run: string; readonly version: number }

/** One alert or notice inside a notification, as it was when the notification was decided. */
export type NotificationEntry = {
  /** The alert's id, or the event's for a notice. */
  readonly subjectId: string
  readonly eventId: string
  readonly state: ToldState
  readonly severity: Severity
  readonly name: string
  readonly title: LocalText
  readonly status?: string
  readonly statusText?: LocalText
  readonly labels: Labels
  readonly fields: readonly EventField[]
  readonly links: readonly EventLink[]
  /** When it happened: by the sender's clock where it gave a time, else when it reached us. */
  readonly at: number
  /** When the problem began, as well as it is known; absent for a notice. */
  readonly since?: number
  /** The identity of the alert within its source; a notice has none. */
  readonly dedupKey?: string
  /** Who acknowledged it, by the name that people read. */
  readonly answeredBy?: string
  /** Who said that it is over, where a person did. */
  readonly resolvedBy?: string
  /** The step of an escalation policy that tells it. */
  readonly level?: EscalationLevel
  /** It had ended, and fires again under the same id. */
  readonly again?: true
  /** It begins and ends so often that it is told no more until then. */
  readonly flappingUntil?: number
  /** Its sender's own words for one contact. */
  readonly addressed?: Addressed
}

/** What a storm message says. */
export type StormNews = {
  /** How many alerts opened, within which time, and the threshold that this passed. */
  readonly count: number
  readonly withinMs: number
  readonly threshold: number
  /** What many of them share. */
  readonly labels: readonly {
    readonly name: string
    readonly value: string
    readonly count: number
  }[]
  /** Of how many the labels were counted. */
  readonly sampled: number
}

/** `moot`: somebody had answered before it left, so that it was not sent. */
export type NotificationState = 'due' | 'leased' | 'sent' | 'dead' | 'merged' | 'moot'

/** One message owed to one endpoint: a row of the outbox. */
export type Notification = {
  readonly id: string
  readonly endpointId: string
  /** Endpoints with the same lane are one robot: they share its rate limit. */
  readonly lane: string
  readonly kind: NotificationKind
  readonly severity: Severity
  readonly state: NotificationState
  readonly createdAt: number
  readonly dueAt: number
  readonly attemptCount: number
  readonly policy: string
  readonly groupId?: string
  /** The digest that took this one in. */
  readonly mergedInto?: string
  readonly entries: readonly NotificationEntry[]
  /** People to mention, by mobile number. */
  readonly mentions: readonly string[]
  /** The template that the policy's target names. */
  readonly template?: string
  /** Set once a platform has refused the full form. */
  readonly form?: 'plain'
  /** For `escalation`: who asked for more help; absent where nobody had answered. */
  readonly askedBy?: string
  /** For `storm`, which names no alert by itself. */
  readonly storm?: StormNews
  /** An attempt's outcome is not known: it is told again by itself, under its own key, never in a digest. */
  readonly uncertain?: boolean
  /** Of a pool: the robot that may have posted it, and alone knows its key again. */
  readonly robot?: string
  /** The standby endpoints of its contact have a copy. */
  readonly stoodBy?: boolean
  /** It is not sent where somebody has answered, or all of it is over, when it would leave. */
  readonly unlessAnswered?: true
  /** When a person asked for it to be sent again, after it was dead. */
  readonly resentAt?: number
  /**
   * For `undelivered`, and for copies to a standby endpoint: what went wrong and what to do; for
   * `escalation`: what who asked has to say.
   */
  readonly trouble?: LocalText
}
