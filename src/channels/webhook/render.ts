import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import type { Rendered } from '../../contract/channel.ts'
import { textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Mentions, Message, MessageBlock, MessageLink } from '../../model/message.ts'
import { fitAlerts, tidy } from './alerts.ts'
import { bodyTemplateOf, type WrittenBody, writeBody } from './body.ts'
import { fitBlocks } from './fit.ts'
import { clean, cutToJsonBytes, harmless, jsonBytes, oneLine, webAddress } from './plain.ts'
import { writeText } from './text.ts'
import { cutNotice } from './words.ts'

/** The forms that an endpoint can ask for. */
export const FORMATS = ['tocsin', 'text'] as const

/**
 * A message as a body of at most 256,000 bytes: as an object of its parts (README.md describes it),
 * as one text, or as the endpoint's own template makes it of those parts. What had to be left out
 * is counted, and said in the message's last block. A GET has no body.
 */
export function renderWebhook(message: Message, settings: Settings): Rendered {
  if (textOf(settings, 'method') === 'GET') return { body: '', cut: false }
  const template = bodyTemplateOf(settings)
  if (template !== undefined) return byTemplate(message, (parts) => writeBody(template, parts))
  const isText = textOf(settings, 'format') === 'text'
  if (isText) {
    const { whole, cut } = wholeOf({ ...message, alerts: [] }, AS_TEXT)
    return { body: JSON.stringify({ text: writeText(whole) }), cut }
  }
  const { whole, cut, body } = wholeOf(message, AS_PARTS)
  return { body: body ?? JSON.stringify(whole), cut }
}

/**
 * A template can make more of its data than they are, and its output cannot be cut, since nobody
 * knows its form: where it is too large, it is given less.
 */
function byTemplate(message: Message, write: (whole: Whole) => WrittenBody): Rendered {
  const { bodyBytesMax } = WEBHOOK_LIMITS
  let problem = ''
  for (
    let bytesMax: number = bodyBytesMax;
    bytesMax >= WEBHOOK_LIMITS.dataBytesMin;
    bytesMax /= 2
  ) {
    const { whole, cut } = wholeOf(message, AS_PARTS, bytesMax)
    const written = write(whole)
    if (written.kind === 'failed') {
      problem = written.problem
      break
    }
    if (Buffer.byteLength(written.body, 'utf8') <= bodyBytesMax) return { body: written.body, cut }
    problem = `the template made more than ${bodyBytesMax} bytes`
  }
  // The receiver may not understand it, but the message stands in the record and is not lost.
  const { whole, cut } = wholeOf(message, AS_PARTS, bodyBytesMax - WEBHOOK_LIMITS.lineBytesMax)
  const templateError = cutToJsonBytes(clean(problem), WEBHOOK_LIMITS.lineBytesMax / 2)
  return { body: JSON.stringify({ ...whole, templateError }), cut }
}

/** The message's parts in at most `bytesMax` bytes of JSON; with that as `body` where nothing had to be fitted. */
function wholeOf(
  message: Message,
  writing: Writing,
  bytesMax: number = WEBHOOK_LIMITS.bodyBytesMax,
): { readonly whole: Whole; readonly cut: boolean; readonly body?: string } {
  const { said } = writing
  const title = said(oneLine(message.title))
  const shortTitle = cutToJsonBytes(title, WEBHOOK_LIMITS.titleBytesMax)
  const mentions = mentionsOf(message.mentions)
  const links = linksOf(message, writing, Math.floor(bytesMax / LINKS_SHARE))
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
    alerts: [],
    policy: cutToJsonBytes(said(oneLine(message.policy)), WEBHOOK_LIMITS.lineBytesMax),
    thread: cutToJsonBytes(said(oneLine(message.thread)), WEBHOOK_LIMITS.lineBytesMax),
    omitted: Number.MAX_SAFE_INTEGER,
  }
  const blocks = [...message.blocks.flatMap(tidied(said)), ...links.strays]
  const named = message.mentions.mobiles.length
  const unfit = links.omitted + named - mentions.mobiles.length
  const isShort = shortTitle === title && unfit === 0 && blocks.length <= WEBHOOK_LIMITS.blocksMax
  if (isShort) {
    // Nearly every message fits as it is, which its JSON shows; that is needed in any case.
    const whole: Whole = { ...frame, omitted: 0, blocks, alerts: message.alerts.map(tidy) }
    const body = JSON.stringify(whole)
    if (fits(body, bytesMax)) return { whole, cut: false, body }
  }
  // The notice is reserved before it is known whether it is needed, so that it always fits.
  const reserved = { ...frame, blocks: [noticeOf(frame)] }
  const room = Math.max(0, bytesMax - Buffer.byteLength(JSON.stringify(reserved)) - 1)
  // The alerts say for programs what the blocks say for people: either may have half, and what the
  // other leaves.
  const wanted = fitBlocks(blocks, Math.ceil(room / 2))
  const alerts = fitAlerts(message.alerts, room - bytesOf(wanted.blocks))
  const fitted = wanted.cut ? fitBlocks(blocks, room - bytesOf(alerts.alerts)) : wanted
  const omitted = fitted.omitted + alerts.omitted + unfit
  const cut = fitted.cut || alerts.cut || omitted > 0 || shortTitle !== title
  const shown: Whole = { ...frame, omitted, blocks: fitted.blocks, alerts: alerts.alerts }
  return { whole: cut ? { ...shown, blocks: [...shown.blocks, noticeOf(shown)] } : shown, cut }
}

/** Whether a text takes at most so many bytes; a code unit takes three at most. */
function fits(text: string, bytesMax: number): boolean {
  return text.length * 3 <= bytesMax || Buffer.byteLength(text, 'utf8') <= bytesMax
}

/** All links may have a quarter of the body. */
const LINKS_SHARE = 4

/** As elements of a list that has others. */
function bytesOf(parts: readonly object[]): number {
  return parts.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(parts), 'utf8')
}

/** The message as it is sent: with the number of lines, links, people and alerts for whom there was no room. */
export type Whole = Message & { readonly omitted: number }

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
function linksOf(message: Message, { said, address }: Writing, bytesMax: number): Links {
  const strays: string[] = []
  let bytesLeft: number = Math.min(WEBHOOK_LIMITS.linksBytesMax, bytesMax)
  let omitted = 0
  const take = (link: MessageLink): readonly MessageLink[] => {
    const text = cutToJsonBytes(said(oneLine(link.text)), WEBHOOK_LIMITS.linkTextBytesMax)
    const url = address(link.url)
    if (url === undefined) {
      if (link.url.trim() !== '') strays.push(`${text}: ${said(oneLine(link.url))}`)
      return []
    }
    const urlBytes = jsonBytes(url)
    const bytes = urlBytes + jsonBytes(text) + LINK_FRAME_BYTES
    if (urlBytes > WEBHOOK_LIMITS.linkBytesMax || bytes > bytesLeft) {
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
