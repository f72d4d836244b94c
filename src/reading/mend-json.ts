/**
 * JSON as templates and relays break it, made whole again: line ends and quotation marks inside a
 * text, Go's escapes, a comma too many. What is cut off or has no structure stays broken.
 */

/** The text with what can be mended mended; the same text where nothing can. In one pass. */
export function mendJson(text: string): string {
  const pieces: string[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '"') {
      const mended = mendString(text, at)
      pieces.push(mended.text)
      at = mended.end
    } else if (text.startsWith(GO_NOTHING, at)) {
      pieces.push('null')
      at += GO_NOTHING.length
    } else {
      if (char !== ',' || !isCommaTooMany(text, at)) pieces.push(char)
      at++
    }
  }
  return pieces.join('')
}

/** What Go prints for a value that is not there. */
const GO_NOTHING = '%!q(<nil>)'

function isCommaTooMany(text: string, at: number): boolean {
  const next = nextChar(text, at + 1)
  return next === '}' || next === ']'
}

/** From the mark that opens a text to behind the one that closes it. */
function mendString(text: string, start: number): { text: string; end: number } {
  const pieces = ['"']
  let at = start + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '\\') {
      const escaped = mendEscape(text, at)
      pieces.push(escaped.text)
      at = escaped.end
    } else if (char === '"') {
      if (CLOSERS.has(nextChar(text, at + 1))) return { text: `${pieces.join('')}"`, end: at + 1 }
      pieces.push('\\"')
      at++
    } else {
      pieces.push(char < ' ' ? unicode(char.charCodeAt(0)) : char)
      at++
    }
  }
  return { text: pieces.join(''), end: at }
}

/** What may follow a text in JSON; the empty one is the end. */
const CLOSERS = new Set([',', ':', '}', ']', ''])

function nextChar(text: string, from: number): string {
  let at = from
  while (at < text.length && text.charAt(at) <= ' ') at++
  return text.charAt(at)
}

function mendEscape(text: string, at: number): { text: string; end: number } {
  const kind = text.charAt(at + 1)
  const letter = GO_LETTERS.get(kind)
  if (letter !== undefined) return { text: letter, end: at + 2 }
  const digits = GO_DIGITS.get(kind)
  if (digits !== undefined) {
    const written = text.slice(at + 2, at + 2 + digits)
    if (written.length === digits && HEX.test(written)) {
      return { text: unicodeOf(Number.parseInt(written, 16)), end: at + 2 + digits }
    }
  }
  if (JSON_ESCAPES.includes(kind) && kind !== '') return { text: `\\${kind}`, end: at + 2 }
  return { text: '\\\\', end: at + 1 }
}

const GO_LETTERS = new Map([
  ['a', '\\u0007'],
  ['v', '\\u000b'],
  ["'", "'"],
])
const GO_DIGITS = new Map([
  ['x', 2],
  ['U', 8],
])
const JSON_ESCAPES = '"\\/bfnrtu'
const HEX = /^[0-9a-f]+$/i

function unicodeOf(point: number): string {
  if (point > 0x10_ff_ff) return '\\ufffd'
  const character = String.fromCodePoint(point)
  return Array.from({ length: character.length }, (_, unit) =>
    unicode(character.charCodeAt(unit)),
  ).join('')
}

function unicode(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
