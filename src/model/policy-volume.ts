import type { Event } from './event.ts'
import type { LocalText } from './text.ts'

/** What one chat would get. */
export type ChatVolume = {
  readonly contact: string
  readonly channel: string
  readonly messages: number
  /** The published limit of the robot, or of the robots of a pool together. */
  readonly limit: { readonly messagesMax: number; readonly windowMs: number }
  /** In so many windows more came due than the limit allows. */
  readonly overLimit: number
  /** Messages that were merged, and the digests that told them. */
  readonly merged: number
  readonly digests: number
  readonly hours: readonly { readonly at: number; readonly messages: number }[]
}

/** What one policy would make of the recorded events, if it were the only one. Times in UTC milliseconds. */
export type PolicyVolume = {
  readonly policy: string
  readonly since: number
  readonly until: number
  /** Events that it, or a route of it, matches; and the alerts and notices that these begin. */
  readonly events: number
  readonly alerts: number
  readonly notices: number
  readonly messages: number
  /** On average, to a tenth. */
  readonly messagesPerDay: number
  /** The hour with the most messages, over all chats. */
  readonly busiest?: { readonly at: number; readonly messages: number }
  readonly chats: readonly ChatVolume[]
  /** The first alerts and notices that it matches. */
  readonly examples: readonly VolumeExample[]
  readonly sentence: LocalText
}

/** An alert or notice that the policy matches. */
export type VolumeExample = Pick<Event, 'id' | 'name' | 'title' | 'severity' | 'labels'> & {
  readonly at: number
}
