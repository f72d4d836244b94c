import { TEAMS_LIMITS } from '../../base/limits.ts'
import { refuse, retry, type Verdict } from '../../model/verdict.ts'

/** The platform's limit; the answer mostly says how long. */
export const RATE_LIMITED = retry('rate-limited', TEAMS_LIMITS.rateLimitedMs, {
  en: 'More messages came than the workflow takes. What waits is sent merged. If the flow’s owner runs other flows that post much, lower `perMinute` or let another account own this one.',
  zh: '发送过快，超出工作流限制，待发消息会合并发送。若流所有者还有其他频繁发送的流，请调低 perMinute，或换用其他账号拥有该流。',
})

/** Something else than a workflow answered as if all were well. */
export const STRANGER_TOOK_IT = retry('blocked', TEAMS_LIMITS.strangerMs, {
  en: 'The address did not answer 202, as a workflow does; a proxy, a login page or an old connector may stand there. It is tried again after 5 minutes: check the address. A workflow with a "Response" step must answer 202.',
  zh: '应答不是工作流的 202，可能是代理、登录页面或旧版连接器。5 分钟后重试，请检查地址。若工作流含“响应”步骤，请让其返回 202。',
})

/** A firewall or a proxy turned it away in the workflow's place. */
export const BLOCKED = retry('blocked', TEAMS_LIMITS.strangerMs, {
  en: 'A firewall or proxy answered in the workflow’s place. The message is sent again after 5 minutes: look whether it lets this machine reach the address.',
  zh: '应答来自防火墙或代理，而非工作流。5 分钟后重发，请检查其是否放行本机到该地址的请求。',
})

const BUSY = retry('busy', TEAMS_LIMITS.busyMs, {
  en: 'The service is busy; the message is sent again shortly. Nothing needs to be done.',
  zh: '服务繁忙，稍后自动重发，无需处理。',
})

/** Nothing was sent. */
export const UNREACHABLE = retry('unreachable', undefined, {
  en: 'No connection to the workflow’s host could be made. Check DNS, the firewall, the proxy and, for a relay, that it runs.',
  zh: '无法连接工作流地址的主机。请检查 DNS、防火墙、代理；若使用中转服务，请确认其正在运行。',
})

/** It may have arrived. */
export const UNKNOWN_OUTCOME = retry('unknown-outcome', undefined, {
  en: 'The request was sent but no proper answer came, so the message may have arrived. It is sent again; Teams may then show it twice.',
  zh: '请求已发出但未收到有效应答，消息可能已送达。将会重发，Teams 中可能出现两条。',
})

const SIGNATURE = refuse(
  'token',
  'The workflow does not accept the address’s signature (sig): it was renewed, or the address is not copied whole. Copy it again from the workflow. Where it asks for a login, set "Who can trigger the flow" to "Anyone".',
  '工作流不接受该地址的签名（sig）：签名已更新，或地址不完整。请从工作流重新复制；若要求登录，请将“谁可以触发流”设为“任何人”。',
)
const GONE = refuse(
  'token',
  'There is no workflow at this address any more: it was deleted, or moved to another environment. Create it again in the channel (… > Workflows) and put its new address into the configuration.',
  '该地址已没有工作流：可能已删除或迁移到其他环境。请在频道的“… > 工作流”中重新创建，并将新地址写入配置。',
)
const SWITCHED_OFF = refuse(
  'disabled',
  'The workflow is switched off; this happens by itself when its owner leaves or it fails for long. Switch it on in Power Automate, and look at its owner and connections there.',
  '工作流已停用；所有者离职或长期失败时会自动停用。请在 Power Automate 中启用，并检查其所有者与连接。',
)
const FORBIDDEN = refuse(
  'disabled',
  'The workflow may not be triggered from here: an administrator’s policy or its allowed addresses forbid it. Ask the administrator of Power Automate.',
  '不允许从此处触发该工作流：受管理员策略或允许的地址限制。请联系 Power Automate 管理员。',
)
const TOO_LARGE = refuse(
  'too-large',
  'The message was found too large. Tocsin cuts below Teams’ 28 KB: look whether a proxy or relay allows less.',
  '消息过大。Tocsin 已按 Teams 的 28 KB 上限截短：请检查代理或中转服务的限制是否更小。',
)
const MALFORMED = refuse(
  'malformed',
  'The workflow could not read the request. Look whether its first step still is "When a Teams webhook request is received" without a schema of its own; otherwise report this with the code.',
  '工作流无法解析该请求。请确认其首个步骤仍为“收到 Teams Webhook 请求时”且未自定义架构；否则请附上错误码反馈。',
)
/** A code that is in no list. */
const UNKNOWN = refuse(
  'unknown',
  'The workflow turned the message away with a code that Tocsin does not know. Look at its run history in Power Automate.',
  '工作流以 Tocsin 未收录的错误码拒绝了消息。请查看其在 Power Automate 中的运行历史。',
)
/** An Office 365 connector's refusal comes as a success with a text. */
export const OLD_CONNECTOR = refuse(
  'token',
  'This is the answer of an Office 365 connector, which Microsoft retired in 2026. Create a workflow in the channel (… > Workflows, "Post to a channel when a webhook request is received") and put its address into the configuration.',
  '这是 Office 365 连接器的应答，该功能已于 2026 年停用。请在频道的“… > 工作流”中创建“收到 Webhook 请求时发布到频道”，并将其地址写入配置。',
)
const MOVED = refuse(
  'unknown',
  'The address answered with a redirect, which is not followed. Put the final address into the configuration.',
  '该地址返回了重定向，Tocsin 不会跟随。请在配置中填写最终地址。',
)
const LOGIN = refuse(
  'unknown',
  'A proxy asks for a login. Give it credentials, or take the direct address.',
  '代理要求登录。请为其提供凭证，或改用直连地址。',
)

/** The codes of the service behind workflows, in its answers' `error.code`. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['AuthorizationFailed', SIGNATURE],
  ['DirectApiAuthorizationRequired', SIGNATURE],
  ['DirectApiRequestHasMoreThanOneAuthorization', SIGNATURE],
  ['Forbidden', FORBIDDEN],
  ['InvalidRequestContent', MALFORMED],
  ['InvalidSignature', SIGNATURE],
  ['NoResponse', UNKNOWN_OUTCOME],
  ['RequestEntityTooLarge', TOO_LARGE],
  ['ServiceUnavailable', BUSY],
  ['TooManyRequests', RATE_LIMITED],
  ['TriggerInputSchemaMismatch', MALFORMED],
  ['WorkflowNotFound', GONE],
  ['WorkflowTriggerIsNotEnabled', SWITCHED_OFF],
  ['WorkflowTriggerNotFound', GONE],
])

/** What a code means; undefined for one that is not known. */
export function verdictOf(code: string): Verdict | undefined {
  return VERDICTS.get(code)
}

/** What an HTTP status means, where no known code says more. */
export function verdictOfStatus(status: number): Verdict {
  switch (status) {
    case 400:
    case 405:
    case 415:
      return MALFORMED
    case 401:
      return SIGNATURE
    case 403:
      return FORBIDDEN
    case 404:
    case 410:
      return GONE
    case 407:
      return LOGIN
    case 408:
    case 503:
      return BUSY
    case 413:
      return TOO_LARGE
    case 429:
      return RATE_LIMITED
    default:
      if (status >= 500) return UNKNOWN_OUTCOME
      return status >= 300 && status < 400 ? MOVED : UNKNOWN
  }
}
