import type { Clock } from '../base/clock.ts'
import { chatId } from './chats.ts'
import type { Desk } from './desk.ts'
import { htmlAnswer, readJson, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import { type Fault, takeFaults } from './faults.ts'
import { type Disturbed, NOBODY } from './stand-in.ts'
import type { SandboxState } from './state.ts'

/** What a call is answered from. */
export type CallOptions = {
  readonly state: SandboxState
  readonly clock: Clock
  /** Ends whoever waits for a latency. */
  readonly signal: AbortSignal
  /** Tokens that were not configured are unknown, instead of opening a chat. */
  readonly strictTokens: boolean
}

/** A request to a platform's address, with the robot's token in it. */
export type RobotCall = {
  readonly desk: Desk
  readonly token: string
  readonly request: SandboxRequest
}

/** Answers a robot's call as its platform does, faults that were asked for included. */
export async function answerCall(call: RobotCall, options: CallOptions): Promise<SandboxAnswer> {
  const { desk, request } = call
  const { state, clock, signal } = options
  const { platform } = desk
  const id = chatId(platform, call.token)
  const { latencyMs, fault, remaining } = takeFaults(state.faults, {
    chat: id,
    platform,
    known: desk.faults,
  })
  state.faults = remaining
  if (latencyMs > 0) await clock.sleep(latencyMs, signal)
  const disturbed = fault && disturbedAnswer(fault, desk)
  if (fault !== undefined && disturbed !== undefined) {
    const { code, text, answer } = disturbed
    const payload = readJson(request.body)
    const outcome = { outcome: 'refused', errcode: code, errmsg: text, fault: fault.kind } as const
    state.addMessage({ chat: id, platform, at: clock.now(), ...outcome, mentions: NOBODY, payload })
    return answer
  }
  return take({ ...call, id, fault }, options)
}

/** Lets the platform decide on one call, and remembers what became of it. */
function take(
  { desk, request, id, fault }: RobotCall & { id: string; fault: Fault | undefined },
  { state, clock, strictTokens }: CallOptions,
): SandboxAnswer {
  const at = clock.now()
  const { outcome, answer, code, text, shown, payload } = desk.take({
    id,
    request,
    fault,
    now: at,
    strictTokens,
  })
  if (outcome === 'unread') return answer
  if (outcome === 'posted' && shown?.key !== undefined) {
    state.rememberKey(id, { key: shown.key, at })
  }
  state.addMessage({
    chat: id,
    platform: desk.platform,
    at,
    outcome,
    errcode: code,
    errmsg: text,
    fault: fault?.kind,
    msgtype: shown?.msgtype,
    preview: shown?.preview,
    msgUuid: shown?.key,
    mentions: shown?.mentions ?? NOBODY,
    payload: shown?.payload ?? payload,
  })
  return fault?.kind === 'lostReply' ? { kind: 'drop' } : answer
}

/** What a fault answers instead of looking at the message; undefined for those that look. */
function disturbedAnswer(fault: Fault, desk: Desk): Disturbed | undefined {
  if (fault.kind === 'drop') return { answer: { kind: 'drop' }, text: 'drop' }
  if (fault.kind === 'http502') return { answer: BAD_GATEWAY, text: 'http502' }
  const isWritten = fault.status !== undefined || fault.body !== undefined
  if (fault.kind === 'answer' && isWritten) return writtenAnswer(fault)
  const disturbed = desk.disturb(fault)
  if (disturbed !== undefined || fault.kind !== 'waf') return disturbed
  return { answer: WAF_ANSWER, text: 'waf' }
}

const BAD_GATEWAY = htmlAnswer(502, '<html><head><title>502 Bad Gateway</title></head></html>')
const WAF_ANSWER = htmlAnswer(
  200,
  '<!doctype html><html><head><meta charset="utf-8"><title>访问被拦截</title></head><body>您的访问过于频繁，请稍后再试。</body></html>',
)

/** Status, type, body and Retry-After as they were asked for. */
function writtenAnswer(fault: Fault): Disturbed {
  const { status = 200, body = '', contentType = 'application/json', retryAfter } = fault
  const headers: Record<string, string> = { 'content-type': contentType }
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  const answer = { kind: 'answer', status, headers, body } as const
  return { answer, code: fault.errcode, text: fault.errmsg ?? `HTTP ${status}` }
}
