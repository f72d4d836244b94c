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
}

export type WireSilence = {
  readonly id: string
  readonly matchers: readonly string[]
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
  readonly comment: string
  readonly state: 'pending' | 'active' | 'expired'
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
  readonly resolvedAt?: string
  readonly eventCount: number
  readonly firstEventId: string
  readonly lastEventId: string
  readonly acknowledgedBy?: string
  readonly acknowledgedAt?: string
  /** What people answered, oldest first. */
  readonly answers: readonly WireAnswer[]
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
  /** Until when, and what would have to be different, by the configuration of now and where that is known. */
  readonly until?: string
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
  readonly told: readonly WireNotification[]
}

/** One thing that happened to an alert. */
export type WireStoryLine = {
  readonly at: string
  /** `event`, `answer`, `state`, `match`, `hold`, `group`, `notification`, `digest` or `attempt`; more may come. */
  readonly kind: string
  readonly text: WireText
  readonly eventId?: string
  readonly notificationId?: string
  readonly policy?: string
  /** Of a hold: the reason's code, until when, and what would have to be different, where that is known. */
  readonly reason?: string
  readonly until?: string
  readonly change?: WireText
}

/** The whole story of an alert. */
export type WireStory = {
  readonly alert: WireAlert
  readonly lines: readonly WireStoryLine[]
  /** What is too much to be told: events in the middle, and the oldest lines. */
  readonly omitted: { readonly events: number; readonly lines: number }
  /** Why nobody was told; empty where somebody was. */
  readonly untold: readonly WireText[]
  /** Policies and routes that do not want its newest event, by the configuration of now, the nearest first. */
  readonly nearly: readonly WireNearMiss[]
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

/** What a policy would have sent, if it were the only one. */
export type WireVolume = {
  readonly policy: string
  readonly since: string
  readonly until: string
  /** Events that it matches; and the alerts and notices that these begin. */
  readonly events: number
  readonly alerts: number
  readonly notices: number
  readonly messages: number
  readonly messagesPerDay: number
  readonly busiest?: { readonly at: string; readonly messages: number }
  readonly chats: readonly {
    readonly contact: string
    readonly channel: string
    readonly messages: number
    readonly limit: { readonly messagesMax: number; readonly windowMs: number }
    /** In so many windows more came due than the limit allows. */
    readonly overLimit: number
    readonly merged: number
    readonly digests: number
    readonly hours: readonly { readonly at: string; readonly messages: number }[]
  }[]
  readonly examples: readonly {
    readonly id: string
    readonly name: string
    readonly title: WireText
    readonly severity: string
    readonly labels: Readonly<Record<string, string>>
    readonly at: string
  }[]
  readonly sentence: WireText
}

/** What was made due again. */
export type WireResent = { readonly resent: readonly string[]; readonly more?: boolean }

export type WireStatus = {
  readonly version: string
  readonly startedAt: string
  readonly configuration: {
    readonly revision: string
    readonly loadedAt: string
    readonly broken?: { readonly since: string; readonly problems: readonly string[] }
  }
  readonly counts: {
    readonly events: number
    readonly unsettled: number
    readonly openAlerts: number
    readonly openGroups: number
    /** Groups whose time has come. */
    readonly dueGroups: number
    readonly due: number
    readonly leased: number
    readonly sent: number
    readonly dead: number
    readonly merged: number
    readonly quarantined: number
  }
  readonly lanes: readonly WireLane[]
}

/** What the app tells the API about itself. */
export type RunningState = {
  readonly version: string
  readonly startedAt: number
  readonly revision: string
  readonly loadedAt: number
  readonly broken?: { readonly since: number; readonly problems: readonly string[] }
  /** False while the hub starts or stops. */
  readonly ready: boolean
}
