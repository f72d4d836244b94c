import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import { revealOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { LocalText } from '../../model/text.ts'
import { bodyTemplateOf, contentTypeOf, templateProblem } from './body.ts'
import { type Header, readHeaders, readUrl } from './receiver.ts'
import { isSigningSecret, secretsOf } from './sign.ts'

/** What is wrong with the settings, each mistake once. Quotes no value: any may be a secret. */
export function check(settings: Settings): readonly LocalText[] {
  const url = readUrl(settings)
  const secretText = revealOf(settings, 'secret')
  const headers = readHeaders(settings)
  const problems: LocalText[] = []
  if (url === undefined) problems.push(NOT_A_URL)
  if (secretText !== undefined) problems.push(...secretProblems(secretsOf(secretText)))
  problems.push(...headerProblems(headers))
  const hasLogin = url !== undefined && (url.username !== '' || url.password !== '')
  if (hasLogin && headers.some(({ name }) => name === 'authorization')) problems.push(TWO_LOGINS)
  problems.push(...bodyProblems(settings))
  return problems
}

function secretProblems(secrets: readonly string[]): readonly LocalText[] {
  if (secrets.length > WEBHOOK_LIMITS.secretsMax) return [TOO_MANY_SECRETS]
  return secrets.length > 0 && secrets.every(isSigningSecret) ? [] : [NOT_A_SECRET]
}

function headerProblems(headers: readonly Header[]): readonly LocalText[] {
  const problems: LocalText[] = []
  if (headers.length > WEBHOOK_LIMITS.headersMax) problems.push(TOO_MANY_HEADERS)
  if (headers.some((header) => !isWellFormed(header))) problems.push(NOT_A_HEADER)
  if (headers.some(({ name }) => isOurs(name))) problems.push(NOT_YOURS)
  const names = headers.map(({ name }) => name)
  if (new Set(names).size < names.length) problems.push(TWICE)
  return problems
}

function bodyProblems(settings: Settings): readonly LocalText[] {
  const problems: LocalText[] = []
  const template = bodyTemplateOf(settings)
  const problem = template && templateProblem(template)
  if (problem !== undefined) problems.push(badTemplate(problem))
  const isType = CONTENT_TYPE.test(contentTypeOf(settings))
  if (!isType || contentTypeOf(settings).length > WEBHOOK_LIMITS.contentTypeLengthMax) {
    problems.push(NOT_A_TYPE)
  }
  const isIdle = textOf(settings, 'method') === 'GET' && template !== undefined
  if (isIdle) problems.push(NO_BODY)
  const names = readHeaders(settings).map(({ name }) => name)
  const saysTwice = textOf(settings, 'contentType') !== undefined && names.includes('content-type')
  if (saysTwice) problems.push(TWO_TYPES)
  return problems
}

const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(?: *; *[\w.+-]+=(?:[\w.+-]+|"[\w .+-]*"))*$/

function badTemplate(problem: string): LocalText {
  return {
    en: `"body" takes a Go template, and this one cannot be read: ${problem}. Correct it at that place.`,
    zh: `"body" 应为 Go 模板，当前内容无法解析：${problem}。请修正该处。`,
  }
}
const NOT_A_TYPE: LocalText = {
  en: '"contentType" takes a media type such as application/json or text/plain; charset=utf-8, and this is none. Correct it, or leave it out.',
  zh: '"contentType" 应为媒体类型，例如 application/json 或 text/plain; charset=utf-8。请修正或删除。',
}
const NO_BODY: LocalText = {
  en: '"body" is never sent with "method" GET. Take another method, or leave "body" out.',
  zh: '"method" 为 GET 时不会发送 "body"。请改用其他方法，或去掉 "body"。',
}
const TWO_TYPES: LocalText = {
  en: 'There is a "contentType", and "headers" names a Content-Type too. Take one of them out.',
  zh: '已设置 "contentType"，"headers" 中又有 Content-Type。请去掉其中之一。',
}

function isWellFormed({ name, value }: Header): boolean {
  const isShort = name.length + value.length <= WEBHOOK_LIMITS.headerBytesMax
  // Tokens and values of RFC 9110, less the bytes above ASCII, which receivers read differently.
  return isShort && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]+$/.test(value)
}

/** Headers that belong to the connection or to the signature. */
function isOurs(name: string): boolean {
  return name.startsWith('webhook-') || CONNECTION_HEADERS.has(name)
}

const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const NOT_A_URL: LocalText = {
  en: '"url" takes the receiver’s address, https://… or http://…, and this is none. Copy it again from the receiver.',
  zh: '"url" 应为接收方的 http(s) 地址，当前值不是。请从接收方重新复制。',
}
const NOT_A_SECRET: LocalText = {
  en: '"secret" takes signing secrets of Standard Webhooks: whsec_ and the base64 of 16 to 256 bytes, several with spaces in between. Copy it again from the receiver, or make one: "whsec_" and what `openssl rand -base64 32` prints.',
  zh: '"secret" 应为 Standard Webhooks 签名密钥：whsec_ 后接 16 至 256 字节的 base64，多个以空格分隔。请从接收方重新复制，或用 "whsec_" 加上 `openssl rand -base64 32` 的输出生成。',
}
const TOO_MANY_SECRETS: LocalText = {
  en: `"secret" takes at most ${WEBHOOK_LIMITS.secretsMax} secrets. Two are enough to change from one to the next: leave the old ones out.`,
  zh: `"secret" 最多 ${WEBHOOK_LIMITS.secretsMax} 个。轮换密钥时保留新旧两个即可，请去掉更早的。`,
}
const NOT_A_HEADER: LocalText = {
  en: '"headers" takes one "Name: value" a line, in ASCII, with a value that is not empty, and a line of it is none. Correct that line.',
  zh: '"headers" 每行应为一个 "名称: 值"，仅限 ASCII 且值不能为空，其中有一行不符合。请修正该行。',
}
const NOT_YOURS: LocalText = {
  en: '"headers" names one that Tocsin sets itself: webhook-…, host, content-length, or one of the connection’s. Take it out.',
  zh: '"headers" 中含有由 Tocsin 自行设置的请求头：webhook-…、host、content-length 或与连接有关的。请去掉。',
}
const TWICE: LocalText = {
  en: '"headers" names one twice. Join the values in one line, with a comma in between.',
  zh: '"headers" 中有重复的请求头。请合并为一行，值之间用逗号分隔。',
}
const TOO_MANY_HEADERS: LocalText = {
  en: `"headers" takes at most ${WEBHOOK_LIMITS.headersMax}. Take some out.`,
  zh: `"headers" 最多 ${WEBHOOK_LIMITS.headersMax} 个，请减少。`,
}
const TWO_LOGINS: LocalText = {
  en: 'The "url" has a user and password, and "headers" an Authorization. Take one of them out.',
  zh: '"url" 中带有用户名与密码，"headers" 中又有 Authorization。请去掉其中之一。',
}
