import { SLACK_LIMITS } from '../../base/limits.ts'
import { refuse, retry, type Verdict } from '../../model/verdict.ts'

/** The platform's limit; the answer says how long. */
export const RATE_LIMITED = retry('rate-limited', SLACK_LIMITS.rateLimitedMs, {
  en: 'More messages came than Slack takes for one channel, about one a second. What waits is sent merged. If another program posts to the same channel, lower `perMinute`.',
  zh: '发送过快，Slack 每个频道约每秒一条，待发消息会合并发送。若其他程序也向该频道发送，请调低 perMinute。',
})

/** Something else than Slack answered: as if all were well, or as a firewall does. */
export const STRANGER_TOOK_IT = retry('blocked', SLACK_LIMITS.strangerMs, {
  en: 'The address did not answer `ok`, as Slack does; a proxy or a login page may stand in between. It is tried again after 5 minutes: check the webhook and the proxy.',
  zh: '应答不是 Slack 的 ok，中间可能有代理或登录页面。5 分钟后重试，请检查 Webhook 与代理。',
})

/** A firewall or a proxy turned it away in Slack's place: none of Slack's codes is in the answer. */
const BLOCKED = retry('blocked', SLACK_LIMITS.strangerMs, {
  en: 'A firewall or proxy answered in Slack’s place. The message is sent again after 5 minutes: look whether it lets this machine reach the webhook.',
  zh: '应答来自防火墙或代理，而非 Slack。5 分钟后重发，请检查其是否放行本机到该 Webhook 的请求。',
})

const BUSY = retry('busy', SLACK_LIMITS.busyMs, {
  en: 'Slack failed inside; the message is sent again shortly. Nothing needs to be done.',
  zh: 'Slack 内部出错，稍后自动重发，无需处理。',
})

/** Nothing was sent. */
export const UNREACHABLE = retry('unreachable', undefined, {
  en: 'No connection to the webhook’s host could be made. Check DNS, the firewall, the proxy and, for a relay, that it runs.',
  zh: '无法连接 Webhook 的主机。请检查 DNS、防火墙、代理；若使用中转服务，请确认其正在运行。',
})

/** It may have arrived. */
export const UNKNOWN_OUTCOME = retry('unknown-outcome', undefined, {
  en: 'The request was sent but no proper answer came, so the message may have arrived. It is sent again; Slack may then show it twice.',
  zh: '请求已发出但未收到有效应答，消息可能已送达。将会重发，Slack 中可能出现两条。',
})

const TOKEN = refuse(
  'token',
  'Slack does not know this webhook. Copy it again from the app’s page (Incoming Webhooks), since a webhook that is created anew has another address.',
  'Slack 不认识该 Webhook。请在应用的 Incoming Webhooks 页面重新复制；重新创建的 Webhook 地址会改变。',
)
const REVOKED = refuse(
  'token',
  'The webhook was revoked, or its app removed from the workspace. Add a new webhook on the app’s page (Incoming Webhooks) and put it into the configuration.',
  '该 Webhook 已被撤销，或其应用已从工作区移除。请在应用的 Incoming Webhooks 页面新建，并更新配置。',
)
const NO_HOOKS = refuse(
  'disabled',
  'The webhook is switched off. Switch incoming webhooks on again on the app’s page, or add a new one.',
  '该 Webhook 已停用。请在应用页面重新启用 Incoming Webhooks，或新建一个。',
)
const NO_CHANNEL = refuse(
  'disabled',
  'The webhook’s channel does not exist any more. Add a webhook for another channel and put it into the configuration.',
  '该 Webhook 所属的频道已不存在。请为其他频道新建 Webhook，并更新配置。',
)
const NO_USER = refuse(
  'disabled',
  'The person whom the webhook writes to is not in the workspace any more. Add a webhook for another person or a channel.',
  '该 Webhook 的接收人已不在工作区。请为其他成员或频道新建 Webhook。',
)
const ARCHIVED = refuse(
  'disabled',
  'The channel was archived. Restore it in Slack, or add a webhook for another channel.',
  '频道已归档。请在 Slack 中恢复频道，或为其他频道新建 Webhook。',
)
const TEAM_DISABLED = refuse(
  'disabled',
  'The workspace was switched off. Ask its owner, or add a webhook in another workspace.',
  '该工作区已停用。请联系其所有者，或在其他工作区新建 Webhook。',
)
const PROHIBITED = refuse(
  'disabled',
  'An administrator of the workspace does not allow this webhook to post. Ask for permission, or add a webhook for another channel.',
  '工作区管理员限制了该 Webhook 发送。请申请权限，或为其他频道新建 Webhook。',
)
const GENERAL_CHANNEL = refuse(
  'disabled',
  'Only chosen people may post to the general channel. Ask an administrator to allow it, or add a webhook for another channel.',
  '仅限指定成员向 general 频道发送。请联系管理员放行，或为其他频道新建 Webhook。',
)
const TOO_LARGE = refuse(
  'too-large',
  'Slack found the message too long. Tocsin cuts below its limits: look whether a relay adds to it, and report it otherwise.',
  'Slack 认为消息过长。Tocsin 已按上限截短：请检查中转服务是否追加了内容，否则请反馈该问题。',
)
const MALFORMED = refuse(
  'malformed',
  'Slack could not read the request. This is Tocsin’s mistake or a relay’s: report it with the code; `format: text` often gets through meanwhile.',
  'Slack 无法解析该请求。这是 Tocsin 或中转服务的问题，请附上错误码反馈；期间可改用 format: text。',
)
const UNKNOWN = refuse(
  'unknown',
  'Slack turned the message away with a code that Tocsin does not know. Look the code up in Slack’s documents on incoming webhooks.',
  'Slack 以 Tocsin 未收录的错误码拒绝了消息。请在 Slack 的 Incoming Webhooks 文档中查询该错误码。',
)

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['action_prohibited', PROHIBITED],
  ['channel_is_archived', ARCHIVED],
  ['channel_not_found', NO_CHANNEL],
  ['invalid_attachments', MALFORMED],
  ['invalid_blocks', MALFORMED],
  ['invalid_blocks_format', MALFORMED],
  ['invalid_payload', MALFORMED],
  ['invalid_token', REVOKED],
  ['missing_text_or_fallback_or_attachments', MALFORMED],
  ['msg_too_long', TOO_LARGE],
  ['no_active_hooks', NO_HOOKS],
  ['no_service', TOKEN],
  ['no_service_id', TOKEN],
  ['no_team', TOKEN],
  ['no_text', MALFORMED],
  ['posting_to_general_channel_denied', GENERAL_CHANNEL],
  ['rate_limited', RATE_LIMITED],
  ['ratelimited', RATE_LIMITED],
  ['rollup_error', BUSY],
  ['team_disabled', TEAM_DISABLED],
  ['too_many_attachments', MALFORMED],
  ['user_not_found', NO_USER],
])

/** What a code of Slack's means; undefined for what is none that we know. */
export function verdictOf(code: string): Verdict | undefined {
  return VERDICTS.get(code)
}

/** What an HTTP status other than a success means, where the code is unknown or missing. */
export function verdictOfStatus(status: number, code: string | undefined): Verdict {
  if (status === 503 || status === 408) return BUSY
  if (status >= 500) return UNKNOWN_OUTCOME
  if (status === 413) return TOO_LARGE
  if (status >= 300 && status < 400) return MOVED
  if (status === 401 || status === 407) return LOGIN
  if (code !== undefined) return UNKNOWN
  if (status === 404 || status === 410) return NO_HOOK
  return status === 403 || status === 405 ? BLOCKED : STRANGER
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
const NO_HOOK = refuse(
  'token',
  'There is no webhook at this address. A Slack webhook begins with https://hooks.slack.com/services/; copy it again.',
  '该地址没有 Webhook。Slack Webhook 以 https://hooks.slack.com/services/ 开头，请重新复制。',
)
const STRANGER = refuse(
  'unknown',
  'The address did not answer as Slack does. Check the webhook; if a relay or proxy stands in between, look into its log.',
  '该地址的应答不是 Slack 格式。请检查 Webhook；若中间有中转服务或代理，请查看其日志。',
)
