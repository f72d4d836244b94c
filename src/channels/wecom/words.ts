import type { Message, MessageLine } from '../../model/message.ts'
import type { Severity } from '../../model/severity.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

/** How a severity or a state looks: the sign says it where colours are not drawn. */
export type Mark = {
  readonly sign: string
  /** In markdown: green, grey and orange, the only ones there are. */
  readonly color: 'info' | 'comment' | 'warning'
  /** In a card: 0 grey, 1 black, 2 red, 3 green. */
  readonly cardColor: 0 | 1 | 2 | 3
  readonly word: LocalText
}

const SEVERITY_MARKS: Readonly<Record<Severity, Mark>> = {
  critical: {
    sign: '🔴',
    color: 'warning',
    cardColor: 2,
    word: { en: 'Critical', zh: '严重' },
  },
  error: { sign: '🟠', color: 'warning', cardColor: 2, word: { en: 'Error', zh: '错误' } },
  warning: { sign: '🟡', color: 'warning', cardColor: 1, word: { en: 'Warning', zh: '警告' } },
  info: { sign: '🔵', color: 'comment', cardColor: 0, word: { en: 'Info', zh: '信息' } },
}

const RESOLVED: Mark = {
  sign: '✅',
  color: 'info',
  cardColor: 3,
  word: { en: 'Resolved', zh: '已恢复' },
}
const ACKNOWLEDGED: Mark = {
  sign: '👀',
  color: 'comment',
  cardColor: 0,
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
    en: 'Shortened: too long for one WeCom message.',
    zh: '内容过长，超出企业微信单条消息上限，已截短。',
  }
  return (omitted > 0 ? inLanguage(more, language) : '') + inLanguage(why, language)
}

/** The same in a card, where there is room for a few words. */
export function cardNotice(omitted: number, language: Language): string {
  const more = {
    en: `Shortened, ${omitted} more not shown.`,
    zh: `已截短，另有 ${omitted} 项未显示。`,
  }
  const why = { en: 'Shortened.', zh: '内容已截短。' }
  return inLanguage(omitted > 0 ? more : why, language)
}

/** Says how many people could not be mentioned. */
export function unmentionedNotice(count: number, language: Language): string {
  return inLanguage(
    {
      en: `${count} more could not be mentioned: one message mentions at most 100.`,
      zh: `另有 ${count} 人未能 @：单条消息最多 @ 100 人。`,
    },
    language,
  )
}
