// In: a call of a WeCom group robot's webhook, what is known of the robot, and the time. Out: the answer, and what becomes of the message.
// The order of the checks and the texts are WeCom's; every refusal but that of a form is HTTP 200.
// Pure: the same call, robot and time always give the same decision.
import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { defaultName, memberSettings, namedSettings, perMinuteSetting } from './chats.ts'
import { readJson, type SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import { fieldsOf, isObject } from './fields.ts'
import { admitCall, plainAddress } from './robot-security.ts'
import type { CallFacts, Decided, Disturbed, StandIn } from './stand-in.ts'
import type { WecomAnswer } from './wecom-answers.ts'
import * as answers from './wecom-answers.ts'
import { readWecomMessage, wecomMentions } from './wecom-payload.ts'

/** How a WeCom group and its robot are set up. */
export const wecomSettings = z.strictObject({
  ...namedSettings,
  ...memberSettings,
  perMinute: perMinuteSetting,
  /** The longest text: 5,120 bytes as observed, or 2,048 as documented. */
  profile: z.enum(['observed', 'documented']),
})

export type WecomSettings = z.infer<typeof wecomSettings>

/** What is remembered of one robot between calls: the messages of the last minute. */
export type WecomRobot = { readonly recentAt: readonly number[] }

type Facts = CallFacts<WecomSettings, WecomRobot>

/** A group robot of WeCom, which newer clients call 消息推送. */
export const wecom: StandIn<WecomSettings, WecomRobot> = {
  platform: 'wecom',
  sample: '/sandbox/wecom/cgi-bin/webhook/send?key=…',
  faults: ['removed'],
  tokenOf(request) {
    if (request.path !== '/sandbox/wecom/cgi-bin/webhook/send') return undefined
    return new URLSearchParams(request.query).get('key') ?? ''
  },
  settings: wecomSettings,
  defaults: (id) => ({
    name: defaultName('WeCom', id),
    robotName: 'Tocsin',
    members: null,
    perMinute: SANDBOX_LIMITS.wecomPerMinute,
    profile: 'observed',
  }),
  newMemory: { recentAt: [] },
  decide,
  disturb,
}

/** Content type, key, rate, JSON, msgtype, content, lengths and fields: in this order. */
function decide(request: SandboxRequest, facts: Facts): Decided<WecomRobot> {
  const { settings, fault, now } = facts
  const { body, isMended } = readTolerantly(request.body)
  const circumstances = { now, address: plainAddress(request.address), isMended: false }
  const said = (answer: WecomAnswer, mended = false) => {
    const text = answers.wecomText(answer, { ...circumstances, isMended: mended })
    return { answer: answers.wecomResponse(answer.errcode, text), code: answer.errcode, text }
  }
  const unread = { outcome: 'unread', memory: facts.memory } as const
  if (isForm(request)) {
    return { ...unread, answer: answers.UNSUPPORTED_TYPE, text: 'HTTP 415' }
  }
  if (request.method !== 'POST') return { ...unread, ...said(answers.NOT_POST) }
  const hasKey = (new URLSearchParams(request.query).get('key') ?? '') !== ''
  if (!hasKey) return { ...unread, ...said(answers.UNKNOWN_KEY) }
  const payload = isObject(body) ? fieldsOf(body) : {}
  const refused = { outcome: 'refused', memory: facts.memory, payload: body } as const
  if (settings === undefined || fault?.kind === 'removed') {
    return { ...refused, ...said(answers.UNKNOWN_KEY) }
  }
  const isLimited = fault?.kind === 'rateLimited' || fault?.kind === 'quota'
  const { recentAt, isAdmitted } = admitCall(facts.memory.recentAt, {
    max: settings.perMinute ?? Number.POSITIVE_INFINITY,
    windowMs: SANDBOX_LIMITS.minuteMs,
    now,
  })
  if (isLimited || !isAdmitted) return { ...refused, ...said(answers.RATE_LIMITED) }
  const memory = { recentAt: settings.perMinute === null ? [] : recentAt }
  const read = readWecomMessage(payload, settings.profile)
  if (read.kind === 'refused') return { ...refused, memory, ...said(read.answer, isMended) }
  const mentions = wecomMentions(read, settings.members)
  const { msgtype, preview } = read
  const shown = { msgtype, preview, mentions, payload }
  return { outcome: 'posted', memory, ...said(answers.OK, isMended), shown }
}

function isForm({ headers }: SandboxRequest): boolean {
  const contentType = headers['content-type'] ?? ''
  return /^\s*(application\/x-www-form-urlencoded|multipart\/)/i.test(contentType)
}

/**
 * WeCom takes JSON that is none, as far as it can: newlines and tabs inside texts, commas before an
 * end. It then says `Warning: wrong json format. ` behind its answer, also behind `ok`.
 */
function readTolerantly(bytes: Uint8Array): { body: unknown; isMended: boolean } {
  const body = readJson(bytes)
  if (body !== undefined) return { body, isMended: false }
  const text = new TextDecoder().decode(bytes)
  const mended = text
    .replace(/"[^"\\]*(?:\\.[^"\\]*)*"/gs, escapeControls)
    .replace(/,(?=\s*[}\]])/g, '')
  return { body: readJson(new TextEncoder().encode(mended)), isMended: true }
}

function escapeControls(literal: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return literal.replace(/[\n\r\t]/g, (control) => escapes[control] ?? control)
}

function disturb(fault: Fault): Disturbed | undefined {
  if (fault.kind !== 'busy' && fault.kind !== 'answer') return undefined
  const errcode = fault.kind === 'answer' ? Number(fault.errcode ?? -1) : -1
  const text = (fault.kind === 'answer' ? fault.errmsg : undefined) ?? answers.BUSY.reason
  return { answer: answers.wecomResponse(errcode, text), code: errcode, text }
}
