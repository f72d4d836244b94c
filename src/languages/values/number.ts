// In: Go's numbers as JavaScript holds them. Out: int64 arithmetic that wraps, strconv's reading and writing of numbers.
// Must hold: a plain number that is integral is an int64, one that is not is a float64; a bigint is an int64 beyond 2^53.

import { GoValue, isInt64, type Kind } from './kind.ts'

/** An int64: a number when it is safe, a bigint otherwise. */
export type Int64 = number | bigint

/** Go's `int` (64 bits) where it must be told from int64: literals, `len`, indexes. */
export class GoInt extends GoValue {
  readonly goType = 'int'
  readonly goKind = 'int'
  readonly value: Int64
  constructor(value: Int64) {
    super()
    this.value = value
  }
  override goInteger(): Int64 {
    return this.value
  }
}

/** A float64 whose value is integral (`1.0`), which a plain number would make an int64. */
export class GoFloat extends GoValue {
  readonly goType = 'float64'
  readonly goKind = 'float64'
  readonly value: number
  constructor(value: number) {
    super()
    this.value = value
  }
}

/** An integer of another size (`uint8`, `int32`) or of a named integer type (`time.Month`). */
export class GoSized extends GoValue {
  readonly goType: string
  readonly goKind: Kind
  readonly value: Int64
  constructor(kind: Kind, value: Int64, type: string = kind) {
    super()
    this.goKind = kind
    this.goType = type
    this.value = value
  }
  override goInteger(): Int64 {
    return this.value
  }
}

/** A complex128, from literals such as `1i`. */
export class GoComplex extends GoValue {
  readonly goType = 'complex128'
  readonly goKind = 'complex128'
  readonly real: number
  readonly imaginary: number
  constructor(real: number, imaginary: number) {
    super()
    this.real = real
    this.imaginary = imaginary
  }
}

const smallInts: readonly GoInt[] = Array.from(
  { length: 1280 },
  (_, index) => new GoInt(index - 256),
)

/** A Go `int`; small ones are shared. */
export function goInt(value: Int64): GoInt {
  if (typeof value === 'number') return smallInts[value + 256] ?? new GoInt(value)
  return new GoInt(value)
}

/** A Go float64: a plain number when that says it, a GoFloat when it is integral. */
export function goFloat(value: number): number | GoFloat {
  return Number.isInteger(value) ? new GoFloat(value) : value
}

/** A bigint as an int64: wrapped to 64 bits, and a plain number when it is safe. */
export function int64(value: bigint): Int64 {
  const wrapped = BigInt.asIntN(64, value)
  const plain = Number(wrapped)
  return Number.isSafeInteger(plain) ? plain : wrapped
}

/** The sum of two int64s; it wraps. */
export function addInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return int64(BigInt(a) + BigInt(b))
}

/** The difference of two int64s; it wraps. */
export function subInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference)) return difference
  }
  return int64(BigInt(a) - BigInt(b))
}

/** The product of two int64s; it wraps. */
export function mulInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product)) return product + 0
  }
  return int64(BigInt(a) * BigInt(b))
}

/** The quotient of two int64s, cut towards zero; undefined when the divisor is zero. */
export function divInt64(a: Int64, b: Int64): Int64 | undefined {
  if (b === 0 || b === 0n) return undefined
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0
  return int64(BigInt(a) / BigInt(b))
}

/** The remainder with the sign of the dividend; undefined when the divisor is zero. */
export function modInt64(a: Int64, b: Int64): Int64 | undefined {
  if (b === 0 || b === 0n) return undefined
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0
  return int64(BigInt(a) % BigInt(b))
}

/** A float64 as Go converts it to int64 on amd64: cut towards zero, the least int64 when it does not fit. */
export function floatToInt64(value: number): Int64 {
  if (Math.abs(value) < 2 ** 53) return Math.trunc(value) + 0
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) return -(2n ** 63n)
  return int64(BigInt(Math.trunc(value)))
}

/** The integer in a value of any Go integer type, or undefined. */
export function integerOf(value: unknown): Int64 | undefined {
  if (typeof value === 'number') return isInt64(value) ? value : undefined
  if (typeof value === 'bigint') return value
  if (value instanceof GoValue) return value.goInteger?.()
  return undefined
}

/** The float64 in a value of a Go float type, or undefined. */
export function floatOf(value: unknown): number | undefined {
  if (typeof value === 'number') return isInt64(value) ? undefined : value
  return value instanceof GoFloat ? value.value : undefined
}

/** Any Go integer or float as a float64, or undefined. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof GoFloat) return value.value
  const integer = integerOf(value)
  return integer === undefined ? undefined : Number(integer)
}

const integerSyntax =
  /^[+-]?(?:0[xX]_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0[bB]_?[01]+(?:_[01]+)*|0[oO]_?[0-7]+(?:_[0-7]+)*|0(?:_?[0-7]+)*|[1-9][0-9]*(?:_[0-9]+)*)$/

/** What became of reading an integer: its value, bad syntax, or out of range (then `value` is the nearest). */
export type ParsedInteger =
  | { kind: 'integer'; value: bigint }
  | { kind: 'syntax' }
  | { kind: 'range'; value: bigint }

