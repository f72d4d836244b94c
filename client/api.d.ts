// Made by "npm run docs" from the routes and types of the hub; changes go there.

/** A refusal, as RFC 9457 has it. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: "TOCSIN_CONFIG_NOT_FOUND" | "TOCSIN_CONFIG_SYNTAX" | "TOCSIN_CONFIG_UNKNOWN_KEY" | "TOCSIN_CONFIG_INVALID" | "TOCSIN_CONFIG_REFERENCE" | "TOCSIN_CONFIG_SECRET" | "TOCSIN_MATCHER_INVALID" | "TOCSIN_TEMPLATE_INVALID" | "TOCSIN_MAPPING_INVALID" | "TOCSIN_STORE_OPEN" | "TOCSIN_STORE_NEWER" | "TOCSIN_STORE_FULL" | "TOCSIN_STORE_AWAY" | "TOCSIN_STORE_COPY" | "TOCSIN_LISTEN" | "TOCSIN_STANDBY" | "TOCSIN_USAGE" | "TOCSIN_UNREACHABLE" | "TOCSIN_KUBERNETES" | "TOCSIN_INGEST_UNKNOWN_KEY" | "TOCSIN_INGEST_METHOD" | "TOCSIN_INGEST_UNPARSABLE" | "TOCSIN_INGEST_TOO_LARGE" | "TOCSIN_INGEST_TOO_SLOW" | "TOCSIN_INGEST_ADDRESS" | "TOCSIN_INGEST_CREDENTIALS" | "TOCSIN_INGEST_SIGNATURE" | "TOCSIN_INGEST_RATE" | "TOCSIN_NOT_FOUND" | "TOCSIN_CONFIG_READ_ONLY" | "TOCSIN_CHANGED_MEANWHILE" | "TOCSIN_MATCH_MISSING" | "TOCSIN_KEY_REUSED" | "TOCSIN_KEY_BUSY" | "TOCSIN_REQUEST_INVALID" | "TOCSIN_SIGN_IN" | "TOCSIN_FORBIDDEN" | "TOCSIN_TOO_BUSY" | "TOCSIN_INTERNAL"
  /** What was expected, what was found and what to do, for people. */
  readonly detail: string
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
  readonly answers: readonly (WireAnswer)[]
}

/** How many open alerts there are of each kind that a list is filtered by. */
export type WireAlertCounts = {
  readonly counts: readonly ({
    readonly state: "firing" | "acknowledged" | "resolved"
    readonly severity: string
    readonly source: string
    readonly count: number
  })[]
}

/** An alert with the runs of its escalation policies. */
export type WireAlertStory = {
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
  readonly answers: readonly (WireAnswer)[]
  readonly escalations: readonly (WireEscalation)[]
}

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

/** What came of answering many alerts. */
export type WireAnsweredMany = {
  /** How many alerts each verdict was given for: see WireReport. */
  readonly verdicts: Readonly<Record<string, number>>
  /** The alerts for which it was `done`, as many as are told. */
  readonly ids: readonly (string)[]
  /** There are more: the next request goes on with it as `before`. */
  readonly next?: string
}

export type WireApiToken = {
  readonly id: string
  readonly name: string
  readonly role: WireRole
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt?: string
  readonly usedAt?: string
  /** Only in the answer to its making. */
  readonly token?: string
}

/** An Application that the hub knows. */
export type WireApplication = {
  readonly namespace: string
  readonly name: string
  readonly project: string
  readonly uid: string
  /** As Argo CD said it last. */
  readonly phase?: string
  readonly health?: string
  readonly sync?: string
  readonly lookedAt: string
}

/** How Argo CD Notifications runs in this hub. */
export type WireArgocd = {
  readonly namespaces: readonly (WireArgocdNamespace)[]
  /** Applications of which something is known. */
  readonly applications: number
  /** Of these: what was decided of them is kept, and the cluster may not have it in its annotation yet. */
  readonly unconfirmed: number
  /** What watches the cluster; absent where this hub watches none. */
  readonly controller?: WireArgocdController
}

/** How the watching of a cluster is. */
export type WireArgocdController = {
  /** Whether this replica is the one that works. */
  readonly leading: boolean
  /** Who holds the lease; absent without one, and while nobody does. */
  readonly leader?: string
  /** What is watched: how many objects there are, whether all were listed, and what is wrong at the moment. */
  readonly watched: readonly ({
    readonly kind: string
    readonly objects: number
    readonly ready: boolean
    readonly trouble?: string
  })[]
  /** Applications that are watched, that wait for a look, that are looked at, and that ended and wait for their last look. */
  readonly applications: number
  readonly waiting: number
  readonly working: number
  readonly ended: number
  /** Since the start: annotations that were changed, looks that failed, and the last one of these. */
  readonly patched: number
  readonly failed: number
  readonly lastFailure?: {
    readonly at: string
    readonly application: string
    readonly text: string
  }
}

/** One ConfigMap with its Secret. */
export type WireArgocdNamespace = {
  readonly namespace: string
  readonly readAt: string
  readonly services: readonly ({
    readonly name: string
    readonly type: string
  })[]
  readonly problems: readonly (WireArgocdProblem)[]
}

/** A key that is not as it should be. It is off, or its last good value is used; the others work. */
export type WireArgocdProblem = {
  readonly key: string
  readonly problem: WireText
  readonly since?: string
  readonly usesLastGood?: boolean
}

export type WireAttempt = {
  /** The endpoint of a pool that was used, where it is not the notification's own. */
  readonly endpoint?: string
  readonly startedAt: string
  readonly tookMs: number
  readonly outcome: "sent" | "retry" | "refused"
  readonly reason?: string
  /** The platform's own code and text. */
  readonly code?: string
  readonly text?: string
  readonly remedy?: WireText
}

export type WireAuditEntry = {
  readonly id: string
  readonly at: string
  readonly actor: {
    readonly kind: string
    readonly id?: string
    readonly name: string
  }
  readonly action: string
  readonly target?: string
  /** JSON, without credentials; cut where it was long. */
  readonly before?: string
  readonly after?: string
}

/** A calendar that was handed out. */
export type WireCalendar = {
  readonly id: string
  readonly schedule?: string
  readonly contact?: string
  readonly language: string
  readonly createdBy: string
  readonly createdAt: string
  /** Its address with the token in it, told once: where it was made. Without the hub's public address, only `path`. */
  readonly path?: string
  readonly url?: string
}

/** Whom an escalation policy would tell of an alert that begins at `at`, in its first round. */
export type WireCalled = {
  readonly escalationPolicy: string
  readonly at: string
  readonly severity: string
  readonly steps: readonly ({
    readonly at: string
    readonly contacts: readonly ({
      readonly id: string
      readonly name: string
    })[]
    readonly leftOut?: "nobody-on-call" | "severity-filter" | "outside-hours"
  })[]
}

export type WireCheckedText = {
  /** Where there are any, the text cannot be used. */
  readonly problems: readonly (WireFoundInText)[]
  /** How many there are beyond those. */
  readonly omitted: number
  readonly warnings: readonly (WireFoundInText)[]
  /** What differs from what counts now. */
  readonly changes: readonly (WireHunk)[]
}

