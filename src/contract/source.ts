import type { Settings } from '../model/configuration.ts'
import type { ParsedEvent } from '../model/event.ts'
import type { Preset } from '../model/preset.ts'
import type { LocalText } from '../model/text.ts'
import type { HeartbeatRules, Ping } from '../model/watch.ts'
import type { Field } from './fields.ts'

/** The HTTP methods by which events may arrive. */
export type SourceMethod = 'GET' | 'HEAD' | 'OPTIONS' | 'POST'

/** A request as it came, its body untouched. Header names are in lower case. */
export type SourceRequest = {
  readonly method: SourceMethod
  /** What follows the ingest key in the path: empty, or beginning with `/`. At an imitated address: the whole path. */
  readonly path: string
  /** The query without its `?`, as it came. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The address at the other end of the connection: a proxy's where there is one. */
  readonly peer?: string
}

export type SourceContext = {
  readonly settings: Settings
  /** When the request reached us, UTC milliseconds. */
  readonly receivedAt: number
}

/** What the sender is answered, where another product is imitated. */
export type SourceAnswer = {
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** Headers beside these, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An address of the imitated product, beside `/in/<key>`: a sender then changes nothing but the host. */
export type ImitatedAddress = {
  /** The whole path, or with `*` at its end all that begin so: `/robot/send`. */
  readonly path: string
  /**
   * The ingest key in a request to it; undefined where there is none. Pure, never throws. It is asked before the body has
   * come, too, with an empty one: a key that stands elsewhere is found then, and must be the same afterwards.
   */
  keyOf(request: SourceRequest): string | undefined
  /** What the product answers to a key that it does not know; else ours is given. */
  readonly unknownKey?: SourceAnswer
}

/** What a source made of a request. */
export type SourceReading =
  | {
      readonly kind: 'events'
      /** In the order of the request. An empty list is a well-formed request that says nothing. */
      readonly events: readonly ParsedEvent[]
      /** What it says of monitors, of a type that has `heartbeats`; their silence and return are noted by the hub. */
      readonly pings?: readonly Ping[]
      /** Where the sender expects another product's answer; else ours, with the ids, is given. */
      readonly answer?: SourceAnswer
    }
  | {
      /** The body is kept in quarantine, and the sender is told. Each is one sentence. */
      readonly kind: 'unparsable'
      readonly expected: string
      readonly found: string
      readonly remedy: string
      /** Where the sender expects another product's refusal; else ours is given. */
      readonly answer?: SourceAnswer
    }
  | {
      /** What came is what another type reads, for example its event in an envelope: that type reads `request`, once. */
      readonly kind: 'as'
      readonly type: string
      readonly request: SourceRequest
    }

/** Where one part of an event came from, for people who try out what a source makes of a request. */
export type PartOrigin = {
  /** As the settings call it: `title`, `labels.host`. */
  readonly part: string
  /** What came out, perhaps cut; absent where nothing did. */
  readonly value?: string
  /** By a setting, by a guess at a common key, or because there was nothing else. */
  readonly by: 'setting' | 'guess' | 'default'
  /** The path, template or condition; the guessed path; empty for a default. */
  readonly from: string
  /** What went wrong on the way, each a sentence. */
  readonly problems: readonly LocalText[]
}

/** One entry of a request, and how it was read. */
export type EntryTrace = {
  /** The entry as JSON, perhaps cut. */
  readonly entry: string
  /** Its place among the events that `read` gives; absent where it was ignored. */
  readonly event?: number
  readonly parts: readonly PartOrigin[]
}

/**
 * The adapter for one kind of sender. `read` is pure: the same request and context always give the
 * same reading. It never throws for what a sender sent; a throw is our mistake, and is answered 500
 * with the body kept in quarantine.
 */
export interface SourceType {
  readonly type: string
  readonly title: LocalText
  /** The HTTP methods that it takes. */
  readonly methods: readonly SourceMethod[]
  readonly addresses?: readonly ImitatedAddress[]
  /** Below `/in/<key>` the API of this product is answered too: what its alerts are, and silences for them. */
  readonly answersAs?: 'alertmanager'
  readonly fields: readonly Field[]
  /** The presets of noise that its events may belong to; sources may share one. */
  readonly presets?: readonly Preset[]
  /** It says only once, or hardly ever again, that something goes on: silence means nothing. */
  readonly repeatsRarely?: true
  /** Of a type whose senders say only that they are there: how they are watched. Pure. */
  heartbeats?(settings: Settings): HeartbeatRules
  read(request: SourceRequest, context: SourceContext): SourceReading
  /** How `read` came to its events, one trace for each entry of the request; empty where it is unparsable. Pure. */
  trace?(request: SourceRequest, context: SourceContext): readonly EntryTrace[]
}
