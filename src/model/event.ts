import type { Addressed } from './addressed.ts'
import type { Answer } from './answer.ts'
import type { SentAlert } from './sent-alert.ts'
import type { Severity } from './severity.ts'
import type { LocalText } from './text.ts'

/** What an event does to the problem under its dedup key. A notice opens nothing. */
export type EventKind = 'firing' | 'resolved' | 'acknowledged' | 'notice'

/** Names and values that policies match and templates show. */
export type Labels = Readonly<Record<string, string>>

/** One line of detail for people: a name and its value. */
export type EventField = { readonly label: LocalText; readonly value: LocalText }

/** A link to the sender's own page on the matter. */
export type EventLink = { readonly text: LocalText; readonly url: string }

/** What a source makes of one fact in a request, before the hub gives it an id. */
export type ParsedEvent = {
  readonly kind: EventKind
  /**
   * One problem's identity within its source: what fires and what resolves under it belong together. It is compared
   * without case and blanks around it; what is longer than INGEST_LIMITS.dedupKeyLengthMax by its digest.
   */
  readonly dedupKey: string
  /**
   * The identity of this one delivery within its source: a sender that repeats a request repeats
   * this key. Absent where the sender gives none; then a digest of the whole fact serves.
   */
  readonly deliveryKey?: string
  /**
   * The sender gives neither an id nor a time by which a repeated request could be told from news: what is said the very
   * same way again is news, as something that ended and begins anew.
   */
  readonly recurs?: true
  /** It says only which problem it means, and nothing about it: an alert keeps the words, labels and severity that it has. */
  readonly wordless?: true
  /** The sender's own name for what happened, for example `Instance:SystemMaintenance.Reboot`. */
  readonly name: string
  readonly title: LocalText
  readonly severity: Severity
  /** The sender's own word for the phase, for example `Scheduled`. */
  readonly status?: string
  /** The same for people. */
  readonly statusText?: LocalText
  /** When it happened by the sender's clock, UTC milliseconds. */
  readonly sourceAt?: number
  readonly labels: Labels
  readonly fields: readonly EventField[]
  readonly links: readonly EventLink[]
  /** The preset of noise that it belongs to, by name: so frequent and so harmless that it need not be told by itself. */
  readonly noise?: string
  /**
   * Of a sender that says again and again how things are: the alert as it says it. The order in which such events reach
   * us is the order in which they count, and one that says what is known already is no news.
   */
  readonly sent?: SentAlert
  /** Who is to hear it, where its sender says so itself. */
  readonly addressed?: Addressed
  /** What of the request this event was read from, as text, kept for people. */
  readonly raw: string
}

/** An immutable fact from a source, as stored; its raw text is kept beside it. */
export type Event = Omit<ParsedEvent, 'raw' | 'recurs'> & {
  readonly id: string
  /** The configured name of the source. */
  readonly source: string
  /** When it reached us, UTC milliseconds. */
  readonly receivedAt: number
  readonly deliveryKey: string
  /** The sender's own spelling of the key, for people, where the hub compares it as something else. */
  readonly givenKey?: string
  /** Of an event that a person made by answering: what, who and how. */
  readonly answer?: Answer
  /** The hub itself noted it: a source or a monitor has gone silent, or speaks again. */
  readonly notedBy?: 'hub'
  /** It waited in a hub's spool: what came after it to another hub may have been taken in before it. */
  readonly spooled?: true
}

/** The delivery key of an event that says something anew whatever its words: none was delivered before it, or comes again. */
export function ownDeliveryKey(id: string): string {
  return `each|${id}`
}

/** Whether no other event can be the same delivery as this one. */
export function isOwnDelivery({ id, deliveryKey }: Pick<Event, 'id' | 'deliveryKey'>): boolean {
  return deliveryKey === ownDeliveryKey(id)
}
