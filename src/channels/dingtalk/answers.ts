import { DINGTALK_LIMITS } from '../../base/limits.ts'
import { refuse, retry, type Verdict } from '../../model/verdict.ts'

/** The platform's limit, with its penalty. */
export const RATE_LIMITED = retry('rate-limited', DINGTALK_LIMITS.penaltyMs, {
  en: 'The robot sent more than 20 messages in a minute, so DingTalk takes nothing from it for 10 minutes. What waits is sent merged after that. If another program uses the same robot, give it its own.',
  zh: '该机器人一分钟内发送超过 20 条，钉钉将限流 10 分钟，待发消息会在之后合并发送。若其他程序共用此机器人，请各自单独创建。',
})

/** A firewall's page or JSON. */
export const BLOCKED = retry('blocked', DINGTALK_LIMITS.firewallMs, {
  en: 'A firewall in front of DingTalk turned the request away; it is tried again after 5 minutes. If that goes on, look whether other programs behind the same public IP address call DingTalk too often, or a proxy answers in its place.',
  zh: '请求被钉钉前端的防火墙拦截，5 分钟后重试。若持续出现，请检查同一公网 IP 下是否有其他程序频繁调用钉钉，或是否有代理代为应答。',
})

const BUSY = retry('busy', DINGTALK_LIMITS.busyMs, {
  en: 'DingTalk is busy; the message is sent again shortly. Nothing needs to be done.',
  zh: '钉钉系统繁忙，稍后自动重发，无需处理。',
})

/** Nothing was sent. */
export const UNREACHABLE = retry('unreachable', undefined, {
  en: 'No connection to the robot’s host could be made. Check DNS, the firewall, the proxy and, for a relay, that it runs.',
  zh: '无法连接机器人地址的主机。请检查 DNS、防火墙、代理；若使用中转服务，请确认其正在运行。',
})

/** It may have arrived. */
export const UNKNOWN_OUTCOME = retry('unknown-outcome', undefined, {
  en: 'The request was sent but no proper answer came, so the message may have arrived. It is sent again with the same msgUuid, which DingTalk does not post twice.',
  zh: '请求已发出但未收到有效应答，消息可能已送达。将以相同的 msgUuid 重发，钉钉不会重复发布。',
})

const TOKEN = refuse(
  'token',
  'DingTalk does not know this robot. Copy the webhook again from the group’s settings (Robots), since a robot that is created anew has another address.',
  '钉钉不认识该机器人。请在群设置的“机器人”中重新复制 Webhook 地址；重新创建的机器人地址会改变。',
)
const STOPPED = refuse(
  'disabled',
  'The robot was stopped. Ask the group’s owner or an administrator to start it again in the group’s settings.',
  '机器人已被停用。请联系群主或管理员在群设置中重新启用。',
)
const REMOVED = refuse(
  'disabled',
  'The robot was removed from its group. Add a robot again and put its new webhook into the configuration.',
  '机器人已被移出群聊。请重新添加机器人，并将新的 Webhook 写入配置。',
)
const DISSOLVED = refuse(
  'disabled',
  'The group was dissolved. Add a robot to another group and put its webhook into the configuration.',
  '该群已被解散。请在其他群中添加机器人，并更新配置中的 Webhook。',
)
const CONTENT = refuse(
  'content',
  'DingTalk’s content check turned the message away. Look at its links, images and words; `format: text` without links often gets through.',
  '消息未通过钉钉内容安全检查。请检查其中的链接、图片与文字；改用不含链接的 format: text 通常可以通过。',
)
const TOO_LARGE = refuse(
  'too-large',
  'DingTalk found the message too large (20,000 bytes). Tocsin cuts below that: look whether a relay adds to it, and report it otherwise.',
  '钉钉认为消息过大（上限 20000 字节）。Tocsin 已按此截短：请检查中转服务是否追加了内容，否则请反馈该问题。',
)
const MALFORMED = refuse(
  'malformed',
  'DingTalk could not read the request. This is Tocsin’s mistake or a relay’s: report it with the code and text.',
  '钉钉无法解析该请求。这是 Tocsin 或中转服务的问题，请附上错误码与文字反馈。',
)
const QUOTA = refuse(
  'quota',
  'The organisation’s monthly quota of webhook messages is used up. Ask its administrator to raise it in the DingTalk console, and let more be merged: a longer group interval sends fewer messages.',
  '组织本月的 Webhook 消息额度已用完。请联系管理员在钉钉后台扩容，并加大分组间隔以合并更多消息。',
)
const NOT_ALLOWED = refuse(
  'token',
  'DingTalk did not accept the credentials. Copy the webhook and the secret again from the robot’s settings.',
  '钉钉未接受该凭证。请在机器人设置中重新复制 Webhook 与加签密钥。',
)
const UNKNOWN = refuse(
  'unknown',
  'DingTalk turned the message away with a code that Tocsin does not know. Look the code up in DingTalk’s open platform documents.',
  '钉钉以 Tocsin 未收录的错误码拒绝了消息。请在钉钉开放平台文档中查询该错误码。',
)

