import type { Secret } from '../base/secret.ts'
import type { ArgocdRules } from './addressed.ts'
import type { Inhibition } from './inhibition.ts'
import type { LifeRules } from './life.ts'
import type { Maintenance } from './maintenance.ts'
import type { MuteRules, MuteTiming } from './mute-timing.ts'
import type { PresetRule } from './preset.ts'
import type { RetentionRules } from './retention.ts'
import type { RouteNode } from './route-tree.ts'
import type { Schedule } from './schedule.ts'
import type { Severity } from './severity.ts'
import type { SignInRules } from './sign-in.ts'
import type { SourceGuards } from './source-guards.ts'
import type { StormRules } from './storm.ts'
import type { Team } from './team.ts'
import type { Language } from './text.ts'
import type { QuietRule } from './watch.ts'

/** A setting of an adapter, as its `fields` declare it. */
export type FieldValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string | readonly string[]>>
  | Secret

/** An adapter's settings by field name; a field that was not given is absent. */
export type Settings = Readonly<Record<string, FieldValue>>

export type SourceConfiguration = {
  readonly name: string
  readonly type: string
  /** The part of the path after `/in/` that proves who is speaking. */
  readonly key: Secret
  readonly settings: Settings
  /** How its alerts live; absent: by the defaults. */
  readonly life?: LifeRules
  /** When it is said to have gone quiet; absent: by its habits. */
  readonly quiet?: QuietRule
  /** The key before this one, which is still valid. */
  readonly previousKey?: Secret
  readonly guards?: SourceGuards
  /** What it sends is kept, but opens and tells nothing. */
  readonly paused?: true
}

/** One address on one channel. */
export type Endpoint = {
  /** Stays the same for as long as contact and address do, whatever else is edited. */
  readonly id: string
  /** Its queue. Endpoints of one robot share one lane, and so do the robots of a pool. */
  readonly lane: string
  /** Which robot it is, without telling its URL; where absent, the lane is the robot. */
  readonly robot?: string
  /** The name under which several robots of the contact share one lane, in their order. */
  readonly pool?: string
  /** It is told only what another endpoint of its contact could not be. */
  readonly standby?: boolean
  readonly contact: string
  readonly channel: string
  readonly language: Language
  /** The IANA zone of the times in its messages; UTC where absent. */
  readonly zone?: string
  /** The contact's template, for messages whose policy names none. */
  readonly template?: string
  readonly settings: Settings
  /** Its settings are not known yet, or not any more: nothing can be sent there. */
  readonly awaited?: true
  /** The proxy that leads to it: an address, or `none`. Absent: what the network's rules say. */
  readonly proxy?: Secret
}

/** How the hub gets out to the network, and where it may not go. */
export type NetworkRules = {
  /** Which endpoints have to be at public addresses: those from the API, or those of the file too. */
  readonly guard: 'api' | 'all'
  /** Where guarded endpoints may be all the same: ranges, addresses, names. */
  readonly allow: readonly string[]
  /** An address, or `none`; absent: what the environment says. */
  readonly proxy?: Secret
  readonly noProxy: readonly string[]
}

/**
 * What the operator says instead of the default message, as Go templates over the Message: its
 * parts, or the whole body as the platform takes it.
 */
export type MessageTemplate = {
  readonly id: string
  readonly title?: string
  readonly text?: string
  /** Whether the default's details stay below the text. */
  readonly keepFields?: boolean
  /** Renders the body itself; title and text are then not used. */
  readonly raw?: string
}

/** How a contact is told by the steps of escalation policies. */
export type ContactRule = {
  /** Types of channels: the endpoints that it means. */
  readonly channels: readonly string[]
  /** How long after the step, while nobody has answered; 0 is at once. */
  readonly afterMs: number
  /** Only these severities; absent means all. */
  readonly severities?: readonly Severity[]
}

/** A person or a chat. */
export type Contact = {
  readonly id: string
  /** The name that people read. */
  readonly name: string
  /** Who is mentioned in chats. */
  readonly mobile?: string
  readonly language: Language
  readonly endpoints: readonly Endpoint[]
  /** Absent: every endpoint is told at once. */
  readonly rules?: readonly ContactRule[]
  /** The template of what this contact is told, unless the policy's target names one. */
  readonly template?: string
}

export type ContactGroup = { readonly id: string; readonly contacts: readonly string[] }

/** Which alerts are told together, and when. Times in milliseconds. */
export type GroupOptions = {
  /** Label names; `alert` stands for: each alert by itself. */
  readonly by: readonly string[]
  readonly waitMs: number
  readonly intervalMs: number
  readonly repeatMs: number
}

