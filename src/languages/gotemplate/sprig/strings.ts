// In: nothing. Out: sprig's functions on strings.
// Must hold: what Go counts in bytes is counted in bytes here.

import { TEMPLATE_LIMITS } from '../../../base/limits.ts'
import { LimitError, sortText, typedList, typedMap, ValueError } from '../../values/kind.ts'
import { formatValue } from '../../values/print.ts'
import { quote, rejoin } from '../../values/text.ts'
import { withCapacity } from '../indexing.ts'
import { fromByteText, toByteText } from './byte-text.ts'
import { camelCase, connectWords } from './case.ts'
import { define, type FunctionTable, integer, onStrings } from './define.ts'
import { base32Decode, base32Encode, base64Decode, base64Encode } from './encoding.ts'
import {
  isDigit,
  isLetter,
  isLower,
  isSpace,
  isTitle,
  isUpper,
  lowerRune,
  mapRunes,
  titleRune,
  toLower,
  toUpper,
  trimSpace,
  upperRune,
} from './runes.ts'
import { strslice, strval } from './strval.ts'

const trimAll = onStrings(2, trimCutset)
const sizeRefusal = 'the result is too long'

export const stringFunctions: FunctionTable = new Map([
  ['hello', define('', () => 'Hello!')],
  ['abbrev', define('int, string', ([width, text]) => abbrev(0, integer(width), String(text)))],
  [
    'abbrevboth',
    define('int, int, string', ([left, right, text]) =>
      abbrevBoth(integer(left), integer(right), String(text)),
    ),
  ],
  ['trunc', define('int, string', ([length, text]) => truncate(integer(length), String(text)))],
  ['trim', onStrings(1, trimSpace)],
  ['upper', onStrings(1, toUpper)],
  ['lower', onStrings(1, toLower)],
  ['title', onStrings(1, title)],
  ['untitle', onStrings(1, untitle)],
  [
    'substr',
    define('int, int, string', ([start, end, text]) =>
      substring(integer(start), integer(end), String(text)),
    ),
  ],
  ['repeat', define('int, string', ([count, text]) => repeat(integer(count), String(text)))],
  ['trimall', trimAll],
  ['trimAll', trimAll],
  [
    'trimSuffix',
    onStrings(2, (end, text) =>
      text.endsWith(end) ? text.slice(0, text.length - end.length) : text,
    ),
  ],
  [
    'trimPrefix',
    onStrings(2, (start, text) => (text.startsWith(start) ? text.slice(start.length) : text)),
  ],
  ['nospace', onStrings(1, (text) => mapRunes(text, (char) => (isSpace(char) ? '' : char)))],
  ['initials', onStrings(1, initials)],
  ['swapcase', onStrings(1, swapCase)],
  ['snakecase', onStrings(1, (text) => connectWords(text, '_'))],
  ['kebabcase', onStrings(1, (text) => connectWords(text, '-'))],
  ['camelcase', onStrings(1, camelCase)],
  [
    'wrap',
    define('int, string', ([width, text]) =>
      wrap(String(text), { width: integer(width), newline: '\n', breaksWords: false }),
    ),
  ],
  [
    'wrapWith',
    define('int, string, string', ([width, newline, text]) =>
      wrap(String(text), {
        width: integer(width),
        newline: String(newline) || '\n',
        breaksWords: true,
      }),
    ),
  ],
  ['contains', onStrings(2, (part, text) => text.includes(part))],
  ['hasPrefix', onStrings(2, (start, text) => text.startsWith(start))],
  ['hasSuffix', onStrings(2, (end, text) => text.endsWith(end))],
  [
    'quote',
    define('any...', (values) =>
      present(values)
        .map((value) => quote(strval(value)))
        .join(' '),
    ),
  ],
  [
    'squote',
    define('any...', (values) =>
      present(values)
        .map((value) => `'${formatValue(value)}'`)
        .join(' '),
    ),
  ],
  ['cat', define('any...', (values) => joinTexts(present(values).map(formatValue), ' '))],
  ['indent', define('int, string', ([spaces, text]) => indent(integer(spaces), String(text)))],
  [
    'nindent',
    define('int, string', ([spaces, text]) => `\n${indent(integer(spaces), String(text))}`),
  ],
  ['replace', onStrings(3, replaceAll)],
  [
    'plural',
    define('string, string, int', ([one, many, count]) => (integer(count) === 1 ? one : many)),
  ],
  ['toString', define('any', ([value]) => strval(value))],
  ['toStrings', define('any', ([value]) => withCapacity(typedList('string', strslice(value))))],
  ['split', onStrings(2, (separator, text) => numbered(split(text, separator)))],
  [
    'splitList',
    onStrings(2, (separator, text) => withCapacity(typedList('string', split(text, separator)))),
  ],
  [
    'splitn',
    define('string, int, string', ([separator, count, text]) =>
      numbered(splitAtMost(String(text), String(separator), integer(count))),
    ),
  ],
  [
    'join',
    define('string, any', ([separator, value]) => joinTexts(strslice(value), String(separator))),
  ],
  ['sortAlpha', define('any', ([value]) => withCapacity(typedList('string', sortAlpha(value))))],
  ['b64enc', onStrings(1, base64Encode)],
  ['b64dec', onStrings(1, base64Decode)],
  ['b32enc', onStrings(1, base32Encode)],
  ['b32dec', onStrings(1, base32Decode)],
])

function joinTexts(texts: readonly string[], separator: string): string {
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0)
  if (length > TEMPLATE_LIMITS.textMax) throw new LimitError(sizeRefusal)
  return rejoin(texts.join(separator))
}

function present(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== null && value !== undefined)
}

/** Cuts to a width, with three dots where something was left out. */
function abbrev(offset: number, width: number, text: string): string {
  if (width < 4) return text
  return fromByteText(abbreviate(toByteText(text), offset, width))
}

function abbrevBoth(offset: number, width: number, text: string): string {
  if (width < 4 || (offset > 0 && width < 7)) return text
  return abbrev(offset, width, text)
}

function abbreviate(text: string, offset: number, width: number): string {
  if (text === '') return ''
  if (width < 4) return ''
  if (text.length <= width) return text
  const room = width - 3
  let start = Math.min(offset, text.length)
  if (text.length - start < room) start = text.length - room
  if (start <= 4) return `${text.slice(0, room)}...`
  if (width < 7) return ''
  if (start + room < text.length) return `...${abbreviate(text.slice(start), 0, room)}`
  return `...${text.slice(text.length - room)}`
}

function truncate(length: number, text: string): string {
  const bytes = toByteText(text)
  if (length < 0 && bytes.length + length > 0)
    return fromByteText(bytes.slice(bytes.length + length))
  if (length >= 0 && bytes.length > length) return fromByteText(bytes.slice(0, length))
  return text
}

function substring(start: number, end: number, text: string): string {
  const bytes = toByteText(text)
  const { length } = bytes
  if (start < 0) {
    if (end < 0) throw new ValueError(`runtime error: slice bounds out of range [:${end}]`)
    if (end > length) {
      throw new ValueError(
        `runtime error: slice bounds out of range [:${end}] with length ${length}`,
      )
    }
    return fromByteText(bytes.slice(0, end))
  }
  if (end < 0 || end > length) {
    if (start > length) {
      throw new ValueError(`runtime error: slice bounds out of range [${start}:${length}]`)
    }
    return fromByteText(bytes.slice(start))
  }
  if (start > end)
    throw new ValueError(`runtime error: slice bounds out of range [${start}:${end}]`)
  return fromByteText(bytes.slice(start, end))
}

function repeat(count: number, text: string): string {
  if (count < 0) throw new ValueError('strings: negative Repeat count')
  if (count * text.length > TEMPLATE_LIMITS.textMax) throw new LimitError(sizeRefusal)
  return text.repeat(count)
}

