import type { WireArgocd } from './wire-argocd.ts'
import type { WireCounts } from './wire-counts.ts'
import type { WireGuardedSource } from './wire-guards.ts'
import type { WireRetention } from './wire-retention.ts'
import type { WireFailingCalendar } from './wire-schedules.ts'
import type { WireSpool } from './wire-spool.ts'

/**
 * The shapes that the API speaks: what the console and the CLI see. Instants are ISO 8601 in UTC.
 * Nothing here holds a secret or an address of a chat.
 */

/** A text in both languages, as it came from a source or from the hub. */
export type WireText = { readonly en: string; readonly zh: string }

/** What a person answered, and how. */
export type WireAnswer = {
  readonly action: string
  /** Empty where no name was given. */
  readonly by: string
  readonly via: string
  readonly contact?: string
  readonly chat?: string
  readonly comment?: string
  readonly at: string
  /** The end of a silence. */
  readonly until?: string
  /** Who and how, for people. */
  readonly text: WireText
  /** Of `assign`: to whom, for people. */
  readonly to?: WireText
}

export type WireSilence = {
  readonly id: string
  readonly kind: 'silence' | 'maintenance'
  readonly matchers: readonly string[]
  /** The times within which it holds, as they were written. */
  readonly recurs?: readonly object[]
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
  readonly comment: string
  readonly state: 'pending' | 'active' | 'expired'
  /** Where it holds at this moment. */
  readonly holdsUntil?: string
}

/** A window of maintenance that the configuration names. */
export type WireWindow = Pick<WireSilence, 'matchers' | 'state' | 'holdsUntil'> & {
  readonly name: string
  readonly startsAt?: string
  readonly endsAt?: string
}

/** What something would keep silent now, and would have kept silent lately. */
export type WireMutePreview = {
  readonly now: {
    readonly holds: boolean
    readonly count: number
    readonly isComplete: boolean
    readonly alerts: readonly WireAlert[]
  }
  readonly past: {
    readonly from: string
    readonly count: number
    readonly newsCount: number
    readonly isComplete: boolean
    readonly days: readonly { readonly day: string; readonly count: number }[]
    readonly policies: readonly { readonly policy: string; readonly count: number }[]
    readonly events: readonly WireEvent[]
  }
}

/** What came of an answer: done, already, over, too-soon or nobody. */
export type WireReport = {
  readonly verdict: string
  readonly until?: string
  /** As it is after the answer. */
  readonly alert: WireAlert
}

export type WireEvent = {
  readonly id: string
  readonly source: string
  readonly kind: string
  readonly name: string
  readonly title: WireText
  readonly severity: string
  readonly status?: string
  readonly dedupKey: string
  /** The sender's own spelling of it, where the hub compares it as something else. */
  readonly givenKey?: string
  readonly labels: Readonly<Record<string, string>>
  readonly happenedAt?: string
  readonly receivedAt: string
  /** Of an event that a person made. */
  readonly answer?: WireAnswer
}

/** An event in a list, with the gist of what became of it. */
export type WireListedEvent = WireEvent & {
  /** Absent while the event waits to be settled. */
  readonly outcome?: {
    readonly result: string
    /** Policies that matched. */
    readonly matched: readonly string[]
    readonly held: readonly WireHold[]
  }
}

export type WireAlert = {
  readonly id: string
  readonly source: string
  readonly state: string
  readonly severity: string
  readonly name: string
  readonly title: WireText
  readonly status?: string
  readonly labels: Readonly<Record<string, string>>
  readonly openedAt: string
  readonly updatedAt: string
  /** When its sender said last that it goes on, where it says so again and again without news. */
  readonly lastSaidAt?: string
  readonly resolvedAt?: string
  /** The alert of the same key before it. */
  readonly previousId?: string
  /** When it ends by itself, unless an event fires before. */
  readonly autoResolveAt?: string
  /** Until when it is held, because it begins and ends too often. */
  readonly flappingUntil?: string
  readonly eventCount: number
  readonly firstEventId: string
  readonly lastEventId: string
  readonly acknowledgedBy?: string
  readonly acknowledgedAt?: string
  /** What people answered, oldest first. */
  readonly answers: readonly WireAnswer[]
}

