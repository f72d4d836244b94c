// In: the text of an adaptive card. Out: paragraphs and lists of spans, as data: the part of Markdown that Teams draws.
// Bold, italic, links and lists; headings, quotes, code and tables stay the text that they are. A lone newline is a space.

/**
 * @param {string} text
 */
export function parseTeamsText(text) {
  const blocks = []
  for (const paragraph of text.replaceAll(/\r\n?/g, '\r').split(/\n\s*\n/)) {
    for (const run of runsOf(paragraph.split(/[\r\n]/), paragraph)) blocks.push(run)
  }
  return blocks
}

/** Lines of one paragraph as lists and texts; `\r` breaks a line, `\n` does not. */
function runsOf(lines, paragraph) {
  const isBroken = paragraph.includes('\r')
  const runs = []
  for (const line of lines) {
    const point = /^\s*(?:([-*])|(\d{1,9})\.)\s+(\S.*)$/.exec(line)
    const before = runs.at(-1)
    if (point !== null) {
      const kind = point[2] === undefined ? 'points' : 'numbers'
      const entry = spansOf(point[3])
      if (before?.kind === kind) before.entries.push(entry)
      else runs.push({ kind, start: Number(point[2] ?? 1), entries: [entry] })
    } else if (line.trim() !== '') {
      if (before?.kind === 'text') before.lines.push(line)
      else runs.push({ kind: 'text', lines: [line] })
    }
  }
  return runs.map((run) => {
    if (run.kind !== 'text') return run
    return { kind: 'text', spans: spansOf(run.lines.join(isBroken ? '\n' : ' ')) }
  })
}

const PATTERNS = [
  [/(?<!\\)\[([^[\]]{1,2000})\]\(([^()\s]{1,3000}(?:\([^()\s]{0,500}\)[^()\s]{0,3000}){0,5})\)/g, 'link'],
  [/<at>([^<>]{1,200})<\/at>/g, 'mention'],
  [/(?<![\\*])\*\*(?=\S)([^*\n]{1,4000})(?<=\S)\*\*(?!\*)/g, 'strong'],
  [/(?<![\\*\p{L}\p{N}])\*(?=\S)([^*\n]{1,4000})(?<=\S)\*(?![*\p{L}\p{N}])/gu, 'emphasis'],
  [/(?<![\\_\p{L}\p{N}])_(?=\S)([^_\n]{1,4000})(?<=\S)_(?![_\p{L}\p{N}])/gu, 'emphasis'],
]

/** The first kind of sign is looked for first, the others in what lies between. */
function spansOf(text, depth = 0) {
  const pattern = PATTERNS[depth]
  if (pattern === undefined) return textSpans(text)
  const [expression, kind] = pattern
  const spans = []
  let from = 0
  for (const match of text.matchAll(expression)) {
    spans.push(...spansOf(text.slice(from, match.index), depth + 1))
    if (kind === 'mention') spans.push({ kind, text: match[1] })
    else spans.push({ kind, href: match[2], spans: spansOf(match[1], depth + 1) })
    from = match.index + match[0].length
  }
  return [...spans, ...spansOf(text.slice(from), depth + 1)]
}

function textSpans(text) {
  const plain = withDates(text).replaceAll(/\\([\\`*_{}[\]()#+\-.!<>~|&])/g, '$1')
  return plain === '' ? [] : [{ kind: 'text', text: unescaped(plain) }]
}

/** `{{DATE(2026-03-05T02:15:00Z,SHORT)}}` in the reader's zone. */
function withDates(text) {
  return text.replaceAll(/\{\{(DATE|TIME)\(([\d:TZ+-]{10,30})(?:, ?(?:COMPACT|SHORT|LONG))?\)\}\}/g, (whole, kind, at) => {
    const date = new Date(at)
    if (Number.isNaN(date.getTime())) return whole
    return kind === 'DATE'
      ? date.toLocaleDateString()
      : date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  })
}

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&nbsp;', '\u00A0').replaceAll('&amp;', '&')
}
