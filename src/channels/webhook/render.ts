import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import type { Rendered } from '../../contract/channel.ts'
import { textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Mentions, Message, MessageBlock, MessageLink } from '../../model/message.ts'
import { fitBlocks } from './fit.ts'
import { clean, cutToJsonBytes, harmless, jsonBytes, oneLine, webAddress } from './plain.ts'
import { writeText } from './text.ts'
import { cutNotice } from './words.ts'

/** The forms that an endpoint can ask for. */
export const FORMATS = ['tocsin', 'text'] as const

/**
 * A message as JSON of at most 256,000 bytes: as an object of its parts (README.md describes it),
 * or as one text. What had to be left out is counted, and said in the message's last block.
 */
export function renderWebhook(message: Message, settings: Settings): Rendered {
  const isText = textOf(settings, 'format') === 'text'
  const writing = isText ? AS_TEXT : AS_PARTS
  const { said } = writing
  const title = said(oneLine(message.title))
  const shortTitle = cutToJsonBytes(title, WEBHOOK_LIMITS.titleBytesMax)
  const mentions = mentionsOf(message.mentions)
  const links = linksOf(message, writing)
  const frame: Whole = {
    kind: message.kind,
    state: message.state,
    severity: message.severity,
    language: message.language,
    title: shortTitle,
    blocks: [],
    links: links.links,
    actions: links.actions,
    mentions,
    omitted: Number.MAX_SAFE_INTEGER,
  }
  // The notice is reserved before it is known whether it is needed, so that it always fits.
  const reserved = { ...frame, blocks: [noticeOf(frame)] }
  const bytesMax = WEBHOOK_LIMITS.bodyBytesMax - Buffer.byteLength(JSON.stringify(reserved)) - 1
  const fitted = fitBlocks([...message.blocks.flatMap(tidied(said)), ...links.strays], bytesMax)
  const named = message.mentions.mobiles.length
  const omitted = fitted.omitted + links.omitted + named - mentions.mobiles.length
  const cut = fitted.cut || omitted > 0 || shortTitle !== title
  const shown: Whole = { ...frame, omitted, blocks: fitted.blocks }
  const whole = cut ? { ...shown, blocks: [...shown.blocks, noticeOf(shown)] } : shown
  return { body: JSON.stringify(isText ? { text: writeText(whole) } : whole), cut }
}

/** The message as it is sent: with the number of lines, links and people for whom there was no room. */
export type Whole = Omit<Message, 'alerts' | 'policy' | 'thread'> & { readonly omitted: number }

function noticeOf({ omitted, language }: Whole): MessageBlock {
  return { kind: 'text', text: cutNotice(omitted, language) }
}

type Say = (text: string) => string

/** How texts and addresses from outside are written. */
type Writing = { readonly said: Say; readonly address: (text: string) => string | undefined }

const AS_PARTS: Writing = { said: clean, address: webAddress }
const AS_TEXT: Writing = {
  said: (text) => harmless(clean(text)),
  // Inside an address too, an `@` at the beginning of a word could ring somebody.
  address: (text) => webAddress(text)?.replace(/(?<![\w.+-])@/g, '%40'),
}

/** Blocks with their texts made fit to be shown; those with nothing in them are left out. */
function tidied(said: Say): (block: MessageBlock) => readonly MessageBlock[] {
  return (block) => {
    switch (block.kind) {
      case 'text': {
        const text = said(block.text).trim()
        return text === '' ? [] : [{ kind: 'text', text }]
      }
      case 'fields': {
        const fields = block.fields.map(({ label, value }) => ({
          label: said(oneLine(label)),
          value: said(value).trim(),
        }))
        return fields.length === 0 ? [] : [{ kind: 'fields', fields }]
      }
      case 'lines': {
        const lines = block.lines.map(({ severity, state, text }) => ({
          severity,
          state,
          text: said(oneLine(text)),
        }))
        return lines.length === 0 ? [] : [{ kind: 'lines', lines }]
      }
    }
  }
}

type Links = {
  readonly links: readonly MessageLink[]
  readonly actions: readonly MessageLink[]
  /** What was given as a link but is no http(s) address: it must not be followed, only read. */
  readonly strays: readonly MessageBlock[]
  readonly omitted: number
}

/** As many as there is room for, actions first. */
function linksOf(message: Message, { said, address }: Writing): Links {
  const strays: string[] = []
  let bytesLeft: number = WEBHOOK_LIMITS.linksBytesMax
  let omitted = 0
  const take = (link: MessageLink): readonly MessageLink[] => {
    const text = cutToJsonBytes(said(oneLine(link.text)), WEBHOOK_LIMITS.linkTextBytesMax)
    const url = address(link.url)
    if (url === undefined) {
      if (link.url.trim() !== '') strays.push(`${text}: ${said(oneLine(link.url))}`)
      return []
    }
    const bytes = jsonBytes(url) + jsonBytes(text) + LINK_FRAME_BYTES
    if (jsonBytes(url) > WEBHOOK_LIMITS.linkBytesMax || bytes > bytesLeft) {
      omitted += 1
      return []
    }
    bytesLeft -= bytes
    return [{ text, url }]
  }
  const actions = message.actions.flatMap(take)
  const links = message.links.flatMap(take)
  const isStray = strays.length > 0
  const text = strays.join('\n')
  return { links, actions, omitted, strays: isStray ? [{ kind: 'text', text }] : [] }
}

const LINK_FRAME_BYTES = '{"text":"","url":""},'.length

function mentionsOf({ mobiles, all }: Mentions): Mentions {
  const short = mobiles
    .map((mobile) => oneLine(mobile))
    .filter((mobile) => mobile.length <= WEBHOOK_LIMITS.mentionLengthMax)
  return { mobiles: short.slice(0, WEBHOOK_LIMITS.mentionsMax), all }
}