/**
 * strconv.ParseInt for 64 bits (or ParseUint with `unsigned`): base 0 takes Go's prefixes and
 * underscores, other bases plain digits only.
 */
export function parseInteger(text: string, base: number, unsigned = false): ParsedInteger {
  const magnitude = base === 0 ? prefixedMagnitude(text) : plainMagnitude(text, base)
  if (magnitude === undefined) return { kind: 'syntax' }
  if (unsigned) return parseUnsigned(text, magnitude)
  const value = text.startsWith('-') ? -magnitude : magnitude
  if (value > 2n ** 63n - 1n) return { kind: 'range', value: 2n ** 63n - 1n }
  if (value < -(2n ** 63n)) return { kind: 'range', value: -(2n ** 63n) }
  return { kind: 'integer', value }
}

function parseUnsigned(text: string, magnitude: bigint): ParsedInteger {
  if (/^[+-]/.test(text)) return { kind: 'syntax' }
  if (magnitude > 2n ** 64n - 1n) return { kind: 'range', value: 2n ** 64n - 1n }
  return { kind: 'integer', value: magnitude }
}

/** More digits than any 64-bit integer has, in any base. */
const DIGITS_MAX = 64
const BEYOND_64_BITS = 2n ** 65n

function prefixedMagnitude(text: string): bigint | undefined {
  if (!integerSyntax.test(text)) return undefined
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '').toLowerCase()
  const [, prefix = '', rest = ''] = /^(0[xbo]|0(?=[0-7]))?0*(.*)$/.exec(digits) ?? []
  if (rest.length > DIGITS_MAX) return BEYOND_64_BITS
  return BigInt(`${prefix === '0' ? '0o' : prefix}${rest === '' ? '0' : rest}`)
}

function plainMagnitude(text: string, base: number): bigint | undefined {
  const digits = text.replace(/^[+-]/, '').toLowerCase()
  if (!digitsOf(base).test(digits)) return undefined
  const rest = digits.replace(/^0+/, '')
  if (rest.length > DIGITS_MAX) return BEYOND_64_BITS
  let value = 0n
  for (const digit of rest) value = value * BigInt(base) + BigInt(Number.parseInt(digit, 36))
  return value
}

const digitPatterns = new Map<number, RegExp>()

/** A pattern for one or more digits of a base up to 36. */
function digitsOf(base: number): RegExp {
  const known = digitPatterns.get(base)
  if (known) return known
  const letters = base > 10 ? `a-${String.fromCharCode(86 + base)}` : ''
  const pattern = new RegExp(`^[0-${Math.min(base, 10) - 1}${letters}]+$`)
  digitPatterns.set(base, pattern)
  return pattern
}

const decimalFloat =
  /^[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.(?:[0-9]+(?:_[0-9]+)*)?)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$/
const hexFloat = /^([+-]?)0[xX]_?([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?[0-9]+)$/
const infinite = /^[+-]?inf(?:inity)?$/i

/**
 * strconv.ParseFloat for 64 bits: decimal and hexadecimal floats, `Inf`, `NaN`. Undefined for bad
 * syntax; an overflow gives an infinity, and `floatOverflows` tells it from a written one.
 * Underscores may stand between digits.
 */
export function parseFloatText(text: string): number | undefined {
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  const hex = hexFloat.exec(text)
  if (hex) return hexFloatValue(hex)
  if (!decimalFloat.test(text)) return undefined
  return Number(text.replaceAll('_', ''))
}

/** Whether a text that reads as an infinity is a finite number too large for a float64. */
export function floatOverflows(text: string, value: number): boolean {
  return !Number.isFinite(value) && !infinite.test(text) && !Number.isNaN(value)
}

function hexFloatValue(parts: RegExpExecArray): number | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  const digits = (whole + fraction).replaceAll('_', '')
  if (digits === '') return undefined
  const shift = Number(exponent) - 4 * fraction.replaceAll('_', '').length
  const bounded = Math.max(-5000, Math.min(5000, shift))
  const mantissa = BigInt(`0x${digits}`)
  const value = scaleByPowerOfTwo(mantissa, bounded)
  return sign === '-' ? -value : value
}

/** mantissa · 2^shift, rounded to the nearest float64 (ties to even). */
function scaleByPowerOfTwo(mantissa: bigint, shift: number): number {
  if (mantissa === 0n) return 0
  if (shift >= 0) return Number(mantissa << BigInt(shift))
  const bits = mantissa.toString(2).length
  const keep = Math.max(0, Math.min(bits, 1074 + bits + shift, 53))
  const drop = bits - keep
  const half = drop > 0 ? 1n << BigInt(drop - 1) : 0n
  const rest = drop > 0 ? mantissa & ((1n << BigInt(drop)) - 1n) : 0n
  let kept = mantissa >> BigInt(drop)
  if (drop > 0 && (rest > half || (rest === half && (kept & 1n) === 1n))) kept += 1n
  const scale = shift + drop
  const first = Math.max(scale, -1000)
  return Number(kept) * 2 ** first * 2 ** (scale - first)
}

