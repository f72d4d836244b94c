import { fitText } from '../../base/fit-text.ts'
import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import { DINGTALK_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { MessageForm, Rendered } from '../../contract/channel.ts'
import { listOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message, MessageBlock, MessageLink } from '../../model/message.ts'
import { type Dialect, markdownDialect, previewOf, textDialect } from './dialect.ts'
import { outsideLink } from './markdown.ts'
import { atField, type Mentioned, mentionedIn, mentionText } from './mentions.ts'
import { cutNotice, linksNotice, markOf, unmentionedNotice } from './words.ts'

/** The forms that an endpoint can ask for. */
export const FORMATS = ['auto', 'markdown', 'text', 'actionCard'] as const

type Form = 'markdown' | 'text' | 'actionCard'

/**
 * A message as the JSON that a DingTalk robot takes, at most 18,000 bytes of UTF-8. The endpoint's
 * keyword stands in the title and in the body, whatever had to be cut.
 */
export function renderDingtalk(
  message: Message,
  settings: Settings,
  messageForm: MessageForm = 'full',
): Rendered {
  if (messageForm === 'plain') return renderPlain(message, settings)
  const mentioned = mentionedIn(message, settings)
  const buttons = buttonsOf(message, settings)
  const form = formOf({ settings, mentioned, hasButtons: buttons.length > 0 })
  const dialect = form === 'text' ? textDialect : markdownDialect
  const shown = form === 'actionCard' ? buttons : []
  const shownBytes = shown.reduce((sum, { url }) => sum + url.length, 0)
  const links = writeLinks(linksBelow(message, shown), {
    dialect,
    bytesMax: DINGTALK_LIMITS.linksBytesMax - shownBytes,
  })
  const title = withKeyword(previewOf(markOf(message), message.title, message.language), settings)
  const at = atField(mentioned)
  const envelope = (body: string) =>
    JSON.stringify({ msgtype: form, [form]: content({ form, title, body, buttons }), at })
  const bytesMax = DINGTALK_LIMITS.bodyBytesAim - Buffer.byteLength(envelope(''), 'utf8')
  const written = writeBody({ message, settings, mentioned, dialect, links, bytesMax })
  const body = envelope(written.body)
  return { body, cut: written.cut || mentioned.leftOut > 0 }
}

/**
 * A text without any address, for when DingTalk took one for unsafe: its check looks at what is
 * written out as well.
 */
function renderPlain(message: Message, settings: Settings): Rendered {
  const count = message.actions.length + message.links.length
  const blocks = message.blocks.map(withoutAddresses)
  const notice: MessageBlock[] =
    count === 0 ? [] : [{ kind: 'text', text: linksNotice(count, message.language) }]
  const bare: Message = {
    ...message,
    title: withoutScheme(message.title),
    blocks: [...notice, ...blocks],
    actions: [],
    links: [],
  }
  const { body, cut } = renderDingtalk(bare, { ...settings, format: 'text' })
  return { body, cut: cut || count > 0 }
}

function withoutAddresses(block: MessageBlock): MessageBlock {
  switch (block.kind) {
    case 'text':
      return { kind: 'text', text: withoutScheme(block.text) }
    case 'fields': {
      const fields = block.fields.map(({ label, value }) => ({
        label,
        value: withoutScheme(value),
      }))
      return { kind: 'fields', fields }
    }
    case 'lines': {
      const lines = block.lines.map((line) => ({ ...line, text: withoutScheme(line.text) }))
      return { kind: 'lines', lines }
    }
  }
}

/** What is left of an address is read, and not taken for one. */
function withoutScheme(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\//gi, '')
}

/**
 * Buttons need the card form, and a card cannot ring a mobile number: there the mention wins, and
 * the actions become links.
 */
function formOf(facts: { settings: Settings; mentioned: Mentioned; hasButtons: boolean }): Form {
  const format = textOf(facts.settings, 'format') ?? 'auto'
  if (format === 'text' || format === 'markdown') return format
  const rings = facts.mentioned.all || facts.mentioned.mobiles.length > 0
  return facts.hasButtons && !rings ? 'actionCard' : 'markdown'
}

type Button = { readonly source: MessageLink; readonly title: string; readonly url: string }

/** Actions as buttons; an endpoint that asks for cards gets its links as buttons too. */
function buttonsOf(message: Message, settings: Settings): readonly Button[] {
  const wantsCard = textOf(settings, 'format') === 'actionCard'
  const sources = wantsCard ? [...message.actions, ...message.links] : message.actions
  const buttons: Button[] = []
  let bytesLeft: number = DINGTALK_LIMITS.linksBytesMax
  for (const source of sources) {
    const url = outsideLink(source.url)
    if (url === undefined || url.length > DINGTALK_LIMITS.linkBytesMax) continue
    if (url.length > bytesLeft || buttons.length === DINGTALK_LIMITS.buttonsMax) continue
    bytesLeft -= url.length
    const text = oneLine(source.text) || '→'
    buttons.push({ source, title: cutToJsonBytes(text, DINGTALK_LIMITS.buttonTitleBytesMax), url })
  }
  return buttons
}

/** What has no button: as links in the text, actions first. */
function linksBelow(message: Message, buttons: readonly Button[]): readonly MessageLink[] {
  const shown = new Set(buttons.map((button) => button.source))
  return [...message.actions, ...message.links].filter(
    (link) => !shown.has(link) && link.url.trim() !== '',
  )
}

type Content = { form: Form; title: string; body: string; buttons: readonly Button[] }

function content({ form, title, body, buttons }: Content): object {
  switch (form) {
    case 'text':
      return { content: body }
    case 'markdown':
      return { title, text: body }
    case 'actionCard': {
      const [first, ...others] = buttons
      if (first !== undefined && others.length === 0) {
        return { title, text: body, singleTitle: first.title, singleURL: first.url }
      }
      const btns = buttons.map((button) => ({ title: button.title, actionURL: button.url }))
      return { title, text: body, btnOrientation: btns.length === 2 ? '1' : '0', btns }
    }
  }
}

type BodyParts = {
  readonly message: Message
  readonly settings: Settings
  readonly mentioned: Mentioned
  readonly dialect: Dialect
  readonly links: Links
  readonly bytesMax: number
}

function writeBody(parts: BodyParts): { body: string; cut: boolean } {
  const { message, dialect, mentioned, links } = parts
  const { language } = message
  const head = dialect.heading(markOf(message), message.title, language)
  const unmentioned = mentioned.leftOut > 0 ? unmentionedNotice(mentioned.leftOut, language) : ''
  const foot = [links.text, mentionText(mentioned), unmentioned]
  const sections = message.blocks.map((block) => dialect.section(block, language))
  // Both are reserved before it is known whether they are needed, so that they always fit.
  const longestNotice = dialect.remark(cutNotice(Number.MAX_SAFE_INTEGER, language))
  const keyword = keywordsOf(parts.settings)[0]
  const reserve = keyword === undefined ? '' : dialect.remark(keyword)
  const fixed = join([head, ...foot, longestNotice, reserve])
  const fitted = fitText(sections, {
    bytesMax: parts.bytesMax - jsonBytes(fixed) - jsonBytes('\n\n'),
    pieceBytesMin: DINGTALK_LIMITS.pieceBytesMin,
    piecesMax: DINGTALK_LIMITS.piecesMax,
    bytesOf: jsonBytes,
    cutToBytes: cutToJsonBytes,
  })
  const cut = fitted.cut || links.omitted > 0
  const notice = cut ? dialect.remark(cutNotice(fitted.omitted + links.omitted, language)) : ''
  const body = join([head, fitted.text, notice, ...foot])
  const isMissing = keyword !== undefined && !hasKeyword(body, parts.settings)
  return { body: isMissing ? join([body, reserve]) : body, cut }
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

type Links = { readonly text: string; readonly omitted: number }

/** As many links as there is room for; an address that is too long for any room is left out. */
function writeLinks(
  links: readonly MessageLink[],
  { dialect, bytesMax }: { dialect: Dialect; bytesMax: number },
): Links {
  const drawn: string[] = []
  let bytesLeft = bytesMax
  let omitted = 0
  for (const link of links) {
    const text = dialect.link(link)
    const bytes = jsonBytes(text)
    if (bytes > bytesLeft || bytes > DINGTALK_LIMITS.linkBytesMax) omitted += 1
    else {
      bytesLeft -= bytes + jsonBytes(dialect.lineBreak)
      drawn.push(text)
    }
  }
  return { text: drawn.join(dialect.lineBreak), omitted }
}

/** DingTalk turns away what holds none of the robot's keywords; which fields it looks at is not told. */
function withKeyword(title: string, settings: Settings): string {
  const keyword = keywordsOf(settings)[0]
  return keyword === undefined || hasKeyword(title, settings) ? title : `${title} · ${keyword}`
}

export function hasKeyword(text: string, settings: Settings): boolean {
  return keywordsOf(settings).some((keyword) => text.includes(keyword))
}

export function keywordsOf(settings: Settings): readonly string[] {
  const keywords = listOf(settings, 'keywords').map((keyword) => keyword.toWellFormed().trim())
  return keywords.filter(
    (keyword) => keyword !== '' && keyword.length <= DINGTALK_LIMITS.keywordLengthMax,
  )
}
