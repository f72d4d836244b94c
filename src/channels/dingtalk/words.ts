import type { Message, MessageLine } from '../../model/message.ts'
import type { Severity } from '../../model/severity.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

/** How a severity or a state looks: the sign says it where colours are not drawn. */
export type Mark = { readonly sign: string; readonly color: string; readonly word: LocalText }

const SEVERITY_MARKS: Readonly<Record<Severity, Mark>> = {
  critical: { sign: '🔴', color: '#D93026', word: { en: 'Critical', zh: '严重' } },
  error: { sign: '🟠', color: '#D9650A', word: { en: 'Error', zh: '错误' } },
  warning: { sign: '🟡', color: '#B27D00', word: { en: 'Warning', zh: '警告' } },
  info: { sign: '🔵', color: '#2A6FD6', word: { en: 'Info', zh: '信息' } },
}

const RESOLVED: Mark = { sign: '✅', color: '#1A8A3C', word: { en: 'Resolved', zh: '已恢复' } }
const ACKNOWLEDGED: Mark = {
  sign: '👀',
  color: '#7A5AD6',
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

/** What stands between a label and its value. */
export function colon(language: Language): string {
  return language === 'zh' ? '：' : ': '
}

/** Says that a message was shortened, and how many of its entries were left out. */
export function cutNotice(omitted: number, language: Language): string {
  const more = { en: `${omitted} more not shown. `, zh: `另有 ${omitted} 项未显示。` }
  const why = {
    en: 'Shortened: too long for one DingTalk message.',
    zh: '内容过长，超出钉钉单条消息上限，已截短。',
  }
  return (omitted > 0 ? inLanguage(more, language) : '') + inLanguage(why, language)
}

/** Says how many people could not be mentioned. */
export function unmentionedNotice(count: number, language: Language): string {
  return inLanguage(
    {
      en: `${count} more could not be mentioned: DingTalk takes 50.`,
      zh: `另有 ${count} 人未能 @：钉钉单条消息最多 50 人。`,
    },
    language,
  )
}

/** Says that addresses were left out of a text without any. */
export function linksNotice(count: number, language: Language): string {
  return inLanguage(
    {
      en: `Without its links (${count}): DingTalk turned the message away with them.`,
      zh: `已去除链接（${count} 个）：钉钉拒绝了含链接的消息。`,
    },
    language,
  )
}
