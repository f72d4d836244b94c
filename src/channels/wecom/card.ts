import { WECOM_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import type { Message, MessageField, MessageLink } from '../../model/message.ts'
import { inLanguage } from '../../model/text.ts'
import { cutToColumns } from './bytes.ts'
import { httpAddress } from './markdown.ts'
import { withoutMentions } from './plain.ts'
import { cardNotice, markOf } from './words.ts'

const { card: CARD } = WECOM_LIMITS

/**
 * A message as a card (`text_notice`), cut to the lengths that WeCom recommends, since its clients
 * show no more. Undefined for what a card cannot tell: one without an address to open, which
 * a card must have, more actions than a card has jumps, and a list of alerts, each of which has to
 * be named.
 */
export function cardOf(message: Message): { card: object; cut: boolean } | undefined {
  const jumps = jumpsOf(message)
  const opened = jumps.find((jump) => !jump.isAction) ?? jumps[0]
  const hasLines = message.blocks.some((block) => block.kind === 'lines')
  const hasTooMany = jumps.filter((jump) => jump.isAction).length > CARD.jumpsMax
  if (opened === undefined || hasLines || hasTooMany) return undefined

  const { language } = message
  const mark = markOf(message)
  const word = inLanguage(mark.word, language)
  const title = shorten(message.title, CARD.titleColumnsMax)
  const fields = message.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
  const rows = fields.slice(0, CARD.fieldsMax).map(rowOf)
  const text = textOf(message)
  const omitted =
    fields.length -
    rows.length +
    Math.max(0, jumps.length - CARD.jumpsMax) +
    lostLinks(message, jumps)
  const isShort = shorten(text, CARD.textColumnsMax).text === text
  const cut = omitted > 0 || title.cut || rows.some((row) => row.cut) || !isShort
  const notice = cut ? cardNotice(omitted, language) : ''
  const subtitle = withNotice(text, notice)
  const jumpList = jumps.slice(0, CARD.jumpsMax).map(({ title, url }) => ({ type: 1, url, title }))
  const card = {
    card_type: 'text_notice',
    source: { desc: `${mark.sign} ${word}`, desc_color: mark.cardColor },
    main_title: { title: title.text || word },
    ...(subtitle === '' ? {} : { sub_title_text: subtitle }),
    ...(rows.length > 0 ? { horizontal_content_list: rows.map((row) => row.shown) } : {}),
    jump_list: jumpList,
    card_action: { type: 1, url: opened.url },
  }
  return { card, cut }
}

type Jump = { readonly title: string; readonly url: string; readonly isAction: boolean }

/** Actions first; what is no http(s) address opens nothing. */
function jumpsOf(message: Message): readonly Jump[] {
  const jump = (link: MessageLink, isAction: boolean): readonly Jump[] => {
    const url = httpAddress(link.url)
    if (url === undefined || url.length > CARD.addressLengthMax) return []
    return [{ title: shorten(link.text, CARD.jumpColumnsMax).text || '→', url, isAction }]
  }
  return [
    ...message.actions.flatMap((link) => jump(link, true)),
    ...message.links.flatMap((link) => jump(link, false)),
  ]
}

/** Links that could not be made jumps at all. */
function lostLinks({ actions, links }: Message, jumps: readonly Jump[]): number {
  const given = [...actions, ...links].filter((link) => link.url.trim() !== '')
  return given.length - jumps.length
}

function rowOf({ label, value }: MessageField): { shown: object; cut: boolean } {
  const name = shorten(label, CARD.labelColumnsMax)
  const content = shorten(value, CARD.valueColumnsMax)
  return {
    shown: { keyname: name.text || '·', ...(content.text === '' ? {} : { value: content.text }) },
    cut: name.cut || content.cut,
  }
}

function textOf(message: Message): string {
  const texts = message.blocks.flatMap((block) =>
    block.kind === 'text' ? [plain(block.text)] : [],
  )
  return texts.filter((text) => text !== '').join(' ')
}

/** The notice stands whole at the end. */
function withNotice(text: string, notice: string): string {
  if (notice === '') return text
  const room = CARD.textColumnsMax - CARD.noticeColumnsMax
  return [shorten(text, room).text, notice].filter((part) => part !== '').join(' ')
}

function plain(text: string): string {
  return withoutMentions(oneLine(text))
}

function shorten(text: string, columnsMax: number): { text: string; cut: boolean } {
  const whole = plain(text)
  const short = cutToColumns(whole, columnsMax)
  return { text: short, cut: short !== whole }
}
