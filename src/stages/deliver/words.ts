import { SEVERITIES, type Severity } from '../../model/severity.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'

/** The words of the default messages, in both languages. */
export const WORDS = {
  resolved: { en: 'Resolved', zh: '已恢复' },
  update: { en: 'Update', zh: '更新' },
  repeat: { en: 'Still firing', zh: '仍未恢复' },
  digest: { en: 'Digest', zh: '汇总' },
  escalation: { en: 'Escalated', zh: '已升级' },
  takeover: { en: 'You are on call', zh: '您已接班' },
  reminder: { en: 'Still on it?', zh: '仍在处理？' },
  undelivered: { en: 'Not delivered', zh: '未送达' },
  storm: { en: 'Alert storm', zh: '告警风暴' },
  flapping: { en: 'Flapping', zh: '抖动' },
  again: { en: 'Firing again', zh: '再次触发' },
  overMeanwhile: {
    en: 'It has resolved before this message could be sent.',
    zh: '在本消息发出之前，该告警已恢复。',
  },
  since: { en: 'Since', zh: '开始时间' },
  at: { en: 'Time', zh: '时间' },
  began: { en: 'Began', zh: '开始时间' },
  lasted: { en: 'Lasted', zh: '持续时长' },
  resolvedAt: { en: 'Resolved at', zh: '恢复时间' },
  acknowledgedBy: { en: 'Acknowledged by', zh: '确认人' },
  resolvedBy: { en: 'Resolved by', zh: '恢复人' },
  product: { en: 'Product', zh: '产品' },
  region: { en: 'Region', zh: '地域' },
  instance: { en: 'Instance', zh: '实例' },
  resource: { en: 'Resource', zh: '资源' },
  source: { en: 'Source', zh: '来源' },
  policy: { en: 'Policy', zh: '策略' },
  severities: { en: 'Severity', zh: '级别' },
  common: { en: 'In common', zh: '共同信息' },
  testTitle: { en: 'Test message from Tocsin', zh: 'Tocsin 测试消息' },
  testText: {
    en: 'Nothing is wrong. This message was sent to see that alerts arrive here.',
    zh: '一切正常。本消息仅用于确认告警能够送达这里。',
  },
  endpoint: { en: 'Endpoint', zh: '接收地址' },
  hub: { en: 'Hub', zh: '告警中心' },
  sentAt: { en: 'Sent at', zh: '发送时间' },
} as const satisfies Record<string, LocalText>

/** Words that hold a number, a name or a time. */
export const COUNTED = {
  alerts: (count: number): LocalText => ({
    en: `${count} ${count === 1 ? 'alert' : 'alerts'}`,
    zh: `${count} 个告警`,
  }),
  resolved: (count: number): LocalText => ({ en: `${count} resolved`, zh: `${count} 个已恢复` }),
  notices: (count: number): LocalText => ({
    en: `${count} ${count === 1 ? 'notice' : 'notices'}`,
    zh: `${count} 条通知`,
  }),
  severity: (count: number, severity: Severity): LocalText => ({
    en: `${count} ${severity}`,
    zh: `${count} ${SEVERITY_WORDS[severity]}`,
  }),
  lasting: (time: string, long: LocalText): LocalText => ({
    en: `${time}, for ${inLanguage(long, 'en')}`,
    zh: `${time}，已持续 ${inLanguage(long, 'zh')}`,
  }),
  atMost: (long: LocalText): LocalText => ({
    en: `at most ${inLanguage(long, 'en')}`,
    zh: `最多 ${inLanguage(long, 'zh')}`,
  }),
  acknowledgedBy: (name: string): LocalText => ({
    en: `acknowledged by ${name}`,
    zh: `${name} 已确认`,
  }),
  digest: (count: number): LocalText => ({
    en: `The limit of this chat is reached, so these ${count} share one message. Each is named below.`,
    zh: `本群机器人已达发送上限，以下 ${count} 条合并为一条消息，逐条列出：`,
  }),
  flapping: (until: string): LocalText => ({
    en: `It begins and ends again and again. Until ${until} only a rise to critical is told; then what it has become.`,
    zh: `该告警反复触发与恢复。在 ${until} 之前仅通知其升级为严重，之后通知其最新状态。`,
  }),
  asked: (name: string): LocalText => ({
    en: `${name} asks for more help.`,
    zh: `${name} 请求支援。`,
  }),
  unanswered: (long: LocalText | undefined): LocalText => ({
    en:
      long === undefined
        ? 'Nobody has answered.'
        : `Nobody has answered for ${inLanguage(long, 'en')}.`,
    zh: long === undefined ? '尚无人响应。' : `已有 ${inLanguage(long, 'zh')}无人响应。`,
  }),
  templateFailed: (template: string, reason: string): LocalText => ({
    en: `The template "${template}" failed, so this is the default message. ${reason}`,
    zh: `模板“${template}”未能使用，已改用默认消息。${reason}`,
  }),
}

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: '严重',
  error: '错误',
  warning: '警告',
  info: '信息',
}

/** How many of each severity, the worst first: `2 critical, 1 warning`. */
export function severityCounts(severities: readonly Severity[]): LocalText {
  const parts = SEVERITIES.flatMap((severity) => {
    const count = severities.filter((one) => one === severity).length
    return count > 0 ? [COUNTED.severity(count, severity)] : []
  })
  return joined(parts)
}

/** Texts as a list in each language. */
export function joined(parts: readonly LocalText[]): LocalText {
  return {
    en: parts.map((part) => inLanguage(part, 'en')).join(', '),
    zh: parts.map((part) => inLanguage(part, 'zh')).join('，'),
  }
}

/** `word` before `text`, with the colon of each language. */
export function led(word: LocalText, text: LocalText): LocalText {
  return {
    en: `${inLanguage(word, 'en')}: ${inLanguage(text, 'en')}`,
    zh: `${inLanguage(word, 'zh')}：${inLanguage(text, 'zh')}`,
  }
}

/** Texts beside each other, the empty ones left out. */
export function dotted(parts: readonly LocalText[]): LocalText {
  const join = (language: 'en' | 'zh'): string =>
    parts
      .map((part) => inLanguage(part, language))
      .filter((part) => part !== '')
      .join(' · ')
  return { en: join('en'), zh: join('zh') }
}
