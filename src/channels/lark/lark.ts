// In: a message, and the settings of one Lark or Feishu custom bot. Out: its JSON, and a receipt for each request.
// `send` makes one request and never throws for what comes back; a success is `code` 0 and nothing else.
// No receipt holds the webhook, the secret or a signature; no body is larger than Lark takes.
import { assert } from '../../base/assert.ts'
import { LARK_LIMITS } from '../../base/limits.ts'
import type { ChannelLimits, ChannelType, Rendered, SendContext } from '../../contract/channel.ts'
import { listOf, numberOf, revealOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { UNREACHABLE } from './answers.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import { credentialsOf, type HookUrl, hookAddress, readHookUrl } from './hook-url.ts'
import { isUserId } from './mentions.ts'
import { raw } from './raw.ts'
import { renderLark } from './render.ts'
import { signature } from './sign.ts'

/** A custom bot (自定义机器人) in a Lark or Feishu group. */
export const lark: ChannelType = {
  type: 'lark',
  title: { en: 'Lark and Feishu', zh: '飞书与 Lark' },
  fields,
  limits,
  room: () => ({ entriesMax: LARK_LIMITS.entriesMax, bytesMax: LARK_LIMITS.entriesBytesMax }),
  size: (body) => ({
    used: Buffer.byteLength(body),
    most: LARK_LIMITS.bodyBytesMax,
    unit: 'bytes',
  }),
  hasPlainForm: true,
  address: (settings) => hookAddress(hookOf(settings)),
  check,
  render: renderLark,
  raw,
  send,
}

function limits(settings: Settings): ChannelLimits {
  const { messagesPerMinuteMax, windowMs, burstMax, burstWindowMs } = LARK_LIMITS
  const messagesMax = numberOf(settings, 'perMinute') ?? messagesPerMinuteMax
  const limit = { messagesMax, windowMs, penaltyMs: 0 }
  // A limit above Lark's own is another server's, and taken as it is.
  const isOwn = messagesMax <= messagesPerMinuteMax && messagesMax > burstMax
  return isOwn ? { ...limit, burst: { messagesMax: burstMax, windowMs: burstWindowMs } } : limit
}

function hookOf(settings: Settings): HookUrl {
  const hook = readHookUrl(revealOf(settings, 'url') ?? '')
  assert(hook !== undefined, 'the settings of a lark endpoint were not checked')
  return hook
}

function check(settings: Settings): readonly LocalText[] {
  const keywords = listOf(settings, 'keywords')
  const problems = [...urlProblems(readHookUrl(revealOf(settings, 'url') ?? ''))]
  if (keywords.length > LARK_LIMITS.keywordsMax) problems.push(TOO_MANY_KEYWORDS)
  if (keywords.some(isUnusableKeyword)) problems.push(UNUSABLE_KEYWORD)
  if (!listOf(settings, 'userIds').every((id) => isUserId(id.trim()))) problems.push(NOT_AN_ID)
  return problems
}

function urlProblems(hook: HookUrl | undefined): readonly LocalText[] {
  if (hook === undefined) return [NOT_A_URL]
  switch (hook.kind) {
    case 'relay':
      return []
    case 'hook':
      return hook.token === undefined ? [NO_TOKEN] : []
    case 'old-hook':
      return [OLD_HOOK]
    case 'flow':
      return [FLOW]
    case 'stranger':
      return [NOT_A_HOOK]
  }
}

function isUnusableKeyword(keyword: string): boolean {
  return keyword.trim() === '' || keyword.length > LARK_LIMITS.keywordLengthMax
}

const NOT_A_URL: LocalText = {
  en: '"url" takes the bot’s webhook, https://open.feishu.cn/open-apis/bot/v2/hook/…, and this is no http(s) address. Copy it again from the bot’s settings.',
  zh: '"url" 应为机器人的 Webhook（https://open.feishu.cn/open-apis/bot/v2/hook/…），当前值不是 http(s) 地址。请在机器人设置中重新复制。',
}
const NO_TOKEN: LocalText = {
  en: '"url" ends before the bot’s own part. Copy the whole webhook from the bot’s settings, up to its end.',
  zh: '"url" 缺少末尾的机器人标识。请在机器人设置中完整复制 Webhook 地址。',
}
const OLD_HOOK: LocalText = {
  en: '"url" is a webhook of the first version (without /v2/), which takes other messages. Add a custom bot to the group anew and copy its webhook.',
  zh: '"url" 是旧版（不含 /v2/）Webhook，消息格式不同。请在群中重新添加自定义机器人并复制其 Webhook。',
}
const FLOW: LocalText = {
  en: '"url" belongs to the Feishu bot assistant (飞书机器人助手), which was shut down on 30 June 2026, so nothing sent there arrives. Add a custom bot in the group’s settings (Bots) and copy its webhook, https://open.feishu.cn/open-apis/bot/v2/hook/….',
  zh: '"url" 属于“飞书机器人助手”，该产品已于 2026 年 6 月 30 日停止服务，发往此地址的消息不会送达。请在群设置的“群机器人”中添加自定义机器人，并复制其 Webhook（https://open.feishu.cn/open-apis/bot/v2/hook/…）。',
}
const NOT_A_HOOK: LocalText = {
  en: '"url" is a page of Feishu or Lark, not a bot’s webhook. A webhook begins with https://open.feishu.cn/open-apis/bot/v2/hook/ or https://open.larksuite.com/open-apis/bot/v2/hook/; copy it from the bot’s settings.',
  zh: '"url" 是飞书或 Lark 的其他页面，不是机器人 Webhook。Webhook 以 https://open.feishu.cn/open-apis/bot/v2/hook/ 或 https://open.larksuite.com/open-apis/bot/v2/hook/ 开头，请在机器人设置中复制。',
}
const TOO_MANY_KEYWORDS: LocalText = {
  en: '"keywords" takes at most 10, as a Lark bot does. One of the bot’s keywords is enough.',
  zh: '"keywords" 最多 10 个，与飞书机器人一致。填写机器人的任一关键词即可。',
}
const UNUSABLE_KEYWORD: LocalText = {
  en: '"keywords" holds one that is empty or longer than 100 characters. Copy it exactly from the bot’s settings.',
  zh: '"keywords" 中有空白或超过 100 字的关键词。请从机器人设置中逐字复制。',
}
const NOT_AN_ID: LocalText = {
  en: '"userIds" takes open_ids (ou_…), and one is none: a custom bot mentions nobody by mobile number, mail address or name. For everybody, set `mentionAll`.',
  zh: '"userIds" 应为 open_id（ou_…），其中有不符合的值：自定义机器人不支持按手机号、邮箱或姓名 @ 人。如需 @所有人，请设置 mentionAll。',
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  const hook = hookOf(settings)
  if (context.signal.aborted) return NOT_STARTED
  const secret = revealOf(settings, 'secret') ?? ''
  const now = context.clock.now()
  const seconds = Math.floor(now / 1000)
  const sign = secret === '' ? '' : signature(seconds, secret)
  const outcome = await context.http.send({
    method: 'POST',
    url: hook.url.href,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: sign === '' ? rendered.body : withSignature(rendered.body, { sign, seconds }),
    signal: context.signal,
  })
  return classify(outcome, { now, credentials: [...credentialsOf(hook), secret, sign] })
}

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }

/** The signature is of the time of sending: it goes in front of the rendered fields. */
function withSignature(body: string, { sign, seconds }: { sign: string; seconds: number }): string {
  assert(body.startsWith('{"'), 'a rendered body is a JSON object with fields')
  return `{"timestamp":"${seconds}","sign":"${sign}",${body.slice(1)}`
}
