// In: a message, and the settings of one WeCom group robot. Out: its JSON, and a receipt for each request.
// `send` makes one request and never throws for what comes back; a success is `errcode` 0 with exactly `ok`.
// No receipt holds the robot's key; no content is larger than WeCom takes; who must be rung is rung.
import { assert } from '../../base/assert.ts'
import { WECOM_LIMITS } from '../../base/limits.ts'
import type { ChannelType, MessageRoom, Rendered, SendContext } from '../../contract/channel.ts'
import { listOf, numberOf, revealOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { UNREACHABLE } from './answers.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import { wecomUserId } from './mentions.ts'
import { raw } from './raw.ts'
import { renderWecom } from './render.ts'
import { credentialsOf, type RobotUrl, readRobotUrl, robotAddress } from './robot-url.ts'
import { sizeOf } from './size.ts'

/** A group robot (群机器人, now 消息推送) in a WeCom group. */
export const wecom: ChannelType = {
  type: 'wecom',
  title: { en: 'WeCom', zh: '企业微信' },
  fields,
  limits: (settings) => ({
    messagesMax: numberOf(settings, 'perMinute') ?? WECOM_LIMITS.messagesPerMinuteMax,
    windowMs: WECOM_LIMITS.windowMs,
    penaltyMs: 0,
  }),
  room,
  size: sizeOf,
  hasPlainForm: true,
  address: (settings) => robotAddress(robotOf(settings)),
  check,
  render: renderWecom,
  raw,
  send,
}

/** A digest that rings somebody comes as text whatever the format: there, long lines are shortened. */
function room(settings: Settings): MessageRoom {
  const isText = textOf(settings, 'format') === 'text'
  const { entriesMax, entriesBytesMax, textEntriesMax, textEntriesBytesMax } = WECOM_LIMITS
  return isText
    ? { entriesMax: textEntriesMax, bytesMax: textEntriesBytesMax }
    : { entriesMax, bytesMax: entriesBytesMax }
}

function robotOf(settings: Settings): RobotUrl {
  const robot = readRobotUrl(revealOf(settings, 'url') ?? '')
  assert(robot !== undefined, 'the settings of a wecom endpoint were not checked')
  return robot
}

function check(settings: Settings): readonly LocalText[] {
  const robot = readRobotUrl(revealOf(settings, 'url') ?? '')
  if (robot === undefined) return [NOT_A_URL]
  const userIds = listOf(settings, 'userIds')
  const problems: LocalText[] = []
  if (robot.official && robot.key === undefined) problems.push(NO_KEY)
  else if (robot.official && !isSendPath(robot)) problems.push(OTHER_ADDRESS)
  if (userIds.length > WECOM_LIMITS.mentionsMax) problems.push(TOO_MANY_USER_IDS)
  if (userIds.some((userId) => wecomUserId(userId) === '')) problems.push(NO_USER_ID)
  if (userIds.length > 0 && CANNOT_MENTION.has(textOf(settings, 'format') ?? 'auto')) {
    problems.push(MUTE_FORMAT)
  }
  return problems
}

function isSendPath({ url }: RobotUrl): boolean {
  return url.pathname === '/cgi-bin/webhook/send'
}

const CANNOT_MENTION: ReadonlySet<string> = new Set(['markdown_v2', 'template_card'])

const NOT_A_URL: LocalText = {
  en: '"url" takes the robot’s webhook, https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…, and this is no http(s) address. Copy it again from the robot in the group’s settings.',
  zh: '"url" 应为机器人的 Webhook（https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…），当前值不是 http(s) 地址。请在群设置中重新复制。',
}
const NO_KEY: LocalText = {
  en: '"url" has no key. Copy the whole webhook from the robot in the group’s settings, up to its end.',
  zh: '"url" 缺少 key。请在群设置中完整复制 Webhook 地址。',
}
const OTHER_ADDRESS: LocalText = {
  en: '"url" is another address of WeCom’s, not the one for messages, which is /cgi-bin/webhook/send. Copy the webhook again from the robot in the group’s settings.',
  zh: '"url" 是企业微信的其他地址，而非发消息的 /cgi-bin/webhook/send。请在群设置中重新复制 Webhook。',
}
const TOO_MANY_USER_IDS: LocalText = {
  en: '"userIds" takes at most 100. Use "mentionAll" to ring for the whole group.',
  zh: '"userIds" 最多 100 个。需要提醒全群时请使用 "mentionAll"。',
}
const NO_USER_ID: LocalText = {
  en: '"userIds" holds something that is no WeCom userid (1 to 64 letters, digits, ".", "_", "-", "@", the first a letter or digit). Copy the account from the member’s page in the admin console; for everybody there is "mentionAll", for mobile numbers the contact’s "mobile".',
  zh: '"userIds" 中有无效的 userid（1 至 64 个字母、数字、“.”、“_”、“-”、“@”，首位为字母或数字）。请从管理后台成员详情复制“账号”；提醒全员用 "mentionAll"，按手机号提醒用联系人的 "mobile"。',
}
const MUTE_FORMAT: LocalText = {
  en: '"userIds" cannot be mentioned in the format markdown_v2 or template_card. Set "format" to auto, or leave "userIds" out.',
  zh: 'markdown_v2 与 template_card 无法 @ "userIds" 中的成员。请将 "format" 设为 auto，或去掉 "userIds"。',
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  const robot = robotOf(settings)
  if (context.signal.aborted) return NOT_STARTED
  const outcome = await context.http.send({
    method: 'POST',
    url: robot.url.href,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: rendered.body,
    signal: context.signal,
  })
  return classify(outcome, credentialsOf(robot))
}

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }
