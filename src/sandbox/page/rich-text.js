// In: a text in Lark's or WeCom's markdown. Out: a tree of blocks and spans.
// A dialect says what is mark-up; everything else stays the text that it is. No HTML is ever made.

const DEPTH_MAX = 6
/** A longer address is text: looking for the end of each could take too long. */
const ADDRESS_MAX = 4_096

/**
 * What a platform's markdown knows.
 *
 * @typedef {{
 *   headings?: boolean, quotes?: boolean, lists?: boolean, tables?: boolean, fences?: boolean, rules?: boolean,
 *   code?: boolean, emphasis?: boolean, strike?: boolean, images?: boolean, entities?: boolean,
 *   newline: 'break' | 'space',
 *   tags: readonly string[],
 * }} Dialect
 */

/** Lark's cards of version 1, of version 2; WeCom's markdown, and its second edition. */
export const DIALECTS = {
  larkFirst: {
    lists: true, fences: true, rules: true, emphasis: true, strike: true, images: true, entities: true,
    newline: 'break',
    tags: ['font', 'text_tag', 'at', 'a'],
  },
  larkSecond: {
    headings: true, quotes: true, lists: true, tables: true, fences: true, rules: true, code: true,
    emphasis: true, strike: true, images: true, entities: true,
    newline: 'space',
    tags: ['font', 'text_tag', 'number_tag', 'local_datetime', 'at', 'a', 'br', 'hr'],
  },
  wecom: { headings: true, quotes: true, code: true, newline: 'break', tags: ['font', '@'] },
  wecomSecond: {
    headings: true, quotes: true, lists: true, tables: true, fences: true, rules: true, code: true,
    emphasis: true, images: true,
    newline: 'space',
    tags: [],
  },
}

/**
 * @param {string} text
 * @param {Dialect} dialect
 */
export function parseRich(text, dialect, depth = 0) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const blocks = []
  let at = 0
  while (at < lines.length) {
    const read = blockAt(lines, at, { dialect, depth })
    if (read.block !== undefined) blocks.push(read.block)
    at = read.end
  }
  return blocks
}

const FENCE = /^\s*```\s*([\w+-]*)\s*$/
const RULE = /^\s*(?:-{3,}|\*{3,}|<hr\s*\/?>)\s*$/
const HEADING = /^\s{0,3}(#{1,6})\s+(.+)$/
const ENTRY = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/

function blockAt(lines, at, context) {
  const { dialect, depth } = context
  const line = lines[at]
  if (line.trim() === '') return { end: at + 1 }
  if (dialect.fences && FENCE.test(line)) return fenceAt(lines, at)
  if (dialect.rules && RULE.test(line)) return { block: { kind: 'rule' }, end: at + 1 }
  const heading = dialect.headings ? HEADING.exec(line) : null
  if (heading !== null) {
    const spans = parseSpans(heading[2].trim(), dialect)
    return { block: { kind: 'heading', level: heading[1].length, spans }, end: at + 1 }
  }
  if (dialect.quotes && isQuote(line)) {
    const end = endOf(lines, at, isQuote)
    const inner = lines.slice(at, end).map((each) => each.trimStart().replace(/^>\s?/, ''))
    const blocks = depth < DEPTH_MAX ? parseRich(inner.join('\n'), dialect, depth + 1) : []
    return { block: { kind: 'quote', blocks }, end }
  }
  if (dialect.tables && isTable(lines, at)) return tableAt(lines, at, dialect)
  if (dialect.lists && ENTRY.test(line)) return listAt(lines, at, context)
  return paragraphAt(lines, at, context)
}

function isQuote(line) {
  return line.trimStart().startsWith('>')
}

function isTable(lines, at) {
  return lines[at].includes('|') && DIVIDER.test(lines[at + 1] ?? '') && lines[at + 1].includes('-')
}

function endOf(lines, at, goesOn) {
  let end = at + 1
  while (end < lines.length && goesOn(lines[end])) end += 1
  return end
}

function fenceAt(lines, at) {
  const end = endOf(lines, at, (line) => !/^\s*```\s*$/.test(line))
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end: end + 1 }
}

