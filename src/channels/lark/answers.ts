import { LARK_LIMITS } from '../../base/limits.ts'
import { refuse, retry, type Verdict } from '../../model/verdict.ts'

/** The limit of a minute, Lark's own or a relay's. */
export const RATE_LIMITED = retry('rate-limited', LARK_LIMITS.crowdedMs, {
  en: 'Lark takes 100 messages a minute from a bot, and less when many send at once, as at a full hour. What waits is sent merged shortly. If another program uses the same bot, give it its own, or lower `perMinute`.',
  zh: '飞书每个机器人每分钟最多 100 条，整点等高峰时段会更少，待发消息稍后合并发送。若其他程序共用此机器人，请各自单独创建，或调小 perMinute。',
})

const BURST = retry('rate-limited', LARK_LIMITS.burstMs, {
  en: 'The bot sent more than 5 messages in a second; it goes on after a moment. Nothing needs to be done, unless another program uses the same bot: then give it its own.',
  zh: '该机器人一秒内发送超过 5 条，稍后自动继续，通常无需处理；若其他程序共用此机器人，请各自单独创建。',
})

/** An answer that is not Lark's. */
export const BLOCKED = retry('blocked', LARK_LIMITS.blockedMs, {
  en: 'Somebody else answered in Lark’s place; the message is tried again after 5 minutes. Look whether a proxy or login page stands in between, and for a relay, that it hands on Lark’s answer.',
  zh: '应答不是飞书返回的，5 分钟后重试。请检查中间是否有代理或登录页面；若使用中转服务，请确认其原样返回飞书的应答。',
})

const BUSY = retry('busy', LARK_LIMITS.busyMs, {
  en: 'Lark is busy; the message is sent again shortly. Nothing needs to be done.',
  zh: '飞书系统繁忙，稍后自动重发，无需处理。',
})

/** Nothing was sent. */
export const UNREACHABLE = retry('unreachable', undefined, {
  en: 'No connection to the bot’s host could be made. Check DNS, the firewall, the proxy and, for a relay, that it runs.',
  zh: '无法连接机器人地址的主机。请检查 DNS、防火墙、代理；若使用中转服务，请确认其正在运行。',
})

/** It may have arrived. */
export const UNKNOWN_OUTCOME = retry('unknown-outcome', undefined, {
  en: 'The request was sent but no proper answer came, so the message may have arrived. It is sent again; Lark has no means to know it for the same, so the group may see it twice.',
  zh: '请求已发出但未收到有效应答，消息可能已送达。将会重发；飞书没有去重机制，群内可能出现两条相同消息。',
})

/** The signature was right, but for another time. */
export const CLOCK_SKEW = retry('clock-skew', LARK_LIMITS.clockSkewMs, {
  en: 'This machine’s clock and Lark’s differ by an hour or more. Set the clock by NTP; the message is signed anew and tried again.',
  zh: '本机时钟与飞书相差一小时以上。请为本机启用 NTP 校时；消息会重新签名后再试。',
})