/** An alert with the runs of its escalation policies. */
export type WireAlertStory = WireAlert & { readonly escalations: readonly WireEscalation[] }

type WireNamed = { readonly id: string; readonly name: string }

/** An alert on its way through an escalation policy. Steps and rounds are counted from 1. */
export type WireEscalation = {
  readonly id: string
  /** The policy or route that told the alert. */
  readonly policy: string
  /** The escalation policy, or `assigned` where a person gave the alert to somebody. */
  readonly escalationPolicy: string
  /** It was edited since: this run keeps what it began with. */
  readonly isOld: boolean
  readonly state: 'running' | 'answered' | 'ended'
  readonly end?: string
  readonly endText?: WireText
  readonly severity: string
  /** The step that was told last; absent before the first. */
  readonly step?: number
  readonly steps: number
  readonly round: number
  readonly rounds: number
  readonly startedAt: string
  /** When the next step is told; while it is acknowledged: when that runs out. */
  readonly nextAt?: string
  /** What holds it back. */
  readonly mutedBy?: string
  readonly told: readonly WireNamed[]
  /** Who would be told next, by the configuration and the schedules of now. */
  readonly next?: {
    readonly kind: 'step' | 'fallback'
    readonly step?: number
    readonly round?: number
    readonly contacts: readonly WireNamed[]
  }
  /** Who is told by rules of their own while nobody answers, and by which channels. */
  readonly follows?: readonly (WireNamed & {
    readonly at: string
    readonly channels: readonly string[]
  })[]
  readonly history: readonly {
    readonly at: string
    readonly what: string
    readonly text: WireText
    readonly step?: number
    readonly round?: number
    readonly contacts?: readonly WireNamed[]
    readonly cause?: string
  }[]
}

export type WireAttempt = {
  /** The endpoint of a pool that was used, where it is not the notification's own. */
  readonly endpoint?: string
  readonly startedAt: string
  readonly tookMs: number
  readonly outcome: 'sent' | 'retry' | 'refused'
  readonly reason?: string
  /** The platform's own code and text. */
  readonly code?: string
  readonly text?: string
  readonly remedy?: WireText
}

export type WireNotification = {
  readonly id: string
  readonly kind: string
  readonly endpoint: string
  readonly contact: string
  readonly channel: string
  readonly policy: string
  readonly severity: string
  readonly state: string
  readonly createdAt: string
  readonly dueAt: string
  readonly mergedInto?: string
  /** Why it is told here: another endpoint could not be, or not yet. */
  readonly trouble?: WireText
  /** What it names. */
  readonly entries: readonly {
    readonly subjectId: string
    readonly eventId: string
    readonly state: string
    readonly title: WireText
  }[]
  readonly attempts?: readonly WireAttempt[]
}

/** A matcher that fails, and what would have to be different. */
export type WireFailing = {
  readonly matcher: string
  readonly label: string
  readonly found: string
  readonly change: WireText
}

/** Why a policy or route did not match. */
export type WireNearMiss = {
  readonly policy: string
  /** The first matcher that failed, and what it found; empty where another route took the event. */
  readonly matcher: string
  readonly found: string
  /** All that fail. */
  readonly failing: readonly WireFailing[]
  /** The route that took it and does not continue. */
  readonly takenBy?: string
}

export type WireHold = {
  readonly reason: string
  readonly text: WireText
  readonly policy?: string
  /** The name or id of the silence, window, timing or rule that holds it. */
  readonly by?: string
  readonly until?: string
  /** For `inhibited`: the open alert that explains it. */
  readonly alertId?: string
  /** What would have to be different, by the configuration of now and where that is known. */
  readonly change?: WireText
}

/** The whole story of one event. */
export type WireExplanation = {
  readonly event: WireEvent
  /** What of the request it was read from. */
  readonly raw: string
  /** Absent while the event waits to be settled. */
  readonly outcome?: {
    readonly result: string
    readonly settledAt: string
    readonly matched: readonly { readonly policy: string; readonly groupId: string }[]
    /** By the configuration of now; `configurationChanged` tells when that is another than the one that decided. */
    readonly nearly: readonly WireNearMiss[]
    readonly configurationChanged: boolean
  }
  readonly held: readonly WireHold[]
  readonly alert?: WireAlert
  /** The alert's runs of escalation policies. */
  readonly escalations: readonly WireEscalation[]
  readonly told: readonly WireNotification[]
}

