import type { FastifyInstance } from 'fastify'
import type { Clock } from '../base/clock.ts'
import type { IdSource } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import type { Recording } from '../contract/recording.ts'
import type {
  EntryTrace,
  ImitatedAddress,
  SourceAnswer,
  SourceRequest,
} from '../contract/source.ts'
import type { SpoolExtent } from '../contract/spool.ts'
import type { Store } from '../contract/store.ts'
import type { Alert } from '../model/alert.ts'
import type { AnswerLink, LinkReading } from '../model/answer-link.ts'
import type { AnswerReport, AnswerRequest } from '../model/answering.ts'
import type {
  Contact,
  Endpoint,
  MessageTemplate,
  SourceConfiguration,
} from '../model/configuration.ts'
import type { Event } from '../model/event.ts'
import type { MuteCandidate, MutePreview } from '../model/mute-preview.ts'
import type { NearMiss } from '../model/near-miss.ts'
import type { PolicyVolume } from '../model/policy-volume.ts'
import type { RetentionRules } from '../model/retention.ts'
import type { Schedule } from '../model/schedule.ts'
import type { CompiledSilence, Silence } from '../model/silence.ts'
import type { GuardState, Refused } from '../model/source-guards.ts'
import type { Language, LocalText } from '../model/text.ts'
import type { Verification } from '../model/verification.ts'
import type { Habits, Heartbeat, HeartbeatRules, QuietRule } from '../model/watch.ts'
import type { Access, Guard } from './access.ts'
import type { AlertmanagerView } from './compat/alertmanager/view.ts'
import type { ConfiguringView } from './configuring-view.ts'
import type { IdentityView, ProviderView } from './identity-view.ts'
import type { ArgocdState } from './present-argocd.ts'
import type { PeopleView } from './present-configuration.ts'
import type { EscalationView } from './present-escalation.ts'
import type { HoldRules } from './story/holds.ts'
import type { RunningState } from './wire.ts'
import type { Topic } from './wire-live.ts'
import type { WireTemplatePreview } from './wire-templates.ts'

/** What a sender is to be answered: the shape that the flow gives. */
export type TakenIn =
  | {
      readonly kind: 'taken'
      readonly eventIds: readonly string[]
      readonly answer?: SourceAnswer | undefined
      readonly isPaused?: true
      readonly isSpooled?: true
    }
  | ({ readonly kind: 'refused' } & Refused)
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | {
      readonly kind: 'quarantined'
      readonly problem: string
      readonly quarantineId: string
      readonly fault: 'sender' | 'ours'
      readonly answer?: SourceAnswer | undefined
    }

/** What may be said of a request before its body has come: the shape that the flow gives. */
export type Admission =
  | { readonly kind: 'unknown-key' }
  | ({ readonly kind: 'refused' } & Refused)
  | { readonly kind: 'admitted'; readonly bodyBytesMax: number }

/** What became of the wish to try an endpoint. */
export type Verified =
  | { readonly kind: 'verified'; readonly verification: Verification }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | { readonly kind: 'busy' }

/** What came of the wish to see it. */
export type PreviewedPolicy =
  | { readonly kind: 'previewed'; readonly report: PolicyVolume }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | { readonly kind: 'busy' }

