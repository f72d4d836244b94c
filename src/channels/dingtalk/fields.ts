import type { Field } from '../../contract/fields.ts'
import { FORMATS } from './render.ts'

/** The settings of a DingTalk endpoint. */
export const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'url',
    label: { en: 'Webhook', zh: 'Webhook 地址' },
    hint: {
      en: 'The robot’s webhook as DingTalk shows it. A timestamp and sign that were copied along are dropped. The address of a relay or of the sandbox is taken as well.',
      zh: '钉钉显示的机器人 Webhook。误带的 timestamp 与 sign 会被去除；也可填写中转服务或沙箱的地址。',
    },
    placeholder: 'https://oapi.dingtalk.com/robot/send?access_token=…',
    required: true,
    secret: true,
  },
  {
    name: 'secret',
    kind: 'text',
    label: { en: 'Signing secret', zh: '加签密钥' },
    hint: {
      en: 'The secret of the security setting 加签; it begins with SEC. Leave it out where the robot does not ask for signatures.',
      zh: '安全设置“加签”中的密钥，以 SEC 开头。机器人未启用加签时留空。',
    },
    placeholder: 'SEC…',
    required: false,
    secret: true,
  },
  {
    name: 'keywords',
    kind: 'list',
    label: { en: 'Keywords', zh: '自定义关键词' },
    hint: {
      en: 'The robot’s keywords, spelled as in its settings, at most 10. Where a message holds none of them, the first is added to its title and body.',
      zh: '机器人的自定义关键词，须逐字一致，最多 10 个。消息不含任何关键词时，会将第一个补到标题与正文中。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'mentionAll',
    kind: 'boolean',
    label: { en: 'Mention everybody', zh: '@所有人' },
    hint: {
      en: 'Rings for the whole group while a problem goes on that nobody has taken, never for recoveries and infos. Off by default. Such messages come without buttons; their actions are links.',
      zh: '告警未恢复且无人确认时提醒全群（恢复与信息类消息不提醒），默认关闭。开启后消息不带按钮，操作以链接呈现。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'userIds',
    kind: 'list',
    label: { en: 'People to mention', zh: '固定 @ 的成员' },
    hint: {
      en: 'DingTalk userIds of people who are mentioned while a problem goes on that nobody has taken, besides those that are on call. A message mentions at most 50 people.',
      zh: '告警未恢复且无人确认时 @ 的成员 userId（值班人员之外）。单条消息最多 @ 50 人。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages the robot may send in any minute. Default 20, DingTalk’s limit; give less where another program uses the same robot.',
      zh: '机器人任意一分钟内可发送的条数。默认 20（钉钉上限）；与其他程序共用机器人时请调小。',
    },
    placeholder: '20',
    required: false,
    secret: false,
    least: 1,
    most: 1_000_000,
  },
  {
    name: 'organization',
    kind: 'text',
    label: { en: 'Organisation', zh: '所属组织' },
    hint: {
      en: 'Which DingTalk organisation the robot belongs to, as any name: endpoints with the same name share the monthly quota. Default `default`; change it where robots of several organisations are used.',
      zh: '机器人所属的钉钉组织，名称任意：名称相同的端点共用每月配额。默认 default；使用多个组织的机器人时请分别填写。',
    },
    placeholder: 'default',
    required: false,
    secret: false,
  },
  {
    name: 'monthlyQuota',
    kind: 'number',
    label: { en: 'Messages a month', zh: '每月条数' },
    hint: {
      en: 'How many messages the organisation may send through webhooks in a calendar month. By itself the standard edition’s 3000 is assumed: Tocsin then warns and merges, and stops only when DingTalk does. A number given here is kept to; 0 is none. A relay has no quota unless it is given.',
      zh: '组织每个自然月可通过 Webhook 发送的总条数。不填时按标准版 3000 条预警并合并，但仅在钉钉拒绝后才停发；填写后严格遵守该数，0 表示不限。中转地址默认不计配额。',
    },
    placeholder: '3000',
    required: false,
    secret: false,
    least: 0,
    most: 1_000_000_000,
  },
  {
    name: 'format',
    kind: 'choice',
    label: { en: 'Format', zh: '消息格式' },
    hint: {
      en: 'auto (default): a card with buttons where there are actions and nobody is mentioned by mobile number, else markdown. actionCard: the links become buttons too. text: no mark-up at all.',
      zh: 'auto（默认）：有操作且无需按手机号 @ 人时用按钮卡片，否则用 markdown。actionCard：链接也呈现为按钮。text：不含任何排版。',
    },
    placeholder: 'auto',
    required: false,
    secret: false,
    choices: FORMATS,
  },
]
