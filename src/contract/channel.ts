import type { Clock } from '../base/clock.ts'
import type { HttpClient } from '../base/http-client.ts'
import type { ResolveHost } from '../base/resolve-host.ts'
import type { Settings } from '../model/configuration.ts'
import type { Message } from '../model/message.ts'
import type { Receipt } from '../model/receipt.ts'
import type { LocalText } from '../model/text.ts'
import type { Field } from './fields.ts'

/** So many messages in any `windowMs`. */
export type RateWindow = { readonly messagesMax: number; readonly windowMs: number }

/** The published limit of one robot, and what the platform does to who exceeds it. */
export type ChannelLimits = RateWindow & {
  /** A second, shorter limit that holds as well. */
  readonly burst?: RateWindow
  /** Messages that may be under way together, where their order does not matter; else one after the other. */
  readonly parallelMax?: number
  /** How long the platform turns everything away after an excess; 0 for no penalty. */
  readonly penaltyMs: number
}

/** How much one message may hold, so that a digest names everything that it takes in. */
export type MessageRoom = {
  /** Alerts and notices. */
  readonly entriesMax: number
  /** What their lines may weigh together, in UTF-8 bytes. */
  readonly bytesMax: number
}

/** A quota that several endpoints share: the organisation's, by calendar month. */
export type ChannelQuota = {
  /** Endpoints with the same key share it; it may be shown. */
  readonly key: string
  readonly messagesMax: number
  /** Where the month begins: minutes east of UTC. */
  readonly zoneMinutes: number
  /**
   * Nobody said this number: it is the platform's usual one. It warns and saves, but only the
   * platform's own refusal holds messages back, for the organisation may have bought more.
   */
  readonly assumed?: true
}

/** How much of what the platform takes a message uses, by the platform's own count. */
export type MessageSize = {
  readonly used: number
  readonly most: number
  readonly unit: 'bytes' | 'characters' | 'blocks'
}

/** `plain` is what is tried once when a platform refuses what was drawn in `full`. */
export type MessageForm = 'full' | 'plain'

/** A message in the platform's dialect: what `send` posts, and whether something had to be cut. */
export type Rendered = { readonly body: string; readonly cut: boolean }

export type SendContext = {
  readonly http: HttpClient
  /** For channels that do not speak HTTP: a host's address, checked as the HTTP client checks it. */
  readonly resolveHost: ResolveHost
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The same for every attempt on one notification: the platform's idempotency key, where it has one. */
  readonly idempotencyKey: string
}

/**
 * The adapter for one chat product. `render` is pure and keeps within the platform's size. `send`
 * makes one request, obeys the signal and answers with a Receipt; it never retries and never
 * sleeps: the deliver stage owns time. Neither throws for what a platform answers.
 */
export interface ChannelType {
  readonly type: string
  readonly title: LocalText
  readonly fields: readonly Field[]
  /** The limits of an endpoint with these settings. */
  limits(settings: Settings): ChannelLimits
  /** What fits into one message. */
  room(settings: Settings): MessageRoom
  /** The size of a body that this channel made; absent where the platform publishes no limit. */
  size?(body: string): MessageSize | undefined
  /** The organisation's quota, where the platform has one. */
  quota?(settings: Settings): ChannelQuota | undefined
  /** Whether `render` knows a plainer form, to be tried once after a refusal of the full one. */
  readonly hasPlainForm: boolean
  /**
   * Which robot the settings address, as a text that may be shown and stored (a digest, never the
   * URL or token): endpoints of one robot give the same.
   */
  address(settings: Settings): string
  /** What is wrong with the settings taken together, beyond each field's own kind. */
  check(settings: Settings): readonly LocalText[]
  render(message: Message, settings: Settings, form?: MessageForm): Rendered
  /**
   * A body that a user's template made, as `send` takes it. Gives what is wrong with it where the
   * platform cannot take it; absent where users cannot write bodies.
   */
  raw?(body: string, settings: Settings): Rendered | LocalText
  send(rendered: Rendered, settings: Settings, context: SendContext): Promise<Receipt>
}
