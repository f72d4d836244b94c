import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'

/** What can go wrong on request. */
export const FAULT_KINDS = [
  'latency', // answers after latencyMs
  'drop', // ends the connection before anything is taken
  'http502', // a gateway's page
  'waf', // an edge firewall's page
  'wafJson', // the same as JSON without errcode
  'busy', // errcode -1
  'lostReply', // takes the message, then ends the connection
  'quota', // the organisation's monthly quota is used up
  'removed', // the robot was removed from the group
  'stopped', // the robot was stopped
  'dissolved', // the group was dissolved
  'content', // the content check says no; errcode chooses which (430101 to 430104)
  'rateLimited', // as if somebody else had used up the minute
  'answer', // any errcode and errmsg, instead of looking at the message
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** What `POST /sandbox/api/faults` takes. */
export const faultRequest = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** The chat's id; absent for all chats. */
  chat: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  /** Instead of `chat`: the robot's token. */
  token: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).optional(),
  /** How many requests it meets; absent for all until it is cleared. */
  times: z.int().min(1).max(SANDBOX_LIMITS.faultTimesMax).optional(),
  latencyMs: z.int().min(0).max(SANDBOX_LIMITS.latencyMaxMs).optional(),
  errcode: z.int().optional(),
  errmsg: z.string().max(SANDBOX_LIMITS.tokenLengthMax).optional(),
})

/** A fault that waits for requests. */
export type Fault = {
  readonly id: number
  readonly kind: FaultKind
  readonly chat?: string
  /** How many more requests it meets; undefined until it is cleared. */
  readonly timesLeft?: number
  readonly latencyMs?: number
  readonly errcode?: number
  readonly errmsg?: string
}

/** What one request meets. */
export type TakenFaults = {
  readonly latencyMs: number
  /** Besides latency at most one thing goes wrong with a request: the oldest. */
  readonly fault: Fault | undefined
  /** What is left for later requests. */
  readonly remaining: readonly Fault[]
}

/** Which faults a request to `chat` meets. Pure. */
export function takeFaults(faults: readonly Fault[], chat: string): TakenFaults {
  const meets = (fault: Fault) => fault.chat === undefined || fault.chat === chat
  const latencies = faults.filter((fault) => meets(fault) && fault.kind === 'latency')
  const fault = faults.find((candidate) => meets(candidate) && candidate.kind !== 'latency')
  const used = new Set(fault === undefined ? latencies : [...latencies, fault])
  return {
    latencyMs: latencies.reduce((sum, latency) => sum + (latency.latencyMs ?? 0), 0),
    fault,
    remaining: faults.flatMap((candidate) =>
      used.has(candidate) ? spend(candidate) : [candidate],
    ),
  }
}

function spend(fault: Fault): Fault[] {
  if (fault.timesLeft === undefined) return [fault]
  return fault.timesLeft === 1 ? [] : [{ ...fault, timesLeft: fault.timesLeft - 1 }]
}
