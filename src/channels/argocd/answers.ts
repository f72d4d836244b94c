import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { type RetryVerdict, refuse, retry, type Verdict } from '../../model/verdict.ts'

/** Nothing was sent. */
export const UNREACHABLE: RetryVerdict = retry('unreachable', undefined, {
  en: 'No connection to the service could be made. Check its address in the options, DNS, certificate, firewall and proxy.',
  zh: '无法连接该服务。请检查选项中的地址，以及 DNS、证书、防火墙与代理。',
})

/** It may have been taken. */
export const UNKNOWN_OUTCOME: RetryVerdict = retry('unknown-outcome', undefined, {
  en: 'The request was sent, but the service failed or did not answer, so it may have taken the message. It is sent again. Look into the service’s log or status page.',
  zh: '请求已发出，但服务出错或未应答，消息可能已被处理。稍后将重发。请查看该服务的日志或状态页。',
})

export const RATE_LIMITED: RetryVerdict = retry('rate-limited', ARGO_SERVICE_LIMITS.rateLimitedMs, {
  en: 'The service takes no more for now; what waits is sent later. Where that goes on, fewer triggers or another recipient help.',
  zh: '该服务暂时限流，待发消息稍后发送。若持续出现，请减少触发器或更换接收者。',
})

export const BUSY: RetryVerdict = retry('busy', ARGO_SERVICE_LIMITS.busyMs, {
  en: 'The service is not ready; the message is sent again shortly. Where that goes on, look at the service’s status.',
  zh: '该服务暂未就绪，稍后自动重发。若持续出现，请查看服务状态。',
})

/** A page for people, with a status of success or of a firewall. */
export const PAGE: RetryVerdict = retry('blocked', ARGO_SERVICE_LIMITS.strangerMs, {
  en: 'A web page answered, not the service: a login, a firewall, a proxy or a front page. It is tried again after 5 minutes: check the address and what stands in between. A webhook that answers its callers with pages takes `acceptPages: true` in its options.',
  zh: '应答是网页而非该服务，可能是登录页、防火墙、代理或网站首页。5 分钟后重试，请检查地址与中间环节。若 webhook 本来就以网页应答，请在其选项中设置 acceptPages: true。',
})

export const CREDENTIALS = refuse(
  'token',
  'The service did not accept the credentials. Compare the token, key or password in the service’s options with what the service shows, and look whether argocd-notifications-secret has the key that they name.',
  '服务未接受凭证。请核对服务选项中的令牌、密钥或密码，并确认 argocd-notifications-secret 中有所引用的键。',
)

export const PERMISSION = refuse(
  'token',
  'The service knows the credentials, but they may not do this. Give the bot, app or token the permission that the answer names.',
  '凭证有效，但没有所需权限。请按应答内容为机器人、应用或令牌授权。',
)

export const NO_RECIPIENT = refuse(
  'token',
  'The service does not know the recipient. Compare the subscription’s recipient with the name or id that the service shows, and look whether the bot was invited there.',
  '该服务不认识此接收者。请核对订阅中的接收者名称或 ID，并确认已邀请机器人加入。',
)

/** The recipient is not among those of the options. */
export const NOT_CONFIGURED = refuse(
  'token',
  'The service’s options have nothing under the name of this recipient. Add the recipient to the options, or correct the subscription.',
  '服务选项中没有该接收者对应的条目。请在选项中添加，或修正订阅。',
)

const NO_ADDRESS = refuse(
  'token',
  'There is nothing at this address. Copy the address in the service’s options again; its path may have changed.',
  '该地址不存在。请重新复制服务选项中的地址，其路径可能已更改。',
)

const GONE = refuse(
  'disabled',
  'The service says that this address is gone for good. Give the new one in the service’s options, or take the subscription out.',
  '服务表示该地址已永久停用。请在服务选项中填写新地址，或移除订阅。',
)

export const TOO_LARGE = refuse(
  'too-large',
  'The service takes no message of this size. Let the template say less.',
  '服务不接受该大小的消息。请精简模板。',
)

const METHOD = refuse(
  'malformed',
  'The service does not take this method at this address. Set `method` in the webhook part of the template, and check the path. Without that part the method is GET.',
  '该地址不支持此请求方法。请在模板的 webhook 部分设置 method 并检查路径；缺少该部分时方法为 GET。',
)

export const MALFORMED = refuse(
  'malformed',
  'The service could not use what the template made. Compare it with the service’s documentation; the answer says what is wrong.',
  '服务无法处理模板生成的内容。请对照其文档修改模板，应答中说明了原因。',
)

/** The template says nothing to this service. */
export const NO_PART = refuse(
  'malformed',
  'None of the templates that the trigger sends has the part that this service needs. Add it to one of them, or subscribe another service.',
  '触发器所用的模板均缺少该服务所需的部分。请在模板中添加，或改用其他服务。',
)

const MOVED = refuse(
  'unknown',
  'The address answered with a redirect that leads nowhere or in a circle. Put the final address into the service’s options.',
  '该地址返回的重定向无效或循环。请在服务选项中填写最终地址。',
)

const PROXY = refuse(
  'unknown',
  'A proxy in between asks for a login. Give it credentials, or take the direct way.',
  '中间的代理要求登录。请为其提供凭证，或改为直连。',
)

export const UNKNOWN = refuse(
  'unknown',
  'The service turned the message away. Look up its answer in the service’s documentation.',
  '服务拒绝了该消息。请在该服务的文档中查询其应答。',
)

const VERDICTS: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [400, MALFORMED],
  [401, CREDENTIALS],
  [403, PERMISSION],
  [404, NO_ADDRESS],
  [405, METHOD],
  [407, PROXY],
  [408, BUSY],
  [410, GONE],
  [413, TOO_LARGE],
  [415, MALFORMED],
  [422, MALFORMED],
  [425, BUSY],
  [429, RATE_LIMITED],
  [501, METHOD],
  [503, BUSY],
])

/** What a status other than 2xx means, where a service says nothing of its own. */
export function verdictOfStatus(status: number): Verdict {
  if (status >= 300 && status < 400) return MOVED
  return VERDICTS.get(status) ?? (status >= 500 ? UNKNOWN_OUTCOME : UNKNOWN)
}
