// In: a message, and the settings of one Slack incoming webhook. Out: its JSON, and a receipt for each request.
// `send` makes one request and never throws for what comes back; a success is HTTP 2xx with `ok`.
// No receipt holds the webhook's address; no value can mention, link or format; no text is longer than Slack takes.
import { assert } from '../../base/assert.ts'
import { SLACK_LIMITS } from '../../base/limits.ts'
import type { ChannelLimits, ChannelType, Rendered, SendContext } from '../../contract/channel.ts'
import { listOf, numberOf, revealOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { UNREACHABLE } from './answers.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import { credentialsIn, type HookUrl, hookAddress, isWholeHook, readHookUrl } from './hook-url.ts'
import { isMemberId } from './mentions.ts'
import { raw } from './raw.ts'
import { renderSlack } from './render.ts'
import { sizeOf } from './size.ts'

/** An incoming webhook of a Slack app. */
export const slack: ChannelType = {
  type: 'slack',
  title: 'Slack',
  fields,
  limits,
  room: () => ({ entriesMax: SLACK_LIMITS.entriesMax, bytesMax: SLACK_LIMITS.entriesBytesMax }),
  size: sizeOf,
  hasPlainForm: true,
  address: (settings) => hookAddress(hookOf(settings)),
  check,
  render: renderSlack,
  raw,
  send,
}

/**
 * Slack counts by the second with short bursts, so the minute's messages come in smaller windows of
 * at most one burst. A limit above Slack's own is another server's, and taken as it is.
 */
function limits(settings: Settings): ChannelLimits {
  const { messagesPerMinuteMax, burstMax, windowMs } = SLACK_LIMITS
  const perMinute = numberOf(settings, 'perMinute') ?? messagesPerMinuteMax
  const isInBursts = perMinute > burstMax && perMinute <= messagesPerMinuteMax
  if (!isInBursts) return { messagesMax: perMinute, windowMs, penaltyMs: 0 }
  return {
    messagesMax: burstMax,
    windowMs: Math.ceil((windowMs * burstMax) / perMinute),
    penaltyMs: 0,
  }
}

function hookOf(settings: Settings): HookUrl {
  const hook = readHookUrl(revealOf(settings, 'url') ?? '')
  assert(hook !== undefined, 'the settings of a slack endpoint were not checked')
  return hook
}

function check(settings: Settings): readonly LocalText[] {
  const hook = readHookUrl(revealOf(settings, 'url') ?? '')
  if (hook === undefined || (hook.official && !isWholeHook(hook))) return [NOT_A_HOOK]
  const userIds = listOf(settings, 'userIds')
  const problems: LocalText[] = []
  if (!userIds.every(isMemberId)) problems.push(NOT_AN_ID)
  if (userIds.length > SLACK_LIMITS.mentionsMax) problems.push(TOO_MANY_IDS)
  return problems
}

const NOT_A_HOOK: LocalText = {
  en: '"url" takes an incoming webhook, https://hooks.slack.com/services/T…/B…/…, and this is none (a workflow’s trigger takes no messages). Copy it from the app’s page (Incoming Webhooks), up to its end.',
  zh: '"url" 应为 Incoming Webhook（https://hooks.slack.com/services/T…/B…/…），当前值不是（工作流触发地址不接收消息）。请在应用的 Incoming Webhooks 页面完整复制。',
}
const NOT_AN_ID: LocalText = {
  en: '"userIds" takes member ids (U…) and user group ids (S…), and holds something else. Copy the id from the person’s profile in Slack (Copy member ID); names do not work.',
  zh: '"userIds" 应为成员 ID（U…）或用户组 ID（S…），当前含有其他内容。请在 Slack 个人资料中“复制成员 ID”，名称无效。',
}
const TOO_MANY_IDS: LocalText = {
  en: '"userIds" takes at most 50. Put the people into a Slack user group and give its id (S…).',
  zh: '"userIds" 最多 50 个。请将成员加入 Slack 用户组，并填写用户组 ID（S…）。',
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
    url: hook.url.href,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: rendered.body,
    signal: context.signal,
  })
  return classify(outcome, credentialsIn(hook))
}

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }
