import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import { type RetryVerdict, refuse, type Verdict } from '../../model/verdict.ts'

/** Nothing was sent. */
export const UNREACHABLE: RetryVerdict = {
  kind: 'retry',
  reason: 'unreachable',
  remedy: {
    en: 'No connection to the receiver could be made. Check that it runs, and DNS, certificate, firewall and proxy.',
    zh: '无法连接接收方。请检查其是否在运行，以及 DNS、证书、防火墙与代理。',
  },
}

/** It may have been taken. */
export const UNKNOWN_OUTCOME: RetryVerdict = {
  kind: 'retry',
  reason: 'unknown-outcome',
  remedy: {
    en: 'The request was sent, but the receiver failed or did not answer, so it may have taken the message. It is sent again with the same webhook-id: a receiver that remembers ids takes it once. Look into its log.',
    zh: '请求已发出，但接收方出错或未应答，消息可能已被处理。将以相同的 webhook-id 重发，记录该标识的接收方不会重复处理。请查看接收方日志。',
  },
}

const RATE_LIMITED: RetryVerdict = {
  kind: 'retry',
  reason: 'rate-limited',
  afterMs: WEBHOOK_LIMITS.rateLimitedMs,
  remedy: {
    en: 'The receiver takes no more for now; what waits is sent merged later. Where that goes on, set `perMinute` to what the receiver allows.',
    zh: '接收方暂时限流，待发消息稍后合并发送。若持续出现，请将 perMinute 设为接收方允许的值。',
  },
}
const BUSY: RetryVerdict = {
  kind: 'retry',
  reason: 'busy',
  afterMs: WEBHOOK_LIMITS.busyMs,
  remedy: {
    en: 'The receiver is not ready; the message is sent again shortly. Where that goes on, look whether it runs and has enough resources.',
    zh: '接收方暂未就绪，稍后自动重发。若持续出现，请检查其运行状态与资源。',
  },
}

/** A page for people, with a status of success or of a firewall. */
export const PAGE: RetryVerdict = {
  kind: 'retry',
  reason: 'blocked',
  afterMs: WEBHOOK_LIMITS.strangerMs,
  remedy: {
    en: 'A web page answered, not a receiver: a login, a firewall, a proxy or a front page. It is tried again after 5 minutes: check the address and what stands in between. A receiver of your own should answer 204, or JSON.',
    zh: '应答是网页而非接收方，可能是登录页、防火墙、代理或网站首页。5 分钟后重试，请检查地址与中间环节；自建接收方请返回 204 或 JSON。',
  },
}

const CREDENTIALS = refuse(
  'token',
  'The receiver did not accept the credentials. Compare the Authorization in `headers`, the signing `secret` and the address with what the receiver expects.',
  '接收方未接受凭证。请核对 headers 中的 Authorization、签名密钥 secret 以及地址。',
)
const NO_RECEIVER = refuse(
  'token',
  'There is no receiver at this address. Copy the address again; its path may have changed.',
  '该地址没有接收方。请重新复制地址，其路径可能已更改。',
)
const GONE = refuse(
  'disabled',
  'The receiver says that it is gone for good and wants nothing more. Take the endpoint out of the configuration, or give the receiver’s new address.',
  '接收方表示已永久停用，不再接收消息。请从配置中移除该端点，或填写新的地址。',
)
const TOO_LARGE = refuse(
  'too-large',
  'The receiver takes no body of this size. Tocsin sends at most 256,000 bytes: raise the limit of the receiver, or of the proxy in front of it, to that.',
  '接收方不接受该大小的请求。Tocsin 最多发送 256000 字节：请将接收方或其前置代理的上限调到该值。',
)
const METHOD = refuse(
  'malformed',
  'The receiver does not take this method. Set `method` to the one that it expects, and check the path of the address.',
  '接收方不支持该请求方法。请将 method 设为其要求的方法，并检查地址路径。',
)
const MALFORMED = refuse(
  'malformed',
  'The receiver could not use the body. Choose the `format` that it understands (text is the simplest), and look into its log.',
  '接收方无法处理请求内容。请选择其支持的 format（text 最简单），并查看接收方日志。',
)
const MOVED = refuse(
  'unknown',
  'The address answered with a redirect, which is not followed. Put the final address into the configuration.',
  '该地址返回了重定向，Tocsin 不会跟随。请在配置中填写最终地址。',
)
const PROXY = refuse(
  'unknown',
  'A proxy in between asks for a login. Give it credentials, or take the direct way.',
  '中间的代理要求登录。请为其提供凭证，或改为直连。',
)
const UNKNOWN = refuse(
  'unknown',
  'The receiver turned the message away. Look up the status in the receiver’s documentation, or in its log.',
  '接收方拒绝了该消息。请在接收方的文档或日志中查询该状态码。',
)

const VERDICTS: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [400, MALFORMED],
  [401, CREDENTIALS],
  [403, CREDENTIALS],
  [404, NO_RECEIVER],
  [405, METHOD],
  [407, PROXY],
  [408, BUSY],
  [410, GONE],
  [413, TOO_LARGE],
  [415, MALFORMED],
  [422, MALFORMED],
  [425, BUSY],
  [429, RATE_LIMITED],
  [503, BUSY],
])

/** What a status other than 2xx means. */
export function verdictOfStatus(status: number): Verdict {
  if (status >= 300 && status < 400) return MOVED
  return VERDICTS.get(status) ?? (status >= 500 ? UNKNOWN_OUTCOME : UNKNOWN)
}
