import { createHash } from 'node:crypto'
import { jsonAnswer, type SandboxAnswer } from './exchange.ts'

/** One of WeCom's answers: the code, and what its text begins with. */
export type WecomAnswer = { readonly errcode: number; readonly reason: string }

export const OK: WecomAnswer = { errcode: 0, reason: 'ok' }
export const UNKNOWN_KEY: WecomAnswer = { errcode: 93000, reason: 'invalid webhook url' }
export const NOT_POST: WecomAnswer = { errcode: 43002, reason: 'require POST method' }
export const RATE_LIMITED: WecomAnswer = { errcode: 45009, reason: 'api freq out of limit' }
export const BUSY: WecomAnswer = { errcode: -1, reason: 'system busy' }
export const WRONG_TYPE: WecomAnswer = { errcode: 40008, reason: 'invalid message type' }
export const EMPTY: WecomAnswer = { errcode: 44004, reason: 'empty content' }
export const WRONG_SIZE: WecomAnswer = { errcode: 40009, reason: 'invalid image size' }

/** More bytes of UTF-8 than the form takes. */
export function tooLong(field: string, bytesMax: number): WecomAnswer {
  return wrongParameter(`${field} exceed max length ${bytesMax}`)
}

/** A field that is missing, or is not what it has to be. */
export function wrongParameter(what: string): WecomAnswer {
  return { errcode: 40058, reason: `${what}. invalid Request Parameter` }
}

/** What stands around a reason. */
export type WecomCircumstances = {
  readonly now: number
  readonly address: string
  /** The body was no JSON as it came; WeCom says so behind whatever else it says. */
  readonly isMended: boolean
}

/** The whole text: behind an error the platform's hint, the sender's address and where to look it up. */
export function wecomText(answer: WecomAnswer, circumstances: WecomCircumstances): string {
  const warning = circumstances.isMended ? '. Warning: wrong json format. ' : ''
  if (answer.errcode === 0) return `${answer.reason}${warning}`
  const { now, address } = circumstances
  const hash = createHash('md5').update(`${address} ${now}`).digest('hex')
  const hint = `hint: [${Math.floor(now / 1000)}_1_${hash}]`
  const place = `https://open.work.weixin.qq.com/devtool/query?e=${answer.errcode}`
  return `${answer.reason}, ${hint}, from ip: ${address}, more info at ${place}${warning}`
}

/** As it goes over the wire: HTTP 200 whatever it says. */
export function wecomResponse(errcode: number, errmsg: string): SandboxAnswer {
  return jsonAnswer({ errcode, errmsg })
}

/** A form is not even looked at. */
export const UNSUPPORTED_TYPE: SandboxAnswer = {
  kind: 'answer',
  status: 415,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '',
}
