// In: a message, and the settings of one DingTalk custom robot. Out: its JSON, and a receipt for each request.
// `send` makes one request and never throws for what comes back; a success is `errcode` 0 and nothing else.
// No receipt holds the token, the secret or a signature; no body is larger than DingTalk takes.
import { assert } from '../../base/assert.ts'
import { DINGTALK_LIMITS } from '../../base/limits.ts'
import type { ChannelQuota, ChannelType, Rendered, SendContext } from '../../contract/channel.ts'
import { listOf, numberOf, revealOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { UNREACHABLE } from './answers.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import { raw } from './raw.ts'
import { renderDingtalk } from './render.ts'
import { readRobotUrl, requestUrl, robotAddress } from './robot-url.ts'

/** A custom robot (自定义机器人) in a DingTalk group. */
export const dingtalk: ChannelType = {
  type: 'dingtalk',
  title: { en: 'DingTalk', zh: '钉钉' },
  fields,
  limits: (settings) => ({
    messagesMax: numberOf(settings, 'perMinute') ?? DINGTALK_LIMITS.messagesPerMinuteMax,
    windowMs: DINGTALK_LIMITS.windowMs,
    penaltyMs: DINGTALK_LIMITS.penaltyMs,
  }),
  room: () => ({
    entriesMax: DINGTALK_LIMITS.entriesMax,
    bytesMax: DINGTALK_LIMITS.entriesBytesMax,
  }),
  size: (body) => ({
    used: Buffer.byteLength(body),
    most: DINGTALK_LIMITS.bodyBytesMax,
    unit: 'bytes',
  }),
  quota,
  hasPlainForm: true,
  address(settings) {
    const robot = readRobotUrl(revealOf(settings, 'url') ?? '')
    assert(robot !== undefined, 'the settings of a dingtalk endpoint were not checked')
    return robotAddress(robot)
  },
  check,
  render: renderDingtalk,
  raw,
  send,
}

/**
 * What the organisation may send in a month through all robots together. DingTalk's own host has
 * the standard edition's number unless the settings say otherwise; a relay or the sandbox has none.
 */
function quota(settings: Settings): ChannelQuota | undefined {
  const robot = readRobotUrl(revealOf(settings, 'url') ?? '')
  const usual = robot?.official === true ? DINGTALK_LIMITS.monthlyQuota : 0
  const given = numberOf(settings, 'monthlyQuota')
  const messagesMax = given ?? usual
  if (messagesMax === 0) return undefined
  const organization = textOf(settings, 'organization')?.trim() || 'default'
  const { zoneMinutes } = DINGTALK_LIMITS
  const key = `dingtalk:${organization}`
  return { key, messagesMax, zoneMinutes, ...(given === undefined && { assumed: true }) }
}

function check(settings: Settings): readonly LocalText[] {
  const robot = readRobotUrl(revealOf(settings, 'url') ?? '')
  if (robot === undefined) return [NOT_A_URL]
  const secret = revealOf(settings, 'secret')
  const keywords = listOf(settings, 'keywords')
  const problems: LocalText[] = []
  if (robot.official && robot.token === undefined) problems.push(NO_TOKEN)
  if (robot.official && secret !== undefined && !secret.startsWith('SEC')) problems.push(NO_SEC)
  if (keywords.length > DINGTALK_LIMITS.keywordsMax) problems.push(TOO_MANY_KEYWORDS)
  if (keywords.some(isUnusableKeyword)) problems.push(UNUSABLE_KEYWORD)
  if ((textOf(settings, 'organization') ?? '').length > DINGTALK_LIMITS.organizationLengthMax) {
    problems.push(LONG_ORGANIZATION)
  }
  return problems
}

function isUnusableKeyword(keyword: string): boolean {
  return keyword.trim() === '' || keyword.length > DINGTALK_LIMITS.keywordLengthMax
}

const NOT_A_URL: LocalText = {
  en: '"url" takes the robot’s webhook, https://oapi.dingtalk.com/robot/send?access_token=…, and this is no http(s) address. Copy it again from the robot’s settings.',
  zh: '"url" 应为机器人的 Webhook（https://oapi.dingtalk.com/robot/send?access_token=…），当前值不是 http(s) 地址。请在机器人设置中重新复制。',
}
const NO_TOKEN: LocalText = {
  en: '"url" has no access_token. Copy the whole webhook from the robot’s settings, up to its end.',
  zh: '"url" 缺少 access_token。请在机器人设置中完整复制 Webhook 地址。',
}
const NO_SEC: LocalText = {
  en: '"secret" takes the signing secret, which begins with SEC. Copy it from the robot’s security settings (加签), or leave it out where the robot has none.',
  zh: '"secret" 应为以 SEC 开头的加签密钥。请在机器人安全设置（加签）中复制；未启用加签时请留空。',
}
const TOO_MANY_KEYWORDS: LocalText = {
  en: '"keywords" takes at most 10, as a DingTalk robot does. One of the robot’s keywords is enough.',
  zh: '"keywords" 最多 10 个，与钉钉机器人一致。填写机器人的任一关键词即可。',
}
const UNUSABLE_KEYWORD: LocalText = {
  en: '"keywords" holds one that is empty or longer than 100 characters. Copy it exactly from the robot’s settings.',
  zh: '"keywords" 中有空白或超过 100 字的关键词。请从机器人设置中逐字复制。',
}

const LONG_ORGANIZATION: LocalText = {
  en: '"organization" is longer than 64 characters. Any short name will do: endpoints with the same one share a quota.',
  zh: '"organization" 超过 64 个字符。使用任意简短名称即可，名称相同的端点共用配额。',
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  const robot = readRobotUrl(revealOf(settings, 'url') ?? '')
  assert(robot !== undefined, 'the settings of a dingtalk endpoint were not checked')
  if (context.signal.aborted) return NOT_STARTED
  const secret = revealOf(settings, 'secret')
  const outcome = await context.http.send({
    method: 'POST',
    url: requestUrl(robot, secret, context.clock.now()),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: withMessageUuid(rendered.body, context.idempotencyKey),
    signal: context.signal,
  })
  return classify(outcome, [robot.url.href, robot.token ?? '', secret ?? ''])
}

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }

/** The key is known only when sending: it goes in front of the rendered fields. */
function withMessageUuid(body: string, idempotencyKey: string): string {
  assert(body.startsWith('{"'), 'a rendered body is a JSON object with fields')
  return `{"msgUuid":${JSON.stringify(idempotencyKey)},${body.slice(1)}`
}
