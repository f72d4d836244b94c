// The shapes of the configuration as the API gives it: what it says, and never a secret or an address.
import type { WireText } from './wire.ts'

export type WireTarget = {
  /** A contact group or contact. */
  readonly to?: string
  readonly schedule?: string
  readonly severities?: readonly string[]
  readonly template?: string
  /** Mute timings by name: within these, and outside of all of those, this target alone is not told. */
  readonly mute?: readonly string[]
  readonly active?: readonly string[]
}

/** A policy or one of its child routes, with what it has inherited. */
export type WirePolicy = {
  readonly id: string
  readonly match: readonly string[]
  /** The condition that must hold as well. */
  readonly when?: string
  readonly continues: boolean
  readonly group: {
    readonly by: readonly string[]
    readonly waitSeconds: number
    readonly intervalSeconds: number
    readonly repeatSeconds: number
  }
  readonly notify: readonly WireTarget[]
  readonly escalate?: string
  readonly recoveries: boolean
  readonly holdSeconds?: number
  readonly mute: readonly string[]
  readonly active: readonly string[]
  readonly noise?: {
    readonly count: number
    readonly withinSeconds: number
    readonly muteSeconds: number
  }
  /** From how many new alerts on they are told as a storm. */
  readonly stormFrom?: number
  /** Names of presets, and `drop` or `digest`. */
  readonly presets: Readonly<Record<string, 'drop' | 'digest'>>
  readonly routes: readonly WirePolicy[]
}

export type WireEscalationPolicy = {
  readonly id: string
  readonly steps: readonly {
    readonly notify: readonly WireTarget[]
    readonly waitSeconds: number
    readonly roundRobin: boolean
    readonly active: readonly string[]
  }[]
  /** Rounds, the first one with them. */
  readonly rounds: number
  readonly delaySeconds: number
  readonly ackTimeoutSeconds?: number
  /** The policies and routes that use it. */
  readonly usedBy: readonly string[]
}

/** Whom an escalation policy would tell of an alert that begins at `at`, in its first round. */
export type WireCalled = {
  readonly escalationPolicy: string
  readonly at: string
  readonly severity: string
  readonly steps: readonly {
    readonly at: string
    readonly contacts: readonly { readonly id: string; readonly name: string }[]
    readonly leftOut?: 'nobody-on-call' | 'severity-filter' | 'outside-hours'
  }[]
}

export type WireContactDetails = {
  readonly id: string
  readonly name: string
  readonly language: 'en' | 'zh'
  /** Whether chats can mention this person. */
  readonly isMentioned: boolean
  readonly groups: readonly string[]
  readonly endpoints: readonly {
    readonly id: string
    readonly channel: string
    readonly standby: boolean
  }[]
  readonly rules?: readonly {
    readonly channels: readonly string[]
    readonly afterSeconds: number
    readonly severities?: readonly string[]
  }[]
}

/** Kinds of senders, and how each is connected. */
export type WireSourceType = {
  readonly type: string
  readonly title: WireText
  readonly methods: readonly string[]
  /** Paths besides `/in/<key>` at which its senders arrive. */
  readonly paths: readonly string[]
  /** Markdown. */
  readonly guide?: string
}

/** People who look after something together. */
export type WireTeam = {
  readonly id: string
  readonly name: string
  /** The names that they sign in with. */
  readonly members: readonly string[]
  /** The contact group that reaches it. */
  readonly contact?: string
  /** Whether who asks is in it. */
  readonly isOwn: boolean
  readonly sources: readonly string[]
  readonly policies: readonly string[]
  readonly schedules: readonly string[]
}
