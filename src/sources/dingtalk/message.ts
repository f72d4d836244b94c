import type { EventLink } from '../../model/event.ts'
import type { ChatMessage } from '../../reading/chat-event.ts'
import { type JsonRecord, recordAt, recordsAt, textAt } from '../../reading/json.ts'
import { addLink } from '../../reading/markup.ts'

const TYPES = ['text', 'markdown', 'link', 'actionCard', 'feedCard'] as const
type MessageType = (typeof TYPES)[number]

/** The message's own word for what it is. */
export function typeOf(message: JsonRecord): string | undefined {
  return textAt(message, 'msgtype')
}

/** Whether a robot takes messages of that type. */
export function isMessageType(type: string | undefined): boolean {
  return TYPES.some((known) => known === type)
}

/** What the message says; undefined where there are no words in it. `raw` is the text that it was read from. */
export function messageOf(message: JsonRecord, raw: string): ChatMessage | undefined {
  const form = TYPES.find((known) => known === typeOf(message)) ?? 'text'
  const part = recordAt(message, form) ?? {}
  const links: EventLink[] = []
  const { title, text } = wordsOf(form, part, links)
  if (title === undefined && text === undefined) return undefined
  return {
    form,
    title,
    text: text ?? '',
    links,
    colours: [],
    id: textAt(message, 'msgUuid'),
    raw,
  }
}

type Words = { readonly title: string | undefined; readonly text: string | undefined }

function wordsOf(form: MessageType, part: JsonRecord, links: EventLink[]): Words {
  const title = textAt(part, 'title')
  switch (form) {
    case 'text':
      return { title: undefined, text: textAt(part, 'content') }
    case 'markdown':
      return { title, text: textAt(part, 'text') }
    case 'link':
      addLink(links, title ?? 'Link', textAt(part, 'messageUrl') ?? '')
      return { title, text: textAt(part, 'text') }
    case 'actionCard':
      addLink(links, textAt(part, 'singleTitle') ?? 'Link', textAt(part, 'singleURL') ?? '')
      for (const button of recordsAt(part, 'btns')) {
        addLink(links, textAt(button, 'title') ?? 'Link', textAt(button, 'actionURL') ?? '')
      }
      return { title, text: textAt(part, 'text') }
    case 'feedCard': {
      const entries = recordsAt(part, 'links')
      for (const entry of entries) {
        addLink(links, textAt(entry, 'title') ?? 'Link', textAt(entry, 'messageURL') ?? '')
      }
      const titles = entries.flatMap((entry) => textAt(entry, 'title') ?? [])
      return { title: titles[0], text: titles.slice(1).join('\n') }
    }
  }
}
