import type { z } from 'zod'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'

/** Whom a message names, and whom the platform rings for it. */
export type Mentioned = {
  readonly all: boolean
  readonly people: readonly { readonly name: string }[]
  /** Named, and not rung: no member, or not named the way that rings. */
  readonly missed: readonly string[]
}

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
  /** Whether the robot has posted a message with this idempotency key in its window. */
  readonly hasPosted: (key: string) => boolean
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
  readonly shown?: Shown
}

/**
 * One platform's stand-in. `decide` is pure: the same call, facts and time give the same answer. It
 * checks in the platform's own order and answers with the platform's own texts. Faults that look at
 * no message (`drop`, `latency`, `http502`, `lostReply`) are met before; what a platform answers to
 * `busy`, `waf`, `answer` and its kin is the platform's: `disturb`.
 */
export interface StandIn<Settings, Memory> {
  readonly platform: string
  /** The robot's token in the request's path or query; undefined where the request is not for this platform. */
  tokenOf(request: SandboxRequest): string | undefined
  /** How a chat of this platform is set up. */
  readonly settings: z.ZodType<Settings>
  /** As nobody configured it: open to all, with the platform's limits. */
  defaults(id: string): Settings
  readonly newMemory: Memory
  decide(request: SandboxRequest, facts: CallFacts<Settings, Memory>): Decided<Memory>
  /** Undefined where the fault lets the call be looked at. */
  disturb(
    fault: Fault,
  ):
    | { readonly answer: SandboxAnswer; readonly code?: number | string; readonly text: string }
    | undefined
}
