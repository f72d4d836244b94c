// In: a call of DingTalk's robot/send, what is known of the robot, and the time. Out: the answer, and what becomes of the message.
// The order of the checks and the texts are DingTalk's; an answer is HTTP 200 whatever it says.
// Pure: the same call, robot and time always give the same decision.
import { createHmac } from 'node:crypto'
import { isoTime } from '../base/clock.ts'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import type { DingtalkAnswer } from './dingtalk-answers.ts'
import * as answers from './dingtalk-answers.ts'
import {
  type DingtalkMessage,
  hasKeyword,
  readMessage,
  resolveMentions,
  shownPreview,
} from './dingtalk-payload.ts'
import { type DingtalkSettings, dingtalkDefaults, dingtalkSettings } from './dingtalk-settings.ts'
import { jsonAnswer, readJson, type SandboxRequest } from './exchange.ts'
import type { Fault, FaultKind } from './faults.ts'
import { fieldsOf, isObject } from './fields.ts'
import { admitCall, isListed, isSameText } from './robot-security.ts'
import {
  type CallFacts,
  type Decided,
  type Disturbed,
  type Mentioned,
  NOBODY,
  type StandIn,
} from './stand-in.ts'

/** What is remembered of one robot between calls. */
export type Robot = {
  /** When calls were let through in the last minute. */
  readonly recentAt: readonly number[]
  readonly blockedUntil: number
  /** Messages posted in `month` (`2026-03`, by Chinese time). */
  readonly month: string
  readonly monthCount: number
}

/** A robot that was never called. */
export const NEW_ROBOT: Robot = { recentAt: [], blockedUntil: 0, month: '', monthCount: 0 }

/** A robot of a DingTalk group. */
export const dingtalk: StandIn<DingtalkSettings, Robot> = {
  platform: 'dingtalk',
  sample: '/sandbox/dingtalk/robot/send?access_token=…',
  faults: ['wafJson', 'removed', 'stopped', 'dissolved', 'content'],
  tokenOf(request) {
    if (request.path !== '/sandbox/dingtalk/robot/send') return undefined
    return new URLSearchParams(request.query).get('access_token') ?? ''
  },
  settings: dingtalkSettings,
  defaults: dingtalkDefaults,
  newMemory: NEW_ROBOT,
  decide: decideRequest,
  disturb,
}

function decideRequest(
  request: SandboxRequest,
  facts: CallFacts<DingtalkSettings, Robot>,
): Decided<Robot> {
  const { settings, memory: robot, fault, now } = facts
  const read = readCall(request)
  if (read.kind === 'refused') {
    const { errcode: code, errmsg: text } = read.answer
    return { outcome: 'unread', answer: jsonAnswer(read.answer), code, text, memory: robot }
  }
  const { payload } = read.call
  const key = typeof payload['msgUuid'] === 'string' ? payload['msgUuid'] : undefined
  const isRepeated = key !== undefined && facts.hasPosted(key, settings?.uuidWindowMs)
  const decision = decide(read.call, { robot, settings, isRepeated, fault }, now)
  const { outcome, answer, message, mentions } = decision
  return {
    outcome,
    answer: jsonAnswer(answer),
    code: answer.errcode,
    text: answer.errmsg,
    memory: decision.robot,
    shown: message && {
      msgtype: message.msgtype,
      preview: shownPreview(message, mentions),
      mentions,
      key,
      payload,
    },
    payload,
  }
}

function disturb(fault: Fault): Disturbed | undefined {
  if (fault.kind === 'wafJson') {
    const body = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'sandbox' }
    return { answer: jsonAnswer(body), text: fault.kind }
  }
  if (fault.kind !== 'busy' && fault.kind !== 'answer') return undefined
  const asked = fault.kind === 'answer' ? fault : {}
  const { errcode, errmsg } = { ...answers.BUSY, ...definedOf(asked) }
  return { answer: jsonAnswer({ errcode, errmsg }), code: errcode, text: errmsg }
}

