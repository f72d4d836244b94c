// In: a message, and the settings of one Teams workflow. Out: its JSON, and a receipt for each request.
// `send` makes one request and never throws for what comes back; a success is HTTP 202 and nothing else.
// No receipt holds the workflow's address; no body is larger than Teams takes; no value formats, links or rings.
import { assert } from '../../base/assert.ts'
import { TEAMS_LIMITS } from '../../base/limits.ts'
import type { ChannelLimits, ChannelType, Rendered, SendContext } from '../../contract/channel.ts'
import { listOf, numberOf, revealOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { UNREACHABLE } from './answers.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import { credentialsOf, type HookUrl, hookAddress, isSigned, readHookUrl } from './hook-url.ts'
import { readPerson } from './mentions.ts'
import { raw } from './raw.ts'
import { renderTeams } from './render.ts'

/** A channel or chat of Microsoft Teams, through a workflow of Power Automate. */
export const teams: ChannelType = {
  type: 'teams',
  title: 'Microsoft Teams',
  fields,
  limits,
  room: () => ({ entriesMax: TEAMS_LIMITS.entriesMax, bytesMax: TEAMS_LIMITS.entriesBytesMax }),
  hasPlainForm: true,
  address: (settings) => hookAddress(hookOf(settings)),
  check,
  render: renderTeams,
  raw,
  send,
}

function limits(settings: Settings): ChannelLimits {
  const { messagesPerMinuteMax, windowMs, burstMax, burstMs } = TEAMS_LIMITS
  const messagesMax = numberOf(settings, 'perMinute') ?? messagesPerMinuteMax
  const limit = { messagesMax, windowMs, penaltyMs: 0 }
  // A limit above the published one is another server's, and taken as it is.
  const isOwn = messagesMax <= messagesPerMinuteMax && messagesMax > burstMax
  return isOwn ? { ...limit, burst: { messagesMax: burstMax, windowMs: burstMs } } : limit
}

function hookOf(settings: Settings): HookUrl {
  const hook = readHookUrl(revealOf(settings, 'url') ?? '')
  assert(hook !== undefined, 'the settings of a teams endpoint were not checked')
  return hook
}

function check(settings: Settings): readonly LocalText[] {
  const problems = [...urlProblems(readHookUrl(revealOf(settings, 'url') ?? ''))]
  const userIds = listOf(settings, 'userIds')
  if (userIds.some((text) => readPerson(text) === undefined)) problems.push(NOT_A_PERSON)
  if (userIds.length > TEAMS_LIMITS.mentionsMax) problems.push(TOO_MANY_PEOPLE)
  return problems
}

function urlProblems(hook: HookUrl | undefined): readonly LocalText[] {
  if (hook === undefined) return [NOT_A_URL]
  switch (hook.kind) {
    case 'relay':
      return []
    case 'connector':
      return [RETIRED]
    case 'stranger':
      return [NOT_A_HOOK]
    case 'workflow':
      return isSigned(hook) && hook.url.protocol === 'https:' ? [] : [NOT_WHOLE]
  }
}

const NOT_A_URL: LocalText = {
  en: '"url" takes the address of a Teams workflow, https://…, and this is no http(s) address. Copy it again from the workflow.',
  zh: '"url" 应为 Teams 工作流的地址（https://…），当前值不是 http(s) 地址。请从工作流中重新复制。',
}
const RETIRED: LocalText = {
  en: '"url" belongs to an Office 365 connector, which Microsoft retired in 2026, so nothing sent there arrives. In the channel open … > Workflows, choose "Post to a channel when a webhook request is received" and copy its address.',
  zh: '"url" 属于 Office 365 连接器，该功能已于 2026 年停用，发往此地址的消息不会送达。请在频道的“… > 工作流”中选择“收到 Webhook 请求时发布到频道”，并复制其地址。',
}
const NOT_A_HOOK: LocalText = {
  en: '"url" is a page of Microsoft’s, not a workflow’s address, which ends in /triggers/manual/paths/invoke?…&sig=…. Copy it from the workflow ("When a Teams webhook request is received").',
  zh: '"url" 是微软的其他页面，不是工作流地址（以 /triggers/manual/paths/invoke?…&sig=… 结尾）。请在工作流的“收到 Teams Webhook 请求时”步骤中复制。',
}
const NOT_WHOLE: LocalText = {
  en: '"url" has no signature (sig=…) or no https. Copy the whole address, up to its end; where it has no sig at all, set "Who can trigger the flow" to "Anyone" in the workflow.',
  zh: '"url" 缺少签名（sig=…）或不是 https。请完整复制地址；若地址本身没有 sig，请在工作流中将“谁可以触发流”设为“任何人”。',
}
const NOT_A_PERSON: LocalText = {
  en: '"userIds" takes sign-in mail addresses or object ids, alone or as "Name <address>", and one is none. Teams knows nobody by mobile number or name alone.',
  zh: '"userIds" 应为登录邮箱或对象 ID，可写作“姓名 <邮箱>”，其中有不符合的值。Teams 无法仅按手机号或姓名 @ 人。',
}
const TOO_MANY_PEOPLE: LocalText = {
  en: '"userIds" takes at most 20. Name those who must be rung.',
  zh: '"userIds" 最多 20 个，请仅填写必须提醒的成员。',
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  const hook = hookOf(settings)
  if (context.signal.aborted) return NOT_STARTED
  const outcome = await context.http.send({
    method: 'POST',
    url: hook.text,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: rendered.body,
    signal: context.signal,
  })
  return classify(outcome, credentialsOf(hook))
}

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }
