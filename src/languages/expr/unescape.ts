// In: a string literal as it stands in the source, with its quotes. Out: the string, or the bytes, that it means.
// A failure is thrown as a Failure without a place.
// Bytes that are no UTF-8 travel as values/text.ts says.
import { fromBytes, toBytes } from '../values/text.ts'
import { fail } from './failure.ts'

const BROKEN = 'unable to unescape string'
const MAX_RUNE = 0x10ffff

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
}

/** The text of `'…'` or `"…"`. */
export function unescapeString(literal: string): string {
  const body = literal.replace(/\r\n?/g, '\n').slice(1, -1)
  if (!body.includes('\\')) return body
  let text = ''
  for (let at = 0; at < body.length; ) {
    if (body[at] !== '\\') {
      const next = body.indexOf('\\', at)
      const end = next < 0 ? body.length : next
      text += body.slice(at, end)
      at = end
      continue
    }
    const rune = readEscape(body, at + 1)
    text += rune.text
    at = rune.end
  }
  return text
}

function readEscape(body: string, at: number): { text: string; end: number } {
  const letter = body[at] ?? fail(`${BROKEN}, found '\\' as last character`)
  const simple = SIMPLE[letter]
  if (simple !== undefined) return { text: simple, end: at + 1 }
  if (/[0-3]/.test(letter)) {
    return { text: runeText(readOctal(body, at)), end: at + 3 }
  }
  if (letter === 'u' && body[at + 1] === '{') return readBraced(body, at + 2)
  const digits = { x: 2, X: 2, u: 4, U: 8 }[letter] ?? fail(BROKEN)
  const hex = body.slice(at + 1, at + 1 + digits)
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) fail(BROKEN)
  // A rune has 32 bits with a sign; what is negative is written as its last byte.
  const rune = Number.parseInt(hex, 16) | 0
  if (rune > MAX_RUNE) fail(BROKEN)
  return {
    text: rune < 0 ? fromBytes(Uint8Array.of(rune & 0xff)) : runeText(rune),
    end: at + 1 + digits,
  }
}

function readBraced(body: string, at: number): { text: string; end: number } {
  const hex = /^([0-9a-fA-F]{1,6})\}/.exec(body.slice(at))?.[1] ?? fail(BROKEN)
  const rune = Number.parseInt(hex, 16)
  if (rune > MAX_RUNE) fail(BROKEN)
  return { text: runeText(rune), end: at + hex.length + 1 }
}

function readOctal(body: string, at: number): number {
  const octal = body.slice(at, at + 3)
  if (!/^[0-7]{3}$/.test(octal)) fail('unable to unescape octal sequence in string')
  return Number.parseInt(octal, 8)
}

function runeText(rune: number): string {
  return rune >= 0xd800 && rune <= 0xdfff ? '\ufffd' : String.fromCodePoint(rune)
}

/** The bytes of `b'…'` or `b"…"`, given without the `b`. */
export function unescapeBytes(literal: string): Uint8Array {
  const body = literal.replace(/\r\n?/g, '\n').slice(1, -1)
  const bytes: number[] = []
  for (let at = 0; at < body.length; ) {
    if (body[at] !== '\\') {
      const next = body.indexOf('\\', at)
      const end = next < 0 ? body.length : next
      bytes.push(...toBytes(body.slice(at, end)))
      at = end
      continue
    }
    const letter = body[at + 1] ?? fail(`${BROKEN}, found '\\' as last character`)
    const simple = SIMPLE[letter]
    if (simple !== undefined) {
      bytes.push(simple.charCodeAt(0))
      at += 2
    } else if (/[0-3]/.test(letter)) {
      bytes.push(readOctal(body, at + 1))
      at += 4
    } else {
      const hex = /^[xX]([0-9a-fA-F]{2})/.exec(body.slice(at + 1))?.[1] ?? fail(BROKEN)
      bytes.push(Number.parseInt(hex, 16))
      at += 4
    }
  }
  return Uint8Array.from(bytes)
}
