// In: nothing. Out: sprig's functions on numbers.
// Must hold: integers are int64 and wrap; anything that is no number counts as zero, as in sprig.

import { isInt64, typedList, ValueError } from '../../values/kind.ts'
import {
  addInt64,
  divInt64,
  floatOf,
  floatOverflows,
  floatToInt64,
  GoFloat,
  GoInt,
  GoSized,
  goFloat,
  goInt,
  type Int64,
  int64,
  integerOf,
  modInt64,
  mulInt64,
  parseFloatText,
  parseInteger,
  subInt64,
} from '../../values/number.ts'
import { formatValue } from '../../values/print.ts'
import type { CallContext } from '../function.ts'
import {
  addDecimal,
  decimalOf,
  divideDecimal,
  floatOfDecimal,
  multiplyDecimal,
  subtractDecimal,
} from './decimal.ts'
import { define, type FunctionTable, integer } from './define.ts'

const largest = define('any, any...', ([first, ...rest]) =>
  rest.reduce<Int64>((most, value) => maxInt(most, toInt64(value)), toInt64(first)),
)

export const numericFunctions: FunctionTable = new Map([
  ['atoi', define('string', ([text]) => goInt(atoi(String(text))))],
  ['int', define('any', ([value]) => goInt(toInt64(value)))],
  ['int64', define('any', ([value]) => toInt64(value))],
  ['float64', define('any', ([value]) => goFloat(toFloat64(value)))],
  ['toDecimal', define('any', ([value]) => toDecimal(value))],
  ['add1', define('any', ([value]) => addInt64(toInt64(value), 1))],
  [
    'add',
    define('any...', (values) =>
      values.reduce<Int64>((sum, value) => addInt64(sum, toInt64(value)), 0),
    ),
  ],
  ['sub', define('any, any', ([a, b]) => subInt64(toInt64(a), toInt64(b)))],
  ['div', define('any, any', ([a, b]) => unlessZero(divInt64(toInt64(a), toInt64(b))))],
  ['mod', define('any, any', ([a, b]) => unlessZero(modInt64(toInt64(a), toInt64(b))))],
  [
    'mul',
    define('any, any...', ([a, ...rest]) =>
      rest.reduce<Int64>((product, value) => mulInt64(product, toInt64(value)), toInt64(a)),
    ),
  ],
  ['add1f', define('any', ([value]) => decimals(addDecimal, value, [goInt(1)]))],
  ['addf', define('any...', (values) => decimals(addDecimal, goInt(0), values))],
  ['subf', define('any, any...', ([a, ...rest]) => decimals(subtractDecimal, a, rest))],
  ['divf', define('any, any...', ([a, ...rest]) => decimals(divideDecimal, a, rest))],
  ['mulf', define('any, any...', ([a, ...rest]) => decimals(multiplyDecimal, a, rest))],
  ['max', largest],
  ['biggest', largest],
  [
    'min',
    define('any, any...', ([first, ...rest]) =>
      rest.reduce<Int64>((least, value) => minInt(least, toInt64(value)), toInt64(first)),
    ),
  ],
  ['maxf', define('any, any...', (values) => goFloat(Math.max(...values.map(toFloat64))))],
  ['minf', define('any, any...', (values) => goFloat(Math.min(...values.map(toFloat64))))],
  ['ceil', define('any', ([value]) => goFloat(Math.ceil(toFloat64(value))))],
  ['floor', define('any', ([value]) => goFloat(Math.floor(toFloat64(value))))],
  [
    'round',
    define('any, int, float...', ([value, places, roundOn]) =>
      goFloat(round(toFloat64(value), integer(places), Number(roundOn ?? 0.5))),
    ),
  ],
  ['until', define('int', ([count], context) => until(integer(count), context))],
  [
    'untilStep',
    define('int, int, int', ([start, stop, step], context) =>
      typedList(
        'int',
        steps({ start: integer(start), stop: integer(stop), step: integer(step) }, context).map(
          (value) => goInt(value),
        ),
      ),
    ),
  ],
  ['seq', define('int...', (values, context) => seq(values.map(integer), context))],
  [
    'randInt',
    define('int, int', ([least, most], context) =>
      goInt(randomInt(integer(least), integer(most), context)),
    ),
  ],
])

