import type { z } from 'zod'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import type { Fault, FaultKind } from './faults.ts'

/** Whom a message names, and whom the platform rings for it. */
export type Mentioned = {
  readonly all: boolean
  /** `literal` is what the text holds for the name, where the page has to find it there. */
  readonly people: readonly { readonly name: string; readonly literal?: string }[]
  /** Named, and not rung: no member, or not named the way that rings. */
  readonly missed: readonly string[]
}

/** Nobody. */
export const NOBODY: Mentioned = { all: false, people: [], missed: [] }

/** What every chat's settings hold: how it is shown. */
export type Named = { readonly name: string; readonly robotName: string }

/** What of a message the sandbox's page needs, beyond the body as it came. */
export type Shown = {
  /** The platform's own word for the form, for example `markdown`. */
  readonly msgtype: string
  /** The line in the list of conversations. */
  readonly preview: string
  readonly mentions: Mentioned
  /** The platform's idempotency key, where it came with one. */
  readonly key?: string
  /** The body as the page draws it: JSON, or what a mail was read as. */
  readonly payload: unknown
}

/** What one call is decided from. */
export type CallFacts<Settings, Memory> = {
  /** Undefined for a token that nobody configured, where tokens are strict. */
  readonly settings: Settings | undefined
  /** What the robot remembers; `newMemory` where it was never called. */
  readonly memory: Memory
  readonly fault: Fault | undefined
  /** Whether the robot has posted a message with this idempotency key within so many milliseconds. */
  readonly hasPosted: (key: string, withinMs?: number) => boolean
  /** UTC milliseconds. */
  readonly now: number
}

/** What is answered, and what becomes of the message. */
export type Decided<Memory> = {
  /** `unread`: the call was none; nothing is remembered of it. */
  readonly outcome: 'posted' | 'duplicate' | 'refused' | 'unread'
  readonly answer: SandboxAnswer
  /** The platform's code, and its text, as the page lists them. */
  readonly code?: number | string
  readonly text: string
  readonly memory: Memory
  /** Where the message could be read. */
  readonly shown?: Shown
  /** The body where no message could be read from it; the page shows it as it is. */
  readonly payload?: unknown
}

/** What a platform answers instead of looking at a message. */
export type Disturbed = {
  readonly answer: SandboxAnswer
  readonly code?: number | string
  readonly text: string
}

/**
 * One platform's stand-in. `decide` is pure: the same call, facts and time give the same answer. It
 * checks in the platform's own order and answers with the platform's own texts. Faults that look at
 * no message (`drop`, `latency`, `http502`, `lostReply`, an `answer` with a status or body) are met
 * before; what a platform answers to `busy`, `waf`, `answer` and its kin is the platform's: `disturb`.
 * Whatever else a fault asks for (`rateLimited`, `quota`, `removed`, …) is `facts.fault` in `decide`.
 */
export interface StandIn<Settings extends Named, Memory> {
  /** As in the paths, the chats' ids and the name of the page's drawer: `page/draw-<platform>.js`. */
  readonly platform: string
  /** An address to post to, from `/sandbox` on, with `…` for the robot's own part. */
  readonly sample: string
  /** The faults that it knows beyond COMMON_FAULTS. */
  readonly faults: readonly FaultKind[]
  /** The robot's token in the request's path or query; undefined where the request is not for this platform. */
  tokenOf(request: SandboxRequest): string | undefined
  /**
   * How a chat of this platform is set up: an object. Values called `secret` or `password` are
   * taken and never given; of `mobile` in `members` the ends are.
   */
  readonly settings: z.ZodType<Settings>
  /** As nobody configured it: open to all, with the platform's limits. A token that is no secret may name the chat. */
  defaults(id: string, token?: string): Settings
  readonly newMemory: Memory
  decide(request: SandboxRequest, facts: CallFacts<Settings, Memory>): Decided<Memory>
  /** Undefined where the fault lets the call be looked at. */
  disturb(fault: Fault): Disturbed | undefined
}