const TOKEN = refuse(
  'token',
  'Lark does not know this bot. Copy the webhook again from the group’s settings (Bots), since a bot that is created anew has another address; and look whether it is Feishu’s (open.feishu.cn) or Lark’s (open.larksuite.com).',
  '飞书不认识该机器人。请在群设置的“群机器人”中重新复制 Webhook 地址（重新创建的机器人地址会改变），并核对是飞书（open.feishu.cn）还是 Lark（open.larksuite.com）。',
)
const DISABLED = refuse(
  'disabled',
  'The bot was stopped or removed from its group. Ask the group’s owner to enable it, or add a custom bot again and put its new webhook into the configuration.',
  '机器人已被停用或移出群聊。请联系群主启用，或重新添加自定义机器人并将新的 Webhook 写入配置。',
)
const SIGNATURE = refuse(
  'signature',
  'The signature did not match. Copy the secret again from the bot’s security settings (signature verification); it must belong to this very webhook, and this machine’s clock must be right within an hour.',
  '签名不匹配。请在机器人安全设置（签名校验）中重新复制密钥，确认与该 Webhook 属于同一机器人，且本机时钟误差在一小时以内。',
)
const ADDRESS = refuse(
  'address',
  'The bot takes messages from listed IP addresses only. Add this machine’s public address to the bot’s security settings (IP allowlist).',
  '机器人仅接受白名单 IP。请将本机公网 IP 加入机器人安全设置的 IP 白名单。',
)
const KEYWORD = refuse(
  'keyword',
  'The message held none of the bot’s keywords. Put one of them, spelled exactly as in the bot’s settings, into the endpoint’s `keywords`.',
  '消息不包含机器人的自定义关键词。请将机器人设置中的任一关键词（逐字一致）填入该端点的 keywords。',
)
const CARD = refuse(
  'malformed',
  'Lark did not take the card. Where everybody is mentioned, ask the group’s owner to allow that, since a mention that is not allowed spoils the whole card. Otherwise set `format: post` and report the code and text.',
  '飞书未接受该卡片。若使用了 @所有人，请群主允许 @所有人（不被允许的 @ 会使整张卡片失败）；否则请设置 format: post，并附上错误码与文字反馈。',
)
const MALFORMED = refuse(
  'malformed',
  'Lark could not read the request, or found it larger than 20 KB. This is Tocsin’s mistake or a relay’s: report it with the code and text.',
  '飞书无法解析该请求，或请求超过 20 KB。这是 Tocsin 或中转服务的问题，请附上错误码与文字反馈。',
)
const QUOTA = refuse(
  'quota',
  'The organisation’s quota of API calls for this month is used up. Ask its administrator to raise it in Lark’s admin console, and let more be merged: a longer group interval sends fewer messages.',
  '企业本月的 API 调用额度已用完。请联系管理员在飞书管理后台提升额度，并加大合并间隔以减少消息数。',
)
/** A code that is in no list. */
export const UNKNOWN = refuse(
  'unknown',
  'Lark turned the message away with a code that Tocsin does not know. Look the code up in the documents of Lark’s open platform.',
  '飞书以 Tocsin 未收录的错误码拒绝了消息。请在飞书开放平台文档中查询该错误码。',
)

const VERDICTS: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [11232, RATE_LIMITED],
  [11246, CARD],
  [11247, RATE_LIMITED],
  [19001, TOKEN],
  [19002, MALFORMED],
  [19021, SIGNATURE],
  [19022, ADDRESS],
  [19024, KEYWORD],
  [99991403, QUOTA],
])

const GATEWAY_CODE = 9499

/**
 * What a code other than 0 means; undefined for one that is not known. `text` is the answer's
 * `msg`: the gateway has one code for all that it turns away.
 */
export function verdictOf(code: number, text: string): Verdict | undefined {
  if (code !== GATEWAY_CODE) return VERDICTS.get(code)
  if (/too many/i.test(text)) return BURST
  return /not enabled|disabled|removed/i.test(text) ? DISABLED : MALFORMED
}

/** What an HTTP status without a code that is known means: somebody else answered, perhaps. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 408 || status === 503) return BUSY
  if (status >= 500) return UNKNOWN_OUTCOME
  if (status === 413) return TOO_LARGE
  if (status >= 300 && status < 400) return MOVED
  if (status === 401 || status === 407) return LOGIN
  if (status === 404 || status === 410) return NO_BOT
  if (status === 403 || status === 405) return BLOCKED
  return STRANGER
}

const TOO_LARGE = refuse(
  'too-large',
  'The host found the message too large. Tocsin cuts below Lark’s 20 KB: look whether a proxy or relay allows less.',
  '主机认为消息过大。Tocsin 已按飞书的 20 KB 上限截短：请检查代理或中转服务的限制是否更小。',
)
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
const NO_BOT = refuse(
  'token',
  'There is no bot at this address. A webhook begins with https://open.feishu.cn/open-apis/bot/v2/hook/ or https://open.larksuite.com/open-apis/bot/v2/hook/; copy it again.',
  '该地址没有机器人。Webhook 以 https://open.feishu.cn/open-apis/bot/v2/hook/ 或 https://open.larksuite.com/open-apis/bot/v2/hook/ 开头，请重新复制。',
)
/** A refusal by somebody else. */
export const STRANGER = refuse(
  'unknown',
  'The address did not answer as Lark does. Check the webhook; if a relay or proxy stands in between, look into its log.',
  '该地址的应答不是飞书格式。请检查 Webhook；若中间有中转服务或代理，请查看其日志。',
)
