import { WECOM_LIMITS } from '../../base/limits.ts'
import { refuse, retry, type Verdict } from '../../model/verdict.ts'

/** The platform's limit. */
export const RATE_LIMITED = retry('rate-limited', WECOM_LIMITS.rateLimitedMs, {
  en: 'The robot sent more than 20 messages in a minute. What waits is sent merged a minute later. If another program uses the same robot, give it its own, or set perMinute lower.',
  zh: '该机器人一分钟内发送超过 20 条，待发消息将在一分钟后合并发送。若其他程序共用此机器人，请各自单独创建，或调小 perMinute。',
})

/** Somebody else answered, with a success that is none. */
export const BLOCKED = retry('blocked', WECOM_LIMITS.blockedMs, {
  en: 'The answer is not WeCom’s: a firewall or proxy in between gave its own. It is tried again after 5 minutes; if that goes on, look into the proxy’s log, or whether a login page stands in the way.',
  zh: '应答并非来自企业微信，而是中间的防火墙或代理。5 分钟后重试；若持续出现，请查看代理日志，或确认是否被登录页拦截。',
})

const BUSY = retry('busy', WECOM_LIMITS.busyMs, {
  en: 'WeCom is busy; the message is sent again shortly. Nothing needs to be done.',
  zh: '企业微信系统繁忙，稍后自动重发，无需处理。',
})

/** Nothing was sent. */
export const UNREACHABLE = retry('unreachable', undefined, {
  en: 'No connection to the robot’s host could be made. Check DNS, the firewall, the proxy and, for a relay, that it runs.',
  zh: '无法连接机器人地址的主机。请检查 DNS、防火墙、代理；若使用中转服务，请确认其正在运行。',
})

/** It may have arrived. */
export const UNKNOWN_OUTCOME = retry('unknown-outcome', undefined, {
  en: 'The request was sent but no proper answer came, so the message may have arrived. It is sent again and may then appear twice: WeCom cannot tell a repetition.',
  zh: '请求已发出但未收到有效应答，消息可能已送达。将会重发，因此可能出现两次：企业微信无法识别重复消息。',
})

/** A success with a remark: WeCom read something else than what was sent. */
export const MISREAD = refuse(
  'malformed',
  'WeCom reported success but did not read the message as it was meant, so it may be missing or garbled in the chat. A relay that changes the JSON is the usual reason; report it if there is none.',
  '企业微信虽返回成功，但未按原意解析消息，群内可能缺失或错乱。通常是中转服务改动了 JSON；若没有中转服务，请反馈该问题。',
)
const KEY = refuse(
  'token',
  'WeCom does not know this robot: it was removed from its group, or the webhook is incomplete. Copy the webhook again from the robot in the group’s settings, or add a new robot and put its address into the configuration.',
  '企业微信不认识该机器人：已被移出群聊，或 Webhook 不完整。请在群设置中重新复制 Webhook，或添加新机器人并更新配置。',
)
const TOO_LARGE = refuse(
  'too-large',
  'WeCom found the message too large (4,096 bytes in markdown, 2,048 in text). Tocsin cuts below that: look whether a relay adds to it, and report it otherwise.',
  '企业微信认为消息过大（markdown 上限 4096 字节，text 上限 2048 字节）。Tocsin 已按此截短：请检查中转服务是否追加了内容，否则请反馈该问题。',
)
const MALFORMED = refuse(
  'malformed',
  'WeCom could not read the request. This is Tocsin’s mistake or a relay’s: report it with the code and text. `format: text` often gets through meanwhile.',
  '企业微信无法解析该请求。这是 Tocsin 或中转服务的问题，请附上错误码与文字反馈；可先改用 format: text。',
)
const UNKNOWN = refuse(
  'unknown',
  'WeCom turned the message away with a code that Tocsin does not know. Look the code up at open.work.weixin.qq.com/devtool/query.',
  '企业微信以 Tocsin 未收录的错误码拒绝了消息。请在 open.work.weixin.qq.com/devtool/query 查询该错误码。',
)

const VERDICTS: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [-1, BUSY],
  [40007, MALFORMED],
  [40008, MALFORMED],
  [40009, MALFORMED],
  [40033, MALFORMED],
  [44004, MALFORMED],
  [45009, RATE_LIMITED],
  [45033, BUSY],
  [93000, KEY],
])

/** One code for every wrong parameter; the text tells a length from the others. */
const INVALID_PARAMETER = 40058

/** What a code other than 0 means. `text` is the answer's `errmsg`. */
export function verdictOf(code: number, text: string): Verdict {
  if (code === INVALID_PARAMETER) return /exceed/i.test(text) ? TOO_LARGE : MALFORMED
  return VERDICTS.get(code) ?? UNKNOWN
}

/** What an HTTP status without a code of WeCom's means. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 503) return BUSY
  if (status >= 500) return UNKNOWN_OUTCOME
  if (status === 413) return TOO_LARGE
  if (status === 415) return MALFORMED
  if (status === 408) return BUSY
  if (status >= 300 && status < 400) return MOVED
  if (status === 401 || status === 407) return LOGIN
  if (status === 404 || status === 410) return NO_ROBOT
  return STRANGER
}

const MOVED = refuse(
  'unknown',
  'The address answered with a redirect, which is not followed. Put the final address into the configuration.',
  '该地址返回了重定向，Tocsin 不会跟随。请在配置中填写最终地址。',
)
const LOGIN = refuse(
  'unknown',
  'The host asks for a login. A proxy or relay stands in between: give it credentials, or take the direct address.',
  '主机要求登录，中间存在代理或中转服务。请为其提供凭证，或改用直连地址。',
)
const NO_ROBOT = refuse(
  'token',
  'There is no robot at this address. A WeCom webhook begins with https://qyapi.weixin.qq.com/cgi-bin/webhook/send; copy it again.',
  '该地址没有机器人。企业微信 Webhook 以 https://qyapi.weixin.qq.com/cgi-bin/webhook/send 开头，请重新复制。',
)
const STRANGER = refuse(
  'unknown',
  'The address did not answer as WeCom does. Check the webhook; if a relay or proxy stands in between, look into its log.',
  '该地址的应答不是企业微信格式。请检查 Webhook；若中间有中转服务或代理，请查看其日志。',
)
