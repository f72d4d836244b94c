/** Why an event changed nothing, or why something was not told, by a stable code. */
export type HoldReason =
  | 'redelivered' // the sender repeated a delivery
  | 'no-open-alert' // a resolve or acknowledge for what is not open
  | 'stale' // older than what is known
  | 'unchanged' // the alert goes on as it was told
  | 'no-policy' // nothing matched
  | 'severity-filter' // the policy's targets take other severities
  | 'recoveries-off' // the policy does not tell recoveries
  | 'over-before-told' // it resolved before anyone was told
  | 'policy-removed' // the policy is no longer in the configuration
  | 'fault' // the hub itself could not settle it
  | 'mute-timing' // its policy tells nothing at this time
  | 'silenced' // an active silence matches
  | 'inhibited' // something that explains it is open
  | 'maintenance' // somebody works on it
  | 'nobody-on-call' // a step of its escalation policy reached nobody
  | 'outside-hours' // its escalation policy tells only its first step at this time
  | 'flapping' // it begins and ends too often, and was told as such
  | 'hold' // its policy tells only what lasts
  | 'below-threshold' // its policy tells only so many events
  | 'noise-muted' // its policy has told, and tells nothing more for a while
  | 'storm' // very many alerts opened under its policy
  | 'asked-already' // help was asked for a moment ago
  | 'source-paused' // its source is paused
  | 'preset' // a preset drops such events
  | 'nobody-reachable' // the policy's targets have no endpoint, and there is no fallback

/** What became of one event when it was settled. */
export type EventOutcome = {
  readonly eventId: string
  readonly result:
    | 'opened'
    | 'updated'
    | 'reopened'
    | 'resolved'
    | 'acknowledged'
    | 'silenced'
    | 'escalated'
    | 'reopened' // somebody is asked for anew
    | 'assigned'
    | 'noticed'
    | 'ignored'
  readonly alertId?: string
  /** The policies that matched, and the group that each put it into. */
  readonly matched: readonly { readonly policy: string; readonly groupId: string }[]
  readonly held: readonly HoldReason[]
  /** The configuration that decided. */
  readonly revision: string
  readonly settledAt: number
}

/** What holds it: which silence, window, timing or rule, and until when. */
export type HoldDetail = {
  /** Its name, or its id where it has none. */
  readonly by?: string
  /** UTC milliseconds, where that is known. */
  readonly until?: number
  /** For `inhibited`: the open alert that explains it. */
  readonly alertId?: string
}

/** Something that a group held back when its time came to tell. */
export type Hold = HoldDetail & {
  readonly id: string
  readonly eventId: string
  readonly subjectId: string
  readonly policy: string
  readonly reason: HoldReason
  readonly at: number
  /** When it is looked at again at the latest, where that is known. */
  readonly until?: number
}
