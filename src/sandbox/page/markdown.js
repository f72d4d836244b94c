// In: a text in DingTalk's markdown. Out: a tree of blocks and spans.
// Only what DingTalk draws is mark-up: headings, quotes, bold, italic, links, images, flat lists, colours.
// Tables, code, HTML and nested lists stay the text that they are. A lone newline is a space.

const DEPTH_MAX = 8

/**
 * @typedef {{ kind: 'text', text: string } | { kind: 'break' }
 *   | { kind: 'strong' | 'emphasis', spans: Span[] }
 *   | { kind: 'font', color: string | undefined, spans: Span[] }
 *   | { kind: 'link', href: string, spans: Span[] } | { kind: 'image', href: string, alt: string }} Span
 * @typedef {{ kind: 'paragraph', spans: Span[] } | { kind: 'heading', level: number, spans: Span[] }
 *   | { kind: 'quote', blocks: Block[] } | { kind: 'list', ordered: boolean, start: number, entries: Span[][] }} Block
 */

/**
 * @param {string} text
 * @returns {Block[]}
 */
export function parseMarkdown(text, depth = 0) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  /** @type {Block[]} */
  const blocks = []
  let index = 0
  while (index < lines.length) {
    const kind = kindOf(lines[index])
    let end = index + 1
    while (end < lines.length && goesOn(kind, lines[end])) end += 1
    if (kind !== 'blank') blocks.push(readBlock(kind, lines.slice(index, end), depth))
    index = end
  }
  return blocks
}

/** @param {string} line */
function kindOf(line) {
  const start = line.trimStart()
  if (start === '') return 'blank'
  if (/^#{1,6}\s+\S/.test(start)) return 'heading'
  if (start.startsWith('>')) return 'quote'
  if (/^[-*]\s+\S/.test(start)) return 'points'
  if (/^\d{1,9}\.\s+\S/.test(start)) return 'numbers'
  return 'paragraph'
}

/** Whether the next line belongs to the same block. */
function goesOn(kind, line) {
  return kind !== 'heading' && kindOf(line) === kind
}

function readBlock(kind, lines, depth) {
  switch (kind) {
    case 'heading': {
      const [, marks, text] = /^\s*(#{1,6})\s+(.*)$/.exec(lines[0])
      return { kind: 'heading', level: marks.length, spans: parseSpans(text.trim()) }
    }
    case 'quote': {
      const inner = lines.map((line) => line.trimStart().replace(/^>\s?/, '')).join('\n')
      const blocks = depth < DEPTH_MAX ? parseMarkdown(inner, depth + 1) : []
      return { kind: 'quote', blocks }
    }
    case 'points':
    case 'numbers': {
      const entries = lines.map((line) => parseSpans(line.trim().replace(/^([-*]|\d{1,9}\.)\s+/, '')))
      const start = Number.parseInt(lines[0].trim(), 10)
      return { kind: 'list', ordered: kind === 'numbers', start: start || 1, entries }
    }
    default:
      return { kind: 'paragraph', spans: parseLines(lines) }
  }
}

/** Two spaces before a newline make it a break; else it is a space. */
function parseLines(lines) {
  const text = lines
    .map((line, index) => {
      const isLast = index === lines.length - 1
      if (isLast) return line.trim()
      return line.trim() + (/\s{2}$/.test(line) ? '\n' : ' ')
    })
    .join('')
  return parseSpans(text)
}

/**
 * @param {string} text
 * @returns {Span[]}
 */
function parseSpans(text, depth = 0) {
  /** @type {Span[]} */
  const spans = []
  let plain = ''
  let at = 0
  const flush = () => {
    if (plain !== '') spans.push({ kind: 'text', text: plain })
    plain = ''
  }
  while (at < text.length) {
    const found = depth < DEPTH_MAX ? spanAt(text, at, depth) : undefined
    if (found === undefined) {
      plain += text[at]
      at += 1
    } else {
      flush()
      spans.push(found.span)
      at = found.end
    }
  }
  flush()
  return spans
}

/** The mark-up that begins here, if any. */
function spanAt(text, at, depth) {
  switch (text[at]) {
    case '\n':
      return { span: { kind: 'break' }, end: at + 1 }
    case '!':
      return text[at + 1] === '[' ? imageAt(text, at) : undefined
    case '[':
      return linkAt(text, at, depth)
    case '*':
      return text[at + 1] === '*' ? markedAt(text, at, '**', depth) : markedAt(text, at, '*', depth)
    case '<':
      return fontAt(text, at, depth)
    case '&':
      return text.startsWith('&nbsp;', at)
        ? { span: { kind: 'text', text: '\u00a0' }, end: at + 6 }
        : undefined
    default:
      return undefined
  }
}

function imageAt(text, at) {
  const parts = linkParts(text, at + 1)
  return parts && { span: { kind: 'image', href: parts.href, alt: parts.label }, end: parts.end }
}

function linkAt(text, at, depth) {
  const parts = linkParts(text, at)
  if (parts === undefined) return undefined
  const spans = parseSpans(parts.label, depth + 1)
  return { span: { kind: 'link', href: parts.href, spans }, end: parts.end }
}

/** `[label](href)`; the address may hold pairs of parentheses. */
function linkParts(text, at) {
  const middle = text.indexOf('](', at)
  if (middle < 0 || text.slice(at + 1, middle).includes('\n')) return undefined
  let open = 1
  let end = middle + 2
  for (; end < text.length && open > 0; end += 1) {
    if (/\s/.test(text[end])) return undefined
    if (text[end] === '(') open += 1
    if (text[end] === ')') open -= 1
  }
  if (open > 0) return undefined
  return { label: text.slice(at + 1, middle), href: text.slice(middle + 2, end - 1), end }
}

function markedAt(text, at, mark, depth) {
  const start = at + mark.length
  const end = text.indexOf(mark, start)
  const inner = end < 0 ? '' : text.slice(start, end)
  if (inner === '' || inner !== inner.trim()) return undefined
  const kind = mark === '**' ? 'strong' : 'emphasis'
  return { span: { kind, spans: parseSpans(inner, depth + 1) }, end: end + mark.length }
}

const FONT = /<font\b([^<>]{0,100})>/iy
const FONT_END = '</font>'

function fontAt(text, at, depth) {
  FONT.lastIndex = at
  const open = FONT.exec(text)
  if (open === null) return undefined
  const start = FONT.lastIndex
  const end = text.toLowerCase().indexOf(FONT_END, start)
  if (end < 0) return undefined
  const color = /\bcolor\s*=\s*["']?(#[0-9a-f]{6})\b/i.exec(open[1])?.[1]
  const spans = parseSpans(text.slice(start, end), depth + 1)
  return { span: { kind: 'font', color, spans }, end: end + FONT_END.length }
}
