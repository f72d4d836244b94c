import { READING_LIMITS } from '../../base/limits.ts'
import type { EventLink } from '../../model/event.ts'
import type { ChatMessage } from '../../reading/chat-event.ts'
import {
  isRecord,
  type JsonRecord,
  listAt,
  ownValue,
  recordAt,
  recordsAt,
  textAt,
} from '../../reading/json.ts'
import { addLink } from '../../reading/markup.ts'

const TYPES = ['text', 'post', 'interactive', 'image', 'share_chat'] as const

/** The message's own word for what it is; the first version of bots knew only a title and a text. */
export function typeOf(message: JsonRecord): string | undefined {
  const type = textAt(message, 'msg_type')
  return type ?? (typeof ownValue(message, 'text') === 'string' ? 'text' : undefined)
}

/** Whether a bot takes messages of that type. */
export function isMessageType(type: string | undefined): boolean {
  return TYPES.some((known) => known === type)
}

/** What the message says; undefined where there are no words in it. `raw` is the text that it was read from. */
export function messageOf(message: JsonRecord, raw: string): ChatMessage | undefined {
  const form = TYPES.find((known) => known === typeOf(message)) ?? 'text'
  const links: EventLink[] = []
  const whole = { form, links, colours: [], id: textAt(message, 'uuid'), raw }
  const content = recordAt(message, 'content')
  switch (form) {
    case 'text': {
      const text = textAt(content, 'text') ?? textAt(message, 'text')
      const title = content === undefined ? textAt(message, 'title') : undefined
      return text === undefined ? undefined : { ...whole, title, text }
    }
    case 'post':
      return postOf(content, whole)
    case 'interactive':
      return cardOf(recordAt(message, 'card') ?? content, whole)
    case 'image':
    case 'share_chat':
      return { ...whole, title: undefined, text: '' }
  }
}

/** The parts of a message that do not depend on its form. */
type Whole = Omit<ChatMessage, 'title' | 'text' | 'links'> & { readonly links: EventLink[] }

function postOf(content: JsonRecord | undefined, whole: Whole): ChatMessage | undefined {
  const post = recordAt(content, 'post') ?? content ?? {}
  const inLanguage =
    recordAt(post, 'zh_cn') ?? recordAt(post, 'en_us') ?? Object.values(post).find(isRecord) ?? post
  const lines = (listAt(inLanguage, 'content') ?? []).map((line) =>
    (Array.isArray(line) ? line : [])
      .filter(isRecord)
      .map((node) => nodeText(node, whole.links))
      .join(''),
  )
  const title = textAt(inLanguage, 'title')
  const text = lines.join('\n')
  return title === undefined && text.trim() === '' ? undefined : { ...whole, title, text }
}

function nodeText(node: JsonRecord, links: EventLink[]): string {
  const text = textAt(node, 'text', 'content') ?? ''
  switch (textAt(node, 'tag')) {
    case 'a':
      addLink(links, text, textAt(node, 'href') ?? '')
      return text
    case 'at':
      return `@${textAt(node, 'user_name') ?? ''}`
    default:
      return text
  }
}

function cardOf(card: JsonRecord | undefined, whole: Whole): ChatMessage | undefined {
  if (card === undefined) return undefined
  const header = recordAt(card, 'header')
  const variables = recordAt(recordAt(card, 'data'), 'template_variable')
  const title =
    textAt(recordAt(header, 'title'), 'content') ??
    textAt(header, 'title') ??
    textAt(variables, 'title')
  const colour = textAt(header, 'template')
  const found: CardText = { lines: [], links: whole.links }
  for (const part of [
    card['elements'],
    card['i18n_elements'],
    recordAt(card, 'body'),
    card['data'],
  ]) {
    collect(part, found)
  }
  const text = found.lines.join('\n')
  if (title === undefined && text.trim() === '') return undefined
  return { ...whole, title, text, colours: colour === undefined ? [] : [colour] }
}

type CardText = { readonly lines: string[]; readonly links: EventLink[] }

/** The words of a card, in the order in which they stand. It is no deeper than JSON may be. */
function collect(part: unknown, found: CardText): void {
  if (found.lines.length >= READING_LIMITS.chatLinesMax) return
  if (Array.isArray(part)) {
    for (const entry of part) collect(entry, found)
    return
  }
  if (!isRecord(part)) return
  if (textAt(part, 'tag') === 'button') {
    collectButton(part, found)
    return
  }
  const words = textAt(part, 'content')
  if (words !== undefined) found.lines.push(words)
  for (const key of PARTS) collect(ownValue(part, key), found)
  const variables = recordAt(part, 'template_variable')
  for (const [name, value] of Object.entries(variables ?? {})) {
    if (typeof value === 'string' && name !== 'title') found.lines.push(`${name}: ${value}`)
  }
}

const PARTS = 'text title fields elements columns actions extra zh_cn en_us'.split(' ')

function collectButton(button: JsonRecord, { links }: CardText): void {
  const words = textAt(recordAt(button, 'text'), 'content') ?? 'Link'
  addLink(links, words, textAt(button, 'url') ?? textAt(recordAt(button, 'multi_url'), 'url') ?? '')
  for (const behavior of recordsAt(button, 'behaviors')) {
    addLink(links, words, textAt(behavior, 'default_url') ?? '')
  }
}
