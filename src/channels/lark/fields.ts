import { LARK_LIMITS } from '../../base/limits.ts'
import type { Field } from '../../contract/fields.ts'
import { FORMATS } from './render.ts'

/** The settings of a Lark or Feishu endpoint. */
export const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'url',
    label: { en: 'Webhook', zh: 'Webhook 地址' },
    hint: {
      en: 'The custom bot’s webhook as Feishu (open.feishu.cn) or Lark (open.larksuite.com) shows it. The address of a relay or of the sandbox is taken as well.',
      zh: '飞书（open.feishu.cn）或 Lark（open.larksuite.com）显示的自定义机器人 Webhook；也可填写中转服务或沙箱的地址。',
    },
    placeholder: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
    required: true,
    secret: true,
  },
  {
    name: 'secret',
    kind: 'text',
    label: { en: 'Signing secret', zh: '签名密钥' },
    hint: {
      en: 'The secret of the security setting "signature verification" (签名校验). Leave it out where the bot does not ask for signatures.',
      zh: '安全设置“签名校验”中的密钥。机器人未启用签名校验时留空。',
    },
    required: false,
    secret: true,
  },
  {
    name: 'keywords',
    kind: 'list',
    label: { en: 'Keywords', zh: '自定义关键词' },
    hint: {
      en: 'The bot’s keywords, spelled as in its settings, at most 10. Where a message holds none of them, the first is added to it.',
      zh: '机器人的自定义关键词，须逐字一致，最多 10 个。消息不含任何关键词时，会补上第一个。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'mentionAll',
    kind: 'boolean',
    label: { en: 'Mention everybody', zh: '@所有人' },
    hint: {
      en: 'Rings for the whole group while a problem goes on that nobody has taken, never for recoveries and infos. Off by default. The group’s owner must allow it, else Lark turns the message away.',
      zh: '告警未恢复且无人确认时提醒全群（恢复与信息类消息不提醒），默认关闭。须由群主允许 @所有人，否则消息会被拒绝。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'userIds',
    kind: 'list',
    label: { en: 'People to mention', zh: '固定 @ 的成员' },
    hint: {
      en: 'The open_id (ou_…) of people who are mentioned while a problem goes on that nobody has taken, at most 50. A custom bot cannot mention by mobile number or mail address, so people on call are not rung by theirs.',
      zh: '告警未恢复且无人确认时 @ 的成员 open_id（ou_…），最多 50 人。自定义机器人不支持按手机号或邮箱 @ 人，因此不会按值班人员的手机号提醒。',
    },
    placeholder: 'ou_…',
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages the bot may send in any minute. Default 100, Lark’s limit; give less where another program uses the same bot.',
      zh: '机器人任意一分钟内可发送的条数。默认 100（飞书上限）；与其他程序共用机器人时请调小。',
    },
    placeholder: String(LARK_LIMITS.messagesPerMinuteMax),
    required: false,
    secret: false,
    least: 1,
    most: 1_000_000,
  },
  {
    name: 'format',
    kind: 'choice',
    label: { en: 'Format', zh: '消息格式' },
    hint: {
      en: 'auto (default) and card: an interactive card whose header has the severity’s colour, with buttons. post: rich text with links, for where cards are turned away. text: no mark-up at all.',
      zh: 'auto（默认）与 card：消息卡片，标题颜色表示级别，带按钮。post：带链接的富文本，用于卡片被拒绝的情况。text：不含任何排版。',
    },
    placeholder: 'auto',
    required: false,
    secret: false,
    choices: FORMATS,
  },
]
