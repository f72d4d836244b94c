import type { Piece, Section } from '../../base/fit-text.ts'
import { cutToJsonBytes } from '../../base/json-bytes.ts'
import { DINGTALK_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { MessageBlock, MessageLink } from '../../model/message.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { breaks, linkText, neutral, neutralLines, outsideLink, webAddress } from './markdown.ts'
import { withoutMentions } from './plain.ts'
import { colon, type Mark, markOf } from './words.ts'

/** How a message's parts are written: in markdown, or in a text message without mark-up. */
export type Dialect = {
  heading(mark: Mark, title: string, language: Language): string
  section(block: MessageBlock, language: Language): Section
  /** An address that must not be made a link (it is no http(s) one) is written out as text. */
  link(link: MessageLink): string
  /** A quiet remark of ours. `text` is not from outside. */
  remark(text: string): string
  readonly lineBreak: string
}

/** For `markdown` and `actionCard`. */
export const markdownDialect: Dialect = {
  heading(mark, title, language) {
    const word = severityWord(mark, title, language)
    const colored = word === '' ? '' : `<font color=${mark.color}>${word}</font>`
    return `#### ${mark.sign} ${dotted(colored, neutral(headingText(title)))}`
  },
  section(block, language) {
    switch (block.kind) {
      case 'text':
        return only({ prefix: '', text: breaks(neutralLines(clean(block.text).trim())) })
      case 'fields': {
        const pieces = block.fields.map(({ label, value }) => ({
          prefix: `> **${neutral(labelText(label))}**${colon(language)}`,
          text: neutralLines(clean(value).trim()).split('\n').join('  \n> '),
        }))
        return { pieces, joiner: '  \n' }
      }
      case 'lines': {
        const pieces = block.lines.map((line) => ({
          prefix: `- ${markOf(line).sign} `,
          text: neutral(oneLine(line.text)),
        }))
        return { pieces, joiner: '\n' }
      }
    }
  },
  link(link) {
    const address = outsideLink(link.url)
    const text = linkText(cutToJsonBytes(oneLine(link.text), DINGTALK_LIMITS.linkTextBytesMax))
    if (address === undefined) return neutralLines(`${text}: ${oneLine(link.url)}`)
    return `[${text || '→'}](${address})`
  },
  remark: (text) => `<font color=#8C8C8C>${text}</font>`,
  lineBreak: '  \n  ',
}

/** For `text`: no mark-up, addresses written out. */
export const textDialect: Dialect = {
  heading(mark, title, language) {
    const word = severityWord(mark, title, language)
    return `${mark.sign} ${dotted(word, withoutMentions(headingText(title)))}`
  },
  section(block, language) {
    switch (block.kind) {
      case 'text':
        return only({ prefix: '', text: withoutMentions(clean(block.text).trim()) })
      case 'fields': {
        const pieces = block.fields.map(({ label, value }) => ({
          prefix: `${withoutMentions(labelText(label))}${colon(language)}`,
          text: withoutMentions(clean(value).trim()),
        }))
        return { pieces, joiner: '\n' }
      }
      case 'lines': {
        const pieces = block.lines.map((line) => ({
          prefix: `${markOf(line).sign} `,
          text: withoutMentions(oneLine(line.text)),
        }))
        return { pieces, joiner: '\n' }
      }
    }
  },
  link(link) {
    const text = cutToJsonBytes(oneLine(link.text), DINGTALK_LIMITS.linkTextBytesMax)
    // An address rings nobody, and has to stay as it is: an `@` in it may belong to what is signed.
    const address = webAddress(link.url) ?? withoutMentions(oneLine(link.url))
    return `${withoutMentions(text) || '→'}: ${address}`
  },
  remark: (text) => text,
  lineBreak: '\n',
}

/** The conversation list's line and the push notification: `🔴 严重 · CPU 使用率过高`. Plain text. */
export function previewOf(mark: Mark, title: string, language: Language): string {
  const preview = textDialect.heading(mark, title, language)
  return cutToJsonBytes(preview, DINGTALK_LIMITS.previewBytesMax)
}

/** The severity or state as a word, unless the title says it already. */
function severityWord(mark: Mark, title: string, language: Language): string {
  const word = inLanguage(mark.word, language)
  return title.toLowerCase().includes(word.toLowerCase()) ? '' : word
}

function dotted(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

function headingText(title: string): string {
  return cutToJsonBytes(oneLine(title), DINGTALK_LIMITS.headingBytesMax)
}

function labelText(label: string): string {
  return cutToJsonBytes(oneLine(label), DINGTALK_LIMITS.labelBytesMax)
}

function only(piece: Piece): Section {
  return { pieces: piece.text === '' ? [] : [piece], joiner: '' }
}
