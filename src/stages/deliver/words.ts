import type { LocalText } from '../../model/text.ts'

/** The words of the default messages, in both languages. */
export const WORDS = {
  resolved: { en: 'Resolved', zh: '已恢复' },
  update: { en: 'Update', zh: '更新' },
  repeat: { en: 'Still firing', zh: '仍未恢复' },
  escalation: { en: 'Escalated', zh: '已升级' },
  undelivered: { en: 'Not delivered', zh: '未送达' },
  overMeanwhile: { en: 'It has resolved meanwhile.', zh: '在此期间已恢复。' },
  resolvedMeanwhile: { en: 'resolved meanwhile', zh: '期间已恢复' },
  acknowledgedBy: { en: 'Acknowledged by', zh: '确认人' },
  resolvedBy: { en: 'Resolved by', zh: '恢复人' },
  source: { en: 'Source', zh: '来源' },
  digest: {
    en: 'The limit of this chat is reached, so these share one message:',
    zh: '本群机器人已达发送上限，以下内容合并为一条消息：',
  },
} as const satisfies Record<string, LocalText>

/** Words that hold a number or a name. */
export const COUNTED = {
  asked: (name: string): LocalText => ({
    en: `${name} asks for help.`,
    zh: `${name} 请求支援。`,
  }),
  alerts: (count: number): LocalText => ({
    en: `${count} ${count === 1 ? 'alert' : 'alerts'}`,
    zh: `${count} 个告警`,
  }),
  resolved: (count: number): LocalText => ({ en: `${count} resolved`, zh: `${count} 个已恢复` }),
  notices: (count: number): LocalText => ({
    en: `${count} ${count === 1 ? 'notice' : 'notices'}`,
    zh: `${count} 条通知`,
  }),
}
