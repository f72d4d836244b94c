// In: nothing. Out: sprig's random texts.
// Must hold: randomness comes from the rendering; every character of a set is equally likely.

import { TEMPLATE_LIMITS } from '../../../base/limits.ts'
import { LimitError, ValueError } from '../../values/kind.ts'
import type { CallContext } from '../function.ts'
import { define, type FunctionTable, integer } from './define.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')

export const randomFunctions: FunctionTable = new Map([
  [
    'randAlphaNum',
    define('int', ([count], context) => pick(LETTERS + DIGITS, integer(count), context)),
  ],
  ['randAlpha', define('int', ([count], context) => pick(LETTERS, integer(count), context))],
  ['randNumeric', define('int', ([count], context) => pick(DIGITS, integer(count), context))],
  ['randAscii', define('int', ([count], context) => pick(PRINTABLE, integer(count), context))],
  [
    'randBytes',
    define('int', ([count], context) =>
      Buffer.from(bytes(integer(count), context)).toString('base64'),
    ),
  ],
  ['shuffle', define('string', ([text], context) => shuffle(String(text), context))],
  ['uuidv4', define('', (_, context) => uuid(context.random(16)))],
])

function bytes(count: number, context: CallContext): Uint8Array {
  if (count < 0) throw new ValueError('runtime error: makeslice: len out of range')
  checkSize(count)
  return context.random(count)
}

function checkSize(count: number): void {
  if (count > TEMPLATE_LIMITS.generatedMax) throw new LimitError('the result is too long')
}

function pick(set: string, count: number, context: CallContext): string {
  if (count <= 0) return ''
  checkSize(count)
  const fair = 256 - (256 % set.length)
  let text = ''
  while (text.length < count) {
    for (const byte of context.random(count - text.length)) {
      if (byte < fair) text += set[byte % set.length]
    }
  }
  return text
}

function shuffle(text: string, context: CallContext): string {
  const chars = [...text]
  for (let left = chars.length - 1; left > 0; left--) {
    const [a = 0, b = 0, c = 0, d = 0] = context.random(4)
    const other = (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % (left + 1)
    const kept = chars[left] ?? ''
    chars[left] = chars[other] ?? ''
    chars[other] = kept
  }
  return chars.join('')
}

function uuid(random: Uint8Array): string {
  const hex = Array.from(random, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-')
}
