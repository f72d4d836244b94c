import type { EventLink } from '../../model/event.ts'
import type { ChatMessage } from '../../reading/chat-event.ts'
import { type JsonRecord, recordAt, recordsAt, textAt } from '../../reading/json.ts'
import { addLink } from '../../reading/markup.ts'

const TYPES = [
  'text',
  'markdown',
  'markdown_v2',
  'news',
  'template_card',
  'image',
  'file',
  'voice',
] as const
type MessageType = (typeof TYPES)[number]

/** The message's own word for what it is. */
export function typeOf(message: JsonRecord): string | undefined {
  return textAt(message, 'msgtype')
}

/** Whether a robot takes messages of that type. */
export function isMessageType(type: string | undefined): boolean {
  return TYPES.some((known) => known === type)
}

/** What the message says; undefined where there is nothing in it. `raw` is the text that it was read from. */
export function messageOf(message: JsonRecord, raw: string): ChatMessage | undefined {
  const form = TYPES.find((known) => known === typeOf(message)) ?? 'text'
  const part = recordAt(message, form)
  if (part === undefined) return undefined
  const links: EventLink[] = []
  const words = wordsOf(form, part, links)
  if (words === undefined) return undefined
  return { form, ...words, links, colours: [], id: undefined, raw }
}

type Words = { readonly title: string | undefined; readonly text: string }

function wordsOf(form: MessageType, part: JsonRecord, links: EventLink[]): Words | undefined {
  switch (form) {
    case 'text':
    case 'markdown':
    case 'markdown_v2': {
      const text = textAt(part, 'content')
      return text === undefined ? undefined : { title: undefined, text }
    }
    case 'news':
      return newsWords(part, links)
    case 'template_card':
      return cardWords(part, links)
    case 'image':
    case 'file':
    case 'voice':
      return { title: undefined, text: '' }
  }
}

function newsWords(part: JsonRecord, links: EventLink[]): Words | undefined {
  const articles = recordsAt(part, 'articles')
  const lines = articles.flatMap((article) => {
    const title = textAt(article, 'title')
    addLink(links, title ?? 'Link', textAt(article, 'url') ?? '')
    return [title, textAt(article, 'description')].filter((line) => line !== undefined)
  })
  return lines.length === 0 ? undefined : { title: lines[0], text: lines.slice(1).join('\n') }
}

function cardWords(card: JsonRecord, links: EventLink[]): Words | undefined {
  const main = recordAt(card, 'main_title')
  const emphasis = recordAt(card, 'emphasis_content')
  const quote = recordAt(card, 'quote_area')
  const title = textAt(main, 'title') ?? textAt(card, 'sub_title_text')
  const pairs = [
    ...recordsAt(card, 'horizontal_content_list').map((row) => lineOf(row, 'keyname', 'value')),
    ...recordsAt(card, 'vertical_content_list').map((row) => lineOf(row, 'title', 'desc')),
  ]
  const lines = [
    textAt(main, 'desc'),
    lineOf(emphasis, 'desc', 'title'),
    textAt(card, 'sub_title_text'),
    textAt(quote, 'title'),
    textAt(quote, 'quote_text'),
    ...pairs,
  ].filter((line) => line !== undefined)
  for (const jump of recordsAt(card, 'jump_list')) {
    addLink(links, textAt(jump, 'title') ?? 'Link', textAt(jump, 'url') ?? '')
  }
  addLink(links, title ?? 'Link', textAt(recordAt(card, 'card_action'), 'url') ?? '')
  if (title === undefined && lines.length === 0) return undefined
  return { title, text: lines.filter((line) => line !== title).join('\n') }
}

function lineOf(row: JsonRecord | undefined, nameKey: string, valueKey: string) {
  const name = textAt(row, nameKey)
  const value = textAt(row, valueKey)
  return name !== undefined && value !== undefined ? `${name}: ${value}` : (name ?? value)
}
