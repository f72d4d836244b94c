import { jsonAnswer, type SandboxAnswer } from './exchange.ts'

/** One of Lark's answers, as it was documented or seen. */
export type LarkAnswer = { readonly status: number; readonly code: number; readonly msg: string }

/** The body of a success has five keys, two of them from older days. */
export const OK: LarkAnswer = { status: 200, code: 0, msg: 'success' }

export const NO_MSG_TYPE = answer(19002, 'params error, msg_type need')
export const UNKNOWN_TOKEN = answer(19001, 'param invalid: incoming webhook access token invalid')
export const WRONG_SIGN = answer(
  19021,
  'sign match fail or timestamp is not within one hour from current time',
)
export const WRONG_ADDRESS = answer(19022, 'Ip Not Allowed')
export const NO_KEYWORD = answer(19024, 'Key Words Not Found')
export const RATE_LIMITED = answer(
  11232,
  'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]',
)
export const BUSY = answer(11247, 'internal send rate limit')
export const STOPPED = answer(9499, 'bot not enabled')
export const REMOVED = answer(9499, 'bot has been removed')
export const OVER_QUOTA = answer(99_991_403, "This month's API call quota has been exceeded")

/** The gateway's, before the bot's own service sees the call: also by their HTTP status. */
export const BURST: LarkAnswer = { status: 400, code: 9499, msg: 'too many request' }
export const BAD_REQUEST: LarkAnswer = { status: 400, code: 9499, msg: 'Bad Request' }

/** A card that Lark's card service does not take; its own code and text are in the message. */
export function cardRefusal({ code, text }: CardProblem): LarkAnswer {
  return answer(11246, `Failed to create card content, ext=ErrCode: ${code}; ErrMsg: ${text}`)
}

/** What the card service says: `text` ends as its texts do. */
export type CardProblem = { readonly code: number; readonly text: string }

function answer(code: number, msg: string): LarkAnswer {
  return { status: 200, code, msg }
}

/** As it goes over the wire. */
export function larkResponse({ status, code, msg }: LarkAnswer): SandboxAnswer {
  if (code === 0) {
    return jsonAnswer({ StatusCode: 0, StatusMessage: 'success', code, data: {}, msg }, status)
  }
  // The gateway writes its members in another order than the bot's service.
  const body = status === 200 ? { code, data: {}, msg } : { code, msg, data: {} }
  return jsonAnswer(body, status)
}
