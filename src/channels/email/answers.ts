import { EMAIL_LIMITS } from '../../base/limits.ts'
import type { SmtpStage } from '../../base/smtp-client.ts'
import { refuse, retry, type Verdict } from '../../model/verdict.ts'

/** Nothing was sent. */
export const UNREACHABLE = retry('unreachable', undefined, {
  en: 'No connection to the mail server could be made. Check `host`, `port`, DNS and the firewall; clouds mostly block port 25, so take 465 or 587.',
  zh: '无法连接邮件服务器。请检查 host、port、DNS 与防火墙；云主机通常封禁 25 端口，请使用 465 或 587。',
})

/** The server is there, and the encryption fails. */
export const NO_ENCRYPTION = retry('unreachable', undefined, {
  en: 'The connection could not be encrypted. Check that `security` fits the port (tls with 465, starttls with 587), that `host` is the name in the server’s certificate, and give a private authority in `certificate`.',
  zh: '无法建立加密连接。请确认 security 与端口匹配（465 用 tls，587 用 starttls）、host 与服务器证书一致；自建 CA 请填入 certificate。',
})

/** It may have arrived. */
export const UNKNOWN_OUTCOME = retry('unknown-outcome', undefined, {
  en: 'The mail was handed over but no answer came, so it may have arrived. It is sent again with the same Message-ID, by which most mailboxes show it once.',
  zh: '邮件已提交但未收到应答，可能已送达。将以相同的 Message-ID 重发，多数邮箱只显示一封。',
})

const BUSY = retry('busy', EMAIL_LIMITS.busyMs, {
  en: 'The mail server asks to try again later (it is busy, or does not know us yet). Nothing needs to be done unless it stays so: then ask its administrator.',
  zh: '邮件服务器要求稍后再试（繁忙或灰名单），通常无需处理；若持续出现，请联系其管理员。',
})
const RATE_LIMITED = retry('rate-limited', EMAIL_LIMITS.rateLimitedMs, {
  en: 'The mail server takes no more mails for now. What waits is sent merged; lower `perMinute`.',
  zh: '邮件服务器暂不接收更多邮件，待发内容会合并发送；请调低 perMinute。',
})
const LOGIN = refuse(
  'token',
  'The mail server did not accept the login. Check `user` and `password`; many providers want an authorization code or app password made for programs, and SMTP switched on in the mailbox’s settings.',
  '邮件服务器拒绝登录。请检查 user 与 password；多数邮箱需在设置中开启 SMTP，并使用授权码（应用专用密码）。',
)
const NO_RELAY = refuse(
  'token',
  'The mail server does not pass our mail on without a login, or not from this sender. Give `user` and `password`, and as `from` the address that belongs to them.',
  '邮件服务器不为未登录的客户端或该发件人转发。请填写 user 与 password，并使用与之对应的 from。',
)
const SENDER = refuse(
  'token',
  'The mail server does not take this sender. Set `from` to the address that belongs to `user`.',
  '邮件服务器不接受该发件人。请将 from 设为与 user 对应的地址。',
)
const NO_MAILBOX = refuse(
  'disabled',
  'The mailbox does not exist or takes no mail. Correct `address`.',
  '收件邮箱不存在或不可用。请修正 address。',
)
const FULL_MAILBOX = refuse(
  'quota',
  'The mailbox is full. Ask its owner to make room, or give another address.',
  '收件邮箱已满。请联系其所有者清理，或更换地址。',
)
const FULL_FOR_NOW = retry('busy', EMAIL_LIMITS.busyMs, FULL_MAILBOX.remedy)
const BLOCKED_ADDRESS = refuse(
  'address',
  'The mail server takes nothing from this machine’s address. Ask its administrator, or send through your provider’s server with a login.',
  '邮件服务器拒绝来自本机 IP 的连接。请联系其管理员，或改用邮件服务商的服务器并登录发送。',
)
const TOO_LARGE = refuse(
  'too-large',
  'The mail server found the mail too large. Tocsin’s mails have a few hundred kilobytes at most: raise the server’s limit.',
  '邮件过大被拒绝。Tocsin 的邮件最多几百 KB，请调高服务器上限。',
)
const CONTENT = refuse(
  'content',
  'The mail server took the mail for spam, or a policy of its forbids it. Ask its administrator to allow `from`, and set up SPF and DKIM for its domain.',
  '邮件被判为垃圾邮件或违反服务器策略。请联系管理员放行 from，并为其域名配置 SPF 与 DKIM。',
)
const MALFORMED = refuse(
  'malformed',
  'The mail server did not understand a command. Check that `host` is a mail server that takes outgoing mail; otherwise report this with the code and text.',
  '邮件服务器无法识别命令。请确认 host 是发信服务器；否则请附上错误码与文字反馈。',
)
const UNKNOWN = refuse(
  'unknown',
  'The mail server refused with a code that Tocsin does not know. Its text says why; ask its administrator.',
  '邮件服务器以未收录的错误码拒绝。请参考其说明，或联系管理员。',
)

export type Refusal = { readonly stage: SmtpStage; readonly code: number; readonly text: string }

/** What a refusal means: by its code, by what was refused, and by the finer code in its text. */
export function verdictOf({ stage, code, text }: Refusal): Verdict {
  if (stage === 'login' && (code >= 500 || code === 0)) return LOGIN
  const detail = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? ''
  if (detail === '4.2.2') return FULL_FOR_NOW
  if (code < 500) return isTooMany(text) ? RATE_LIMITED : BUSY
  if (code === 530 || code === 534 || code === 535 || code === 538) return LOGIN
  if (detail === '5.2.2') return FULL_MAILBOX
  if (code === 552 || code === 523 || detail === '5.3.4') return TOO_LARGE
  if (code >= 500 && code <= 504) return MALFORMED
  return verdictAt(stage, { code, detail, text })
}

function isTooMany(text: string): boolean {
  return /too (?:many|much|fast)|rate|limit|frequen|throttl|quota/i.test(text)
}

type Refused = { readonly code: number; readonly detail: string; readonly text: string }

function verdictAt(stage: SmtpStage, { code, detail, text }: Refused): Verdict {
  switch (stage) {
    case 'greeting':
      return code === 554 || code === 550 ? BLOCKED_ADDRESS : UNKNOWN
    case 'login':
      return LOGIN
    case 'sender':
      return SENDER
    case 'recipient':
      if (/relay/i.test(text) || code === 551) return NO_RELAY
      if (detail.startsWith('5.7.')) return CONTENT
      return KNOWN_RECIPIENT_CODES.has(code) ? NO_MAILBOX : UNKNOWN
    case 'message':
      // Some servers look at the mailbox only when they have the mail.
      if (/^5\.(?:1\.1|2\.1)$/.test(detail)) return NO_MAILBOX
      return code === 550 || code === 554 ? CONTENT : UNKNOWN
  }
}

const KNOWN_RECIPIENT_CODES: ReadonlySet<number> = new Set([521, 550, 553, 554, 556])
