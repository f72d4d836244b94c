import type { Alert } from './alert.ts'
import { answersOf, asksAnew, type GivenAnswer } from './answer.ts'
import type { EscalationPolicy } from './configuration.ts'
import type { Event } from './event.ts'
import type { NotificationEntry } from './notification.ts'
import { type Severity, severityRank } from './severity.ts'

/** `answered`: somebody has acknowledged the alert; `ended`: nobody is told any more. */
export type EscalationState = 'running' | 'answered' | 'ended'

/** Why a run ended. */
export type EscalationEnd =
  | 'resolved'
  | 'unanswered' // after the last round; the fallback contact group was told
  | 'nobody-reachable' // no step reached anybody; the fallback contact group was told
  | 'low-severity' // of this severity only the first step is told
  | 'severity-filter' // no step wants alerts of this severity
  | 'reassigned' // another run of the alert was given to somebody by hand

/** Why a step is told before its time, where that is not that nobody answered. */
export type EscalationCause = {
  readonly kind:
    | 'asked' // a person asked for the next step
    | 'assigned' // a person gave it to somebody
    | 'timed-out' // the acknowledgement ran out
    | 'taken-back' // who had acknowledged it gave it back
    | 'raised' // it became worse
    | 'hours' // its business hours have begun
    | 'unreached' // every message of the step before was given up
  /** By the name that people read. */
  readonly by?: string
  readonly comment?: string
}

/** Something that a run did, or why it did nothing. */
export type EscalationNote = {
  readonly at: number
  readonly what:
    | 'told' // a step
    | 'nobody-on-call' // a step reached nobody: left out
    | 'outside-hours' // a step is left out at this time, or the run waits for its hours
    | 'severity-filter' // a step wants other severities: left out
    | 'muted' // it waits for the end of a mute
    | 'answered' // somebody has acknowledged it
    | 'followed' // contacts were told as their own rules say
    | 'taken-over' // whoever came on call heard that it is open
    | 'reminded' // whoever acknowledged it was asked whether that still holds
    | 'timed-out' // the acknowledgement ran out
    | 'fallback' // the fallback contact group was told
    | EscalationEnd
  /** From 0; absent where it is about no step. */
  readonly step?: number
  readonly round?: number
  /** Ids of the contacts that were told, the first ones. */
  readonly contacts?: readonly string[]
  readonly cause?: EscalationCause['kind']
}

/** How a run tells a contact that has rules of its own. */
export type PersonalTelling = {
  readonly contact: string
  /** The channels by which it has heard of the alert. */
  readonly heard: readonly string[]
  /** By which channels it is told while nobody answers, the next ones first. */
  readonly next: readonly { readonly at: number; readonly channels: readonly string[] }[]
}

/** One alert on its way through an escalation policy: a run. There is one for an alert and a policy. */
export type Escalation = {
  readonly id: string
  readonly alertId: string
  /** The policy or route that told the alert. */
  readonly policy: string
  /** The group in which it was told; absent where no policy had told it, and a person gave it to somebody. */
  readonly groupId?: string
  /** The escalation policy as it was when the run began: later edits change nothing here. Persons are looked up when a step is told. */
  readonly plan: EscalationPolicy
  /** The how-manieth run of the escalation policy it is: whose turn it is where targets take turns. */
  readonly turn: number
  readonly state: EscalationState
  readonly end?: EscalationEnd
  /** The step that was told last, from 0; -1 before the first. */
  readonly step: number
  readonly round: number
  /** Counts what was told: it tells a step that is over from the one of now. */
  readonly version: number
  /** The severity under which it was told last. */
  readonly severity: Severity
  readonly startedAt: number
  /** When the next step is told. */
  readonly dueAt: number
  /** When it is looked at; absent: when its alert changes. */
  readonly nextAt?: number
  /** Ids of the contacts that have been told. They hear who answers, and of the end. */
  readonly told: readonly string[]
  /** Those of the step that was told last. */
  readonly paged: readonly string[]
  /** Contacts with rules of their own, as these were when the step was told; all others are told by every endpoint. */
  readonly personal?: readonly PersonalTelling[]
  /** The event of the last answer that steered it. */
  readonly heeded?: string
  /** Why the next step is told before its time. */
  readonly cause?: EscalationCause
  /** The acknowledgement that holds: its event and its time, and when it was asked whether it still does. */
  readonly ackEventId?: string
  readonly ackAt?: number
  readonly remindedAt?: number
  /** Something is to be told that waits for its business hours. */
  readonly waits?: true
  /** What holds it back, by its name or id. */
  readonly mutedBy?: string
  readonly history: readonly EscalationNote[]
}

/** A run whose time has come, with its alert as it is now. */
export type DueEscalation = {
  readonly run: Escalation
  readonly alert: Alert
  /** The newest event of the alert. */
  readonly event: Event
  /** The alert as its group holds it, where one does. */
  readonly entry?: NotificationEntry
  /** Every message of the step that was told last was given up. */
  readonly isUnreached: boolean
}

/** Answers that steer a run, and which it has not heeded yet, oldest first. */
export function unheeded(
  { heeded, startedAt }: Pick<Escalation, 'heeded' | 'startedAt'>,
  { answers = [] }: Pick<Alert, 'answers'>,
): readonly GivenAnswer[] {
  const last = answers.findIndex(({ eventId }) => eventId === heeded)
  // The one that was heeded last may be forgotten by now: then only what is newer than the run counts.
  const after = answers.slice(last + 1).filter(({ at }) => last >= 0 || at >= startedAt)
  return after.filter(asksAnew)
}

/** Whether something about the alert concerns its run, so that it is to be looked at now. */
export function concerns(run: Escalation, alert: Alert): boolean {
  if (alert.state === 'resolved') return run.end !== 'resolved'
  if (run.end === 'reassigned') return false
  if (unheeded(run, alert).length > 0) return true
  if (run.end === 'resolved') return false
  if (alert.state === 'acknowledged')
    return run.state !== 'answered' || lastAcknowledged(alert)?.eventId !== run.ackEventId
  if (run.state === 'answered') return true
  return severityRank(alert.severity) < severityRank(run.severity)
}

/** The newest acknowledgement that a person gave. */
export function lastAcknowledged(alert: Pick<Alert, 'answers'>): GivenAnswer | undefined {
  return answersOf(alert, 'acknowledge').at(-1)
}