/** What counts now, and where it comes from. */
export type WireConfiguration = {
  readonly origin: "file" | "store"
  /** As a running hub calls what counts. */
  readonly digest: string
  /** The file that was read. */
  readonly file?: string
  /** The newest revision and its text, YAML; what counts may be an older one, where this one cannot be used. */
  readonly newest?: WireRevision
  readonly text?: string
  /** The line of each name, from 1, by sections such as `policies`. */
  readonly lines: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Why what is newer than what counts cannot be used. */
  readonly broken?: {
    readonly since: string
    readonly problems: readonly (string)[]
  }
}

/** How many messages a text would have sent, against what was sent. */
export type WireConfigurationVolume = {
  readonly since: string
  readonly until: string
  readonly events: number
  readonly before: number
  readonly after: number
  readonly chats: readonly ({
    readonly contact: string
    readonly channel: string
    readonly before: number
    readonly after: number
    readonly hours: readonly ({
      readonly at: string
      readonly before: number
      readonly after: number
    })[]
  })[]
  /** Told before, and to nobody then. */
  readonly missed: WireDifferences
  /** Told to nobody before. */
  readonly added: WireDifferences
  /** The same news twice in one chat. */
  readonly doubled: WireDifferences
}

/** A contact as it is shown: never with addresses. */
export type WireContact = {
  readonly id: string
  readonly name: string
}

export type WireContactDetails = {
  readonly id: string
  readonly name: string
  readonly language: "en" | "zh"
  /** Whether chats can mention this person. */
  readonly isMentioned: boolean
  readonly groups: readonly (string)[]
  readonly endpoints: readonly ({
    readonly id: string
    readonly channel: string
    readonly standby: boolean
  })[]
  readonly rules?: readonly ({
    readonly channels: readonly (string)[]
    readonly afterSeconds: number
    readonly severities?: readonly (string)[]
  })[]
}

/** What the store holds: what waits, what is open, and what was told. */
export type WireCounts = {
  readonly events: number
  readonly unsettled: number
  readonly openAlerts: number
  /** Open alerts of which nobody could be told, and nobody has been since. */
  readonly unheard: number
  readonly openGroups: number
  readonly dueGroups: number
  /** Runs of escalation policies whose time has come. */
  readonly dueEscalations: number
  readonly due: number
  readonly leased: number
  readonly sent: number
  readonly dead: number
  readonly merged: number
  readonly moot: number
  readonly quarantined: number
}

export type WireDailyReport = {
  readonly by: "day" | "source" | "policy"
  /** Newest first. */
  readonly days: readonly (WireDay)[]
  /** There is more than one answer holds: ask for fewer days. */
  readonly isCut: boolean
}

/** What happened on one day of UTC. */
export type WireDay = {
  /** For example `2026-03-05`. */
  readonly day: string
  /** Where it was asked by that. */
  readonly source?: string
  readonly policy?: string
  readonly events: number
  readonly opened: number
  readonly ended: number
  /** On average, of those that ended; absent where none did. */
  readonly secondsToEnd?: number
  /** Of those that ended: how many a person had acknowledged, and after how long on average. */
  readonly acknowledged: number
  readonly secondsToAcknowledge?: number
  /** Messages that were accepted, and that were given up. */
  readonly sent: number
  readonly dead: number
}

/** What one trigger owed one recipient, and what became of it. */
export type WireDelivery = {
  readonly eventId: string
  readonly trigger: string
  readonly service: string
  readonly recipient: string
  readonly revision: string
  readonly at: string
  /** Each with its attempts; where it shared a message, that one. */
  readonly told: readonly (WireNotification)[]
  readonly held: readonly (WireHold)[]
}

export type WireDifferences = {
  readonly count: number
  readonly first: readonly ({
    readonly eventId: string
    readonly at: string
    readonly source: string
    readonly severity: string
    readonly title: WireText
    readonly chats: readonly ({
      readonly contact: string
      readonly channel: string
    })[]
  })[]
}

/** Who is on call by a schedule at `at`, until when, and what comes then. */
export type WireDuty = {
  readonly schedule: string
  readonly zone: string
  readonly at: string
  readonly kind: "shift" | "nobody" | "gap"
  readonly contact?: WireContact
  /** Absent where no change is in sight. */
  readonly since?: string
  readonly until?: string
  readonly next?: {
    readonly kind: "shift" | "nobody" | "gap"
    readonly contact?: WireContact
  }
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
  readonly health: "ok" | "warning" | "failing" | "broken"
  readonly since?: string
  /** What is wrong, since when, and what to do, in one sentence or two. */
  readonly text?: WireText
  readonly remedy?: WireText
  readonly blockedUntil?: string
  /** Messages that the platform counts now, and how many it allows in `windowMs`. */
  readonly used: number
  readonly limit: {
    readonly messagesMax: number
    readonly windowMs: number
  }
  /** The organisation's, of this calendar month. */
  readonly quota?: {
    readonly month: string
    readonly used: number
    readonly messagesMax: number
  }
  /** What its lane owes, and what of it was given up. */
  readonly owed: number
  readonly dead: number
  readonly lastSentAt?: string
}

/** An alert on its way through an escalation policy. Steps and rounds are counted from 1. */
export type WireEscalation = {
  readonly id: string
  /** The policy or route that told the alert. */
  readonly policy: string
  /** The escalation policy, or `assigned` where a person gave the alert to somebody. */
  readonly escalationPolicy: string
  /** It was edited since: this run keeps what it began with. */
  readonly isOld: boolean
  readonly state: "running" | "answered" | "ended"
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
  readonly told: readonly (WireNamed)[]
  /** Who would be told next, by the configuration and the schedules of now. */
  readonly next?: {
    readonly kind: "step" | "fallback"
    readonly step?: number
    readonly round?: number
    readonly contacts: readonly (WireNamed)[]
  }
  /** Who is told by rules of their own while nobody answers, and by which channels. */
  readonly follows?: readonly ({
    readonly id: string
    readonly name: string
    readonly at: string
    readonly channels: readonly (string)[]
  })[]
  readonly history: readonly ({
    readonly at: string
    readonly what: string
    readonly text: WireText
    readonly step?: number
    readonly round?: number
    readonly contacts?: readonly (WireNamed)[]
    readonly cause?: string
  })[]
}

