import { EMAIL_LIMITS } from '../../base/limits.ts'
import { textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { LocalText } from '../../model/text.ts'
import { isName, type Mailbox } from './addresses.ts'
import { type MailSettings, readSettings } from './settings.ts'

/** What is wrong with the settings, each mistake once. */
export function check(settings: Settings): readonly LocalText[] {
  const read = readSettings(settings)
  const problems: LocalText[] = []
  if (read.to.length === 0 || !read.to.every(isGood)) problems.push(NO_ADDRESS)
  if (read.to.length > EMAIL_LIMITS.receiversMax) problems.push(TOO_MANY)
  if (!isGood(read.from)) problems.push(NO_SENDER)
  if (!read.replyTo.every(isGood)) problems.push(NO_REPLY)
  if (!HOST.test(read.host)) problems.push(NO_HOST)
  problems.push(...loginProblems(read))
  const certificate = textOf(settings, 'certificate')
  if (certificate !== undefined && !PEM.test(read.certificate)) problems.push(NO_CERTIFICATE)
  return problems
}

function isGood(mailbox: Mailbox): boolean {
  return mailbox.address !== '' && isName(mailbox)
}

const HOST = /^(?:[a-z0-9](?:[\w.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/i
const PEM = /^-----BEGIN CERTIFICATE-----\s[\s\S]+-----END CERTIFICATE-----$/

function loginProblems({ user, password, security }: MailSettings): readonly LocalText[] {
  if ((user === '') !== (password === '')) return [HALF_LOGIN]
  return user !== '' && security === 'none' ? [OPEN_LOGIN] : []
}

const NO_ADDRESS: LocalText = {
  en: '"address" takes mail addresses with commas in between, alone or as "Name <address>", and one is none. Correct it.',
  zh: '"address" 应为邮箱地址，多个以逗号分隔，也可写作“姓名 <地址>”，其中有不符合的值。请修正。',
}
const TOO_MANY: LocalText = {
  en: `"address" takes at most ${EMAIL_LIMITS.receiversMax}. Give a mailing list’s address, or several endpoints.`,
  zh: `"address" 最多 ${EMAIL_LIMITS.receiversMax} 个。请填写邮件组地址，或拆分为多个端点。`,
}
const NO_SENDER: LocalText = {
  en: '"from" takes one mail address, alone or as "Name <address>", and this is none. Take the one that belongs to "user".',
  zh: '"from" 应为一个邮箱地址，也可写作“名称 <地址>”，当前值不是。请填写与 "user" 对应的地址。',
}
const NO_REPLY: LocalText = {
  en: '"replyTo" takes mail addresses, and one is none. Correct it, or leave it out.',
  zh: '"replyTo" 应为邮箱地址，其中有不符合的值。请修正或删除。',
}
const NO_HOST: LocalText = {
  en: '"host" takes the name of an SMTP server, such as smtp.example.com, without scheme and port, and this is none. The port is a setting of its own.',
  zh: '"host" 应为 SMTP 服务器主机名（如 smtp.example.com），不含协议与端口。端口请填写在 "port" 中。',
}
const HALF_LOGIN: LocalText = {
  en: '"user" and "password" belong together, and one is missing. Give both, or neither where the server asks for no login.',
  zh: '"user" 与 "password" 须同时填写，当前缺少其一。服务器无需登录时请都留空。',
}
const OPEN_LOGIN: LocalText = {
  en: 'With "security" none the password would be sent readably. Set "security" to starttls or tls, or leave "user" and "password" out.',
  zh: '"security" 为 none 时密码会以明文发送。请改为 starttls 或 tls，或去掉 "user" 与 "password"。',
}
const NO_CERTIFICATE: LocalText = {
  en: '"certificate" takes a certificate as PEM text, from -----BEGIN CERTIFICATE----- to its end, and this is none. Copy it whole, or leave it out.',
  zh: '"certificate" 应为 PEM 证书文本（以 -----BEGIN CERTIFICATE----- 开头），当前值不是。请完整复制或删除。',
}