/** Its own times are those at which it alone is left out. */
export type NotifyTarget = MuteRules & {
  /** A contact group; absent where only who is on call is told. */
  readonly to?: string
  /** Whoever is on call by this schedule when it is told. */
  readonly schedule?: string
  /** Only these severities; absent means all. */
  readonly severities?: readonly Severity[]
  /** The template of what they are told. */
  readonly template?: string
}

/** Tells after so many events of a group within a time, and then nothing for a while. */
export type NoiseRules = {
  readonly count: number
  readonly withinMs: number
  readonly muteMs: number
}

/** A policy, or one of its child routes with what it has inherited. */
export interface Policy extends RouteNode<Policy>, MuteRules {
  /** A child's is its parent's with its own matchers: it stays where siblings come and go. */
  readonly id: string
  readonly group: GroupOptions
  readonly notify: readonly NotifyTarget[]
  /** The escalation policy that goes on telling until somebody answers, by name. */
  readonly escalate?: string
  /** Whether the end of a problem is told to those who heard of it. */
  readonly recoveries: boolean
  /** An alert is told only where it lasts so long. */
  readonly holdMs?: number
  readonly noise?: NoiseRules
  /** Absent: very many alerts are told one by one. */
  readonly storm?: StormRules
  /** What it does with presets of noise, by their names; those that are absent are told as others. */
  readonly presets?: Readonly<Record<string, PresetRule>>
  /** Of the part of a policy that stands for some of its targets: their own times, which count beside the policy's. */
  readonly targetTimes?: MuteRules
}

/** Who is told at one step, and how long they have to answer. */
export type EscalationStep = {
  readonly notify: readonly NotifyTarget[]
  /** Until the next step, in milliseconds. */
  readonly waitMs: number
  /** One reachable contact of the step is told instead of all: each run and each round the next one. */
  readonly roundRobin?: boolean
  /** Mute timings by name: outside all of them the step is left out. */
  readonly active?: readonly string[]
}

/** Whom to tell next when nobody answers. */
export type EscalationPolicy = {
  readonly id: string
  readonly steps: readonly EscalationStep[]
  /** Rounds after the first. */
  readonly repeat: number
  /** Before the first step. */
  readonly delayMs: number
  /** How long an acknowledgement holds; absent: for ever. */
  readonly ackTimeoutMs?: number
  /** How long before its end whoever acknowledged is asked; absent: not at all. */
  readonly ackReminderMs?: number
  /** Mute timings by name: outside all of them only the first step is told. */
  readonly active?: readonly string[]
  /** Of these severities only the first step is told: at all times, or, beside `active`, outside of those. Absent: all. */
  readonly low?: readonly Severity[]
  /** What waited for `active` begins at the first step. */
  readonly raise?: true
}

/** The file that was read, and the line of each name in it, from 1, by sections: `policies`, `contacts`, … */
export type WrittenNames = {
  readonly file: string
  readonly lines: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** Everything the operator decided, checked and frozen: one value, replaced as a whole. */
export type Configuration = {
  /** A digest of the file's text (secrets not resolved): tells revisions apart. */
  readonly revision: string
  /** Where its names stand; absent where no text was read. */
  readonly written?: WrittenNames
  readonly sources: readonly SourceConfiguration[]
  readonly contacts: ReadonlyMap<string, Contact>
  readonly contactGroups: ReadonlyMap<string, ContactGroup>
  readonly policies: readonly Policy[]
  readonly templates: ReadonlyMap<string, MessageTemplate>
  readonly schedules: ReadonlyMap<string, Schedule>
  readonly muteTimings: ReadonlyMap<string, MuteTiming>
  readonly inhibitions: readonly Inhibition[]
  readonly maintenance: readonly Maintenance[]
  readonly escalationPolicies: ReadonlyMap<string, EscalationPolicy>
  /** The contact group that is told when nobody else could be. */
  readonly fallback?: string
  /** Who looks after what. Absent: nobody is named. */
  readonly teams?: ReadonlyMap<string, Team>
  /** What is addressed by Argo CD's own configuration. Absent: the defaults. */
  readonly argocd?: ArgocdRules
  /** Absent: the defaults. */
  readonly network?: NetworkRules
  /** How long what is over is kept. Absent: the defaults. */
  readonly retention?: RetentionRules
  /** Who else may say who somebody is. */
  readonly signIn?: SignInRules
  /** What policies do with presets of noise where they do not say otherwise. */
  readonly presets?: Readonly<Record<string, PresetRule>>
  /** Addresses and ranges of proxies in front of the hub, which say for whom they speak. */
  readonly trustedProxies?: readonly string[]
}
