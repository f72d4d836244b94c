// In: the elements of a Lark card, of either version. Out: what Lark draws for them.
// What a custom bot's card can hold and this page does not draw (charts, forms) is named in its place.
import { element } from './element.js'
import { larkHand } from './lark-hand.js'
import { inert, linkTo, picture } from './link.js'
import { drawBlocks, drawSpans } from './rich-draw.js'
import { parseRich, parseSpans } from './rich-text.js'
import { words } from './words.js'

const TEMPLATES = new Set(
  'blue wathet turquoise green yellow orange red carmine violet purple indigo grey default'.split(' '),
)

/** The coloured head with title, subtitle and tags. */
export function drawHeader({ title, subtitle, template, text_tag_list: tags }) {
  const named = TEMPLATES.has(template) ? template : 'default'
  const labels = (tags ?? []).map(({ text, color }) => {
    const label = element('span', { class: 'tag', text: text?.content ?? '' })
    label.style.setProperty('--font-color', `var(--lark-${color ?? 'neutral'})`)
    return label
  })
  return element(
    'div',
    { class: `card-head ${named}` },
    element('div', { class: 'card-title' }, title?.content ?? '', ...labels),
    subtitle?.content ? element('div', { class: 'card-subtitle', text: subtitle.content }) : undefined,
  )
}

/** @param {{ message: object, dialect: object }} context */
export function drawElements(elements, context) {
  return elements.map((part) => drawElement(part, context)).filter((node) => node !== undefined)
}

function drawElement(part, context) {
  switch (part.tag) {
    case 'markdown':
      return element('div', { class: 'markdown' }, ...drawMarkdown(part.content, context))
    case 'div':
      return drawDiv(part, context)
    case 'hr':
      return element('hr')
    case 'note':
      return element('div', { class: 'note' }, ...part.elements.map((inner) => drawText(inner, context)))
    case 'action':
      return element('div', { class: 'card-buttons' }, ...part.actions.map(drawAction))
    case 'button':
      return element('div', { class: 'card-buttons' }, drawAction(part))
    case 'img':
      return picture('', part.alt?.content ?? part.img_key)
    case 'column_set':
      return drawColumns(part, context)
    case 'table':
      return drawTable(part)
    case 'collapsible_panel':
      return drawPanel(part, context)
    case 'interactive_container':
    case 'form':
      return element('div', {}, ...drawElements(part.elements ?? [], context))
    default:
      return element('div', { class: 'note', text: `[${part.tag}]` })
  }
}

function drawMarkdown(content, { dialect, message }) {
  return drawBlocks(parseRich(content, dialect), larkHand(message))
}

/** `plain_text` is shown as it is, `lark_md` is markdown. */
function drawText(text, context) {
  if (text.tag === 'img') return picture('', text.alt?.content ?? '')
  if (text.tag === 'lark_md') {
    return element('div', { class: 'markdown' }, ...drawMarkdown(text.content ?? '', context))
  }
  return element('div', { class: 'plain-text', text: text.content ?? '' })
}

function drawDiv({ text, fields, extra }, context) {
  const cells = (fields ?? []).map((field) =>
    element('div', { class: field.is_short ? 'field short' : 'field' }, drawText(field.text, context)),
  )
  const grid = cells.length > 0 ? element('div', { class: 'fields' }, ...cells) : undefined
  const button = extra?.tag === 'button' ? drawAction(extra) : undefined
  return element('div', { class: 'div' }, text ? drawText(text, context) : undefined, grid, button)
}

/** A button that opens its address; any other thing to press does nothing in a custom bot's card. */
function drawAction(part) {
  const label = part.text?.content ?? part.placeholder?.content ?? `[${part.tag}]`
  const kind = ['primary', 'primary_filled'].includes(part.type)
    ? 'primary'
    : String(part.type ?? '').startsWith('danger')
      ? 'danger'
      : 'default'
  const href = addressOf(part)
  const classes = `card-button ${kind}`
  return href === undefined
    ? inert(words().deadButton, [label], classes)
    : linkTo(href, [label], classes)
}

function addressOf({ url, multi_url: many, behaviors }) {
  const opening = (behaviors ?? []).find(({ type }) => type === 'open_url')
  return [url, many?.pc_url, many?.url, opening?.pc_url, opening?.default_url].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  )
}

function drawColumns({ columns }, context) {
  const drawn = (columns ?? []).map((column) => {
    const node = element('div', { class: 'column' }, ...drawElements(column.elements ?? [], context))
    const isWeighted = column.width === 'weighted' || column.width === undefined
    node.style.setProperty('flex-grow', isWeighted ? String(column.weight ?? 1) : '0')
    return node
  })
  return element('div', { class: 'columns' }, ...drawn)
}

function drawTable({ columns, rows }) {
  const named = columns ?? []
  const head = element(
    'tr',
    {},
    ...named.map(({ display_name: title, name }) => element('th', { text: title ?? name })),
  )
  const body = (rows ?? []).map((row) =>
    element('tr', {}, ...named.map(({ name }) => element('td', { text: cellText(row[name]) }))),
  )
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...body))
  return element('div', { class: 'table-frame', tabindex: '0' }, table)
}

function cellText(value) {
  if (Array.isArray(value)) return value.map((part) => part?.text ?? String(part)).join(', ')
  return value === undefined || value === null ? '' : String(value)
}

function drawPanel({ header, elements, expanded }, context) {
  const spans = parseSpans(header?.title?.content ?? '', context.dialect)
  const summary = element('summary', {}, ...drawSpans(spans, larkHand(context.message)))
  const open = expanded === true ? { open: '' } : {}
  return element('details', { class: 'panel', ...open }, summary, ...drawElements(elements ?? [], context))
}
