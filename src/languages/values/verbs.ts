// In: one number, string or boolean with a verb's flags. Out: the text that Go's fmt gives it, padded.
// Must hold: widths count runes; a precision cuts strings by runes and byte strings by bytes.

import { type FloatFormat, formatFloat, type GoComplex, type Int64 } from './number.ts'
import { isPrint, quote, quoteRune, runeCount, toBytes } from './text.ts'

/** The flags of one verb; `width` and `precision` are undefined where the format has none. */
export type Flags = {
  plus: boolean
  minus: boolean
  sharp: boolean
  space: boolean
  zero: boolean
  /** %#v */
  goSyntax: boolean
  /** %+v */
  fieldNames: boolean
  width: number | undefined
  precision: number | undefined
}

/** Flags that are all off. */
export function noFlags(): Flags {
  return {
    plus: false,
    minus: false,
    sharp: false,
    space: false,
    zero: false,
    goSyntax: false,
    fieldNames: false,
    width: undefined,
    precision: undefined,
  }
}

/** Pads to the width: left with zeros or blanks, or right with blanks. */
export function pad(text: string, flags: Flags, zero = flags.zero): string {
  if (flags.width === undefined) return text
  const missing = flags.width - runeCount(text)
  if (missing <= 0) return text
  if (flags.minus) return text + ' '.repeat(missing)
  return (zero ? '0' : ' ').repeat(missing) + text
}

type IntegerVerb = 'd' | 'b' | 'o' | 'O' | 'x' | 'X'

/** An integer in the base of its verb. */
export function formatInteger(value: Int64, verb: IntegerVerb, flags: Flags): string {
  if (flags.precision === 0 && (value === 0 || value === 0n)) return pad('', flags, false)
  const negative = value < 0
  const base = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }[verb]
  let digits = (negative ? -BigInt(value) : value).toString(base)
  if (verb === 'X') digits = digits.toUpperCase()
  digits = digits.padStart(leastDigits(negative, flags), '0')
  return pad(integerSign(negative, flags) + basePrefix(digits, verb, flags) + digits, flags, false)
}

function leastDigits(negative: boolean, flags: Flags): number {
  if (flags.precision !== undefined) return flags.precision
  if (!flags.zero || flags.minus || flags.width === undefined) return 0
  return negative || flags.plus || flags.space ? flags.width - 1 : flags.width
}

function integerSign(negative: boolean, flags: Flags): string {
  if (negative) return '-'
  return flags.plus ? '+' : flags.space ? ' ' : ''
}

function basePrefix(digits: string, verb: IntegerVerb, flags: Flags): string {
  if (verb === 'O') return flags.sharp && !digits.startsWith('0') ? '0o0' : '0o'
  if (!flags.sharp) return ''
  if (verb === 'b') return '0b'
  if (verb === 'o') return digits.startsWith('0') ? '' : '0'
  return verb === 'x' ? '0x' : verb === 'X' ? '0X' : ''
}

/** The character of a code point; what is none becomes U+FFFD. */
export function runeOf(value: Int64): string {
  const code = Number(value)
  const isRune = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isRune ? String.fromCodePoint(code) : '\ufffd'
}

/** %U: `U+0041`, with the character too when sharp. */
export function formatUnicode(value: Int64, flags: Flags): string {
  const digits = BigInt.asUintN(64, BigInt(value)).toString(16).toUpperCase()
  const code = `U+${digits.padStart(Math.max(4, flags.precision ?? 0), '0')}`
  const isRune = value >= 0 && value <= 0x10ffff
  const shown =
    flags.sharp && isRune && isPrint(runeOf(value)) ? `${code} '${runeOf(value)}'` : code
  return pad(shown, flags, false)
}

/** %q of an integer: a character literal. */
export function formatRuneQuoted(value: Int64, flags: Flags): string {
  return pad(quoteRune(runeOf(value), flags.plus), flags)
}

