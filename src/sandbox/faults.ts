import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'

/** What every platform's stand-in can do wrong on request. */
export const COMMON_FAULTS = [
  'latency', // answers after latencyMs
  'drop', // ends the connection before anything is taken
  'http502', // a gateway's page
  'waf', // an edge firewall's page
  'busy', // the platform's own "try again"
  'lostReply', // takes the message, then ends the connection
  'rateLimited', // as if somebody else had used up the minute
  'quota', // what the platform allows in a month is used up
  'answer', // any answer, instead of looking at the message: errcode and errmsg, or status and body
] as const

/** What some platforms' stand-ins can do wrong besides: each declares which. */
const OWN_FAULTS = [
  'wafJson', // a firewall's answer as JSON without errcode
  'removed', // the robot was removed from the group
  'stopped', // the robot was stopped
  'dissolved', // the group was dissolved
  'content', // the content check says no; errcode may choose which
] as const

/** What can go wrong on request. */
export const FAULT_KINDS = [...COMMON_FAULTS, ...OWN_FAULTS] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** What `POST /sandbox/api/faults` takes. */
export const faultRequest = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** The chat's id; absent for all chats. */
  chat: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  /** Of `token`, which is DingTalk's without it; alone: for all chats of the platform. */
  platform: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  /** Instead of `chat`: the robot's token. */
  token: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).optional(),
  /** How many requests it meets; absent for all until it is cleared. */
  times: z.int().min(1).max(SANDBOX_LIMITS.faultTimesMax).optional(),
  latencyMs: z.int().min(0).max(SANDBOX_LIMITS.latencyMaxMs).optional(),
  errcode: z.union([z.int(), z.string().max(SANDBOX_LIMITS.nameLengthMax)]).optional(),
  errmsg: z.string().max(SANDBOX_LIMITS.tokenLengthMax).optional(),
  /** Of an `answer`: the HTTP status, and the body as it is. */
  status: z.int().min(200).max(599).optional(),
  body: z.string().max(SANDBOX_LIMITS.payloadBytesMax).optional(),
  contentType: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  /** Of an `answer` or a rate limit: the header of that name, in seconds. */
  retryAfter: z.int().min(0).max(SANDBOX_LIMITS.faultTimesMax).optional(),
})

/** A fault that waits for requests. */
export type Fault = {
  readonly id: number
  readonly kind: FaultKind
  readonly chat?: string
  readonly platform?: string
  /** How many more requests it meets; undefined until it is cleared. */
  readonly timesLeft?: number
  readonly latencyMs?: number
  readonly errcode?: number | string
  readonly errmsg?: string
  readonly status?: number
  readonly body?: string
  readonly contentType?: string
  readonly retryAfter?: number
}

/** What one request meets. */
export type TakenFaults = {
  readonly latencyMs: number
  /** Besides latency at most one thing goes wrong with a request: the oldest. */
  readonly fault: Fault | undefined
  /** What is left for later requests. */
  readonly remaining: readonly Fault[]
}

/** Which faults a request to a chat meets. Pure. */
export function takeFaults(
  faults: readonly Fault[],
  request: {
    readonly chat: string
    readonly platform: string
    /** What its platform knows: other faults wait for other platforms. */
    readonly known: readonly FaultKind[]
  },
): TakenFaults {
  const meets = ({ kind, chat, platform }: Fault) =>
    (chat ?? request.chat) === request.chat &&
    (platform ?? request.platform) === request.platform &&
    request.known.includes(kind)
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
