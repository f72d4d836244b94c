import type { Field } from '../../contract/fields.ts'
import { FORMATS } from './render.ts'

/** The settings of a Slack endpoint. */
export const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'url',
    label: { en: 'Webhook', zh: 'Webhook 地址' },
    hint: {
      en: 'The incoming webhook as Slack shows it; it belongs to one channel. The address of a relay, of the sandbox or of a server that imitates Slack is taken as well.',
      zh: 'Slack 显示的 Incoming Webhook，对应一个频道。也可填写中转服务、沙箱或兼容 Slack 的服务地址。',
    },
    placeholder: 'https://hooks.slack.com/services/T…/B…/…',
    required: true,
    secret: true,
  },
  {
    name: 'mentionAll',
    kind: 'boolean',
    label: { en: 'Mention the channel', zh: '@channel' },
    hint: {
      en: 'Rings for everybody in the channel (@channel) while a problem goes on that nobody has taken, never for recoveries and infos. Off by default.',
      zh: '告警未恢复且无人确认时提醒频道内所有人（@channel，恢复与信息类消息不提醒），默认关闭。',
    },
    required: false,
    secret: false,
  },
  {
    name: 'userIds',
    kind: 'list',
    label: { en: 'People to mention', zh: '固定 @ 的成员' },
    hint: {
      en: 'Member ids (U…) and user group ids (S…) that are mentioned while a problem goes on that nobody has taken, at most 50. Slack knows nobody by mobile number.',
      zh: '告警未恢复且无人确认时 @ 的成员 ID（U…）与用户组 ID（S…），最多 50 个。Slack 无法按手机号 @ 人。',
    },
    placeholder: 'U012AB3CD',
    required: false,
    secret: false,
  },
  {
    name: 'format',
    kind: 'choice',
    label: { en: 'Format', zh: '消息格式' },
    hint: {
      en: 'auto (default): blocks where the address is of Slack’s form (/services/…), else text. blocks: a coloured attachment. text: one text, for servers that imitate Slack but know no blocks.',
      zh: 'auto（默认）：地址为 Slack 形式（/services/…）时用 blocks，否则用 text。blocks：带颜色的附件。text：单一文本，适合兼容 Slack 但不支持 blocks 的服务。',
    },
    placeholder: 'auto',
    required: false,
    secret: false,
    choices: FORMATS,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages may be sent in a minute. Default 60, which is Slack’s limit for a channel; give less where other programs post to the same channel.',
      zh: '每分钟可发送的条数。默认 60（Slack 每个频道的上限）；其他程序也向该频道发送时请调小。',
    },
    placeholder: '60',
    required: false,
    secret: false,
    least: 1,
    most: 1_000_000,
  },
]
