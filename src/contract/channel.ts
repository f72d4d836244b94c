import type { Clock } from '../base/clock.ts'
import type { HttpClient } from '../base/http-client.ts'
import type { Settings } from '../model/configuration.ts'
import type { Message } from '../model/message.ts'
import type { Receipt } from '../model/receipt.ts'
import type { LocalText } from '../model/text.ts'
import type { Field } from './fields.ts'

/** The published limit of one robot, and what the platform does to who exceeds it. */
export type ChannelLimits = {
  /** Messages in any `windowMs`. */
  readonly messagesMax: number
  readonly windowMs: number
  /** How long the platform turns everything away after an excess; 0 for no penalty. */
  readonly penaltyMs: number
}

/** A message in the platform's dialect: what `send` posts, and whether something had to be cut. */
export type Rendered = { readonly body: string; readonly cut: boolean }

export type SendContext = {
  readonly http: HttpClient
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
  /**
   * Which robot the settings address, as a text that may be shown and stored (a digest, never the
   * URL or token): endpoints of one robot give the same.
   */
  address(settings: Settings): string
  /** What is wrong with the settings taken together, beyond each field's own kind. */
  check(settings: Settings): readonly LocalText[]
  render(message: Message, settings: Settings): Rendered
  send(rendered: Rendered, settings: Settings, context: SendContext): Promise<Receipt>
}
