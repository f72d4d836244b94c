import { fitPieces, type Section } from '../../base/fit-pieces.ts'
import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import { EMAIL_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { Message, MessageBlock, MessageField, MessageLink } from '../../model/message.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { cutNotice, footer, markOf } from './words.ts'

/** What both parts of a mail are made from: plain text, within its bounds. */
export type Content = Pick<Message, 'severity' | 'state'> & {
  readonly language: Language
  /** `🔴 Critical · title`. */
  readonly heading: string
  readonly nodes: readonly Node[]
  readonly actions: readonly ContentLink[]
  readonly links: readonly ContentLink[]
  readonly notices: readonly string[]
  readonly footer: string
}

/** An http(s) address. */
export type ContentLink = { readonly text: string; readonly url: string }

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly MessageField[] }
  | { readonly kind: 'lines'; readonly lines: readonly { sign: string; text: string }[] }

/** A message's parts as they fit, and whether something was shortened or left out. */
export function contentOf(message: Message): { readonly content: Content; readonly cut: boolean } {
  const { language, severity, state } = message
  const title = oneLine(message.title)
  const shortTitle = cutToJsonBytes(title, EMAIL_LIMITS.headingBytesMax)
  const links = chooseLinks(message)
  const strays = links.strays.length > 0 ? [links.strays.join('\n')] : []
  const blocks = [
    ...message.blocks,
    ...strays.map((text) => ({ kind: 'text' as const, text })),
  ].filter((block) => sizeOf(block) > 0)
  const fitted = fitPieces(blocks.map(sectionOf), {
    ...EMAIL_LIMITS,
    bytesMax: EMAIL_LIMITS.contentBytesMax,
  })
  const omitted = fitted.omitted + links.omitted
  const cut = fitted.cut || omitted > 0 || shortTitle !== title || blocks.some(hasLongLabel)
  const nodes = blocks.flatMap((block, index) => nodeOf(block, fitted.drawn[index] ?? []))
  const content: Content = {
    language,
    severity,
    state,
    heading: headingOf(message, shortTitle),
    nodes,
    actions: links.actions,
    links: links.links,
    notices: cut ? [cutNotice(omitted, language)] : [],
    footer: footer(cutToJsonBytes(oneLine(message.policy), EMAIL_LIMITS.labelBytesMax), language),
  }
  return { content, cut }
}

/** The severity or state as a word, unless the title says it already. */
function headingOf(message: Message, title: string): string {
  const mark = markOf(message)
  const word = inLanguage(mark.word, message.language)
  const isSaid = title.toLowerCase().includes(word.toLowerCase())
  return `${mark.sign} ${[isSaid ? '' : word, title].filter((part) => part !== '').join(' · ')}`
}

function sizeOf(block: MessageBlock): number {
  switch (block.kind) {
    case 'text':
      return clean(block.text).trim().length
    case 'fields':
      return block.fields.length
    case 'lines':
      return block.lines.length
  }
}

function sectionOf(block: MessageBlock): Section {
  const section = { frameBytes: FRAME_BYTES, pieceBytes: FRAME_BYTES }
  const alone = (text: string) => ({ prefix: '', text })
  switch (block.kind) {
    case 'text':
      return { ...section, pieces: [alone(clean(block.text).trim())] }
    case 'fields': {
      // A label counts as a prefix, and is put beside its value again when it is drawn.
      const pieces = block.fields.map(({ value }) => alone(clean(value).trim()))
      const labels = block.fields.map(({ label }) => jsonBytes(labelText(label)))
      return { ...section, pieces, pieceBytes: FRAME_BYTES + Math.max(...labels) }
    }
    case 'lines':
      return { ...section, pieces: block.lines.map(({ text }) => alone(oneLine(text))) }
  }
}

/** What a line's sign and its end take in a plain text. */
const FRAME_BYTES = 12

function nodeOf(block: MessageBlock, drawn: readonly string[]): readonly Node[] {
  if (drawn.length === 0) return []
  switch (block.kind) {
    case 'text':
      return [{ kind: 'text', text: drawn.join('') }]
    case 'fields': {
      const fields = drawn.map((value, index) => ({
        label: labelText(block.fields[index]?.label ?? ''),
        value,
      }))
      return [{ kind: 'fields', fields }]
    }
    case 'lines': {
      const signs = block.lines.map((line) => markOf(line).sign)
      return [{ kind: 'lines', lines: drawn.map((text, at) => ({ sign: signs[at] ?? '', text })) }]
    }
  }
}

function labelText(label: string): string {
  return cutToJsonBytes(oneLine(label), EMAIL_LIMITS.labelBytesMax)
}

function hasLongLabel(block: MessageBlock): boolean {
  return (
    block.kind === 'fields' &&
    block.fields.some(({ label }) => jsonBytes(oneLine(label)) > EMAIL_LIMITS.labelBytesMax)
  )
}

type Links = {
  readonly actions: readonly ContentLink[]
  readonly links: readonly ContentLink[]
  /** What was given as a link but is no http(s) address: shown, and not to be clicked. */
  readonly strays: readonly string[]
  readonly omitted: number
}

/** As many links as there is room for, actions first. */
function chooseLinks(message: Message): Links {
  const strays: string[] = []
  let bytesLeft: number = EMAIL_LIMITS.linksBytesMax
  let omitted = 0
  const take = (link: MessageLink): readonly ContentLink[] => {
    if (link.url.trim() === '') return []
    const text = cutToJsonBytes(oneLine(link.text), EMAIL_LIMITS.linkTextBytesMax) || '→'
    const url = webAddress(link.url)
    if (url === undefined) {
      strays.push(`${text}: ${oneLine(link.url)}`)
      return []
    }
    const bytes = url.length + jsonBytes(text)
    if (bytes > bytesLeft || bytes > EMAIL_LIMITS.linkBytesMax) {
      omitted += 1
      return []
    }
    bytesLeft -= bytes
    return [{ text, url }]
  }
  const actions = message.actions.flatMap(take)
  return { actions, links: message.links.flatMap(take), strays, omitted }
}

function webAddress(address: string): string | undefined {
  const url = URL.parse(address.toWellFormed().trim())
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}