function definedOf({ errcode, errmsg }: { errcode?: number | string; errmsg?: string }) {
  return {
    ...(errcode === undefined ? {} : { errcode }),
    ...(errmsg === undefined ? {} : { errmsg }),
  }
}

/** A call that is well formed as HTTP goes. */
export type DingtalkCall = {
  readonly token: string
  readonly query: URLSearchParams
  readonly payload: Readonly<Record<string, unknown>>
  readonly bodyBytes: number
  readonly address: string
}

/** A call, or why it is none. */
export type ReadCall =
  | { readonly kind: 'call'; readonly call: DingtalkCall }
  | { readonly kind: 'refused'; readonly answer: DingtalkAnswer }

/** Checks 1 to 4: method, token, content type, body. They count against no limit. */
export function readCall(request: SandboxRequest): ReadCall {
  const query = new URLSearchParams(request.query)
  const token = query.get('access_token') ?? ''
  if (request.method !== 'POST') return { kind: 'refused', answer: answers.NOT_POST }
  if (token === '') return { kind: 'refused', answer: answers.NO_TOKEN }
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  const isForm = contentType === 'application/x-www-form-urlencoded'
  if (!isForm && contentType !== 'application/json') {
    return { kind: 'refused', answer: answers.WRONG_TYPE }
  }
  const content = isForm ? readForm(request.body) : readJson(request.body)
  if (!isObject(content)) return { kind: 'refused', answer: answers.NO_JSON }
  const payload = fieldsOf(content)
  const bodyBytes = request.body.length
  return { kind: 'call', call: { token, query, payload, bodyBytes, address: request.address } }
}

/** DingTalk's own client library sends each top-level field as a form field that holds JSON. */
function readForm(body: Uint8Array): unknown {
  if (body.length === 0) return undefined
  const form = new URLSearchParams(new TextDecoder().decode(body))
  const encoder = new TextEncoder()
  return Object.fromEntries(
    [...form].map(([name, value]) => [name, readJson(encoder.encode(value)) ?? value]),
  )
}

/** What is known when a call is decided. */
export type DingtalkFacts = {
  readonly robot: Robot
  /** Undefined for a token that nobody configured, where tokens are strict. */
  readonly settings: DingtalkSettings | undefined
  /** Whether this msgUuid was posted in its window. */
  readonly isRepeated: boolean
  readonly fault: { readonly kind: FaultKind; readonly errcode?: number | string } | undefined
}

/** What is answered, and what the robot is remembered as. */
export type Decision = {
  readonly outcome: 'posted' | 'duplicate' | 'refused'
  readonly answer: DingtalkAnswer
  readonly robot: Robot
  /** Where the form was right. */
  readonly message?: DingtalkMessage
  readonly mentions: Mentioned
}

/** Checks 5 to 14: rate, token and state, quota, size, security, form, keyword, content, repetition. */
export function decide(call: DingtalkCall, facts: DingtalkFacts, now: number): Decision {
  const { settings, fault } = facts
  const admitted = admit(facts.robot, settings, now)
  const robot = admitted.robot
  const refuse = (answer: DingtalkAnswer, message?: DingtalkMessage): Decision => {
    return { outcome: 'refused', answer, robot, message, mentions: NOBODY }
  }
  const rateAnswer = answers.rateLimited(settings?.rateLimitCode ?? 660026)
  if (fault?.kind === 'rateLimited') {
    const blockedUntil = now + (settings?.blockMs ?? SANDBOX_LIMITS.dingtalkBlockMs)
    return { ...refuse(rateAnswer), robot: { ...robot, blockedUntil } }
  }
  if (!admitted.isAdmitted) return refuse(rateAnswer)
  if (settings === undefined) return refuse(answers.UNKNOWN_TOKEN)
  const state = stateRefusal(robot, settings, fault?.kind)
  if (state !== undefined) return refuse(state)
  if (call.bodyBytes > SANDBOX_LIMITS.dingtalkBodyBytesMax) {
    return refuse(answers.tooLarge(settings.language))
  }
  const security = securityRefusal(call, settings, now)
  if (security !== undefined) return refuse(security)
  const read = readMessage(call.payload)
  if (read.kind === 'refused') return refuse(read.answer)
  const { message } = read
  if (!hasKeyword(message, settings)) {
    return refuse(answers.securityRefusal('keyword', settings.language), message)
  }
  if (fault?.kind === 'content') return refuse(answers.unsafeContent(fault.errcode), message)
  const mentions = resolveMentions(message, call.payload['at'], settings.members)
  const accepted = { answer: answers.OK, message, mentions }
  if (facts.isRepeated) return { outcome: 'duplicate', robot, ...accepted }
  const counted = { ...robot, monthCount: robot.monthCount + 1 }
  return { outcome: 'posted', robot: counted, ...accepted }
}

