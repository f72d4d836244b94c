// In: the tree of a platform's markdown. Out: DOM elements.
// Who is named is handed in as `drawAt`, what a colour's name means as `colourOf`; the rest is the same everywhere.
import { element } from './element.js'
import { linkTo, picture } from './link.js'
import { fullTime } from './words.js'

/**
 * @typedef {{ drawAt(span: { ids: string[], name: string }): Node[], colourOf(name: string): string | undefined }} Hand
 * @param {object[]} blocks
 * @param {Hand} hand
 */
export function drawBlocks(blocks, hand) {
  return blocks.map((block) => drawBlock(block, hand))
}

function drawBlock(block, hand) {
  switch (block.kind) {
    case 'heading':
      return element(`h${block.level}`, {}, ...drawSpans(block.spans, hand))
    case 'quote':
      return element('blockquote', {}, ...drawBlocks(block.blocks, hand))
    case 'code':
      return element('pre', { class: 'code-block', text: block.text })
    case 'rule':
      return element('hr')
    case 'table':
      return drawTable(block, hand)
    case 'list': {
      const entries = block.entries.map(({ spans, blocks }) =>
        element('li', {}, ...drawSpans(spans, hand), ...drawBlocks(blocks, hand)),
      )
      const start = block.ordered ? String(block.start) : undefined
      return element(block.ordered ? 'ol' : 'ul', { start }, ...entries)
    }
    default:
      return element('p', {}, ...drawSpans(block.spans, hand))
  }
}

function drawTable({ head, align, rows }, hand) {
  const row = (cells, tag) =>
    element(
      'tr',
      {},
      ...cells.map((spans, column) =>
        element(tag, { class: `to-${align[column] ?? 'left'}` }, ...drawSpans(spans, hand)),
      ),
    )
  const body = element('tbody', {}, ...rows.map((cells) => row(cells, 'td')))
  const table = element('table', {}, element('thead', {}, row(head, 'th')), body)
  return element('div', { class: 'table-frame', tabindex: '0' }, table)
}

/** Spans as nodes; also for texts that are one line. */
export function drawSpans(spans, hand) {
  return spans.flatMap((span) => drawSpan(span, hand))
}

function drawSpan(span, hand) {
  const inner = () => drawSpans(span.spans, hand)
  switch (span.kind) {
    case 'text':
      return [span.text]
    case 'break':
      return [element('br')]
    case 'strong':
      return [element('strong', {}, ...inner())]
    case 'emphasis':
      return [element('em', {}, ...inner())]
    case 'strike':
      return [element('s', {}, ...inner())]
    case 'code':
      return [element('code', { class: 'inline-code', text: span.text })]
    case 'image':
      return [picture(span.href, span.alt)]
    case 'link':
      return [linkTo(span.href, inner())]
    case 'at':
      return hand.drawAt(span)
    case 'time':
      return Number.isFinite(span.at) ? [fullTime(span.at)] : []
    case 'tag':
      return [coloured(element('span', { class: 'tag' }, ...inner()), span.color, hand)]
    case 'font':
      return [coloured(element('span', { class: 'font' }, ...inner()), span.color, hand)]
    default:
      return []
  }
}

function coloured(node, name, hand) {
  const colour = hand.colourOf(name)
  if (colour !== undefined) node.style.setProperty('--font-color', colour)
  return node
}
