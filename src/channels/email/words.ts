import type { Message, MessageLine } from '../../model/message.ts'
import type { Severity } from '../../model/severity.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

/** How a severity or a state looks: the sign says it where colours are not drawn. */
export type Mark = { readonly sign: string; readonly color: string; readonly word: LocalText }

// Each colour has a contrast of at least 4.5 to the white text on it.
const SEVERITY_MARKS: Readonly<Record<Severity, Mark>> = {
  critical: { sign: '🔴', color: '#c62828', word: { en: 'Critical', zh: '严重' } },
  error: { sign: '🟠', color: '#b94700', word: { en: 'Error', zh: '错误' } },
  warning: { sign: '🟡', color: '#8a6100', word: { en: 'Warning', zh: '警告' } },
  info: { sign: '🔵', color: '#1f5fbf', word: { en: 'Info', zh: '信息' } },
}

const RESOLVED: Mark = { sign: '✅', color: '#1a7a36', word: { en: 'Resolved', zh: '已恢复' } }
const ACKNOWLEDGED: Mark = {
  sign: '👀',
  color: '#6a4bc4',
  word: { en: 'Acknowledged', zh: '已确认' },
}

/** The end and the acknowledgement of a problem matter more than how bad it was. */
export function markOf(told: Pick<Message | MessageLine, 'state' | 'severity'>): Mark {
  switch (told.state) {
    case 'resolved':
      return RESOLVED
    case 'acknowledged':
      return ACKNOWLEDGED
    case 'firing':
    case 'notice':
      return SEVERITY_MARKS[told.severity]
  }
}

/** What stands between a label and its value on one line. */
export function colon(language: Language): string {
  return language === 'zh' ? '：' : ': '
}

/** Says that a message was shortened, and how many of its entries were left out. */
export function cutNotice(omitted: number, language: Language): string {
  const more = { en: `${omitted} more not shown. `, zh: `另有 ${omitted} 项未显示。` }
  const why = {
    en: 'Shortened: too long for one mail.',
    zh: '内容过长，超出单封邮件上限，已截短。',
  }
  return (omitted > 0 ? inLanguage(more, language) : '') + inLanguage(why, language)
}

/** The small print: who sends this, and for which policies. */
export function footer(policy: string, language: Language): string {
  const told: LocalText = { en: 'Sent by Tocsin', zh: '由 Tocsin 发送' }
  const by: LocalText = { en: `policy ${policy}`, zh: `策略 ${policy}` }
  const parts = policy === '' ? [told] : [told, by]
  return parts.map((part) => inLanguage(part, language)).join(' · ')
}