/** How a float is written: the letter of strconv.FormatFloat. */
export type FloatFormat = 'e' | 'E' | 'f' | 'F' | 'g' | 'G'

/**
 * strconv.FormatFloat: `precision` -1 is the shortest text that reads back as the same number.
 * The shortest %g takes the exponent form below 1e-4 and from 1e6 on.
 */
export function formatFloat(value: number, format: FloatFormat, precision = -1): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const { digits, point } =
    precision < 0
      ? shortestDigits(Math.abs(value))
      : roundedDigits(Math.abs(value), format, precision)
  const upper = format === 'E' || format === 'G'
  switch (format) {
    case 'e':
    case 'E':
      return (
        sign +
        exponentForm({
          digits,
          point,
          places: precision < 0 ? digits.length - 1 : precision,
          upper,
        })
      )
    case 'f':
    case 'F':
      return (
        sign +
        plainForm(digits, point, precision < 0 ? Math.max(digits.length - point, 0) : precision)
      )
    default:
      return sign + generalForm({ digits, point, precision, upper })
  }
}

/** %v of a float64: the shortest %g. */
export function floatText(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatFloat(value, 'g')
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e6) return String(value)
  return formatFloat(value, 'g')
}

/** The shortest %g writes an exponent from this power of ten on. */
const SHORTEST_EXPONENT = 6

type Decimal = { digits: string; point: number }

/** The shortest decimal digits d1d2…dn and the point's place: 0.d1d2… · 10^point. */
function shortestDigits(value: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 }
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 }
}

function roundedDigits(value: number, format: FloatFormat, precision: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 }
  const exact = exactDigits(value)
  const kept =
    format === 'f' || format === 'F'
      ? exact.point + precision
      : format === 'e' || format === 'E'
        ? precision + 1
        : Math.max(precision, 1)
  return roundHalfEven(exact, kept)
}

/** Every decimal digit of a float64. */
function exactDigits(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  const exponent = (biased === 0 ? 1 : biased) - 1075
  if (exponent >= 0) {
    const whole = (mantissa << BigInt(exponent)).toString()
    return { digits: whole, point: whole.length }
  }
  const scaled = (mantissa * 5n ** BigInt(-exponent)).toString()
  return { digits: scaled, point: scaled.length + exponent }
}

function roundHalfEven(decimal: Decimal, kept: number): Decimal {
  const { digits, point } = decimal
  if (kept >= digits.length) return decimal
  if (kept < 0) return { digits: '0', point: 1 }
  const next = digits.charCodeAt(kept) - 48
  const tie = next === 5 && /^0*$/.test(digits.slice(kept + 1))
  const lastIsOdd = kept > 0 && (digits.charCodeAt(kept - 1) - 48) % 2 === 1
  const up = tie ? lastIsOdd : next >= 5
  if (!up) return kept === 0 ? { digits: '0', point: 1 } : { digits: digits.slice(0, kept), point }
  const raised = (BigInt(`0${digits.slice(0, kept)}`) + 1n).toString().padStart(kept, '0')
  if (raised.length <= kept) return { digits: raised, point }
  return { digits: raised.slice(0, Math.max(kept, 1)), point: point + 1 }
}

function exponentForm(parts: Decimal & { places: number; upper: boolean }): string {
  const { digits, point, places, upper } = parts
  const isZero = /^0*$/.test(digits)
  const exponent = isZero ? 0 : point - 1
  const fraction = digits.slice(1, 1 + places).padEnd(places, '0')
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits[0]}${places > 0 ? `.${fraction}` : ''}${upper ? 'E' : 'e'}${exponent < 0 ? '-' : '+'}${size}`
}

function plainForm(digits: string, point: number, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  if (places <= 0) return whole
  const fraction = (point < 0 ? '0'.repeat(-point) : '') + digits.slice(Math.max(point, 0))
  return `${whole}.${fraction.slice(0, places).padEnd(places, '0')}`
}

function generalForm(parts: Decimal & { precision: number; upper: boolean }): string {
  const { point, precision, upper } = parts
  const digits = parts.digits.replace(/0+$/, '') || '0'
  const exponent = digits === '0' ? 0 : point - 1
  let threshold = precision
  if (threshold > digits.length && digits.length >= point) threshold = digits.length
  if (precision < 0) threshold = SHORTEST_EXPONENT
  if (threshold === 0) threshold = 1
  if (exponent < -4 || exponent >= threshold) {
    return exponentForm({ digits, point, places: digits.length - 1, upper })
  }
  return plainForm(digits, point, Math.max(digits.length - point, 0))
}