export type WireEscalationPolicy = {
  readonly id: string
  readonly steps: readonly ({
    readonly notify: readonly (WireTarget)[]
    readonly waitSeconds: number
    readonly roundRobin: boolean
    readonly active: readonly (string)[]
  })[]
  /** Rounds, the first one with them. */
  readonly rounds: number
  readonly delaySeconds: number
  readonly ackTimeoutSeconds?: number
  /** The policies and routes that use it. */
  readonly usedBy: readonly (string)[]
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

/** The whole story of one event. */
export type WireExplanation = {
  readonly event: WireEvent
  /** What of the request it was read from. */
  readonly raw: string
  /** Absent while the event waits to be settled. */
  readonly outcome?: {
    readonly result: string
    readonly settledAt: string
    readonly matched: readonly ({
      readonly policy: string
      readonly groupId: string
    })[]
    /** By the configuration of now; `configurationChanged` tells when that is another than the one that decided. */
    readonly nearly: readonly (WireNearMiss)[]
    readonly configurationChanged: boolean
  }
  readonly held: readonly (WireHold)[]
  readonly alert?: WireAlert
  /** The alert's runs of escalation policies. */
  readonly escalations: readonly (WireEscalation)[]
  readonly told: readonly (WireNotification)[]
}

/** A matcher that fails, and what would have to be different. */
export type WireFailing = {
  readonly matcher: string
  readonly label: string
  readonly found: string
  readonly change: WireText
}

/** A calendar that cannot be fetched; the last good copy counts. */
export type WireFailingCalendar = {
  readonly schedule: string
  readonly calendar: string
  readonly since: string
  readonly text: string
  readonly fetchedAt?: string
}

/** What is wrong with a text, or worth a look, and where: from 1. */
export type WireFoundInText = {
  readonly code: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** What of a source's requests was refused since the hub started, although their key was valid. */
export type WireGuardedSource = {
  readonly source: string
  readonly isPaused: boolean
  readonly refused: readonly ({
    readonly reason: "address" | "credentials" | "signature" | "size" | "rate"
    readonly count: number
    readonly lastAt: string
  })[]
  /** Where the key before the present one is still valid: when it was used last. */
  readonly previousKey?: {
    readonly lastUsedAt?: string
  }
  /** Until when what fires is refused for its rate. */
  readonly limitedUntil?: string
  /** Where its clock is so far ahead of the hub's that its times order nothing: by how much, and when that was seen last. */
  readonly clockAhead?: {
    readonly seconds: number
    readonly lastAt: string
  }
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

/** Lines that differ, with some around them, and the numbers of the first in both texts. */
export type WireHunk = {
  readonly before: number
  readonly after: number
  readonly lines: readonly ({
    readonly kind: "same" | "removed" | "added"
    readonly text: string
  })[]
}

/** A user who was added or invited again. The address is only known now. */
export type WireInvitedUser = {
  readonly user: WireUser
  /** Where they set a password: a path, and the whole address where the hub knows its own. */
  readonly invitation: {
    readonly path: string
    readonly url?: string
  }
}

export type WireLane = {
  readonly endpoint: string
  readonly channel: string
  /** Whose chat it is; empty when the configuration no longer has it. */
  readonly contacts: readonly ({
    readonly id: string
    readonly name: string
  })[]
  readonly health: string
  readonly since?: string
  readonly text?: string
  readonly remedy?: WireText
  readonly lastSentAt?: string
  readonly blockedUntil?: string
}

/** An event in a list, with the gist of what became of it. */
export type WireListedEvent = {
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
  /** Absent while the event waits to be settled. */
  readonly outcome?: {
    readonly result: string
    /** Policies that matched. */
    readonly matched: readonly (string)[]
    readonly held: readonly (WireHold)[]
  }
}

/** Who asks, and how one can sign in. */
export type WireMe = {
  /** Absent: who asks has to sign in. */
  readonly caller?: {
    readonly kind: "machine" | "token" | "user"
    readonly name: string
    readonly role: WireRole
    readonly contact?: string
    /** What is typed to sign in; of a user. */
    readonly signInName?: string
  }
  readonly signIn: {
    /** Nobody can sign in yet. */
    readonly isUnclaimed: boolean
    /** What the button for the identity provider says, where there is one. */
    readonly provider?: string
  }
}

export type WireMonitor = {
  /** Empty for a source's only one. */
  readonly name: string
  readonly state: "waiting" | "up" | "running" | "silent" | "failed"
  readonly pingedAt?: string
  readonly startedAt?: string
  /** When its silence is too long. */
  readonly lateAt?: string
  /** Since when its alert is open. */
  readonly firedAt?: string
}

/** What something would keep silent now, and would have kept silent lately. */
export type WireMutePreview = {
  readonly now: {
    readonly holds: boolean
    readonly count: number
    readonly isComplete: boolean
    readonly alerts: readonly (WireAlert)[]
  }
  readonly past: {
    readonly from: string
    readonly count: number
    readonly newsCount: number
    readonly isComplete: boolean
    readonly days: readonly ({
      readonly day: string
      readonly count: number
    })[]
    readonly policies: readonly ({
      readonly policy: string
      readonly count: number
    })[]
    readonly events: readonly (WireEvent)[]
  }
}

export type WireNamed = {
  readonly id: string
  readonly name: string
}

/** Why a policy or route did not match. */
export type WireNearMiss = {
  readonly policy: string
  /** The first matcher that failed, and what it found; empty where another route took the event. */
  readonly matcher: string
  readonly found: string
  /** All that fail. */
  readonly failing: readonly (WireFailing)[]
  /** The route that took it and does not continue. */
  readonly takenBy?: string
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
  readonly entries: readonly ({
    readonly subjectId: string
    readonly eventId: string
    readonly state: string
    readonly title: WireText
  })[]
  readonly attempts?: readonly (WireAttempt)[]
}

/** What came of an override, and the gaps of the schedule from now on. */
export type WireOverridden = {
  readonly override: WireOverride
  readonly onCall: WireDuty
  /** The gaps among the shifts, as many as are shown. */
  readonly gaps: readonly ({
    readonly from: string
    readonly until: string
  })[]
}

export type WireOverride = {
  readonly id: string
  readonly schedule: string
  readonly from: string
  readonly until: string
  /** Absent: nobody, on purpose. */
  readonly contact?: WireContact
  readonly replaces?: WireContact
  readonly state: "pending" | "active" | "over"
  /** Those of the configuration are changed there. */
  readonly origin: "configuration" | "stored"
  readonly createdBy?: string
  readonly comment?: string
  readonly createdAt?: string
}

/** A policy or one of its child routes, with what it has inherited. */
export type WirePolicy = {
  readonly id: string
  readonly match: readonly (string)[]
  /** The condition that must hold as well. */
  readonly when?: string
  readonly continues: boolean
  readonly group: {
    readonly by: readonly (string)[]
    readonly waitSeconds: number
    readonly intervalSeconds: number
    readonly repeatSeconds: number
  }
  readonly notify: readonly (WireTarget)[]
  readonly escalate?: string
  readonly recoveries: boolean
  readonly holdSeconds?: number
  readonly mute: readonly (string)[]
  readonly active: readonly (string)[]
  readonly noise?: {
    readonly count: number
    readonly withinSeconds: number
    readonly muteSeconds: number
  }
  /** From how many new alerts on they are told as a storm. */
  readonly stormFrom?: number
  /** Names of presets, and `drop` or `digest`. */
  readonly presets: Readonly<Record<string, "drop" | "digest">>
  readonly routes: readonly (WirePolicy)[]
}

/** What came of reading a request from quarantine again. */
export type WireReplay = {
  readonly result: "taken" | "quarantined"
  readonly events: readonly (string)[]
  readonly problem?: string
  /** Its new id in quarantine. */
  readonly quarantineId?: string
}

/** What came of an answer: done, already, over, too-soon or nobody. */
export type WireReport = {
  readonly verdict: string
  readonly until?: string
  /** As it is after the answer. */
  readonly alert: WireAlert
}

/** A request as the log keeps it, and what became of it. */
export type WireRequest = {
  readonly id: string
  readonly source: string
  readonly receivedAt: string
  readonly method: string
  /** What followed the ingest key. */
  readonly path: string
  readonly query?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly bodyBytes: number
  /** What the sender was answered. */
  readonly status: number
  readonly result: "taken" | "repeated" | "quarantined" | "refused"
  /** Why it was not taken. */
  readonly problem?: string
  readonly eventCount: number
  /** The first of its events. */
  readonly events: readonly (WireRequestEvent)[]
}

export type WireRequestEvent = {
  readonly id: string
  /** Absent where the event is not there (any more). */
  readonly title?: WireText
  /** What became of it in one word. */
  readonly fate: "notified" | "alert" | "held" | "ignored" | "waits"
  /** As the list of events has it; absent while it waits to be settled. */
  readonly result?: string
  readonly alertId?: string
  readonly held: readonly (WireHold)[]
}

/** What was made due again. */
export type WireResent = {
  readonly resent: readonly (string)[]
  readonly more?: boolean
}

/** How long what is over is kept, and how far back the hub knows. Without a number: for ever. */
export type WireRetention = {
  readonly eventsSeconds?: number
  readonly alertsSeconds?: number
  readonly quarantineSeconds?: number
  readonly silencesSeconds?: number
  /** The oldest event that is kept; absent where there is none. */
  readonly oldestEventAt?: string
  readonly fileBytes: number
  /** Of the file: what was dropped, and is filled again before it grows. */
  readonly freeBytes: number
}

export type WireRevision = {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly comment: string
  /** As a running hub calls it. */
  readonly digest: string
  /** The revision whose text it has again. */
  readonly restores?: number
}

export type WireRole = "viewer" | "responder" | "editor" | "admin"

/** A schedule between two instants. */
export type WireSchedule = {
  readonly id: string
  readonly zone: string
  readonly from: string
  readonly until: string
  /** What holds in the end: shifts and gaps without a break. */
  readonly shifts: readonly (WireShift)[]
  /** What each layer says by itself. */
  readonly layers: readonly ({
    readonly calendar?: string
    /** Of a calendar that is fetched: when the copy that counts was, and why the last try failed. */
    readonly fetchedAt?: string
    readonly failure?: {
      readonly since: string
      readonly text: string
    }
    /** What of a calendar could not be used. */
    readonly problems?: readonly (string)[]
    readonly shifts: readonly (WireShift)[]
  })[]
  readonly overrides: readonly (WireOverride)[]
  /** The gaps among the shifts, as many as are shown. */
  readonly gaps: readonly ({
    readonly from: string
    readonly until: string
  })[]
}

export type WireSession = {
  /** The beginning of its digest. */
  readonly id: string
  readonly browser?: string
  readonly createdAt: string
  readonly seenAt: string
  readonly isCurrent: boolean
}

/** A time in a schedule: somebody is on call, nobody on purpose, or nobody at all (a gap). */
export type WireShift = {
  readonly from: string
  readonly until: string
  readonly kind: "shift" | "nobody" | "gap"
  readonly contact?: WireContact
  /** Why it is so: the layer's place in the list, from 0, or the override's id. */
  readonly layer?: number
  readonly override?: string
}

/** What one platform would be sent. */
export type WireShownMessage = {
  readonly channel: string
  /** As it is posted. */
  readonly body: string
  /** It was shortened to what the platform takes. */
  readonly cut: boolean
  /** Why the platform would be sent the default message instead. */
  readonly fault?: string
  /** How much of what the platform takes it uses. */
  readonly size?: {
    readonly used: number
    readonly most: number
    readonly unit: "bytes" | "characters" | "blocks"
  }
}

export type WireSilence = {
  readonly id: string
  readonly kind: "silence" | "maintenance"
  readonly matchers: readonly (string)[]
  /** The times within which it holds, as they were written. */
  readonly recurs?: readonly (Readonly<Record<string, unknown>>)[]
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
  readonly comment: string
  readonly state: "pending" | "active" | "expired"
  /** Where it holds at this moment. */
  readonly holdsUntil?: string
}

/** A source, and what is known of it from what it sent. Counts are since its first request. */
export type WireSource = {
  readonly name: string
  /** Absent where it is no longer configured. */
  readonly type?: string
  readonly title?: WireText
  readonly firstAt?: string
  /** Its last request that was taken, and the last that brought an event. */
  readonly heardAt?: string
  readonly lastEventAt?: string
  readonly counts: {
    readonly requests: number
    readonly events: number
    /** Events that had come before. */
    readonly repeated: number
    readonly quarantined: number
    readonly refused: number
  }
  readonly quiet: {
    readonly rule: "off" | "after" | "auto"
    /** How long it may be silent; absent where nothing says so (yet). */
    readonly afterSeconds?: number
    /** Since when it is said to be quiet. */
    readonly since?: string
  }
  /** Of a type that is pinged. */
  readonly monitors?: readonly (WireMonitor)[]
}

/** Kinds of senders, and how each is connected. */
export type WireSourceType = {
  readonly type: string
  readonly title: WireText
  readonly methods: readonly (string)[]
  /** Paths besides `/in/<key>` at which its senders arrive. */
  readonly paths: readonly (string)[]
  /** Markdown. */
  readonly guide?: string
}

export type WireSpool = {
  /** The database takes nothing, as far as the hub knows. */
  readonly isAway: boolean
  readonly requests: number
  readonly bytes: number
  /** 0: nothing more is taken, and what waits is only given back. */
  readonly bytesMax: number
  /** When the oldest of the requests came. */
  readonly oldestAt?: string
  /** What could not be taken in, and lies in files beside the others until somebody looks at it. */
  readonly asideFiles: number
}

export type WireStatus = {
  readonly version: string
  readonly startedAt: string
  /** When groups and runs of escalation policies were last looked at; absent before the first time. */
  readonly lastTickAt?: string
  readonly configuration: {
    readonly revision: string
    readonly loadedAt: string
    readonly broken?: {
      readonly since: string
      readonly problems: readonly (string)[]
    }
    /** The sources, for those who try one out. */
    readonly sources: readonly ({
      readonly name: string
      readonly type: string
    })[]
  }
  readonly counts: WireCounts
  readonly lanes: readonly (WireLane)[]
  /** Sources of which there is something to say: paused, with an older key, or with requests that were refused. */
  readonly sources: readonly (WireGuardedSource)[]
  /** Calendars that cannot be fetched; the last good copy counts. */
  readonly calendars: readonly (WireFailingCalendar)[]
  readonly retention: WireRetention
  readonly argocd?: WireArgocd
  /** What waits on this hub's disk; absent where nothing is kept there while the database is away. */
  readonly spool?: WireSpool
}

/** The whole story of an alert. */
export type WireStory = {
  readonly alert: WireAlert
  readonly lines: readonly (WireStoryLine)[]
  /** What is too much to be told: events in the middle, and the oldest lines. */
  readonly omitted: {
    readonly events: number
    readonly lines: number
  }
  /** Why nobody was told; empty where somebody was. */
  readonly untold: readonly (WireText)[]
  /** Policies and routes that do not want its newest event, by the configuration of now, the nearest first. */
  readonly nearly: readonly (WireNearMiss)[]
}

/** One thing that happened to an alert. */
export type WireStoryLine = {
  readonly at: string
  /** `event`, `answer`, `state`, `match`, `hold`, `group`, `escalation`, `notification`, `digest` or `attempt`; more may come. */
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

export type WireTarget = {
  /** A contact group or contact. */
  readonly to?: string
  readonly schedule?: string
  readonly severities?: readonly (string)[]
  readonly template?: string
  /** Mute timings by name: within these, and outside of all of those, this target alone is not told. */
  readonly mute?: readonly (string)[]
  readonly active?: readonly (string)[]
}

/** People who look after something together. */
export type WireTeam = {
  readonly id: string
  readonly name: string
  /** The names that they sign in with. */
  readonly members: readonly (string)[]
  /** The contact group that reaches it. */
  readonly contact?: string
  /** Whether who asks is in it. */
  readonly isOwn: boolean
  readonly sources: readonly (string)[]
  readonly policies: readonly (string)[]
  readonly schedules: readonly (string)[]
}

/** A template of the configuration: its parts, or one raw body. */
export type WireTemplate = {
  readonly name: string
  readonly title?: string
  readonly text?: string
  readonly keepFields?: boolean
  readonly raw?: string
  /** The policies and contacts that name it. */
  readonly usedBy: readonly (string)[]
}

/** A template on each chat platform, and where it fails. */
export type WireTemplatePreview = {
  /** What kind of message is shown. */
  readonly kind: string
  /** Why it makes nothing, and where in which of its parts; lines and columns are counted from 1. */
  readonly faults: readonly ({
    readonly part: "title" | "text" | "raw"
    readonly text: string
    readonly line?: number
    readonly column?: number
  })[]
  /** Why it fails for made-up messages, with the kinds of these. */
  readonly fails: readonly ({
    readonly text: string
    readonly kinds: readonly (string)[]
  })[]
  readonly messages: readonly (WireShownMessage)[]
}

/** A text in both languages, as it came from a source or from the hub. */
export type WireText = {
  readonly en: string
  readonly zh: string
}

/** One entry of the request, and where each part of its event came from. */
export type WireTriedEntry = {
  readonly entry: string
  /** Its place in `events`; absent where the source ignores it. */
  readonly event?: number
  readonly parts: readonly ({
    readonly part: string
    readonly value?: string
    readonly by: "setting" | "guess" | "default"
    readonly from: string
    readonly problems: readonly (WireText)[]
  })[]
}

/** An event that would have been taken, whole. */
export type WireTriedEvent = {
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
  readonly fields: readonly ({
    readonly label: WireText
    readonly value: WireText
  })[]
  readonly links: readonly ({
    readonly text: WireText
    readonly url: string
  })[]
}

export type WireTriedSource = {
  readonly source: string
  readonly type: string
  readonly outcome: "events" | "unparsable"
  readonly problem?: string
  readonly events: readonly (WireTriedEvent)[]
  readonly entries: readonly (WireTriedEntry)[]
}

export type WireUser = {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly role: WireRole
  readonly contact?: string
  readonly isDisabled: boolean
  /** `password`, `provider`, both or neither yet. */
  readonly signsInBy: readonly ("password" | "provider")[]
  readonly createdAt: string
}

/** What came of trying an endpoint with a test message. */
export type WireVerification = {
  readonly endpoint?: string
  readonly contact?: string
  readonly channel: string
  readonly result: "delivered" | "failed" | "uncertain" | "not-tried"
  readonly steps: readonly ({
    readonly step: string
    readonly state: "ok" | "note" | "failed"
    readonly text: WireText
  })[]
  readonly reason?: string
  /** The platform's own code and text. */
  readonly code?: string
  readonly text?: string
  /** What to do, the first thing first. */
  readonly remedies: readonly (WireText)[]
  readonly tookMs: number
  /** Our clock against the platform's; positive where ours is ahead. */
  readonly clock?: {
    readonly offMs: number
    readonly uncertaintyMs: number
  }
  /** Our address as the platform's answer names it. */
  readonly ourAddress?: string
  readonly retryAt?: string
  readonly proxy?: string
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
  readonly busiest?: {
    readonly at: string
    readonly messages: number
  }
  readonly chats: readonly ({
    readonly contact: string
    readonly channel: string
    readonly messages: number
    readonly limit: {
      readonly messagesMax: number
      readonly windowMs: number
    }
    /** In so many windows more came due than the limit allows. */
    readonly overLimit: number
    readonly merged: number
    readonly digests: number
    readonly hours: readonly ({
      readonly at: string
      readonly messages: number
    })[]
  })[]
  readonly examples: readonly ({
    readonly id: string
    readonly name: string
    readonly title: WireText
    readonly severity: string
    readonly labels: Readonly<Record<string, string>>
    readonly at: string
  })[]
  readonly sentence: WireText
}

/** A window of maintenance that the configuration names. */
export type WireWindow = {
  readonly matchers: readonly (string)[]
  readonly state: "pending" | "active" | "expired"
  /** Where it holds at this moment. */
  readonly holdsUntil?: string
  readonly name: string
  readonly startsAt?: string
  readonly endsAt?: string
}

export interface Operations {
  /** Whether the hub goes on; 503 while it stands still. */
  "GET /healthz": {
    answer: {
      readonly status: "ok" | "stuck"
    }
  }
  /** Whether the hub takes requests, in its database or in its spool; 503 while it starts or stops. */
  "GET /readyz": {
    answer: {
      readonly status: "ready" | "spooling" | "not ready"
    }
  }
  /** Metrics in the form that Prometheus reads. */
  "GET /metrics": {
    answer: string
  }
  /** How the hub itself is. */
  "GET /api/v1/status": {
    answer: WireStatus
  }
  /** What happened on each day, newest first; these counts are kept for ever. */
  "GET /api/v1/reports/daily": {
    query?: {
      /** a day of UTC, such as 2026-03-05; a month ago unless given */
      since?: string | number
      /** a day of UTC, included; today unless given */
      until?: string | number
      /** `day`, `source` or `policy` */
      by?: string | number
    }
    answer: WireDailyReport
  }
  /** What arrived, newest first, with the gist of what became of it. */
  "GET /api/v1/events": {
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
      /** only of this source */
      source?: string | number
    }
    answer: {
      readonly events: readonly (WireListedEvent)[]
      readonly next?: string
    }
  }
  /** The whole story of one event. */
  "GET /api/v1/events/{id}": {
    path: {
      id: string | number
    }
    answer: WireExplanation
  }
  /** Requests with a valid key that could not be read, newest first. */
  "GET /api/v1/quarantine": {
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
    }
    answer: {
      readonly requests: readonly ({
        readonly id: string
        readonly source: string
        readonly receivedAt: string
        readonly method: string
        readonly path?: string
        readonly headers: Readonly<Record<string, string>>
        readonly query?: string
        readonly bodyBase64: string
        readonly bodyBytes: number
        readonly problem: string
      })[]
      readonly next?: string
    }
  }
  /** Reads a request from quarantine again. */
  "POST /api/v1/quarantine/{id}/replay": {
    path: {
      id: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    answer: WireReplay
  }
  /** Alerts, newest first. */
  "GET /api/v1/alerts": {
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
      /** `firing`, `acknowledged`, `resolved`, or several with commas between them */
      state?: string | number
      /** `critical`, `error`, `warning`, `info`, or several with commas between them */
      severity?: string | number
      /** the name of a source, or several with commas between them */
      source?: string | number
      /** the name of a team, or several: alerts of the sources that they look after */
      team?: string | number
      /** words that all have to be in its title, name, source, key or labels, in any case */
      text?: string | number
      /** the id of the oldest alert that is wanted */
      from?: string | number
    }
    answer: {
      readonly alerts: readonly (WireAlert)[]
      readonly next?: string
    }
  }
  /** An alert as it is, with the runs of its escalation policies. */
  "GET /api/v1/alerts/{id}": {
    path: {
      id: string | number
    }
    answer: WireAlertStory
  }
  /** The whole story of an alert. */
  "GET /api/v1/alerts/{id}/story": {
    path: {
      id: string | number
    }
    answer: WireStory
  }
  /** Answers it: `acknowledge`, `unacknowledge`, `resolve`, `silence`, `escalate` or `assign`. */
  "POST /api/v1/alerts/{id}/{action}": {
    path: {
      id: string | number
      action: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly by: string
      readonly comment?: string
      readonly via?: "api" | "cli" | "console"
      readonly durationSeconds?: number
      readonly to?: string
      readonly contact?: string
      readonly schedule?: string
      readonly escalationPolicy?: string
    }
    answer: WireReport
  }
  /** How many open alerts there are of each state, severity and source. */
  "GET /api/v1/alert-counts": {
    answer: WireAlertCounts
  }
  /** Answers many alerts: those of `ids`, or all open ones that `filter` lets through. */
  "POST /api/v1/alerts/{action}": {
    path: {
      action: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly by: string
      readonly comment?: string
      readonly via?: "api" | "cli" | "console"
      readonly durationSeconds?: number
      readonly ids?: readonly (string)[]
      readonly filter?: {
        readonly state?: string
        readonly severity?: string
        readonly source?: string
        readonly team?: string
        readonly text?: string
      }
      readonly before?: string
    }
    answer: WireAnsweredMany
  }
  /** Server-sent events: `changed` with the topics of which something is new. */
  "GET /api/v1/live": {
    answer: string
  }
  /** The templates of the configuration. */
  "GET /api/v1/templates": {
    answer: {
      readonly templates: readonly (WireTemplate)[]
    }
  }
  /** What a template would make on DingTalk, Lark, WeCom and Slack; nothing is sent. */
  "POST /api/v1/templates/preview": {
    body: {
      readonly title?: string
      readonly text?: string
      readonly keepFields?: boolean
      readonly raw?: string
      readonly kind?: string
      readonly source?: string
      readonly payload?: string
      readonly language?: "en" | "zh"
    }
    answer: WireTemplatePreview
  }
  /** Who looks after which sources, policies and schedules, and which teams are one’s own. */
  "GET /api/v1/teams": {
    answer: {
      readonly teams: readonly (WireTeam)[]
    }
  }
  /** The policies with their routes. */
  "GET /api/v1/policies": {
    answer: {
      readonly policies: readonly (WirePolicy)[]
      readonly fallback?: string
    }
  }
  /** Contacts and groups, without addresses. */
  "GET /api/v1/contacts": {
    answer: {
      readonly contacts: readonly (WireContactDetails)[]
      readonly groups: readonly ({
        readonly id: string
        readonly contacts: readonly (string)[]
      })[]
      readonly fallback?: string
    }
  }
  /** The steps of escalation policies. */
  "GET /api/v1/escalation-policies": {
    answer: {
      readonly escalationPolicies: readonly (WireEscalationPolicy)[]
    }
  }
  /** Whom its first round would tell. */
  "GET /api/v1/escalation-policies/{name}/called": {
    path: {
      name: string | number
    }
    query?: {
      /** when the alert begins, with its zone; now unless given */
      at?: string | number
      /** `critical` unless given */
      severity?: string | number
    }
    answer: WireCalled
  }
  /** The types of sources, and how each is connected. */
  "GET /api/v1/source-types": {
    answer: {
      readonly types: readonly (WireSourceType)[]
    }
  }
  /** What counts, where it comes from, and its text where people edit it; with an `ETag`. */
  "GET /api/v1/configuration": {
    answer: WireConfiguration
  }
  /** Saves a text, which counts from then on. */
  "PUT /api/v1/configuration": {
    headers: {
      /** the `ETag` of what it is made from */
      "If-Match": string
    }
    body: {
      readonly text: string
      readonly comment?: string
      readonly secrets?: Readonly<Record<string, string>>
    }
    answer: WireRevision
  }
  /** What is wrong with a text, and what differs from what counts. */
  "POST /api/v1/configuration/check": {
    body: {
      readonly text: string
    }
    answer: WireCheckedText
  }
  /** What a text would have sent in the last days, against what was sent. */
  "POST /api/v1/configuration/preview": {
    body: {
      readonly text: string
      readonly durationSeconds?: number
    }
    answer: WireConfigurationVolume
  }
  /** The revisions that are kept, newest first. */
  "GET /api/v1/configuration/revisions": {
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
    }
    answer: {
      readonly revisions: readonly (WireRevision)[]
      readonly next?: number
    }
  }
  /** One of them with its text. */
  "GET /api/v1/configuration/revisions/{number}": {
    path: {
      number: string | number
    }
    answer: {
      readonly revision: WireRevision
      readonly text: string
    }
  }
  /** Saves its text again, as a new revision. */
  "POST /api/v1/configuration/revisions/{number}/restore": {
    path: {
      number: string | number
    }
    headers: {
      /** the `ETag` of the configuration */
      "If-Match": string
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly comment?: string
    }
    answer: WireRevision
  }
  /** What differs between two revisions. */
  "GET /api/v1/configuration/diff": {
    query: {
      /** the number of one */
      from: string | number
      /** the number of the other */
      to: string | number
    }
    answer: {
      readonly from: WireRevision
      readonly to: WireRevision
      readonly changes: readonly (WireHunk)[]
    }
  }
  /** The text as a file; references stand for its secrets. */
  "GET /api/v1/configuration/export": {
    query?: {
      /** its number; the newest unless given */
      revision?: string | number
    }
    answer: string
  }
  /** Silences to come, that go on and that are over, at most 1,000. */
  "GET /api/v1/silences": {
    query?: {
      /** `pending`, `active` or `expired` */
      state?: string | number
      /** `silence` or `maintenance` */
      kind?: string | number
      /** who made it */
      createdBy?: string | number
      /** the id of an alert that it matches */
      alert?: string | number
    }
    answer: {
      readonly silences: readonly (WireSilence)[]
    }
  }
  /** Makes one. */
  "POST /api/v1/silences": {
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly matchers: readonly (string)[]
      readonly startsAt?: string
      readonly endsAt?: string
      readonly durationSeconds?: number
      readonly recurs?: readonly (Readonly<Record<string, unknown>>)[]
      readonly kind?: "silence" | "maintenance"
      readonly createdBy: string
      readonly comment?: string
    }
    answer: WireSilence
  }
  /** One of them. */
  "GET /api/v1/silences/{id}": {
    path: {
      id: string | number
    }
    answer: WireSilence
  }
  /** Changes it; where matchers or start differ, a new one takes its place. */
  "PUT /api/v1/silences/{id}": {
    path: {
      id: string | number
    }
    headers?: {
      /** the `ETag` of what is to be changed */
      "If-Match"?: string
    }
    body: {
      readonly matchers: readonly (string)[]
      readonly startsAt?: string
      readonly endsAt?: string
      readonly durationSeconds?: number
      readonly recurs?: readonly (Readonly<Record<string, unknown>>)[]
      readonly kind?: "silence" | "maintenance"
      readonly createdBy: string
      readonly comment?: string
    }
    answer: WireSilence
  }
  /** Ends it now. */
  "DELETE /api/v1/silences/{id}": {
    path: {
      id: string | number
    }
    headers?: {
      /** the `ETag` of what is to be changed */
      "If-Match"?: string
    }
    answer: WireSilence
  }
  /** The windows of maintenance that the configuration names. */
  "GET /api/v1/maintenance": {
    answer: {
      readonly windows: readonly (WireWindow)[]
    }
  }
  /** What a silence would hold now, and would have held in the last week. */
  "POST /api/v1/preview/silence": {
    body: {
      readonly matchers: readonly (string)[]
      readonly recurs?: readonly (Readonly<Record<string, unknown>>)[]
    }
    answer: WireMutePreview
  }
  /** What a maintenance would hold now, and would have held in the last week. */
  "POST /api/v1/preview/maintenance": {
    body: {
      readonly matchers: readonly (string)[]
      readonly recurs?: readonly (Readonly<Record<string, unknown>>)[]
    }
    answer: WireMutePreview
  }
  /** The same of an inhibition. */
  "POST /api/v1/preview/inhibition": {
    body: {
      readonly source: readonly (string)[]
      readonly target: readonly (string)[]
      readonly equal?: readonly (string)[]
    }
    answer: WireMutePreview
  }
  /** The same of a mute timing. */
  "POST /api/v1/preview/mute-timing": {
    body: {
      readonly intervals: readonly (Readonly<Record<string, unknown>>)[]
      readonly policy?: string
      readonly use?: "mute" | "active"
    }
    answer: WireMutePreview
  }
  /** How many messages a policy would have sent. */
  "POST /api/v1/preview/policy": {
    body: {
      readonly policy: Readonly<Record<string, unknown>> | string
      readonly durationSeconds?: number
    }
    answer: WireVolume
  }
  /** Every source that was ever heard of, and how it is. */
  "GET /api/v1/sources": {
    answer: {
      readonly sources: readonly (WireSource)[]
    }
  }
  /** Its newest requests, and what became of each. */
  "GET /api/v1/sources/{name}/requests": {
    path: {
      name: string | number
    }
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
    }
    answer: {
      readonly requests: readonly (WireRequest)[]
      readonly next?: string
    }
  }
  /** One of them. */
  "GET /api/v1/sources/{name}/requests/{id}": {
    path: {
      name: string | number
      id: string | number
    }
    answer: WireRequest
  }
  /** What a source would make of a request; nothing is stored. */
  "POST /api/v1/sources/{name}/try": {
    path: {
      name: string | number
    }
    body: {
      readonly body: string | Readonly<Record<string, unknown>>
      readonly contentType?: string
      readonly query?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly path?: string
      readonly method?: "GET" | "POST"
      readonly settings?: string | Readonly<Record<string, unknown>>
    }
    answer: WireTriedSource
  }
  /** The monitor is watched no longer. */
  "DELETE /api/v1/sources/{name}/monitors/{monitor}": {
    path: {
      name: string | number
      monitor: string | number
    }
    answer: {
      readonly forgotten: string
    }
  }
  /** Who is on call by each schedule, and who comes then. */
  "GET /api/v1/oncall": {
    query?: {
      /** an instant, ISO 8601 with a zone; now unless given */
      at?: string | number
    }
    answer: {
      readonly onCall: readonly (WireDuty)[]
    }
  }
  /** The schedules. */
  "GET /api/v1/schedules": {
    answer: {
      readonly schedules: readonly ({
        readonly id: string
        readonly zone: string
        readonly onCall: WireDuty
      })[]
    }
  }
  /** Its shifts, layers, overrides and gaps. */
  "GET /api/v1/schedules/{id}": {
    path: {
      id: string | number
    }
    query?: {
      /** an instant; now unless given */
      from?: string | number
      /** an instant; at most 366 days later */
      until?: string | number
    }
    answer: WireSchedule
  }
  /** Puts somebody on call for a while. */
  "POST /api/v1/schedules/{id}/overrides": {
    path: {
      id: string | number
    }
    headers?: {
      /** the `ETag` of what is to be changed */
      "If-Match"?: string
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly contact: string
      readonly from?: string
      readonly until?: string
      readonly durationSeconds?: number
      readonly replaces?: string
      readonly createdBy: string
      readonly comment?: string
    }
    answer: WireOverridden
  }
  /** Ends an override now, or takes it back. */
  "DELETE /api/v1/schedules/{id}/overrides/{override}": {
    path: {
      id: string | number
      override: string | number
    }
    headers?: {
      /** the `ETag` of what is to be changed */
      "If-Match"?: string
    }
    answer: WireOverridden
  }
  /** The calendars that were handed out, without their addresses. */
  "GET /api/v1/calendars": {
    answer: {
      readonly calendars: readonly (WireCalendar)[]
    }
  }
  /** Hands one out; its address is in this answer only. */
  "POST /api/v1/calendars": {
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly schedule?: string
      readonly contact?: string
      readonly language?: "en" | "zh"
      readonly createdBy: string
    }
    answer: WireCalendar
  }
  /** Takes it back. */
  "DELETE /api/v1/calendars/{id}": {
    path: {
      id: string | number
    }
    answer: WireCalendar
  }
  /** Messages that are owed, were sent or were given up, newest first. */
  "GET /api/v1/notifications": {
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
      /** `due`, `leased`, `sent`, `dead`, `merged` or `moot` */
      state?: string | number
    }
    answer: {
      readonly notifications: readonly (WireNotification)[]
      readonly next?: string
    }
  }
  /** One of them with every attempt. */
  "GET /api/v1/notifications/{id}": {
    path: {
      id: string | number
    }
    answer: WireNotification
  }
  /** Sends one again that was given up. */
  "POST /api/v1/notifications/{id}/resend": {
    path: {
      id: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    answer: WireResent
  }
  /** Every endpoint with its health, its limit and what it owes. */
  "GET /api/v1/endpoints": {
    answer: {
      readonly endpoints: readonly (WireEndpoint)[]
    }
  }
  /** Sends a test message and says what came of it. */
  "POST /api/v1/endpoints/{id}/verify": {
    path: {
      id: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {

    }
    answer: WireVerification
  }
  /** The same for an endpoint that is given. */
  "POST /api/v1/verify": {
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly channel: string
      readonly settings: Readonly<Record<string, unknown>>
    }
    answer: WireVerification
  }
  /** Sends again what was given up of it. */
  "POST /api/v1/endpoints/{id}/resend": {
    path: {
      id: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    answer: WireResent
  }
  /** Who asks, and how one can sign in. */
  "GET /api/v1/me": {
    answer: WireMe
  }
  /** Signs in: the answer sets the cookie of the session. */
  "POST /api/v1/sign-in": {
    body: {
      readonly name: string
      readonly password: string
    }
    answer: {
      readonly user: WireUser
    }
  }
  /** Ends the session. */
  "POST /api/v1/sign-out": {
    answer: {
      readonly signedOut: boolean
    }
  }
  /** Whom an invitation is for. */
  "POST /api/v1/invitation": {
    body: {
      readonly code: string
    }
    answer: {
      readonly isFirst: boolean
      readonly name?: string
      readonly displayName?: string
    }
  }
  /** Uses it: makes the first administrator, or sets the own password, and signs in. */
  "POST /api/v1/invitation/accept": {
    body: {
      readonly code: string
      readonly password: string
      readonly name?: string
      readonly displayName?: string
    }
    answer: {
      readonly user: WireUser
    }
  }
  /** Where one is signed in. */
  "GET /api/v1/me/sessions": {
    answer: {
      readonly sessions: readonly (WireSession)[]
    }
  }
  /** Signs out everywhere but here, and says at how many places. */
  "DELETE /api/v1/me/sessions": {
    answer: {
      readonly ended: number
    }
  }
  /** Signs out there. */
  "DELETE /api/v1/me/sessions/{id}": {
    path: {
      id: string | number
    }
    answer: {
      readonly ended: string
    }
  }
  /** Changes the own password, and ends every session of one’s own. */
  "POST /api/v1/me/password": {
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly current: string
      readonly password: string
    }
    answer: {
      readonly changed: boolean
    }
  }
  /** Who may sign in. */
  "GET /api/v1/users": {
    answer: {
      readonly users: readonly (WireUser)[]
    }
  }
  /** Adds somebody; the answer has the link with which they set a password. */
  "POST /api/v1/users": {
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly name: string
      readonly displayName?: string
      readonly role: "viewer" | "responder" | "editor" | "admin"
      readonly contact?: string
    }
    answer: WireInvitedUser
  }
  /** Changes what they may do. */
  "PUT /api/v1/users/{id}": {
    path: {
      id: string | number
    }
    body: {
      readonly displayName?: string
      readonly role?: "viewer" | "responder" | "editor" | "admin"
      readonly contact?: string
      readonly isDisabled?: boolean
    }
    answer: WireUser
  }
  /** Removes them. */
  "DELETE /api/v1/users/{id}": {
    path: {
      id: string | number
    }
    answer: {
      readonly removed: string
    }
  }
  /** Signs them out everywhere, and says at how many places. */
  "DELETE /api/v1/users/{id}/sessions": {
    path: {
      id: string | number
    }
    answer: {
      readonly ended: number
    }
  }
  /** Makes a new link with which they set a password. */
  "POST /api/v1/users/{id}/invitation": {
    path: {
      id: string | number
    }
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    answer: WireInvitedUser
  }
  /** The API tokens, without their texts. */
  "GET /api/v1/tokens": {
    answer: {
      readonly tokens: readonly (WireApiToken)[]
    }
  }
  /** Makes one; its text is in this answer only. */
  "POST /api/v1/tokens": {
    headers?: {
      /** the same request with the same key is done once, and answered alike for 24 hours */
      "Idempotency-Key"?: string
    }
    body: {
      readonly name: string
      readonly role: "viewer" | "responder" | "editor" | "admin"
      readonly expiresAt?: string
    }
    answer: {
      readonly id: string
      readonly token: string
      readonly name: string
      readonly role: "viewer" | "responder" | "editor" | "admin"
    }
  }
  /** Removes it: what it was given to is turned away from now on. */
  "DELETE /api/v1/tokens/{id}": {
    path: {
      id: string | number
    }
    answer: {
      readonly removed: string
    }
  }
  /** What was changed by whom, newest first. */
  "GET /api/v1/audit": {
    query?: {
      /** how many, 1 to 500; 50 unless given */
      limit?: string | number
      /** the `next` of the page before */
      before?: string | number
      /** only this kind of change */
      action?: string | number
      /** only entries in which this stands; a page may be empty though `next` leads on */
      text?: string | number
    }
    answer: {
      readonly entries: readonly (WireAuditEntry)[]
      readonly next?: string
    }
  }
  /** From when to when the hub has recorded. */
  "GET /api/v1/recording": {
    answer: {
      readonly span?: Readonly<Record<string, unknown>>
    }
  }
  /** Recorded events, a page at a time. */
  "GET /api/v1/recording/events": {
    query: {
      /** UTC milliseconds */
      since: string | number
      /** UTC milliseconds */
      until: string | number
      /** how many */
      limit: string | number
      /** where the page before ended */
      after?: string | number
      /** `true`: with who heard of each */
      withHeard?: string | number
    }
    answer: Readonly<Record<string, unknown>>
  }
  /** Messages that were sent. */
  "GET /api/v1/recording/sent": {
    query: {
      /** UTC milliseconds */
      since: string | number
      /** UTC milliseconds */
      until: string | number
      /** how many */
      limit: string | number
      /** where the page before ended */
      after?: string | number
      /** `true`: with who heard of each */
      withHeard?: string | number
    }
    answer: Readonly<Record<string, unknown>>
  }
  /** Silences that ended after an instant. */
  "GET /api/v1/recording/silences": {
    query: {
      /** UTC milliseconds */
      endAfter: string | number
    }
    answer: {
      readonly silences: readonly (Readonly<Record<string, unknown>>)[]
    }
  }
  /** Overrides of schedules that ended after an instant. */
  "GET /api/v1/recording/overrides": {
    query: {
      /** UTC milliseconds */
      endAfter: string | number
    }
    answer: {
      readonly overrides: readonly (Readonly<Record<string, unknown>>)[]
    }
  }
  /** The configuration that Argo CD Notifications has, with what is wrong with it by key. */
  "GET /api/v1/argocd": {
    answer: WireArgocd
  }
  /** The Applications of which something is known. */
  "GET /api/v1/argocd/applications": {
    answer: {
      readonly applications: readonly (WireApplication)[]
    }
  }
  /** What was owed because of an Application and what became of it, newest first. */
  "GET /api/v1/argocd/applications/{namespace}/{name}": {
    path: {
      namespace: string | number
      name: string | number
    }
    answer: {
      readonly application?: WireApplication
      readonly deliveries: readonly (WireDelivery)[]
    }
  }
}
