import { fitText, type Piece, type Section } from '../../base/fit-text.ts'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { Message, MessageBlock, MessageLink } from '../../model/message.ts'
import { inLanguage } from '../../model/text.ts'
import { cutText } from './service-kinds.ts'
import { colon, cutNotice, markOf } from './words.ts'

/**
 * What the hub says itself, as one text without mark-up of at most so many UTF-16 units. Nothing of
 * it rings anybody, makes a link or an element, whichever chat shows it.
 */
export function writeText(message: Message, lengthMax: number): { text: string; cut: boolean } {
  const heading = headingOf(message)
  const shortHeading = cutText(heading, Math.floor(lengthMax * HEADING_SHARE))
  const links = linksOf(message, Math.floor(lengthMax * LINKS_SHARE))
  const sections = message.blocks.map((block) => sectionOf(block, message))
  const strays: Section = { pieces: links.strays.map(alone), joiner: '\n' }
  const notice = cutNotice(Number.MAX_SAFE_INTEGER, message.language)
  const frame = [shortHeading, links.text, notice].join('\n\n')
  const fitted = fitText(
    [...sections, strays].filter(({ pieces }) => pieces.length > 0),
    {
      bytesMax: Math.max(0, lengthMax - frame.length - '\n\n'.length),
      pieceBytesMin: PIECE_LENGTH_MIN,
      piecesMax: PIECES_MAX,
      bytesOf: (text) => text.length,
      cutToBytes: cutText,
    },
  )
  const omitted = fitted.omitted + links.omitted
  const cut = fitted.cut || omitted > 0 || shortHeading !== heading
  const parts = [
    shortHeading,
    fitted.text,
    cut ? cutNotice(omitted, message.language) : '',
    links.text,
  ]
  return { text: parts.filter((part) => part !== '').join('\n\n'), cut }
}

const HEADING_SHARE = 0.1
const LINKS_SHARE = 0.4
const PIECE_LENGTH_MIN = 24
const PIECES_MAX = 2_000

/** `🔴 Critical · title`; the word only where the title does not say it. */
function headingOf({ title, language, ...told }: Message): string {
  const mark = markOf(told)
  const word = inLanguage(mark.word, language)
  const said = harmless(oneLine(title))
  const isSaid = said.toLowerCase().includes(word.toLowerCase())
  return `${mark.sign} ${[isSaid ? '' : word, said].filter((part) => part !== '').join(' · ')}`
}

function sectionOf(block: MessageBlock, { language }: Message): Section {
  switch (block.kind) {
    case 'text': {
      const text = harmless(clean(block.text)).trim()
      return { pieces: text === '' ? [] : [alone(text)], joiner: '\n' }
    }
    case 'fields': {
      const pieces = block.fields.map(({ label, value }) => ({
        prefix: cutText(harmless(oneLine(label)), LABEL_LENGTH_MAX) + colon(language),
        text: harmless(clean(value)).trim(),
      }))
      return { pieces, joiner: '\n' }
    }
    case 'lines': {
      const pieces = block.lines.map((line) => ({
        prefix: `${markOf(line).sign} `,
        text: harmless(oneLine(line.text)),
      }))
      return { pieces, joiner: '\n' }
    }
  }
}

const LABEL_LENGTH_MAX = 100

function alone(text: string): Piece {
  return { prefix: '', text }
}

type Links = { readonly text: string; readonly strays: readonly string[]; readonly omitted: number }

/** As many as there is room for, actions first. */
function linksOf(message: Message, lengthMax: number): Links {
  const strays: string[] = []
  let lengthLeft = lengthMax
  let omitted = 0
  const take = (link: MessageLink): readonly string[] => {
    if (link.url.trim() === '') return []
    const name = cutText(harmless(oneLine(link.text)), LABEL_LENGTH_MAX)
    const url = webAddress(link.url)
    if (url === undefined) {
      strays.push(`${name}: ${harmless(oneLine(link.url))}`)
      return []
    }
    const line = name === '' ? url : `${name}: ${url}`
    if (line.length > ARGO_SERVICE_LIMITS.linkLengthMax || line.length + 1 > lengthLeft) {
      omitted += 1
      return []
    }
    lengthLeft -= line.length + 1
    return [line]
  }
  const text = [...message.actions, ...message.links].flatMap(take).join('\n')
  return { text, strays, omitted }
}

/** An http(s) address in its normal form. An `@` at the beginning of a word could ring somebody. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text.toWellFormed().trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  return url.href.replace(/(?<![\w.+-])@/g, '%40')
}

/** What would ring somebody, make a link or an element becomes a character that looks alike. */
function harmless(text: string): string {
  return text
    .replace(/(?<![\w.+-])@/g, '＠')
    .replace(/<(?=[a-z/!?@#])/gi, '＜')
    .replaceAll('](', '] (')
}