function maxInt(a: Int64, b: Int64): Int64 {
  return b > a ? b : a
}

function minInt(a: Int64, b: Int64): Int64 {
  return b < a ? b : a
}

function unlessZero(value: Int64 | undefined): Int64 {
  if (value === undefined) throw new ValueError('runtime error: integer divide by zero')
  return value
}

/** sprig's int64 of anything: floats are cut, texts are read with Go's prefixes, the rest is zero. */
export function toInt64(value: unknown): Int64 {
  if (typeof value === 'string') return textToInt64(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof GoInt || value instanceof GoSized) return value.value
  if (typeof value === 'number') return isInt64(value) ? value : floatToInt64(value)
  if (value instanceof GoFloat) return floatToInt64(value.value)
  return typeof value === 'bigint' ? value : 0
}

function textToInt64(text: string): Int64 {
  const read = parseInteger(text.replace(/\.0+$/, ''), 0)
  return read.kind === 'integer' ? int64(read.value) : 0
}

/** sprig's float64 of anything. */
function toFloat64(value: unknown): number {
  if (typeof value === 'string') {
    const float = parseFloatText(value)
    return float === undefined || floatOverflows(value, float) ? 0 : float
  }
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof GoInt || value instanceof GoSized) return Number(integerOf(value))
  return (
    floatOf(value) ?? (typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0)
  )
}

function atoi(text: string): Int64 {
  const read = parseInteger(text, 10)
  return read.kind === 'syntax' ? 0 : int64(read.value)
}

/** The value of a text in octal digits. */
function toDecimal(value: unknown): Int64 {
  const read = parseInteger(formatValue(value), 8)
  return read.kind === 'integer' ? int64(read.value) : 0
}

type Operation = typeof addDecimal

function decimals(
  operation: Operation,
  first: unknown,
  rest: readonly unknown[],
): number | GoFloat {
  let result = decimalOf(toFloat64(first))
  for (const value of rest) result = operation(result, decimalOf(toFloat64(value)))
  return goFloat(floatOfDecimal(result))
}

function round(value: number, places: number, roundOn: number): number {
  const power = 10 ** places
  const digits = power * value
  const fraction = digits - Math.trunc(digits)
  return (fraction >= roundOn ? Math.ceil(digits) : Math.floor(digits)) / power
}

function until(count: number, context: CallContext): unknown {
  const step = count < 0 ? -1 : 1
  return typedList(
    'int',
    steps({ start: 0, stop: count, step }, context).map((value) => goInt(value)),
  )
}

function steps(
  range: { start: number; stop: number; step: number },
  context: CallContext,
): number[] {
  const { start, stop, step } = range
  if (stop < start ? step >= 0 : step <= 0) return []
  context.charge(Math.ceil((stop - start) / step))
  const values: number[] = []
  for (let value = start; step > 0 ? value < stop : value > stop; value += step) values.push(value)
  return values
}

function seq(values: readonly number[], context: CallContext): string {
  const [first = 0, second = 0, third = 0] = values
  if (values.length === 1)
    return joined({ start: 1, step: first < 1 ? -1 : 1, end: first }, context)
  if (values.length === 2) {
    return joined({ start: first, step: second < first ? -1 : 1, end: second }, context)
  }
  if (values.length !== 3 || (third < first && second > 0)) return ''
  return joined({ start: first, step: second, end: third }, context)
}

function joined(range: { start: number; step: number; end: number }, context: CallContext): string {
  const { start, step, end } = range
  const past = end < start ? -1 : 1
  return steps({ start, stop: end + past, step }, context).join(' ')
}

function randomInt(least: number, most: number, context: CallContext): number {
  const span = most - least
  if (span <= 0) throw new ValueError('invalid argument to Intn')
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = context.random(6)
  const random = [a, b, c, d, e, f].reduce((sum, byte) => sum * 256 + byte, 0)
  return least + (random % span)
}