/** What came of trying an endpoint with a test message. */
export type WireVerification = {
  readonly endpoint?: string
  readonly contact?: string
  readonly channel: string
  readonly result: 'delivered' | 'failed' | 'uncertain' | 'not-tried'
  readonly steps: readonly {
    readonly step: string
    readonly state: 'ok' | 'note' | 'failed'
    readonly text: WireText
  }[]
  readonly reason?: string
  /** The platform's own code and text. */
  readonly code?: string
  readonly text?: string
  /** What to do, the first thing first. */
  readonly remedies: readonly WireText[]
  readonly tookMs: number
  /** Our clock against the platform's; positive where ours is ahead. */
  readonly clock?: { readonly offMs: number; readonly uncertaintyMs: number }
  /** Our address as the platform's answer names it. */
  readonly ourAddress?: string
  readonly retryAt?: string
  readonly proxy?: string
}

export type WireLane = {
  readonly endpoint: string
  readonly channel: string
  /** Whose chat it is; empty when the configuration no longer has it. */
  readonly contacts: readonly { readonly id: string; readonly name: string }[]
  readonly health: string
  readonly since?: string
  readonly text?: string
  readonly remedy?: WireText
  readonly lastSentAt?: string
  readonly blockedUntil?: string
}

/** An endpoint of the configuration and how it is. Its id is the one that `resend` takes. */
export type WireEndpoint = {
  readonly id: string
  readonly contact: string
  readonly channel: string
  /** A digest of its address: endpoints of one robot have the same. */
  readonly robot: string
  readonly pool?: string
  readonly standby: boolean
  readonly health: 'ok' | 'warning' | 'failing' | 'broken'
  readonly since?: string
  /** What is wrong, since when, and what to do, in one sentence or two. */
  readonly text?: WireText
  readonly remedy?: WireText
  readonly blockedUntil?: string
  /** Messages that the platform counts now, and how many it allows in `windowMs`. */
  readonly used: number
  readonly limit: { readonly messagesMax: number; readonly windowMs: number }
  /** The organisation's, of this calendar month. */
  readonly quota?: { readonly month: string; readonly used: number; readonly messagesMax: number }
  /** What its lane owes, and what of it was given up. */
  readonly owed: number
  readonly dead: number
  readonly lastSentAt?: string
}

/** What was made due again. */
export type WireResent = { readonly resent: readonly string[]; readonly more?: boolean }

export type WireStatus = {
  readonly version: string
  readonly startedAt: string
  /** When groups and runs of escalation policies were last looked at; absent before the first time. */
  readonly lastTickAt?: string
  readonly configuration: {
    readonly revision: string
    readonly loadedAt: string
    readonly broken?: { readonly since: string; readonly problems: readonly string[] }
    /** The sources, for those who try one out. */
    readonly sources: readonly { readonly name: string; readonly type: string }[]
  }
  readonly counts: WireCounts
  readonly lanes: readonly WireLane[]
  /** Sources of which there is something to say: paused, with an older key, or with requests that were refused. */
  readonly sources: readonly WireGuardedSource[]
  /** Calendars that cannot be fetched; the last good copy counts. */
  readonly calendars: readonly WireFailingCalendar[]
  readonly retention: WireRetention
  readonly argocd?: WireArgocd
  /** What waits on this hub's disk; absent where nothing is kept there while the database is away. */
  readonly spool?: WireSpool
}

/** What the app tells the API about itself. */
export type RunningState = {
  readonly version: string
  readonly startedAt: number
  readonly revision: string
  readonly loadedAt: number
  readonly sources: readonly { readonly name: string; readonly type: string }[]
  readonly broken?: { readonly since: number; readonly problems: readonly string[] }
  /** False while the hub starts or stops. */
  readonly ready: boolean
  /** When the tick loop last ended a turn well. */
  readonly lastTickAt?: number | undefined
}