/**
 * 20 calls in any 60 seconds; the first one too many shuts the robot out for 10 minutes, and what
 * is turned away meanwhile does not make it longer.
 */
function admit(
  robot: Robot,
  settings: DingtalkSettings | undefined,
  now: number,
): { robot: Robot; isAdmitted: boolean } {
  const month = isoTime(now + CHINA_OFFSET_MS).slice(0, 'yyyy-mm'.length)
  const monthCount = robot.month === month ? robot.monthCount : 0
  const perMinute = settings === undefined ? SANDBOX_LIMITS.dingtalkPerMinute : settings.perMinute
  const today = { ...robot, month, monthCount }
  if (now < robot.blockedUntil) return { robot: today, isAdmitted: false }
  if (perMinute === null) return { robot: today, isAdmitted: true }
  const rate = { max: perMinute, windowMs: SANDBOX_LIMITS.minuteMs, now }
  const { recentAt, isAdmitted } = admitCall(robot.recentAt, rate)
  if (isAdmitted) return { robot: { ...today, recentAt }, isAdmitted }
  const blockMs = settings?.blockMs ?? SANDBOX_LIMITS.dingtalkBlockMs
  return { robot: { ...today, recentAt, blockedUntil: now + blockMs }, isAdmitted }
}

const CHINA_OFFSET_MS = 8 * 60 * 60_000

function stateRefusal(
  robot: Robot,
  settings: DingtalkSettings,
  fault: FaultKind | undefined,
): DingtalkAnswer | undefined {
  if (fault === 'removed') return answers.REMOVED
  if (fault === 'stopped') return answers.STOPPED
  if (fault === 'dissolved') return answers.DISSOLVED
  const isOverQuota = settings.monthlyQuota !== null && robot.monthCount >= settings.monthlyQuota
  return fault === 'quota' || isOverQuota ? answers.OVER_QUOTA : undefined
}

/** Every setting that is on must be passed. */
function securityRefusal(
  call: DingtalkCall,
  settings: DingtalkSettings,
  now: number,
): DingtalkAnswer | undefined {
  if (settings.ips.length > 0 && !isListed(call.address, settings.ips)) {
    return answers.wrongAddress(call.address)
  }
  if (settings.secret === null) return undefined
  // The first of several values counts: a stale pair in front of a fresh one fails, as it does there.
  const timestamp = call.query.get('timestamp')
  const sign = call.query.get('sign')
  if (timestamp === null && sign === null) return answers.securityRefusal('sign', settings.language)
  const isNumber = timestamp !== null && /^\d{1,15}$/.test(timestamp)
  if (!isNumber || Math.abs(now - Number(timestamp)) > SANDBOX_LIMITS.dingtalkClockMs) {
    return answers.securityRefusal('expired', settings.language)
  }
  const expected = createHmac('sha256', settings.secret)
    .update(`${timestamp}\n${settings.secret}`)
    .digest('base64')
  const isRight = isSameText(expected, sign ?? '')
  return isRight ? undefined : answers.securityRefusal('sign', settings.language)
}
