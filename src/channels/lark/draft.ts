import type { Section } from '../../base/fit-pieces.ts'
import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import { LARK_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { Message, MessageLink } from '../../model/message.ts'
import { inLanguage, type Language } from '../../model/text.ts'
import { webAddress } from './markdown.ts'
import type { Mentioned } from './mentions.ts'
import { withoutMentions } from './plain.ts'
import { markOf } from './words.ts'

/** What every form of a message is made from, its small parts already within their bounds. */
export type Draft = {
  readonly message: Message
  /** `🔴 Critical · title`: one line of plain text. */
  readonly heading: string
  readonly links: readonly DraftLink[]
  readonly mentioned: Mentioned
}

export type DraftLink = {
  readonly text: string
  /** Undefined where the address is no http(s) one: it is shown and cannot be clicked. */
  readonly href: string | undefined
  readonly address: string
  readonly isAction: boolean
}

/**
 * One form of a message: what of it can be shortened, and how the JSON is made of what was drawn of
 * that. Each remark is a quiet line of ours.
 */
export type Plan = {
  readonly sections: readonly Section[]
  body(drawn: readonly (readonly string[])[], remarks: readonly string[]): object
}

/** The parts outside the blocks, and whether something in them had to be shortened or left out. */
export type Parts = { readonly draft: Draft; readonly shortened: boolean; readonly omitted: number }

export function draftOf(message: Message, mentioned: Mentioned): Parts {
  const title = oneLine(message.title)
  const heading = headingOf(message, cutToJsonBytes(title, LARK_LIMITS.headingBytesMax))
  const chosen = chooseLinks(message)
  const isShortened =
    jsonBytes(title) > LARK_LIMITS.headingBytesMax ||
    chosen.shortened ||
    message.blocks.some((block) => block.kind === 'fields' && block.fields.some(hasLongLabel))
  const draft = { message, heading, links: chosen.links, mentioned }
  return { draft, shortened: isShortened, omitted: chosen.omitted }
}

/** A field's name on one line. */
export function labelText(label: string): string {
  return cutToJsonBytes(oneLine(label), LARK_LIMITS.labelBytesMax)
}

function hasLongLabel({ label }: { readonly label: string }): boolean {
  return jsonBytes(oneLine(label)) > LARK_LIMITS.labelBytesMax
}

/** The severity or state as a word, unless the title says it already. */
function headingOf(message: Message, title: string): string {
  const mark = markOf(message)
  const word = inLanguage(mark.word, message.language)
  const isSaid = title.toLowerCase().includes(word.toLowerCase())
  const parts = [isSaid ? '' : word, withoutMentions(title)].filter((part) => part !== '')
  return `${mark.sign} ${parts.join(' · ')}`
}

type Chosen = {
  readonly links: readonly DraftLink[]
  readonly shortened: boolean
  readonly omitted: number
}

/** As many links as there is room for, actions first; an address too long for any room is left out. */
function chooseLinks(message: Message): Chosen {
  const links: DraftLink[] = []
  let bytesLeft: number = LARK_LIMITS.linksBytesMax
  let shortened = false
  let omitted = 0
  const sources = [
    ...message.actions.map((link) => ({ link, isAction: true })),
    ...message.links.map((link) => ({ link, isAction: false })),
  ]
  for (const { link, isAction } of sources) {
    if (link.url.trim() === '') continue
    const drawn = drawLink(link, isAction)
    const bytes = LARK_LIMITS.linkFrameBytes + jsonBytes(drawn.text) + jsonBytes(drawn.address)
    if (bytes > bytesLeft || bytes > LARK_LIMITS.linkBytesMax) omitted += 1
    else {
      bytesLeft -= bytes
      shortened ||= drawn.text.endsWith('…') && !oneLine(link.text).endsWith('…')
      links.push(drawn)
    }
  }
  return { links, shortened, omitted }
}

function drawLink(link: MessageLink, isAction: boolean): DraftLink {
  const text = cutToJsonBytes(oneLine(link.text), LARK_LIMITS.linkTextBytesMax) || '→'
  const href = webAddress(link.url)
  return { text, href, address: href ?? oneLine(link.url), isAction }
}

/** The languages as a rich text names them. */
export function localeOf(language: Language): string {
  return language === 'zh' ? 'zh_cn' : 'en_us'
}
