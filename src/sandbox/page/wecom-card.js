// In: a WeCom template card, text_notice or news_notice. Out: what WeCom draws for it.
// A click on the upper part opens card_action; rows and jumps open their own addresses.
import { element } from './element.js'
import { inert, linkTo } from './link.js'
import { words } from './words.js'

const SOURCE_COLOURS = ['grey', 'black', 'red', 'green']

/** The bubble of a template card. */
export function drawTemplateCard(card) {
  const main = [
    drawSource(card.source),
    card.card_image ? element('div', { class: 'cover', text: words().image }) : undefined,
    drawTitle(card.main_title, 'card-title'),
    drawEmphasis(card.emphasis_content),
    card.sub_title_text ? element('div', { class: 'card-text', text: card.sub_title_text }) : undefined,
    ...(card.vertical_content_list ?? []).map((row) => drawTitle(row, 'card-row-title')),
  ].filter((part) => part !== undefined)
  const head = element('div', { class: 'card-main' }, ...main)
  const parts = [
    opened(card.card_action, [head], 'card-open'),
    drawQuote(card.quote_area),
    drawRows(card.horizontal_content_list ?? []),
    ...(card.jump_list ?? []).map(drawJump),
  ]
  return element('div', { class: 'bubble card wecom-card' }, ...parts)
}

function drawSource(source) {
  if (!source?.desc) return undefined
  const colour = SOURCE_COLOURS[source.desc_color ?? 0] ?? 'grey'
  return element('div', { class: `card-source ${colour}`, text: source.desc })
}

function drawTitle(title, classes) {
  if (!title?.title && !title?.desc) return undefined
  return element(
    'div',
    {},
    title.title ? element('div', { class: classes, text: title.title }) : undefined,
    title.desc ? element('div', { class: 'card-text', text: title.desc }) : undefined,
  )
}

function drawEmphasis(emphasis) {
  if (!emphasis?.title && !emphasis?.desc) return undefined
  return element(
    'div',
    { class: 'card-emphasis' },
    element('div', { class: 'card-number', text: emphasis.title ?? '' }),
    element('div', { class: 'card-text', text: emphasis.desc ?? '' }),
  )
}

function drawQuote(quote) {
  if (!quote?.title && !quote?.quote_text) return undefined
  const inner = [
    quote.title ? element('div', { class: 'card-row-title', text: quote.title }) : undefined,
    element('div', { class: 'card-text', text: quote.quote_text ?? '' }),
  ].filter((part) => part !== undefined)
  const body = element('div', { class: 'card-quote' }, ...inner)
  return quote.type ? opened(quote, [body], 'card-open') : body
}

function drawRows(rows) {
  if (rows.length === 0) return undefined
  const drawn = rows.flatMap((row) => {
    const value = row.value ?? ''
    const shown = row.type === 1 ? linkTo(row.url, [value]) : value
    return [element('dt', { text: row.keyname }), element('dd', {}, shown)]
  })
  return element('dl', { class: 'card-rows' }, ...drawn)
}

function drawJump(jump) {
  if (!jump.type) return element('div', { class: 'card-jump', text: jump.title })
  return opened(jump, [jump.title], 'card-jump')
}

/** Type 1 is an address; a mini program opens in WeCom only. */
function opened({ type, url } = {}, children, classes) {
  if (type === 1) return linkTo(url, children, classes)
  return inert(words().miniProgram, children, `link ${classes}`)
}
