import type { Message, MessageLine } from '../../model/message.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

/** How a severity or a state looks in a text, as a sign and as a word. */
export type Mark = { readonly sign: string; readonly word: LocalText }

const SEVERITY_MARKS: Readonly<Record<Message['severity'], Mark>> = {
  critical: { sign: '🔴', word: { en: 'Critical', zh: '严重' } },
  error: { sign: '🟠', word: { en: 'Error', zh: '错误' } },
  warning: { sign: '🟡', word: { en: 'Warning', zh: '警告' } },
  info: { sign: '🔵', word: { en: 'Info', zh: '信息' } },
}
const RESOLVED: Mark = { sign: '✅', word: { en: 'Resolved', zh: '已恢复' } }
const ACKNOWLEDGED: Mark = { sign: '👀', word: { en: 'Acknowledged', zh: '已确认' } }

/** The state where a problem has ended or is taken care of, else how bad it is. */
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

/** What stands between a label and its value. */
export function colon(language: Language): string {
  return language === 'zh' ? '：' : ': '
}

/** Says that a message was shortened, and how many of its lines and links were left out. */
export function cutNotice(omitted: number, language: Language): string {
  const more = { en: `${omitted} more not shown. `, zh: `另有 ${omitted} 项未显示。` }
  const why = {
    en: 'Shortened: too long for this service.',
    zh: '内容过长，超出该服务的上限，已截短。',
  }
  return (omitted > 0 ? inLanguage(more, language) : '') + inLanguage(why, language)
}
