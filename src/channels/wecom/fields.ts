import type { Field } from '../../contract/fields.ts'
import { FORMATS } from './render.ts'

/** The settings of a WeCom endpoint. */
export const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'url',
    label: { en: 'Webhook', zh: 'Webhook 地址' },
    hint: {
      en: 'The robot’s webhook as WeCom shows it. Whoever has it can send as the robot. The address of a relay or of the sandbox is taken as well.',
      zh: '企业微信显示的群机器人（消息推送）Webhook，持有者即可以机器人身份发消息。也可填写中转服务或沙箱的地址。',
    },
    placeholder: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
    required: true,
    secret: true,
  },
  {
    name: 'mentionAll',
    kind: 'boolean',
    label: { en: 'Mention everybody', zh: '@所有人' },
    hint: {
      en: 'Rings for the whole group when a message is urgent: not for recoveries, not for mere information. Off by default. Such messages come as text without colours, since WeCom’s markdown rings nobody but user ids.',
      zh: '紧急消息提醒全群（恢复与普通信息除外），默认关闭。此类消息以无颜色的 text 发送，因为企业微信的 markdown 只能 @ userid。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'userIds',
    kind: 'list',
    label: { en: 'People to mention', zh: '固定 @ 的成员' },
    hint: {
      en: 'WeCom userids of people who are mentioned while a problem goes on that nobody has taken, besides those that are on call; at most 100. Not with markdown_v2 or template_card, which cannot mention.',
      zh: '告警未恢复且无人确认时 @ 的成员 userid（值班人员之外），最多 100 个。不能与 markdown_v2、template_card 同用，它们无法 @ 人。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages the robot may send in any minute. Default 20, WeCom’s limit; give less where another program uses the same robot.',
      zh: '机器人任意一分钟内可发送的条数。默认 20（企业微信上限）；与其他程序共用机器人时请调小。',
    },
    placeholder: '20',
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
      en: 'auto (default): markdown with colours, and text where everybody or a mobile number must be rung; every other form gives way to text there too. markdown_v2: lists, no colours, plain on clients before 4.1.36. template_card: a card for a single alert that has a link. text: no mark-up at all.',
      zh: 'auto（默认）：带颜色的 markdown；需 @所有人 或按手机号 @ 人时用 text，其他格式此时也会改用 text。markdown_v2：支持列表、无颜色，4.1.36 以前的客户端显示为纯文本。template_card：带链接的单条告警用卡片。text：不含任何排版。',
    },
    placeholder: 'auto',
    required: false,
    secret: false,
    choices: FORMATS,
  },
]
