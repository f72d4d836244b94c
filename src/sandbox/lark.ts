// In: a call of a Lark or Feishu custom bot's webhook, what is known of the bot, and the time. Out: the answer, and what becomes of the message.
// The order of the checks and the texts are Lark's; only the gateway's own refusals have an HTTP status that is not 200.
// Pure: the same call, bot and time always give the same decision.
import { createHmac } from 'node:crypto'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { readJson, type SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import { type Fields, fieldsOf, isObject } from './fields.ts'
import * as answers from './lark-answers.ts'
import { type LarkAnswer, larkResponse } from './lark-answers.ts'
import { cardProblem } from './lark-card.ts'
import { hasKeyword, larkMentions, larkPreview, readContent } from './lark-payload.ts'
import { asRange, type LarkSettings, larkDefaults, larkSettings } from './lark-settings.ts'
import { admitCall, isListed, isSameText } from './robot-security.ts'
import type { CallFacts, Decided, Disturbed, Shown, StandIn } from './stand-in.ts'

/** What is remembered of one bot between calls. */
export type LarkRobot = {
  /** Calls that the gateway let through in the last second, and messages of the last minute. */
  readonly burstAt: readonly number[]
  readonly postedAt: readonly number[]
}

type Facts = CallFacts<LarkSettings, LarkRobot>

const PATH = /^\/sandbox\/lark\/open-apis\/bot\/v2\/hook\/([^/]*)\/?$/

/** A custom bot of a Lark or Feishu group. */
export const lark: StandIn<LarkSettings, LarkRobot> = {
  platform: 'lark',
  sample: '/sandbox/lark/open-apis/bot/v2/hook/…',
  faults: ['removed', 'stopped'],
  tokenOf: ({ path }) => PATH.exec(path)?.[1],
  settings: larkSettings,
  defaults: larkDefaults,
  newMemory: { burstAt: [], postedAt: [] },
  decide,
  disturb,
}

/** Method, gateway, body, bot, msg_type, address, signature, content, keyword, card, rate: in this order. */
function decide(request: SandboxRequest, facts: Facts): Decided<LarkRobot> {
  const { settings, now } = facts
  if (request.method !== 'POST') {
    return { outcome: 'unread', ...said(answers.NO_MSG_TYPE), memory: facts.memory }
  }
  const perSecond = settings === undefined ? SANDBOX_LIMITS.larkPerSecond : settings.perSecond
  const burst = admitCall(facts.memory.burstAt, {
    max: perSecond ?? Number.POSITIVE_INFINITY,
    windowMs: SANDBOX_LIMITS.larkBurstMs,
    now,
  })
  const memory = { ...facts.memory, burstAt: perSecond === null ? [] : burst.recentAt }
  const body = readJson(request.body)
  const payload = isObject(body) ? unsigned(fieldsOf(body)) : undefined
  const refused = (answer: LarkAnswer, shown?: Shown): Decided<LarkRobot> => {
    return { outcome: 'refused', ...said(answer), memory, shown, payload }
  }
  const isBurstFault = facts.fault?.kind === 'rateLimited' && facts.fault.errcode === 9499
  if (!burst.isAdmitted || isBurstFault) return refused(answers.BURST)
  const isTooLarge = request.body.length > SANDBOX_LIMITS.larkBodyBytesMax
  if (payload === undefined || isTooLarge) return refused(answers.BAD_REQUEST)
  if (settings === undefined) return refused(answers.UNKNOWN_TOKEN)
  const early = earlyRefusal(fieldsOf(body), { ...facts, settings }, request)
  if (early !== undefined) return refused(early)
  const content = readContent(payload)
  if (content === undefined) return refused(answers.BAD_REQUEST)
  const mentions = larkMentions(content, settings)
  const shown = { msgtype: content.msgtype, preview: larkPreview(content), mentions, payload }
  if (!hasKeyword(content, settings.keywords)) return refused(answers.NO_KEYWORD, shown)
  const problem = cardProblem(content, settings)
  if (problem !== undefined) return refused(answers.cardRefusal(problem), shown)
  const minute = admitCall(memory.postedAt, {
    max: settings.perMinute ?? Number.POSITIVE_INFINITY,
    windowMs: SANDBOX_LIMITS.minuteMs,
    now,
  })
  const isLimited = !minute.isAdmitted || facts.fault?.kind === 'rateLimited'
  if (isLimited) return refused(answers.RATE_LIMITED, shown)
  const postedAt = settings.perMinute === null ? [] : minute.recentAt
  return { outcome: 'posted', ...said(answers.OK), memory: { ...memory, postedAt }, shown }
}

/** The bot's state and what of the body is looked at before its content. */
function earlyRefusal(
  body: Fields,
  { settings, fault, now }: Facts & { readonly settings: LarkSettings },
  request: SandboxRequest,
): LarkAnswer | undefined {
  if (fault?.kind === 'removed') return answers.REMOVED
  if (fault?.kind === 'stopped') return answers.STOPPED
  if (fault?.kind === 'quota') return answers.OVER_QUOTA
  const msgType = body['msg_type']
  if (typeof msgType !== 'string' || msgType === '') return answers.NO_MSG_TYPE
  const ips = settings.ips.map(asRange)
  if (ips.length > 0 && !isListed(request.address, ips)) return answers.WRONG_ADDRESS
  const isSigned = settings.secret === null || hasSignature(body, settings.secret, now)
  return isSigned ? undefined : answers.WRONG_SIGN
}

/** Base64 of HMAC-SHA256 over nothing, keyed by the time in seconds, a newline and the secret. */
function hasSignature(body: Fields, secret: string, now: number): boolean {
  const { timestamp, sign } = body
  const seconds = typeof timestamp === 'number' ? String(timestamp) : timestamp
  if (typeof seconds !== 'string' || typeof sign !== 'string') return false
  if (!/^\d{1,12}$/.test(seconds)) return false
  if (Math.abs(now - Number(seconds) * 1000) > SANDBOX_LIMITS.larkClockMs) return false
  const expected = createHmac('sha256', `${seconds}\n${secret}`).digest('base64')
  return isSameText(expected, sign)
}

/** What is kept and shown: no signature. */
function unsigned({ timestamp: _, sign: __, ...payload }: Fields): Fields {
  return payload
}

function said(answer: LarkAnswer) {
  return { answer: larkResponse(answer), code: answer.code, text: answer.msg }
}

function disturb(fault: Fault): Disturbed | undefined {
  if (fault.kind === 'busy') return said(answers.BUSY)
  if (fault.kind !== 'answer') return undefined
  const { errcode = answers.BUSY.code, errmsg = answers.BUSY.msg } = fault
  return said({ status: 200, code: Number(errcode), msg: errmsg })
}
