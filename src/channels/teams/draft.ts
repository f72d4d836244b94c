import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import { TEAMS_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { Message, MessageLink } from '../../model/message.ts'
import { inLanguage } from '../../model/text.ts'
import { webAddress } from './markdown.ts'
import type { Mentioned } from './mentions.ts'
import { markOf } from './words.ts'

/** What either form of a message is made from, its small parts already within their bounds. */
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
}

/** The parts outside the blocks, and whether something in them had to be shortened or left out. */
export type Parts = { readonly draft: Draft; readonly shortened: boolean; readonly omitted: number }

export function draftOf(message: Message, mentioned: Mentioned): Parts {
  const title = oneLine(message.title)
  const heading = headingOf(message, cutToJsonBytes(title, TEAMS_LIMITS.headingBytesMax))
  const { links, omitted } = chooseLinks(message)
  const shortened =
    jsonBytes(title) > TEAMS_LIMITS.headingBytesMax ||
    message.blocks.some((block) => block.kind === 'fields' && block.fields.some(hasLongLabel))
  return { draft: { message, heading, links, mentioned }, shortened, omitted }
}

/** A field's name on one line. */
export function labelText(label: string): string {
  return cutToJsonBytes(oneLine(label), TEAMS_LIMITS.labelBytesMax)
}

function hasLongLabel({ label }: { readonly label: string }): boolean {
  return jsonBytes(oneLine(label)) > TEAMS_LIMITS.labelBytesMax
}

/** The severity or state as a word, unless the title says it already. */
function headingOf(message: Message, title: string): string {
  const mark = markOf(message)
  const word = inLanguage(mark.word, message.language)
  const isSaid = title.toLowerCase().includes(word.toLowerCase())
  const parts = [isSaid ? '' : word, title].filter((part) => part !== '')
  return `${mark.sign} ${parts.join(' · ')}`
}

type Chosen = { readonly links: readonly DraftLink[]; readonly omitted: number }

/** As many links as there is room for, actions first; an address too long for any room is left out. */
function chooseLinks(message: Message): Chosen {
  const links: DraftLink[] = []
  let bytesLeft: number = TEAMS_LIMITS.linksBytesMax
  let omitted = 0
  for (const link of [...message.actions, ...message.links]) {
    if (link.url.trim() === '') continue
    const drawn = drawLink(link)
    // In a link's text and address a character may take three times as much after escaping.
    const bytes = TEAMS_LIMITS.linkFrameBytes + 3 * (jsonBytes(drawn.text) + drawn.extraBytes)
    const whole = bytes + jsonBytes(drawn.address)
    if (whole > bytesLeft || whole > TEAMS_LIMITS.linkBytesMax) omitted += 1
    else {
      bytesLeft -= whole
      links.push({ text: drawn.text, href: drawn.href, address: drawn.address })
    }
  }
  return { links, omitted }
}

function drawLink(link: MessageLink): DraftLink & { readonly extraBytes: number } {
  const text = cutToJsonBytes(oneLine(link.text), TEAMS_LIMITS.linkTextBytesMax) || '→'
  const href = webAddress(link.url)
  const address = href ?? oneLine(link.url)
  // What escaping an address for markdown, or making it harmless as text, adds.
  const escaped = address.match(/[()'!*`|<>\\_~&#{[\]-]/g)?.length ?? 0
  return { text, href, address, extraBytes: escaped }
}
