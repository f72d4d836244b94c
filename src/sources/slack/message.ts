import { READING_LIMITS } from '../../base/limits.ts'
import type { EventLink } from '../../model/event.ts'
import type { ChatMessage } from '../../reading/chat-event.ts'
import { isRecord, type JsonRecord, ownValue, recordsAt, textAt } from '../../reading/json.ts'
import { addLink } from '../../reading/markup.ts'

/** What the message says; undefined where there are no words in it. `raw` is the text that it was read from. */
export function messageOf(message: JsonRecord, raw: string): ChatMessage | undefined {
  const found: Found = { titles: [], lines: [], links: [], colours: [] }
  const text = textAt(message, 'text')
  const blocks = recordsAt(message, 'blocks')
  const attachments = recordsAt(message, 'attachments').slice(0, READING_LIMITS.chatLinesMax)
  // Where there are blocks, `text` is what a notification shows: it says the same in short.
  if (blocks.length === 0) add(found, text)
  for (const block of blocks) readBlock(block, found)
  for (const attachment of attachments) readAttachment(attachment, found)
  const title = found.titles[0] ?? (blocks.length > 0 ? text : undefined)
  if (title === undefined && found.lines.every((line) => line.trim() === '')) return undefined
  return {
    form: blocks.length > 0 ? 'blocks' : attachments.length > 0 ? 'attachments' : 'text',
    title,
    text: found.lines.join('\n'),
    links: found.links,
    colours: found.colours,
    id: undefined,
    raw,
  }
}

type Found = {
  readonly titles: string[]
  readonly lines: string[]
  readonly links: EventLink[]
  readonly colours: string[]
}

function readAttachment(attachment: JsonRecord, found: Found): void {
  const title = textAt(attachment, 'title')
  if (title !== undefined) {
    addTitle(found, title)
    addLink(found.links, title, textAt(attachment, 'title_link') ?? '')
  }
  const colour = textAt(attachment, 'color')
  if (colour !== undefined) found.colours.push(colour.toLowerCase())
  add(found, textAt(attachment, 'pretext'))
  add(found, textAt(attachment, 'text'))
  for (const row of recordsAt(attachment, 'fields')) {
    const name = textAt(row, 'title')
    const value = textAt(row, 'value')
    add(found, name !== undefined && value !== undefined ? `${name}: ${value}` : (name ?? value))
  }
  for (const block of recordsAt(attachment, 'blocks')) readBlock(block, found)
  for (const action of recordsAt(attachment, 'actions')) {
    addLink(found.links, textAt(action, 'text') ?? 'Link', textAt(action, 'url') ?? '')
  }
  add(found, textAt(attachment, 'footer'))
  const isBare = found.lines.length === 0 && found.titles.length === 0
  if (isBare) add(found, textAt(attachment, 'fallback'))
}

function readBlock(block: JsonRecord, found: Found): void {
  if (textAt(block, 'type') === 'header') addTitle(found, textAt(textObject(block), 'text'))
  else collect(block, found)
}

function textObject(block: JsonRecord): JsonRecord | undefined {
  const text = ownValue(block, 'text')
  return isRecord(text) ? text : undefined
}

/** The words of a block, in the order in which they stand. It is no deeper than JSON may be. */
function collect(part: unknown, found: Found): void {
  if (found.lines.length >= READING_LIMITS.chatLinesMax) return
  if (Array.isArray(part)) {
    for (const entry of part) collect(entry, found)
    return
  }
  if (!isRecord(part)) return
  const type = textAt(part, 'type')
  if (type === 'button') {
    const words = textAt(textObject(part), 'text') ?? 'Link'
    addLink(found.links, words, textAt(part, 'url') ?? '')
  } else if (type === 'rich_text_section') {
    add(found, richText(part, found))
  } else {
    const words = textAt(part, 'text', 'alt_text')
    add(found, words !== undefined && isField(words) ? words.replace('\n', ' ') : words)
    for (const key of PARTS) collect(ownValue(part, key), found)
  }
}

const PARTS = ['text', 'fields', 'elements', 'accessory']

/** A field's name in bold, with its value in the next line. */
function isField(words: string): boolean {
  return /^\*[^*\n]{1,80}[:：]\*\n[^\n]+$/.test(words)
}

function richText(section: JsonRecord, { links }: Found): string {
  return recordsAt(section, 'elements')
    .map((element) => {
      const words = textAt(element, 'text') ?? textAt(element, 'url') ?? ''
      if (textAt(element, 'type') === 'link') addLink(links, words, textAt(element, 'url') ?? '')
      return words
    })
    .join(' ')
}

/** The first title is the message's; the others are lines. */
function addTitle(found: Found, title: string | undefined): void {
  if (title === undefined) return
  if (found.titles.length > 0) add(found, title)
  else found.titles.push(title)
}

function add(found: Found, line: string | undefined): void {
  if (line !== undefined && found.lines.length < READING_LIMITS.chatLinesMax) found.lines.push(line)
}