function indent(spaces: number, text: string): string {
  const pad = repeat(spaces, ' ')
  const lines = text.split('\n')
  if (lines.length * spaces > TEMPLATE_LIMITS.textMax) throw new LimitError(sizeRefusal)
  return pad + lines.join(`\n${pad}`)
}

function replaceAll(from: string, to: string, text: string): string {
  if (!text.includes(from)) return text
  const pieces = from === '' ? ['', ...text, ''] : text.split(from)
  if (pieces.length * to.length > TEMPLATE_LIMITS.textMax) throw new LimitError(sizeRefusal)
  return rejoin(pieces.join(to))
}

function title(text: string): string {
  let afterSeparator = true
  return mapRunes(text, (char) => {
    const mapped = afterSeparator ? titleRune(char) : char
    afterSeparator = isWordSeparator(char)
    return mapped
  })
}

function isWordSeparator(char: string): boolean {
  if (char.charCodeAt(0) < 0x80) return !/[0-9A-Za-z_]/.test(char)
  return !isLetter(char) && !isDigit(char) && isSpace(char)
}

function untitle(text: string): string {
  let atStart = true
  return mapRunes(text, (char) => {
    if (isSpace(char)) {
      atStart = true
      return char
    }
    const mapped = atStart ? lowerRune(char) : char
    atStart = false
    return mapped
  })
}

function swapCase(text: string): string {
  let afterSpace = true
  return mapRunes(text, (char) => {
    const startsWord = afterSpace
    afterSpace = false
    if (isUpper(char) || isTitle(char)) return lowerRune(char)
    if (isLower(char)) return startsWord ? titleRune(char) : upperRune(char)
    afterSpace = isSpace(char)
    return char
  })
}

/** The first byte of each word, as a character of Latin-1, which is what sprig makes of it. */
function initials(text: string): string {
  let afterSpace = true
  let found = ''
  for (const char of toByteText(text)) {
    if (isSpace(char)) afterSpace = true
    else if (afterSpace) {
      found += char
      afterSpace = false
    }
  }
  return found
}

function wrap(text: string, how: { width: number; newline: string; breaksWords: boolean }): string {
  const bytes = toByteText(text)
  const newline = toByteText(how.newline)
  const width = Math.max(1, how.width)
  let wrapped = ''
  let at = 0
  while (bytes.length - at > width) {
    if (bytes[at] === ' ') {
      at += 1
      continue
    }
    const space = bytes.slice(at, at + width + 1).lastIndexOf(' ')
    if (space >= 0) {
      wrapped += bytes.slice(at, at + space) + newline
      at += space + 1
    } else if (how.breaksWords) {
      wrapped += bytes.slice(at, at + width) + newline
      at += width
    } else {
      const next = bytes.indexOf(' ', at + width)
      if (next < 0) break
      wrapped += bytes.slice(at, next) + newline
      at = next + 1
    }
  }
  return fromByteText(wrapped + bytes.slice(at))
}

function trimCutset(cutset: string, text: string): string {
  const set = new Set(cutset)
  const chars = [...text]
  let start = 0
  let end = chars.length
  while (start < end && set.has(chars[start] ?? '')) start += 1
  while (end > start && set.has(chars[end - 1] ?? '')) end -= 1
  return chars.slice(start, end).join('')
}

function split(text: string, separator: string): string[] {
  return separator === '' ? [...text] : text.split(separator)
}

function splitAtMost(text: string, separator: string, count: number): string[] {
  if (count === 0) return []
  const pieces = split(text, separator)
  if (count < 0 || pieces.length <= count) return pieces
  return [...pieces.slice(0, count - 1), pieces.slice(count - 1).join(separator)]
}

function numbered(pieces: readonly string[]): Map<string, unknown> {
  return typedMap('string', new Map(pieces.map((piece, index) => [`_${index}`, piece])))
}

function sortAlpha(value: unknown): string[] {
  if (Array.isArray(value) || value instanceof Uint8Array) return sortText(strslice(value))
  return [strval(value)]
}
