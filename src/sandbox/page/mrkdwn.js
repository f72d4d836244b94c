// In: a text in Slack's mrkdwn. Out: blocks of spans, as data. What is no sign stays a text.
// Every step looks at each character a bounded number of times.

const EMOJI = new Map([
  ['bell', '🔔'],
  ['exclamation', '❗'],
  ['eyes', '👀'],
  ['fire', '🔥'],
  ['heavy_check_mark', '✔️'],
  ['information_source', 'ℹ️'],
  ['large_blue_circle', '🔵'],
  ['large_green_circle', '🟢'],
  ['large_orange_circle', '🟠'],
  ['large_yellow_circle', '🟡'],
  ['red_circle', '🔴'],
  ['rotating_light', '🚨'],
  ['warning', '⚠️'],
  ['white_check_mark', '✅'],
  ['white_circle', '⚪'],
  ['x', '❌'],
])

/** Stands for what is taken out before the signs are looked for; not allowed in what comes. */
const ATOM = /\uE000(\d{1,6})\uE001/g

/**
 * `code`, `quote` and `text`, each of them with its spans.
 *
 * @param {string} text
 * @param {{ verbatim?: boolean }} [options] verbatim: addresses are links only where they are written as such
 */
export function parseMrkdwn(text, { verbatim = false } = {}) {
  const parts = text.replaceAll(/[\uE000\uE001]/g, '').split('```')
  // The last fence has no partner where their number is odd: it is a text.
  const isOpen = parts.length % 2 === 0
  const last = parts.length - 1
  if (isOpen) parts.splice(last - 1, 2, `${parts[last - 1]}\`\`\`${parts[last]}`)
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [{ kind: 'code', text: unescaped(part.replace(/^\n|\n$/g, '')) }]
    return blocksOf(part, verbatim)
  })
}

function blocksOf(part, verbatim) {
  const blocks = []
  let isQuotedToTheEnd = false
  for (const line of part.replace(/^\n|\n$/g, '').split('\n')) {
    const quoted = /^(?:&gt;|>)((?:&gt;|>){2})? ?(.*)$/s.exec(line)
    if (quoted?.[1] !== undefined) isQuotedToTheEnd = true
    const kind = isQuotedToTheEnd || quoted !== null ? 'quote' : 'text'
    const content = quoted === null ? line : quoted[2]
    const before = blocks.at(-1)
    if (before?.kind === kind) before.lines.push(content)
    else blocks.push({ kind, lines: [content] })
  }
  return blocks
    .filter(({ lines }) => lines.some((line) => line !== '') || lines.length > 1)
    .map(({ kind, lines }) => ({ kind, spans: spansOf(lines.join('\n'), verbatim) }))
}

/** Takes code and angle brackets out first: signs inside them mean nothing. */
function spansOf(text, verbatim) {
  const atoms = []
  const put = (atom) => {
    atoms.push(atom)
    return `\uE000${atoms.length - 1}\uE001`
  }
  const bare = verbatim ? /(?!)/g : /https?:\/\/[^\s<>|"'\uE000\uE001]+[^\s<>|"'.,;:!?)\uE000\uE001]/g
  const rest = text
    .replaceAll(/`([^`\n]+)`/g, (_, code) => put({ kind: 'code', text: unescaped(code) }))
    .replaceAll(/<([^<>\n]{1,3500})>/g, (_, inner) => put(bracketed(inner)))
    .replaceAll(bare, (url) => put({ kind: 'link', href: unescaped(url), text: unescaped(url) }))
  return styled(rest, atoms)
}

const STYLES = [
  ['strong', /(?<![\p{L}\p{N}*])\*(?! )([^*\n]+)(?<! )\*(?![\p{L}\p{N}*])/gu],
  ['emphasis', /(?<![\p{L}\p{N}_])_(?! )([^_\n]+)(?<! )_(?![\p{L}\p{N}_])/gu],
  ['strike', /(?<![\p{L}\p{N}~])~(?! )([^~\n]+)(?<! )~(?![\p{L}\p{N}~])/gu],
]

function styled(text, atoms, depth = 0) {
  const style = STYLES[depth]
  if (style === undefined) return filled(text, atoms)
  const [kind, pattern] = style
  const spans = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    spans.push(...styled(text.slice(from, match.index), atoms, depth + 1))
    spans.push({ kind, spans: styled(match[1], atoms, depth + 1) })
    from = match.index + match[0].length
  }
  return [...spans, ...styled(text.slice(from), atoms, depth + 1)]
}

function filled(text, atoms) {
  return text.split(ATOM).flatMap((part, index) => {
    if (index % 2 === 1) return [atoms[Number(part)]]
    return part === '' ? [] : [{ kind: 'text', text: withEmoji(unescaped(part)) }]
  })
}

function withEmoji(text) {
  return text.replaceAll(/:([a-z_]{1,30}):/g, (whole, name) => EMOJI.get(name) ?? whole)
}

/** A link, a mention, a channel or a date. */
function bracketed(inner) {
  const bar = inner.indexOf('|')
  const target = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? undefined : unescaped(inner.slice(bar + 1))
  if (/^@[UW]\w+$/.test(target)) return { kind: 'mention', text: `@${label ?? target.slice(1)}` }
  if (/^#C\w+$/.test(target)) return { kind: 'mention', text: `#${label ?? target.slice(1)}` }
  if (/^!(here|channel|everyone|group)$/.test(target)) return { kind: 'mention', text: `@${target.slice(1)}` }
  if (target.startsWith('!subteam^')) {
    return { kind: 'mention', text: `@${(label ?? target.slice('!subteam^'.length)).replace(/^@/, '')}` }
  }
  const date = /^!date\^(-?\d{1,12})\^([^^]*)(?:\^(.*))?$/.exec(target)
  if (date !== null) {
    return { kind: 'date', seconds: Number(date[1]), format: date[2], text: label ?? '' }
  }
  if (target.startsWith('!')) return { kind: 'text', text: `<${label ?? target}>` }
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(target)
  if (!isAddress) return { kind: 'text', text: `<${unescaped(inner)}>` }
  return { kind: 'link', href: unescaped(target), text: label ?? unescaped(target) }
}

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
