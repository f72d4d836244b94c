// In: one platform's stand-in. Out: its chats and robots, whose settings and memories only it understands.
// Must hold: what is shown of a chat holds no secret; what is remembered is bounded, the oldest robot forgotten first.
import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { type Chat, shownChat } from './chats.ts'
import type { SandboxRequest } from './exchange.ts'
import { COMMON_FAULTS, type Fault, type FaultKind } from './faults.ts'
import type { Decided, Disturbed, Named, StandIn } from './stand-in.ts'
import { forgetFirst, type SandboxState } from './state.ts'

/** One call to a robot of this platform. */
export type Call = {
  readonly id: string
  readonly request: SandboxRequest
  readonly fault: Fault | undefined
  readonly now: number
  /** Tokens that nobody configured are unknown, instead of opening a chat. */
  readonly strictTokens: boolean
}

/** What became of a call, without what the robot remembers. */
export type Taken = Omit<Decided<never>, 'memory'>

/** A chat that was changed, or why it was not. */
export type Changed =
  | { readonly kind: 'changed'; readonly chat: Chat }
  | { readonly kind: 'wrong'; readonly problem: string }
  | { readonly kind: 'full' }

/** All chats of one platform, whatever it remembers of them. */
export interface Desk {
  readonly platform: string
  readonly sample: string
  /** Every kind of fault that this platform can show. */
  readonly faults: readonly FaultKind[]
  tokenOf(request: SandboxRequest): string | undefined
  /** Sets a chat up; what `change` does not name stays. */
  change(id: string, change: object): Changed
  take(call: Call): Taken
  disturb(fault: Fault): Disturbed | undefined
}

/** Opens the platform's desk over what the sandbox remembers. */
export function openDesk<Settings extends Named, Memory>(
  standIn: StandIn<Settings, Memory>,
  state: SandboxState,
): Desk {
  const { platform } = standIn
  const settingsById = new Map<string, Settings>()
  const memories = new Map<string, Memory>()

  const save = (id: string, settings: Settings): Chat => {
    settingsById.set(id, settings)
    return state.saveChat(shownChat(id, platform, settings))
  }
  return {
    platform,
    sample: standIn.sample,
    faults: [...new Set([...COMMON_FAULTS, ...standIn.faults])],
    tokenOf: (request) => standIn.tokenOf(request),
    disturb: (fault) => standIn.disturb(fault),
    change(id, change) {
      const known = settingsById.get(id)
      if (known === undefined && state.isFull()) return { kind: 'full' }
      const read = standIn.settings.safeParse({ ...(known ?? standIn.defaults(id)), ...change })
      if (!read.success) return { kind: 'wrong', problem: z.prettifyError(read.error) }
      return { kind: 'changed', chat: save(id, read.data) }
    },
    take({ id, request, fault, now, strictTokens }) {
      const hasPosted = (key: string, withinMs = SANDBOX_LIMITS.keyWindowMs) =>
        state.hasPosted(id, { key, since: now - withinMs })
      const memory = memories.get(id) ?? standIn.newMemory
      const known = settingsById.get(id)
      const isOpen = known === undefined && !strictTokens && !state.isFull()
      const settings = isOpen ? standIn.defaults(id, standIn.tokenOf(request)) : known
      const decided = standIn.decide(request, { settings, memory, fault, hasPosted, now })
      // What is no call opens no chat, and no robot remembers it.
      if (decided.outcome === 'unread') return decided
      if (isOpen && settings !== undefined) save(id, settings)
      memories.delete(id)
      memories.set(id, decided.memory)
      if (memories.size > SANDBOX_LIMITS.robotsMax) forgetFirst(memories)
      return decided
    },
  }
}