function tableAt(lines, at, dialect) {
  const end = endOf(lines, at + 1, (line) => line.includes('|'))
  const cells = (line) => {
    const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '')
    return inner.split('|').map((cell) => parseSpans(cell.trim(), dialect))
  }
  const align = lines[at + 1].trim().replace(/^\|/, '').replace(/\|$/, '').split('|').map(alignOf)
  const rows = lines.slice(at + 2, end).map(cells)
  return { block: { kind: 'table', head: cells(lines[at]), align, rows }, end }
}

function alignOf(divider) {
  const mark = divider.trim()
  if (!mark.endsWith(':')) return 'left'
  return mark.startsWith(':') ? 'center' : 'right'
}

/** Entries of one indent are one list; what is indented further belongs to the entry above it. */
function listAt(lines, at, { dialect, depth }) {
  const [, indent, first] = ENTRY.exec(lines[at])
  const isOrdered = /\d/.test(first)
  const entries = []
  let end = at
  while (end < lines.length) {
    const entry = ENTRY.exec(lines[end])
    const isOwn = entry !== null && entry[1].length <= indent.length && /\d/.test(entry[2]) === isOrdered
    if (isOwn) entries.push({ text: entry[3], inner: [] })
    else if (lines[end].trim() !== '' && /^\s+\S/.test(lines[end]) && isDeeper(lines[end], indent)) {
      entries.at(-1).inner.push(lines[end])
    } else break
    end += 1
  }
  const drawn = entries.map(({ text, inner }) => ({
    spans: parseSpans(text, dialect),
    blocks: depth < DEPTH_MAX ? parseRich(unindented(inner), dialect, depth + 1) : [],
  }))
  const start = isOrdered ? Number.parseInt(first, 10) : 1
  return { block: { kind: 'list', ordered: isOrdered, start, entries: drawn }, end }
}

function isDeeper(line, indent) {
  return line.length - line.trimStart().length > indent.length
}

function unindented(lines) {
  const indents = lines.map((line) => line.length - line.trimStart().length)
  const least = Math.min(...indents, 80)
  return lines.map((line) => line.slice(least)).join('\n')
}

function paragraphAt(lines, at, { dialect }) {
  const isOther = (line, index) =>
    line.trim() === '' ||
    (dialect.fences && FENCE.test(line)) ||
    (dialect.rules && RULE.test(line)) ||
    (dialect.headings && HEADING.test(line)) ||
    (dialect.quotes && isQuote(line)) ||
    (dialect.lists && ENTRY.test(line)) ||
    (dialect.tables && isTable(lines, index))
  let end = at + 1
  while (end < lines.length && !isOther(lines[end], end)) end += 1
  const text = lines
    .slice(at, end)
    .map((line, index, all) => {
      if (index === all.length - 1) return line.trim()
      const isBreak = dialect.newline === 'break' || / {2}$/.test(line)
      return line.trim() + (isBreak ? '\n' : ' ')
    })
    .join('')
  return { block: { kind: 'paragraph', spans: parseSpans(text, dialect) }, end }
}

/** Texts, marks, links and tags of one line of thought. */
export function parseSpans(text, dialect, depth = 0) {
  const spans = []
  let plain = ''
  let at = 0
  const flush = () => {
    const shown = dialect.entities ? decoded(plain) : plain
    if (shown !== '') spans.push({ kind: 'text', text: shown })
    plain = ''
  }
  while (at < text.length) {
    const found = depth < DEPTH_MAX ? spanAt(text, at, { dialect, depth }) : undefined
    if (found === undefined) {
      plain += text[at]
      at += 1
      continue
    }
    flush()
    spans.push(found.span)
    at = found.end
  }
  flush()
  return spans
}

function spanAt(text, at, context) {
  const { dialect } = context
  switch (text[at]) {
    case '\n':
      return { span: { kind: 'break' }, end: at + 1 }
    case '!':
      return dialect.images && text[at + 1] === '[' ? imageAt(text, at, dialect) : undefined
    case '[':
      return linkAt(text, at, context)
    case '*':
      return text.startsWith('**', at)
        ? markedAt(text, at, { ...context, mark: '**', kind: 'strong' })
        : dialect.emphasis
          ? markedAt(text, at, { ...context, mark: '*', kind: 'emphasis' })
          : undefined
    case '~':
      return dialect.strike ? markedAt(text, at, { ...context, mark: '~~', kind: 'strike' }) : undefined
    case '`':
      return dialect.code ? codeAt(text, at) : undefined
    case '<':
      return tagAt(text, at, context)
    default:
      return undefined
  }
}

