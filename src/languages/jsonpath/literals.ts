import type { Scanner } from './scan.ts'

/** A number without fraction, within what JSON numbers keep exact. */
export function readInteger(scanner: Scanner): number | undefined {
  const start = scanner.at
  const digits = scanner.match(/-?\d+/uy)
  if (digits === undefined) return undefined
  if (!/^(?:0|-?[1-9]\d*)$/.test(digits)) scanner.fail('an index has no leading zero', start)
  const value = Number(digits)
  if (!Number.isSafeInteger(value)) scanner.fail('the number is too large', start)
  return value
}

/** A number as JSON writes it. */
export function readNumber(scanner: Scanner): number | undefined {
  const digits = scanner.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy)
  return digits === undefined ? undefined : Number(digits)
}

/** A name as it stands behind a dot. */
export function readName(scanner: Scanner): string | undefined {
  return scanner.match(
    /[A-Za-z_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}][\w\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]*/uy,
  )
}

/** A text in double or single quotes; undefined where none begins. */
export function readString(scanner: Scanner): string | undefined {
  const start = scanner.at
  const quote = scanner.next
  if (quote !== '"' && quote !== "'") return undefined
  scanner.at += 1
  let text = ''
  while (!scanner.take(quote)) {
    if (scanner.isAtEnd) scanner.fail('a text in quotes does not end', start)
    text += scanner.take('\\') ? readEscape(scanner, quote) : readCharacter(scanner)
  }
  return text
}

function readCharacter(scanner: Scanner): string {
  const character = scanner.match(/(?!\p{Cc})[^\p{Cs}]|[\u{7f}-\u{9f}]/uy)
  return character ?? scanner.fail('a text in quotes holds a control character')
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
}

function readEscape(scanner: Scanner, quote: string): string {
  const start = scanner.at - 1
  const letter = scanner.next
  if (letter === quote) {
    scanner.at += 1
    return quote
  }
  if (letter === 'u') return readCodePoint(scanner, start)
  const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
  if (meant === undefined)
    scanner.fail('"\\" stands before something that it does not escape', start)
  scanner.at += 1
  return meant
}

/** `uXXXX`, two of them for what lies beyond the first plane. */
function readCodePoint(scanner: Scanner, start: number): string {
  const written = scanner.match(
    /u(?:[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?![dD][89a-fA-F])[\da-fA-F]{4})/uy,
  )
  if (written === undefined)
    return scanner.fail('"\\u" takes the four digits of a character', start)
  const units = written.split('\\').map((unit) => Number.parseInt(unit.slice(1), 16))
  return String.fromCharCode(...units)
}