/** A float; `precision` holds where the flags have none, -1 being the shortest. */
export function formatFloatVerb(
  value: number,
  verb: FloatFormat,
  flags: Flags & { standard: number },
): string {
  const digits = formatFloat(value, verb, flags.precision ?? flags.standard)
  const sign = digits.startsWith('-') ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  const unsigned = digits.replace(/^[+-]/, '')
  if (!Number.isFinite(value)) return formatInfinite(value, sign, flags)
  const number = flags.sharp ? keepPoint(unsigned, verb, flags) : unsigned
  const showsSign = sign !== ''
  const zeros = flags.zero && !flags.minus && flags.width !== undefined && showsSign
  if (!zeros) return pad(sign + number, flags)
  return sign + number.padStart((flags.width ?? 0) - 1, '0')
}

function formatInfinite(value: number, sign: string, flags: Flags): string {
  if (Number.isNaN(value)) return pad(`${sign}NaN`, flags, false)
  const shownSign = sign === '-' ? '-' : flags.space && !flags.plus ? ' ' : '+'
  return pad(flags.plus || flags.space || sign === '-' ? `${shownSign}Inf` : '+Inf', flags, false)
}

/** The sharp flag: always a decimal point, and %g keeps its trailing zeros. */
function keepPoint(number: string, verb: FloatFormat, flags: Flags & { standard: number }): string {
  const [, mantissa = '', tail = ''] = /^([^eEpP]*)(.*)$/.exec(number) ?? []
  let shown = mantissa
  let missing = 0
  if (verb === 'g' || verb === 'G') {
    const wanted = flags.precision ?? (flags.standard === -1 ? 6 : flags.standard)
    const significant = mantissa.replace('.', '').replace(/^0+/, '').length
    missing = wanted - significant
    if (mantissa === '0') missing -= 1
  }
  if (!shown.includes('.')) shown += '.'
  return shown + '0'.repeat(Math.max(0, missing)) + tail
}

/** A complex number: `(1+2i)`. */
export function formatComplex(
  value: GoComplex,
  verb: FloatFormat,
  flags: Flags & { standard: number },
): string {
  const real = formatFloatVerb(value.real, verb, flags)
  const imaginary = formatFloatVerb(value.imaginary, verb, { ...flags, plus: true })
  return `(${real}${imaginary}i)`
}

/** %s: cut to the precision, padded to the width. */
export function formatText(text: string, flags: Flags): string {
  return pad(cut(text, flags), flags)
}

function cut(text: string, flags: Flags): string {
  const { precision } = flags
  if (precision === undefined || text.length <= precision) return text
  let kept = ''
  let count = 0
  for (const char of text) {
    if (count === precision) return kept
    kept += char
    count += 1
  }
  return text
}

/** %q of a string: a Go literal, with backquotes when sharp and possible. */
export function formatQuoted(text: string, flags: Flags): string {
  const shown = cut(text, flags)
  if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags)
  return pad(quote(shown, flags.plus), flags)
}

function canBackquote(text: string): boolean {
  return text.isWellFormed() && /^[\t -_a-~\u0080-\ufefe\uff00-\uffff]*$/.test(text)
}

/** %x and %X of a string or of bytes. */
export function formatHex(value: string | Uint8Array, upper: boolean, flags: Flags): string {
  const all = typeof value === 'string' ? toBytes(value) : value
  const bytes = flags.precision === undefined ? all : all.subarray(0, flags.precision)
  if (bytes.length === 0) return pad('', flags, false)
  const prefix = upper ? '0X' : '0x'
  const pairs = Array.from(bytes, (byte) => {
    const pair = byte.toString(16).padStart(2, '0')
    return upper ? pair.toUpperCase() : pair
  })
  if (flags.space)
    return pad(pairs.map((pair) => (flags.sharp ? prefix + pair : pair)).join(' '), flags, false)
  return pad((flags.sharp ? prefix : '') + pairs.join(''), flags, false)
}
