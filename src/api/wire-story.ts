// The shapes of what looks back, as the API gives them: stories of alerts, and what a policy would have sent.
import type { WireAlert, WireNearMiss, WireText } from './wire.ts'

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