const VERDICTS: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [-1, BUSY],
  [88, NOT_ALLOWED],
  [4002, MALFORMED],
  [43002, MALFORMED],
  [43004, MALFORMED],
  [90002, BUSY],
  [90018, BUSY],
  [90030, QUOTA],
  [101002, TOO_LARGE],
  [130101, RATE_LIMITED],
  [300001, TOKEN],
  [300005, TOKEN],
  [400013, DISSOLVED],
  [400101, TOKEN],
  [400102, STOPPED],
  [400105, MALFORMED],
  [400106, REMOVED],
  [400402, MALFORMED],
  [410100, RATE_LIMITED],
  [430101, CONTENT],
  [430102, CONTENT],
  [430103, CONTENT],
  [430104, CONTENT],
  [450101, UNKNOWN],
  [460101, TOO_LARGE],
  [660026, RATE_LIMITED],
])

/** The security check has one code for all its reasons; the text, of which there are many, decides. */
const SECURITY_VERDICTS: readonly (readonly [RegExp, Verdict])[] = [
  [
    /关键词|keyword/i,
    refuse(
      'keyword',
      'The message held none of the robot’s keywords. Put one of them, spelled exactly as in the robot’s settings, into the endpoint’s `keywords`.',
      '消息不包含机器人的自定义关键词。请将机器人设置中的任一关键词（逐字一致）填入该端点的 keywords。',
    ),
  ],
  [
    /签名过期|timestamp/i,
    retry('clock-skew', DINGTALK_LIMITS.clockSkewMs, {
      en: 'DingTalk found the signature’s time more than an hour off. Set this machine’s clock by NTP; the message is signed anew and tried again.',
      zh: '签名时间与钉钉相差超过一小时。请为本机启用 NTP 校时；消息会重新签名后再试。',
    }),
  ],
  [
    /签名不匹配|sign/i,
    refuse(
      'signature',
      'The signature did not match. Copy the secret (it begins with SEC) again from the robot’s security settings; it must belong to this very webhook.',
      '签名不匹配。请在机器人安全设置中重新复制加签密钥（以 SEC 开头），并确认与该 Webhook 属于同一机器人。',
    ),
  ],
  [
    /\bip\b|ip地址|白名单|whitelist/i,
    refuse(
      'address',
      'The robot takes messages from listed IP addresses only. Add this machine’s public address, named in the answer, to the robot’s security settings.',
      '机器人仅接受白名单 IP。请将应答中给出的本机公网 IP 加入机器人的安全设置。',
    ),
  ],
]

const SECURITY_CODE = 310000

const SECURITY_UNKNOWN = refuse(
  'unknown',
  'The robot’s security check failed. Compare its settings (keywords, secret, IP list) with the endpoint’s.',
  '机器人安全校验未通过。请核对其安全设置（关键词、加签、IP 列表）与该端点的配置。',
)

/** What a code other than 0 means. `text` is the answer's `errmsg`. */
export function verdictOf(code: number, text: string): Verdict {
  if (code !== SECURITY_CODE) {
    if (code === 40035) return text.includes('access_token') ? TOKEN : MALFORMED
    return VERDICTS.get(code) ?? UNKNOWN
  }
  return SECURITY_VERDICTS.find(([pattern]) => pattern.test(text))?.[1] ?? SECURITY_UNKNOWN
}

/** What an HTTP status without a code of DingTalk's means: somebody else answered. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 503) return BUSY
  if (status >= 500) return UNKNOWN_OUTCOME
  if (status === 413) return TOO_LARGE
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
  'There is no robot at this address. A DingTalk webhook begins with https://oapi.dingtalk.com/robot/send; copy it again.',
  '该地址没有机器人。钉钉 Webhook 以 https://oapi.dingtalk.com/robot/send 开头，请重新复制。',
)
const STRANGER = refuse(
  'unknown',
  'The address did not answer as DingTalk does. Check the webhook; if a relay or proxy stands in between, look into its log.',
  '该地址的应答不是钉钉格式。请检查 Webhook；若中间有中转服务或代理，请查看其日志。',
)
