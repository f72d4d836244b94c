// In: the pieces of a document that is to be JSON: the author's text, and values where they are printed. Out: the pieces as they are written.
// Must hold: a value inside a string literal never ends it or breaks it; what the author escaped himself is not escaped again.

import { jsonString } from '../values/json.ts'
import { toValid } from '../values/text.ts'
import { unquote } from './literals.ts'

/**
 * Where a printed value comes from: `text` is a literal of the template, `escaped` went through
 * js, toJson, quote or the like, `data` is a bare field, `author` is anything else.
 */
export type Origin = 'text' | 'escaped' | 'data' | 'author'

/** Follows a document that is being written and fits values into it. */
export interface JsonWriter {
  /** Takes note of a piece of the template's own text. */
  text(piece: string): void
  /** A printed value as it has to be written here; an absent one is null. */
  value(text: string | undefined, origin: Origin): string
}

/** A writer at the beginning of a document. */
export function newJsonWriter(): JsonWriter {
  return new Writer()
}

type Place = 'outside' | 'inside' | 'escape'

class Writer implements JsonWriter {
  #place: Place = 'outside'

  text(piece: string): void {
    this.#place = follow(this.#place, piece)
  }

  value(text: string | undefined, origin: Origin): string {
    if (origin === 'text' && text !== undefined && this.#place === 'outside') {
      this.text(text)
      return text
    }
    const valid = toValid(text ?? '<no value>')
    if (this.#place === 'outside') return text === undefined ? 'null' : outside(valid, origin)
    const content = insideString(valid, origin)
    if (this.#place === 'inside') return content
    this.#place = 'inside'
    return `\\${content}`
  }
}

/** Where a document stands after a piece of text. */
function follow(place: Place, piece: string): Place {
  let now = place
  for (let at = 0; at < piece.length; at++) {
    const char = piece[at]
    if (now === 'escape') now = 'inside'
    else if (char === '"') now = now === 'inside' ? 'outside' : 'inside'
    else if (char === '\\' && now === 'inside') now = 'escape'
  }
  return now
}

function escapeContent(text: string): string {
  return jsonString(text, false).slice(1, -1)
}

/** A value outside of strings: as it is where it is JSON, a JSON string where it is not. */
function outside(text: string, origin: Origin): string {
  if (isJson(text)) return text
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"')
  if (isQuoted && origin !== 'data') {
    const read = unquote(text)
    if ('value' in read && !hasBareQuote(text.slice(1, -1)))
      return jsonString(toValid(read.value), false)
  }
  if (origin === 'author' && isTokens(text)) return text
  if (origin === 'escaped' && text.startsWith('"') && isTokens(text)) return text
  return jsonString(text, false)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function hasBareQuote(content: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*"/.test(content)
}

const tokens =
  /^(?:[\s{}[\]:,]|"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.])|(?:true|false|null)(?!\w))*$/u

/** Whether a text is a run of whole JSON tokens, such as `,` or `"a": 1`. */
function isTokens(text: string): boolean {
  return tokens.test(text)
}

function insideString(text: string, origin: Origin): string {
  if (origin === 'escaped') return insideEscaped(text)
  return origin === 'text' ? repair(text) : escapeContent(text)
}

/** What the author escaped, inside a string: without quotes of its own, its escapes made JSON's. */
function insideEscaped(text: string): string {
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"')
  if (isQuoted) return repair(text.slice(1, -1))
  const isStructure = /^[[{]/.test(text) && isJson(text)
  return isStructure ? escapeContent(text) : repair(text)
}

const escapeOrBare =
  /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|['av])|[\\"\p{Cc}\u2028\u2029]/gu

/** Keeps JSON's escapes, turns Go's and JavaScript's into them, and escapes what is left bare. */
function repair(content: string): string {
  return content.replace(escapeOrBare, repairOne)
}

function repairOne(match: string): string {
  if (match.length === 1) return escapeContent(match)
  switch (match[1]) {
    case 'x':
      return `\\u00${match.slice(2)}`
    case 'U':
      return escapeContent(runeFromHex(match.slice(2)))
    case "'":
      return "'"
    case 'a':
      return '\\u0007'
    case 'v':
      return '\\u000b'
    default:
      return match
  }
}

function runeFromHex(hex: string): string {
  const code = Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}