/** What came of the wish to try a source out; `settings` of its type stand in for its own. */
export type TriedAnswer =
  | {
      readonly kind: 'tried'
      readonly type: string
      readonly tried:
        | {
            readonly kind: 'events'
            readonly events: readonly Event[]
            readonly entries: readonly EntryTrace[]
          }
        | { readonly kind: 'unparsable'; readonly problem: string }
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

/** What the pages and commands for answering are given. */
export type Answering = {
  readonly readLink: (token: string, now: number) => LinkReading
  readonly tokenOf: (link: AnswerLink) => string
  /** Takes an answer in; it is on disk when this resolves. */
  readonly answer: (request: AnswerRequest) => Promise<AnswerReport>
  /** Until when each of these alerts is silenced now, by id. */
  readonly silencedUntil: (alerts: readonly Alert[]) => Promise<ReadonlyMap<string, number>>
  /** Whether anybody is there to be called for help. */
  readonly canEscalate: () => boolean
  /** Whose chat an endpoint is, by the configuration of now. */
  readonly chatOf: (
    endpointId: string,
  ) => { readonly contact: string; readonly name: string; readonly language: Language } | undefined
  /** The hub's own address as people reach it. */
  readonly publicUrl: () => string | undefined
}

/** What showing schedules and changing who is on call needs. */
export type Scheduling = {
  /** By the configuration of now, stored overrides with them. */
  readonly schedules: () => ReadonlyMap<string, Schedule>
  readonly contacts: () => ReadonlyMap<string, Contact>
  /** How fetching the calendar with this digest goes. */
  readonly calendarState: (digest: string) => {
    readonly fetchedAt?: number
    readonly failure?: { readonly since: number; readonly text: string }
  }
  /** A new secret for an address, which nobody can guess. */
  readonly newToken: () => string
  /** The stored overrides are others: they count from now on. */
  readonly changed: () => Promise<void>
}

/** What keeps silent: the shape that the mute stage gives. */
export type Muting = {
  /** Keeps a silence; it is on disk when this resolves. */
  put(silence: Silence): Promise<void>
  /** Puts `wanted` in place of `before`, and gives what holds now. */
  edit(before: Silence, wanted: Silence): Promise<Silence>
  /** Ends a silence now. */
  expire(silence: Silence): Promise<void>
  /** The windows of maintenance that the configuration names. */
  windows(): readonly CompiledSilence[]
  /** Until when it holds; undefined where it does not hold now. */
  holdsUntil(compiled: CompiledSilence): number | undefined
  /** What a candidate would hold now, and would have held lately. */
  preview(candidate: MuteCandidate): Promise<MutePreview>
}

/** How an endpoint is: the shape that the deliver stage gives. */
export type EndpointFacts = {
  readonly endpoint: Endpoint
  readonly health: 'ok' | 'warning' | 'failing' | 'broken'
  readonly since?: number
  readonly text?: LocalText
  readonly remedy?: LocalText
  readonly blockedUntil?: number
  readonly used: number
  readonly limit: { readonly messagesMax: number; readonly windowMs: number }
  readonly quota?: {
    readonly key: string
    readonly month: string
    readonly used: number
    readonly messagesMax: number
  }
  readonly owed: number
  readonly dead: number
  readonly lastSentAt?: number
}

/** What showing sources needs: by the configuration of now. */
export type SourcesView = {
  configured(): readonly SourceConfiguration[]
  titleOf(type: string): LocalText | undefined
  /** Every type of source that there is, with its guide in Markdown. */
  types(): readonly {
    readonly type: string
    readonly title: LocalText
    readonly methods: readonly string[]
    readonly paths: readonly string[]
    readonly guide?: string
  }[]
  quietRuleOf(source: string): QuietRule | undefined
  /** How the monitors of a source are watched; undefined where it has none. */
  monitorRulesOf(source: string): HeartbeatRules | undefined
  /** How long a source may be silent, in milliseconds. */
  allowedSilence(rule: QuietRule, habits: Habits | undefined, now: number): number | undefined
  /** From when on a monitor's silence is too long. */
  lateFrom(heartbeat: Heartbeat, rules: HeartbeatRules): number
  /** Reads a request from quarantine again. */
  replay(
    quarantineId: string,
  ): Promise<
    | Extract<TakenIn, { kind: 'taken' | 'quarantined' | 'refused' }>
    | { readonly kind: 'unknown' | 'source-gone' | 'cut' }
  >
  /** Called when what is watched has changed. */
  changed(): void
}

/** Requests that wait on this hub's disk for the database: the shape that the flow gives. */
export type SpoolView = {
  readonly state: () => SpoolExtent & {
    /** As far as is known, the database takes nothing. */
    readonly isAway: boolean
    /** Some source would find room for a request. */
    readonly hasRoom: boolean
  }
  /** What is due next in the database, and whether it answers; answered soon in any case. */
  readonly ask: () => Promise<{ readonly isAway: boolean; readonly dueAt?: number | undefined }>
}

/** A template that is tried out, and what it shall tell. */
export type AskedTemplate = {
  /** Absent: the default message. */
  readonly template?: Omit<MessageTemplate, 'id'>
  readonly kind?: string
  /** Read by a source of the configuration; absent: alerts that are made up. */
  readonly request?: { readonly source: string; readonly payload: string }
  readonly language: Language
}

/** What came of it: the shape that the preview gives. */
export type PreviewedTemplate =
  | { readonly kind: 'wrong'; readonly problem: string }
  | {
      readonly kind: 'shown'
      readonly preview: Omit<WireTemplatePreview, 'fails'> & {
        readonly fails: ReadonlyMap<string, readonly string[]>
      }
    }

export type ApiOptions = HoldRules & {
  readonly sources: SourcesView
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly access: Access
  readonly identity: IdentityView
  /** The identity provider of the configuration of now, where it names one. */
  readonly provider: () => ProviderView | undefined
  readonly takeIn: (key: string, request: SourceRequest) => Promise<TakenIn>
  /** Asks what can be asked before the body is read, which the request does not have yet. */
  readonly admit: (key: string, request: SourceRequest) => Admission
  /** How the sources have fared since the hub started. */
  readonly guardStates: () => readonly GuardState[]
  /** Where events arrive besides `/in/<key>`; no two have the same path. */
  readonly addresses: readonly ImitatedAddress[]
  /** For sources that are spoken to as if they were an Alertmanager. */
  readonly alertmanager: AlertmanagerView
  /** Keeps what had come of a refused request; gives its id, or undefined for an unknown key. */
  readonly keepRefused: (
    key: string,
    refused: { request: SourceRequest; status: number; problem: string; isTooLarge: boolean },
  ) => Promise<string | undefined>
  /** How long a request may take to arrive. */
  readonly requestMs: number
  /** The policies that nearly matched an event, by the configuration of now. */
  readonly nearly: (event: Event) => readonly NearMiss[]
  readonly running: () => RunningState
  /** Absent where nothing is kept while the database is away. */
  readonly spool: SpoolView | undefined
  /** How long what is over is kept. */
  readonly retention: () => RetentionRules
  /** What the hub has recorded. */
  readonly recording: Recording
  /** What a policy would have sent in the last `lengthMs`. */
  readonly previewPolicy: (asked: {
    readonly policy: unknown
    readonly lengthMs: number
  }) => Promise<PreviewedPolicy>
  /** What the source with this name would make of a request. */
  readonly trySource: (
    name: string,
    asked: { readonly request: SourceRequest; readonly settings?: unknown },
  ) => Promise<TriedAnswer>
  /** What a template would make on each chat platform. */
  readonly previewTemplate: (asked: AskedTemplate) => PreviewedTemplate
  /** The contacts of each lane, by the configuration of now. */
  readonly contactsByLane: () => ReadonlyMap<string, readonly Contact[]>
  /** Tries the endpoint with this id or lane. */
  readonly verify: (name: string) => Promise<Verified>
  /** Tries an endpoint that is not in the configuration. */
  readonly verifyGiven: (given: {
    readonly channel: string
    readonly settings: object
  }) => Promise<Verified>
  /** The endpoints of the configuration, and how each is. */
  readonly endpoints: () => Promise<readonly EndpointFacts[]>
  /** Called when dead letters are due again. */
  readonly resent: () => void
  readonly metrics: () => Promise<string>
  /** How Argo CD Notifications runs; absent where it does not. */
  readonly argocd: (() => Promise<ArgocdState>) | undefined
  readonly newId: IdSource
  readonly answering: Answering
  readonly scheduling: Scheduling
  readonly muting: Muting
  /** Who listens hears what has changed; undefined where too many listen already. */
  readonly changes: { listen(heard: (topics: readonly Topic[]) => void): (() => void) | undefined }
  /** What people do with the configuration; absent where it comes from a file. */
  readonly configuring: ConfiguringView | undefined
  /** What the configuration of now says about who is told. */
  readonly people: PeopleView
  /** What the configuration of now says about runs of escalation policies. */
  readonly escalation: EscalationView
  /** Mounted beside the API, for example the sandbox; `protect` asks for what the API asks for. */
  readonly mounts: readonly ((server: FastifyInstance, protect: Guard) => void)[]
}
