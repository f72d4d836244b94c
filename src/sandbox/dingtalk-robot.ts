import type { Clock } from '../base/clock.ts'
import { chatId } from './chats.ts'
import { type DingtalkCall, decide, readCall } from './dingtalk.ts'
import { BUSY, type DingtalkAnswer } from './dingtalk-answers.ts'
import { NOBODY, shownPreview } from './dingtalk-payload.ts'
import { htmlAnswer, jsonAnswer, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import { type Fault, takeFaults } from './faults.ts'
import type { NewMessage, SandboxState } from './state.ts'

/** What a call is answered from. */
export type RobotOptions = {
  readonly state: SandboxState
  readonly clock: Clock
  /** Ends whoever waits for a latency. */
  readonly signal: AbortSignal
  /** Tokens that were not configured get 300005 instead of a chat. */
  readonly strictTokens: boolean
}

/** Answers `robot/send` as DingTalk does, faults that were asked for included. */
export async function answerRobotSend(
  request: SandboxRequest,
  options: RobotOptions,
): Promise<SandboxAnswer> {
  const { state, clock, signal } = options
  const token = new URLSearchParams(request.query).get('access_token') ?? ''
  const id = chatId('dingtalk', token)
  const { latencyMs, fault, remaining } = takeFaults(state.faults, id)
  state.faults = remaining
  if (latencyMs > 0) await clock.sleep(latencyMs, signal)
  const read = readCall(request)
  if (fault !== undefined) {
    const disturbed = disturbedAnswer(fault)
    if (disturbed !== undefined) {
      const payload = read.kind === 'call' ? read.call.payload : undefined
      state.addMessage({ ...disturbance(fault), chat: id, at: clock.now(), payload })
      return disturbed
    }
  }
  if (read.kind === 'refused') return jsonAnswer(read.answer)
  const answer = take(read.call, fault, { ...options, id })
  return fault?.kind === 'lostReply' ? { kind: 'drop' } : jsonAnswer(answer)
}

type TakeOptions = RobotOptions & { readonly id: string }

/** Decides on one call and remembers what became of it. */
function take(call: DingtalkCall, fault: Fault | undefined, options: TakeOptions): DingtalkAnswer {
  const { state, id, strictTokens } = options
  const at = options.clock.now()
  const settings = (strictTokens ? state.chats.get(id) : state.openChat(id, 'dingtalk'))?.settings
  const uuid = typeof call.payload['msgUuid'] === 'string' ? call.payload['msgUuid'] : undefined
  const since = at - (settings?.uuidWindowMs ?? 0)
  const isRepeated = uuid !== undefined && state.hasPosted(id, { uuid, since })
  const decision = decide(call, { robot: state.robot(id), settings, isRepeated, fault }, at)
  state.saveRobot(id, decision.robot)
  if (decision.outcome === 'posted' && uuid !== undefined) state.rememberUuid(id, { uuid, at })
  state.addMessage({
    chat: id,
    platform: 'dingtalk',
    at,
    outcome: decision.outcome,
    ...decision.answer,
    fault: fault?.kind,
    msgtype: decision.message?.msgtype,
    preview: decision.message && shownPreview(decision.message, decision.mentions),
    msgUuid: uuid,
    mentions: decision.mentions,
    payload: call.payload,
  })
  return decision.answer
}

/** What a fault answers instead of looking at the message; undefined for those that look. */
function disturbedAnswer(fault: Fault): SandboxAnswer | undefined {
  switch (fault.kind) {
    case 'drop':
      return { kind: 'drop' }
    case 'http502':
      return htmlAnswer(502, '<html><head><title>502 Bad Gateway</title></head></html>')
    case 'waf':
      return htmlAnswer(200, WAF_PAGE)
    case 'wafJson':
      return jsonAnswer({ status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'sandbox' })
    case 'busy':
      return jsonAnswer(BUSY)
    case 'answer':
      return jsonAnswer(scripted(fault))
    case 'latency':
    case 'lostReply':
    case 'quota':
    case 'removed':
    case 'stopped':
    case 'dissolved':
    case 'content':
    case 'rateLimited':
      return undefined
  }
}

const WAF_PAGE =
  '<!doctype html><html><head><meta charset="utf-8"><title>访问被拦截</title></head><body>您的访问过于频繁，请稍后再试。</body></html>'

function scripted(fault: Fault): DingtalkAnswer {
  return { errcode: fault.errcode ?? -1, errmsg: fault.errmsg ?? BUSY.errmsg }
}

function disturbance(fault: Fault): Omit<NewMessage, 'chat' | 'at' | 'payload'> {
  const answer =
    fault.kind === 'busy' ? BUSY : fault.kind === 'answer' ? scripted(fault) : undefined
  return {
    platform: 'dingtalk',
    outcome: 'refused',
    errcode: answer?.errcode,
    errmsg: answer?.errmsg ?? fault.kind,
    fault: fault.kind,
    mentions: NOBODY,
  }
}