function codeAt(text, at) {
  const end = text.indexOf('`', at + 1)
  if (end < at + 2 || text.slice(at, end).includes('\n')) return undefined
  return { span: { kind: 'code', text: text.slice(at + 1, end) }, end: end + 1 }
}

function markedAt(text, at, { mark, kind, dialect, depth }) {
  if (!text.startsWith(mark, at)) return undefined
  const start = at + mark.length
  const end = text.indexOf(mark, start)
  const inner = end < 0 ? '' : text.slice(start, end)
  if (inner === '' || inner !== inner.trim()) return undefined
  return { span: { kind, spans: parseSpans(inner, dialect, depth + 1) }, end: end + mark.length }
}

function imageAt(text, at, dialect) {
  const parts = linkParts(text, at + 1, dialect)
  return parts && { span: { kind: 'image', href: parts.href, alt: parts.label }, end: parts.end }
}

function linkAt(text, at, { dialect, depth }) {
  const parts = linkParts(text, at, dialect)
  if (parts === undefined) return undefined
  const spans = parseSpans(parts.label, dialect, depth + 1)
  return { span: { kind: 'link', href: parts.href, spans }, end: parts.end }
}

/** `[label](href)`, on one line; the address may hold pairs of parentheses. */
function linkParts(text, at, dialect) {
  const middle = text.indexOf('](', at)
  if (middle < 0 || /[\n[]/.test(text.slice(at + 1, middle))) return undefined
  let open = 1
  let end = middle + 2
  const last = Math.min(text.length, middle + ADDRESS_MAX)
  for (; end < last && open > 0; end += 1) {
    if (text[end] <= ' ') return undefined
    if (text[end] === '(') open += 1
    if (text[end] === ')') open -= 1
  }
  if (open > 0) return undefined
  const href = text.slice(middle + 2, end - 1)
  return { label: text.slice(at + 1, middle), href: dialect.entities ? decoded(href) : href, end }
}

const TAG = /<(\/?)([a-z_]{1,20})((?:\s[^<>]{0,300})?)>/iy
const USER = /<@([^<>\s]{1,64})>/y

/** `<font color='red'>…</font>` and its kin: those of the dialect, closed; else it is text. */
function tagAt(text, at, context) {
  const { dialect } = context
  USER.lastIndex = at
  const user = dialect.tags.includes('@') ? USER.exec(text) : null
  if (user !== null) return { span: { kind: 'at', ids: [user[1]], name: '' }, end: USER.lastIndex }
  TAG.lastIndex = at
  const open = TAG.exec(text)
  const name = open?.[2].toLowerCase()
  if (open === null || open[1] !== '' || !dialect.tags.includes(name)) return undefined
  const attributes = attributesOf(open[3])
  const start = TAG.lastIndex
  if (name === 'br' || name === 'hr') return { span: { kind: 'break' }, end: start }
  const closing = `</${name}>`
  const end = text.indexOf(closing, start)
  const isEmpty = open[3].trimEnd().endsWith('/')
  if (end < 0 && !isEmpty) return undefined
  const inner = isEmpty ? '' : text.slice(start, end)
  const span = tagSpan({ name, attributes, inner }, context)
  return { span, end: isEmpty ? start : end + closing.length }
}

function tagSpan({ name, attributes, inner }, { dialect, depth }) {
  const spans = () => parseSpans(inner, dialect, depth + 1)
  switch (name) {
    case 'font':
      return { kind: 'font', color: attributes.color ?? '', spans: spans() }
    case 'a':
      return { kind: 'link', href: attributes.href ?? '', spans: spans() }
    case 'at': {
      const ids = attributes.ids ?? attributes.id ?? attributes.user_id ?? attributes.email ?? ''
      return { kind: 'at', ids: ids.split(',').map((id) => id.trim()), name: inner }
    }
    case 'local_datetime':
      return { kind: 'time', at: Number(attributes.millisecond) }
    default:
      return { kind: 'tag', color: attributes.color ?? 'neutral', spans: spans() }
  }
}

function attributesOf(text) {
  const found = text.matchAll(/([a-z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]+))/gi)
  return Object.fromEntries(
    [...found].map(([, name, double, single, bare]) => [name.toLowerCase(), double ?? single ?? bare]),
  )
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function decoded(text) {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
