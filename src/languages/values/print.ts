// In: Go values. Out: the text that Go's fmt prints for them: Sprint, Sprintln and Sprintf with every verb and flag.
// Must hold: it never fails on a bad verb or a missing argument, it says so in the text as fmt does.

import { VALUE_LIMITS } from '../../base/limits.ts'
import { GoValue, type GoMap, elementType, kindOf, mapGet, sortedKeys, typeOf, ValueError } from './kind.ts'
import { type FloatFormat, floatOf, floatText, formatFloat, GoComplex, type Int64, integerOf } from './number.ts'
import { fromBytes, isAscii, quote, quoteRune, rejoin, runeCount, toBytes } from './text.ts'

/** %v of any value; both forms of nil print `<nil>`. */
export function formatValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return Number.isInteger(value) ? integerText(value) : floatText(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      return value.toString()
    default:
      return new Printer().print(value, 'v')
  }
}

/** fmt.Sprint: a space between two operands when neither is a string. */
export function sprint(values: readonly unknown[]): string {
  let text = ''
  let afterString = true
  for (const value of values) {
    const isString = typeof value === 'string'
    if (!isString && !afterString) text += ' '
    text += formatValue(value)
    afterString = isString
  }
  return rejoin(text)
}

/** fmt.Sprintln: a space between all operands and a newline at the end. */
export function sprintln(values: readonly unknown[]): string {
  return rejoin(`${values.map(formatValue).join(' ')}\n`)
}

/** fmt.Sprintf. */
export function sprintf(format: string, values: readonly unknown[]): string {
  return rejoin(new Printer().printf(format, values))
}

function integerText(value: number): string {
  return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString()
}

/** Go's flags of one verb; `width` and `precision` are undefined where the format has none. */
type Flags = {
  plus: boolean
  minus: boolean
  sharp: boolean
  space: boolean
  zero: boolean
  goSyntax: boolean
  fieldNames: boolean
  width: number | undefined
  precision: number | undefined
}

const NO_FLAGS: Flags = {
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
