import { SLACK_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { MessageForm, Rendered } from '../../contract/channel.ts'
import { revealOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message, MessageLink } from '../../model/message.ts'
import { inLanguage } from '../../model/text.ts'
import { fit } from './fit.ts'
import { readHookUrl } from './hook-url.ts'
import { context, joinPieces, layOut, section } from './layout.ts'
import { cutTo } from './length.ts'
import { mentionedIn } from './mentions.ts'
import { linkTo, neutral } from './mrkdwn.ts'
import { type Form, piecesOf } from './pieces.ts'
import { cutNotice, markOf, unmentionedNotice } from './words.ts'

/** The forms that an endpoint can ask for. */
export const FORMATS = ['auto', 'blocks', 'text'] as const

/**
 * A message as the JSON that an incoming webhook takes. The heading and the mentions stand in
 * `text`, which Slack shows above the coloured attachment and in notifications; so the heading is
 * not repeated inside it.
 */
export function renderSlack(
  message: Message,
  settings: Settings,
  messageForm: MessageForm = 'full',
): Rendered {
  const form = messageForm === 'plain' ? 'text' : formOf(settings)
  const mentioned = mentionedIn(message, settings)
  const links = writeLinks([...message.actions, ...message.links])
  const parts: Parts = {
    message,
    lead: join([heading(message), mentioned.text], '\n'),
    links,
    unmentioned:
      mentioned.leftOut > 0 ? unmentionedNotice(mentioned.leftOut, message.language) : '',
  }
  const { payload, cut } = form === 'text' ? asText(parts) : asBlocks(parts)
  // Slack would fetch every link to show a preview, also those that acknowledge.
  const body = JSON.stringify({ ...payload, unfurl_links: false, unfurl_media: false })
  return { body, cut: cut || mentioned.leftOut > 0 }
}

/** Servers that imitate Slack's webhooks mostly know no blocks, and would show nothing of them. */
function formOf(settings: Settings): Form {
  const format = textOf(settings, 'format') ?? 'auto'
  if (format === 'text' || format === 'blocks') return format
  const isSlack = readHookUrl(revealOf(settings, 'url') ?? '')?.path !== undefined
  return isSlack ? 'blocks' : 'text'
}

type Parts = {
  readonly message: Message
  /** Heading and mentions. */
  readonly lead: string
  readonly links: Links
  readonly unmentioned: string
}

type Payload = { readonly payload: object; readonly cut: boolean }

function asText({ message, lead, links, unmentioned }: Parts): Payload {
  const fitted = fit(piecesOf(message, 'text'))
  const cut = fitted.cut || links.omitted > 0
  const omitted = fitted.omitted + links.omitted
  const notice = cut ? cutNotice(omitted, message.language) : ''
  const text = join([lead, joinPieces(fitted.pieces), ...links.runs, notice, unmentioned], '\n\n')
  return { payload: { text }, cut }
}

function asBlocks({ message, lead, links, unmentioned }: Parts): Payload {
  const fitted = fit(piecesOf(message, 'blocks'))
  // One block is kept for the notice.
  const layout = layOut(fitted.pieces, SLACK_LIMITS.blocksMax - links.runs.length - 1)
  const omitted = fitted.omitted + layout.omitted + links.omitted
  const cut = fitted.cut || omitted > 0
  const notice = join([cut ? cutNotice(omitted, message.language) : '', unmentioned], '\n')
  const blocks = [
    ...layout.blocks,
    ...links.runs.map(section),
    ...(notice === '' ? [] : [context(notice)]),
  ]
  if (blocks.length === 0) return { payload: { text: lead }, cut }
  const { color } = markOf(message)
  return { payload: { text: lead, attachments: [{ color, blocks }] }, cut }
}

/** `🔴 Critical · CPU usage is high`, bold; the severity or state as a word unless the title says it. */
function heading(message: Message): string {
  const mark = markOf(message)
  const title = cutTo(neutral(oneLine(message.title)), SLACK_LIMITS.headingLengthMax)
  const word = inLanguage(mark.word, message.language)
  const isSaid = message.title.toLowerCase().includes(word.toLowerCase())
  return `*${mark.sign} ${join([isSaid ? '' : word, title], ' · ')}*`
}

/** Links side by side, in runs that fit a section each. */
type Links = { readonly runs: readonly string[]; readonly omitted: number }

/** As many links as there is room for; an address that is too long for any room is left out. */
function writeLinks(links: readonly MessageLink[]): Links {
  const runs: string[] = []
  let lengthLeft: number = SLACK_LIMITS.linksLengthMax
  let omitted = 0
  for (const link of links) {
    if (link.url.trim() === '') continue
    const text = writeLink(link)
    if (text.length > Math.min(lengthLeft, SLACK_LIMITS.linkLengthMax)) omitted += 1
    else {
      lengthLeft -= text.length + BETWEEN_LINKS.length
      const last = runs.pop() ?? ''
      const longer = join([last, text], BETWEEN_LINKS)
      if (longer.length <= SLACK_LIMITS.sectionLengthMax) runs.push(longer)
      else runs.push(last, text)
    }
  }
  return { runs, omitted }
}

const BETWEEN_LINKS = '  ·  '

/** An address that must not become a link (it is no http(s) one) is written out as text. */
function writeLink(link: MessageLink): string {
  const text = cutTo(oneLine(link.text), SLACK_LIMITS.linkTextLengthMax)
  return linkTo(link.url, text) ?? neutral(join([text, oneLine(link.url)], ': '))
}

function join(parts: readonly string[], gap: string): string {
  return parts.filter((part) => part !== '').join(gap)
}
