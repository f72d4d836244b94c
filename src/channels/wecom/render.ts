import { fitText } from '../../base/fit-text.ts'
import { WECOM_LIMITS } from '../../base/limits.ts'
import type { MessageForm, Rendered } from '../../contract/channel.ts'
import { textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message, MessageLink } from '../../model/message.ts'
import { bytesOf, cutToBytes } from './bytes.ts'
import { cardOf } from './card.ts'
import { type Dialect, markdownDialect, markdownV2Dialect, textDialect } from './dialect.ts'
import { type Mentioned, mentionedIn, mentionLists, mentionMarkup, needsText } from './mentions.ts'
import { cutNotice, markOf, unmentionedNotice } from './words.ts'

/** The forms that an endpoint can ask for. */
export const FORMATS = ['auto', 'markdown', 'markdown_v2', 'text', 'template_card'] as const

type WrittenForm = 'markdown' | 'markdown_v2' | 'text'
type Form = WrittenForm | 'template_card'

/**
 * A message as the JSON that a WeCom robot takes: its content is at most 4,096 bytes of UTF-8 in
 * markdown and 2,048 in text.
 */
export function renderWecom(
  message: Message,
  settings: Settings,
  messageForm: MessageForm = 'full',
): Rendered {
  const mentioned = mentionedIn(message, settings)
  if (messageForm === 'plain') return write(message, { form: 'text', mentioned })
  const form = formOf(textOf(settings, 'format') ?? 'auto', mentioned)
  if (form !== 'template_card') return write(message, { form, mentioned })
  const made = cardOf(message)
  if (made === undefined) return write(message, { form: 'markdown', mentioned })
  return { body: JSON.stringify({ msgtype: form, [form]: made.card }), cut: made.cut }
}

/**
 * One request rings and informs, so whoever must be rung decides the form, whatever the endpoint
 * asks for: only text rings for everybody and for mobile numbers, of the others only markdown for
 * user ids.
 */
function formOf(format: string, mentioned: Mentioned): Form {
  if (format === 'text' || needsText(mentioned)) return 'text'
  if (mentioned.userIds.length > 0) return 'markdown'
  return format === 'markdown_v2' || format === 'template_card' ? format : 'markdown'
}

const DIALECTS: Readonly<Record<WrittenForm, Dialect>> = {
  markdown: markdownDialect,
  markdown_v2: markdownV2Dialect,
  text: textDialect,
}

type Writing = { readonly form: WrittenForm; readonly mentioned: Mentioned }

function write(message: Message, { form, mentioned }: Writing): Rendered {
  const dialect = DIALECTS[form]
  const { language } = message
  const head = dialect.heading(markOf(message), message.title, language)
  const links = writeLinks(message, dialect)
  const mentions = form === 'markdown' ? mentionMarkup(mentioned) : ''
  const unmentioned = mentioned.leftOut > 0 ? unmentionedNotice(mentioned.leftOut, language) : ''
  const foot = [links.text, mentions, unmentioned]
  const sections = message.blocks.map((block) => dialect.section(block, language))
  // Reserved before it is known whether it is needed, so that it always fits.
  const longestNotice = dialect.remark(cutNotice(Number.MAX_SAFE_INTEGER, language))
  const fixed = join([head, ...foot, longestNotice])
  const fitted = fitText(sections, {
    bytesMax: dialect.bytesMax - bytesOf(fixed) - bytesOf('\n\n'),
    pieceBytesMin: WECOM_LIMITS.pieceBytesMin,
    piecesMax: WECOM_LIMITS.piecesMax,
    bytesOf,
    cutToBytes,
  })
  const cut = fitted.cut || links.omitted > 0
  const notice = cut ? dialect.remark(cutNotice(fitted.omitted + links.omitted, language)) : ''
  const content = join([head, fitted.text, notice, ...foot])
  const lists = form === 'text' ? mentionLists(mentioned) : {}
  const body = JSON.stringify({ msgtype: form, [form]: { content, ...lists } })
  return { body, cut: cut || mentioned.leftOut > 0 }
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

type Links = { readonly text: string; readonly omitted: number }

/** As many links as there is room for, actions first; an address that is too long for any room is left out. */
function writeLinks(message: Message, dialect: Dialect): Links {
  const links: MessageLink[] = [...message.actions, ...message.links]
  const drawn: string[] = []
  let bytesLeft = dialect.linksBytesMax
  let omitted = 0
  for (const link of links) {
    if (link.url.trim() === '') continue
    const text = dialect.link(link)
    const bytes = bytesOf(text) + bytesOf(dialect.lineBreak)
    if (bytes > bytesLeft || bytes > WECOM_LIMITS.linkBytesMax) omitted += 1
    else {
      bytesLeft -= bytes
      drawn.push(text)
    }
  }
  return { text: drawn.join(dialect.lineBreak), omitted }
}
