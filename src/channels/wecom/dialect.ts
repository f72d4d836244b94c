import type { Piece, Section } from '../../base/fit-text.ts'
import { WECOM_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { MessageBlock, MessageLink } from '../../model/message.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { cutToBytes } from './bytes.ts'
import { httpAddress, linkText, neutral, neutralLines } from './markdown.ts'
import { withoutMentions } from './plain.ts'
import { colon, type Mark, markOf } from './words.ts'

/** How a message's parts are written: in either edition of markdown, or without mark-up. */
export type Dialect = {
  heading(mark: Mark, title: string, language: Language): string
  section(block: MessageBlock, language: Language): Section
  /** An address that must not be made a link (it is no http(s) one) is written out as text. */
  link(link: MessageLink): string
  /** A quiet remark of ours. `text` is not from outside. */
  remark(text: string): string
  readonly lineBreak: string
  /** WeCom's limit on the content, and what all links may take of it. */
  readonly bytesMax: number
  readonly linksBytesMax: number
}

/** For `markdown`: three colours and quotes, no lists; a newline is a line break. */
export const markdownDialect: Dialect = {
  heading(mark, title, language) {
    const word = severityWord(mark, title, language)
    const colored = word === '' ? '' : `<font color="${mark.color}">${word}</font>`
    return `### ${mark.sign} ${dotted(colored, headingText(neutral(oneLine(title))))}`
  },
  section(block, language) {
    switch (block.kind) {
      case 'text':
        return only({ prefix: '', text: neutralLines(clean(block.text).trim()) })
      case 'fields': {
        const pieces = block.fields.map(({ label, value }) => ({
          prefix: `> **${labelText(neutral(oneLine(label)))}**${colon(language)}`,
          text: neutralLines(clean(value).trim()).split('\n').join('\n> '),
        }))
        return { pieces, joiner: '\n' }
      }
      case 'lines': {
        const pieces = block.lines.map((line) => ({
          prefix: `${markOf(line).sign} `,
          text: neutral(oneLine(line.text)),
        }))
        return { pieces, joiner: '\n' }
      }
    }
  },
  link: markdownLink,
  remark: (text) => `<font color="comment">${text}</font>`,
  lineBreak: '\n',
  bytesMax: WECOM_LIMITS.markdownBytesMax,
  linksBytesMax: WECOM_LIMITS.markdownLinksBytesMax,
}

/** For `markdown_v2`: lists, and breaks as in CommonMark; neither colours nor mentions. */
export const markdownV2Dialect: Dialect = {
  ...markdownDialect,
  heading(mark, title, language) {
    const word = severityWord(mark, title, language)
    return `### ${mark.sign} ${dotted(word, headingText(neutral(oneLine(title))))}`
  },
  section(block, language) {
    switch (block.kind) {
      case 'text': {
        const lines = neutralLines(clean(block.text).trim()).split('\n')
        return only({ prefix: '', text: lines.join('  \n') })
      }
      case 'fields': {
        const pieces = block.fields.map(({ label, value }) => ({
          prefix: `- **${labelText(neutral(oneLine(label)))}**${colon(language)}`,
          text: neutralLines(clean(value).trim()).split('\n').join('  \n  '),
        }))
        return { pieces, joiner: '\n' }
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
  remark: (text) => `> ${text}`,
  lineBreak: '  \n',
}

/** For `text`: no mark-up, addresses written out. */
export const textDialect: Dialect = {
  heading(mark, title, language) {
    const word = severityWord(mark, title, language)
    return `${mark.sign} ${dotted(word, headingText(withoutMentions(oneLine(title))))}`
  },
  section(block, language) {
    switch (block.kind) {
      case 'text':
        return only({ prefix: '', text: withoutMentions(clean(block.text).trim()) })
      case 'fields': {
        const pieces = block.fields.map(({ label, value }) => ({
          prefix: `${labelText(withoutMentions(oneLine(label)))}${colon(language)}`,
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
    const text = cutToBytes(withoutMentions(oneLine(link.text)), WECOM_LIMITS.linkTextBytesMax)
    return `${text || '→'}: ${httpAddress(link.url) ?? withoutMentions(oneLine(link.url))}`
  },
  remark: (text) => text,
  lineBreak: '\n',
  bytesMax: WECOM_LIMITS.textBytesMax,
  linksBytesMax: WECOM_LIMITS.textLinksBytesMax,
}

function markdownLink(link: MessageLink): string {
  const address = httpAddress(link.url)
  const text = cutToBytes(linkText(oneLine(link.text)), WECOM_LIMITS.linkTextBytesMax)
  if (address === undefined) return neutralLines(`${text}: ${oneLine(link.url)}`)
  return `[${text || '→'}](${address})`
}

/** The severity or state as a word, unless the title says it already. */
function severityWord(mark: Mark, title: string, language: Language): string {
  const word = inLanguage(mark.word, language)
  return title.toLowerCase().includes(word.toLowerCase()) ? '' : word
}

function dotted(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

// Cut last: making a value harmless can make it longer.
function headingText(title: string): string {
  return cutToBytes(title, WECOM_LIMITS.headingBytesMax)
}

function labelText(label: string): string {
  return cutToBytes(label, WECOM_LIMITS.labelBytesMax)
}

function only(piece: Piece): Section {
  return { pieces: piece.text === '' ? [] : [piece], joiner: '' }
}
