import type { Message, MessageLine } from '../../model/message.ts'
import type { Severity } from '../../model/severity.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

/** A container's style: Teams draws it in the reader's own theme, light or dark. */
export type Style = 'attention' | 'warning' | 'accent' | 'good' | 'emphasis'

/** How a severity or a state looks: the heading's container has the colour, the sign says it elsewhere. */
export type Mark = { readonly sign: string; readonly style: Style; readonly word: LocalText }

const SEVERITY_MARKS: Readonly<Record<Severity, Mark>> = {
  critical: { sign: '🔴', style: 'attention', word: { en: 'Critical', zh: '严重' } },
  error: { sign: '🟠', style: 'attention', word: { en: 'Error', zh: '错误' } },
  warning: { sign: '🟡', style: 'warning', word: { en: 'Warning', zh: '警告' } },
  info: { sign: '🔵', style: 'accent', word: { en: 'Info', zh: '信息' } },
}

const RESOLVED: Mark = { sign: '✅', style: 'good', word: { en: 'Resolved', zh: '已恢复' } }
const ACKNOWLEDGED: Mark = {
  sign: '👀',
  style: 'emphasis',
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
  const more = { en: `… and ${omitted} more. `, zh: `……另有 ${omitted} 项未显示。` }
  const why = {
    en: 'Shortened: too long for one Teams message.',
    zh: '内容过长，超出 Teams 单条消息上限，已截短。',
  }
  return (omitted > 0 ? inLanguage(more, language) : '') + inLanguage(why, language)
}

/** Says how many people could not be mentioned. */
export function unmentionedNotice(count: number, language: Language): string {
  return inLanguage(
    {
      en: `${count} more could not be mentioned: one message mentions 20.`,
      zh: `另有 ${count} 人未能 @：单条消息最多 20 人。`,
    },
    language,
  )
}
