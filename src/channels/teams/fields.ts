import type { Field } from '../../contract/fields.ts'

/** The settings of a Microsoft Teams endpoint. */
export const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'url',
    label: { en: 'Workflow address', zh: '工作流地址' },
    hint: {
      en: 'The address of the workflow "Post to a channel when a webhook request is received", copied whole: port and query belong to it. The address of a relay or of the sandbox is taken as well.',
      zh: '工作流“收到 Webhook 请求时发布到频道”的地址，须完整复制（含端口与查询参数）；也可填写中转服务或沙箱的地址。',
    },
    placeholder: 'https://….logic.azure.com:443/workflows/…',
    required: true,
    secret: true,
  },
  {
    name: 'userIds',
    kind: 'list',
    label: { en: 'People to mention', zh: '固定 @ 的成员' },
    hint: {
      en: 'People who are mentioned while a problem goes on that nobody has taken: their sign-in mail address or object id, or "Name <address>", at most 20. Teams knows nobody by mobile number, and a workflow cannot mention a whole channel.',
      zh: '告警未恢复且无人确认时 @ 的成员：登录邮箱或对象 ID，也可写作“姓名 <邮箱>”，最多 20 人。Teams 无法按手机号 @ 人，工作流也无法 @ 整个频道。',
    },
    placeholder: 'Wang Wei <wang@example.com>',
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages may be sent in any minute, at most 4 in a second. Default 60; give less where the flow’s owner runs other flows that post much.',
      zh: '任意一分钟内可发送的条数，且每秒不超过 4 条。默认 60；流所有者还有其他频繁发送的流时请调小。',
    },
    placeholder: '60',
    required: false,
    secret: false,
    least: 1,
    most: 1_000_000,
  },
]
