// In: two values. Out: what Go's expr gives for them under an operator, or a Failure with its text.
// Integers of any size give an int, which wraps at 64 bits; a float makes a float.

import { EXPR_LIMITS } from '../../base/limits.ts'
import { GoDuration } from '../values/duration.ts'
import { GoValue } from '../values/kind.ts'
import {
  addInt64,
  floatOf,
  GoInt,
  GoSized,
  goFloat,
  goInt,
  type Int64,
  int64,
  integerOf,
  modInt64,
  mulInt64,
  subInt64,
} from '../values/number.ts'
import { rejoin } from '../values/text.ts'
import { GoTime } from '../values/time.ts'
import { fail } from './failure.ts'
import { power } from './power.ts'
import { GoNamedInt, typeName } from './type-name.ts'

/** An integer of one of Go's own integer types; undefined for named types such as time.Month. */
export function plainInteger(value: unknown): Int64 | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  if (typeof value === 'bigint') return value
  if (!(value instanceof GoValue)) return undefined
  return value instanceof GoDuration || value instanceof GoNamedInt ? undefined : integerOf(value)
}

/** A number of one of Go's own number types, as a float64. */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const float = floatOf(value)
  if (float !== undefined) return float
  const integer = plainInteger(value)
  return integer === undefined ? undefined : Number(integer)
}

export function add(a: unknown, b: unknown, at: number): unknown {
  if (typeof a === 'string' && typeof b === 'string') return join(a, b, at)
  const left = plainInteger(a)
  const right = plainInteger(b)
  if (left !== undefined && right !== undefined) return goInt(addInt64(left, right))
  const x = plainNumber(a)
  const y = plainNumber(b)
  if (x !== undefined && y !== undefined) return goFloat(x + y)
  if (a instanceof GoTime && b instanceof GoDuration) return a.add(b)
  if (a instanceof GoDuration && b instanceof GoTime) return b.add(a)
  if (a instanceof GoDuration && b instanceof GoDuration) {
    return new GoDuration(a.nanoseconds + b.nanoseconds)
  }
  return invalid('+', { a, b, at })
}

function join(a: string, b: string, at: number): string {
  if (a.length + b.length > EXPR_LIMITS.textLengthMax) fail('memory budget exceeded', at)
  const text = a + b
  // Two halves of a character that were cut apart are one again.
  const last = a.charCodeAt(a.length - 1)
  return last >= 0xdc80 && last <= 0xdcff ? rejoin(text) : text
}

export function subtract(a: unknown, b: unknown, at: number): unknown {
  const left = plainInteger(a)
  const right = plainInteger(b)
  if (left !== undefined && right !== undefined) return goInt(subInt64(left, right))
  const x = plainNumber(a)
  const y = plainNumber(b)
  if (x !== undefined && y !== undefined) return goFloat(x - y)
  if (a instanceof GoTime && b instanceof GoTime) return a.sub(b)
  if (a instanceof GoTime && b instanceof GoDuration) return a.add(new GoDuration(-b.nanoseconds))
  if (a instanceof GoDuration && b instanceof GoDuration) {
    return new GoDuration(a.nanoseconds - b.nanoseconds)
  }
  return invalid('-', { a, b, at })
}

export function multiply(a: unknown, b: unknown, at: number): unknown {
  const left = plainInteger(a)
  const right = plainInteger(b)
  if (left !== undefined && right !== undefined) return goInt(mulInt64(left, right))
  const x = plainNumber(a)
  const y = plainNumber(b)
  if (x !== undefined && y !== undefined) return goFloat(x * y)
  if (!(a instanceof GoDuration) && !(b instanceof GoDuration)) return invalid('*', { a, b, at })
  const n = a instanceof GoDuration ? a.nanoseconds : left
  const m = b instanceof GoDuration ? b.nanoseconds : right
  if (n !== undefined && m !== undefined) return new GoDuration(BigInt(n) * BigInt(m))
  const u = a instanceof GoDuration ? Number(a.nanoseconds) : x
  const v = b instanceof GoDuration ? Number(b.nanoseconds) : y
  return u === undefined || v === undefined ? invalid('*', { a, b, at }) : goFloat(u * v)
}

export function divide(a: unknown, b: unknown, at: number): unknown {
  const x = plainNumber(a)
  const y = plainNumber(b)
  return x === undefined || y === undefined ? invalid('/', { a, b, at }) : goFloat(x / y)
}

export function modulo(a: unknown, b: unknown, at: number): unknown {
  const left = plainInteger(a)
  const right = plainInteger(b)
  if (left === undefined || right === undefined) return invalid('%', { a, b, at })
  return goInt(modInt64(left, right) ?? fail('runtime error: integer divide by zero', at))
}

export function exponent(a: unknown, b: unknown, at: number): unknown {
  // Go's virtual machine converts the second operand after the first.
  const x = toFloat(a, at)
  return goFloat(power(x, toFloat(b, at)))
}

export function negate(value: unknown, at: number): unknown {
  if (typeof value === 'number' && value !== 0) return -value
  const float = floatOf(value)
  if (float !== undefined) return goFloat(-float)
  const integer = plainInteger(value)
  if (integer === undefined) return fail(`invalid operation: - ${typeName(value)}`, at)
  const negated = subInt64(0, integer)
  if (value instanceof GoInt) return goInt(negated)
  // The only other size that occurs is a byte, which wraps.
  return value instanceof GoSized ? new GoSized('uint8', Number(negated) & 0xff) : negated
}

/** A number as a float64, as `**` takes it. */
export function toFloat(value: unknown, at?: number): number {
  return plainNumber(value) ?? fail(`invalid operation: float(${typeName(value)})`, at)
}

/** A number as an int, as indexes and ranges take it: floats are cut towards zero. */
export function toInt(value: unknown, at?: number): Int64 {
  const integer = plainInteger(value)
  if (integer !== undefined) return integer
  const float = floatOf(value)
  if (float === undefined) return fail(`invalid operation: int(${typeName(value)})`, at)
  return truncated(float)
}

/** As Go converts a float64 to int on amd64: what does not fit is the least integer. */
export function truncated(float: number): Int64 {
  if (Math.abs(float) < 2 ** 53) return Math.trunc(float) + 0
  if (!(float >= -(2 ** 63) && float < 2 ** 63)) return -(2n ** 63n)
  return int64(BigInt(Math.trunc(float)))
}

function invalid(operator: string, operands: { a: unknown; b: unknown; at: number }): never {
  const { a, b, at } = operands
  return fail(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`, at)
}
