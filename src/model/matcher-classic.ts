// Alertmanager's older notation (up to 0.26): names are Prometheus', values may be bare or empty.
import { type MatcherParts, MatcherSyntaxError, type MatchOperator } from './matcher-parts.ts'

/** Reads `{a="b",c!=d}`, with or without braces, or nothing. Throws MatcherSyntaxError. */
export function parseClassicMatchers(text: string): readonly MatcherParts[] {
  return splitAtCommas(text.replace(/^\{/, '').replace(/\}$/, '')).map(parseClassicMatcher)
}

/** At each comma that does not stand in double quotes; the rest behind the last one may be blank. */
function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let inQuotes = false
  let isEscaped = false
  for (const sign of text) {
    if (sign === ',' && !inQuotes) {
      parts.push(part)
      part = ''
      continue
    }
    if (sign === '"' && !isEscaped) inQuotes = !inQuotes
    isEscaped = sign === '\\' && !isEscaped
    part += sign
  }
  const rest = part.trim()
  return rest === '' ? parts : [...parts, rest]
}

const SPACE = '[\\t\\n\\f\\r ]*'
const MATCHER = new RegExp(
  `^${SPACE}([a-zA-Z_:][a-zA-Z0-9_:]*)${SPACE}(=~|=|!=|!~)${SPACE}([\\s\\S]*?)${SPACE}$`,
)

/** Reads one matcher. Throws MatcherSyntaxError. */
export function parseClassicMatcher(text: string): MatcherParts {
  const [, label, operator, raw] = MATCHER.exec(text) ?? []
  if (label === undefined || operator === undefined || raw === undefined)
    throw new MatcherSyntaxError(`bad matcher format: ${text}`)
  return { label, operator: operator as MatchOperator, value: readValue(raw) } // the pattern names these four
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' }

/** A value, bare or in double quotes. A backslash in front of anything but `n`, `"` and `\` is one. */
function readValue(raw: string): string {
  if (!raw.isWellFormed()) throw new MatcherSyntaxError(`matcher value not valid UTF-8: ${raw}`)
  const isQuoted = raw.startsWith('"')
  const closing = isQuoted ? lastQuote(raw) : raw.length
  const inner = raw.slice(isQuoted ? 1 : 0, closing)
  if (/(?<!\\)(?:\\\\)*"/.test(inner) || closing < raw.length - 1 || closing === -1)
    throw new MatcherSyntaxError(`matcher value contains unescaped double quote: ${raw}`)
  return inner.replace(/\\([\s\S])/gu, (whole, sign: string) => ESCAPED[sign] ?? whole)
}

/** Where the closing quote stands: at the end, and not escaped; -1 where it does not. */
function lastQuote(raw: string): number {
  const isClosed = /^"(?:[^"\\]|\\[\s\S])*"$/u.test(raw)
  return isClosed ? raw.length - 1 : -1
}
