/** The builtins on numbers. */

import { EXPR_LIMITS } from '../../base/limits.ts'
import {
  floatOf,
  floatOverflows,
  goFloat,
  goInt,
  type Int64,
  int64,
  integerOf,
  numberOf,
  parseFloatText,
  parseInteger,
  subInt64,
} from '../values/number.ts'
import { plainInteger, plainNumber, truncated } from './arithmetic.ts'
import { type Builtin, countProblem, showType, typed, validated } from './builtin.ts'
import { type OrderOperator, ordered } from './compare.ts'
import { fail } from './failure.ts'
import { anyType, floatType, type GoType, intType, type TypeKind } from './nature.ts'
import { isList, kindName, typeName } from './type-name.ts'

const NUMBER_KINDS: ReadonlySet<TypeKind> = new Set<TypeKind>([
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
])

function isNumberType(type: GoType | undefined): boolean {
  return type !== undefined && NUMBER_KINDS.has(type.kind)
}

/** Checks the one argument of a conversion or a rounding. */
function oneNumber(
  name: string,
  options: { result: (type: GoType) => GoType; takesText?: boolean },
): NonNullable<Builtin['validate']> {
  return (args) => {
    const problem = countProblem(args.length, 1)
    if (problem !== undefined) return problem
    const [type] = args
    const isFitting =
      isNumberType(type) ||
      type?.kind === 'interface' ||
      (options.takesText === true && type?.kind === 'string')
    if (type && isFitting) return options.result(type)
    return `invalid argument for ${name} (type ${showType(type)})`
  }
}

function rounding(name: string, round: (value: number) => number): Builtin {
  return validated(name, oneNumber(name, { result: () => floatType }), ([value]) => {
    const float = floatOf(value)
    if (float !== undefined) return goFloat(round(float))
    const integer = plainInteger(value)
    if (integer !== undefined) return goFloat(Number(integer))
    return fail(`invalid argument for ${name} (type ${typeName(value)})`)
  })
}

/** Halves go away from zero. */
function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}

function absolute(value: unknown): unknown {
  const float = floatOf(value)
  if (float !== undefined) return float < 0 ? goFloat(-float) : value
  const integer = plainInteger(value)
  if (integer === undefined) return fail(`invalid argument for abs (type ${typeName(value)})`)
  if (integer >= 0) return value
  const positive = subInt64(0, integer)
  return typeof value === 'object' ? goInt(positive) : positive
}

function toIntBuiltin(value: unknown): unknown {
  if (typeof value === 'string') {
    const parsed = parseInteger(value, 10)
    if (parsed.kind !== 'integer') return fail(`invalid operation: int(${value})`)
    return goInt(int64(parsed.value))
  }
  const integer = integerOf(value)
  if (integer !== undefined) return goInt(integer)
  const float = floatOf(value)
  if (float !== undefined) return goInt(truncated(float))
  if (value === null || value === undefined) {
    return fail('reflect: call of reflect.Value.Type on zero Value')
  }
  return fail(`invalid operation: int(${typeName(value)})`)
}

function toFloatBuiltin(value: unknown): unknown {
  if (typeof value === 'string') {
    const parsed = parseFloatText(value)
    if (parsed === undefined || floatOverflows(value, parsed)) {
      return fail(`invalid operation: float(${value})`)
    }
    return goFloat(parsed)
  }
  const number = plainNumber(value)
  return number === undefined
    ? fail(`invalid operation: float(${typeName(value)})`)
    : goFloat(number)
}

/** Checks the arguments of max and its kin, up to the first that may be anything. */
function aggregate(name: string): NonNullable<Builtin['validate']> {
  return (args) => {
    const [first] = args
    if (args.length === 0) return `not enough arguments to call ${name}`
    for (const type of args) {
      const kind = type?.kind
      if (kind === 'interface' || kind === 'slice' || kind === 'array') return anyType
      if (!isNumberType(type)) return `invalid argument for ${name} (type ${showType(type)})`
    }
    return first ?? anyType
  }
}

type Extreme = { name: string; operator: OrderOperator; depth: number }

/** The greatest or the least of numbers and of what lists hold; nil of nothing. */
function extremeOf(args: readonly unknown[], extreme: Extreme): unknown {
  const { name, operator, depth } = extreme
  if (depth > EXPR_LIMITS.valueDepthMax) return fail('recursion depth exceeded')
  let found: unknown = null
  const consider = (value: unknown) => {
    if (found === null || ordered(operator, found, value)) found = value
  }
  for (const arg of args) {
    if (isList(arg)) {
      for (const element of arg) {
        if (plainNumber(element) !== undefined) {
          consider(element)
          continue
        }
        if (!isList(element)) return badArgument(name, element)
        const inner = extremeOf([element], { ...extreme, depth: depth + 1 })
        if (inner !== null) consider(inner)
      }
    } else if (isNumberKind(arg)) {
      consider(arg)
    } else {
      return args.length === 1 ? (arg ?? null) : badArgument(name, arg)
    }
  }
  return found
}

function isNumberKind(value: unknown): boolean {
  const kind = kindName(value)
  return kind !== 'invalid' && NUMBER_KINDS.has(kind)
}

function badArgument(name: string, value: unknown): never {
  return fail(`invalid argument for ${name} (type ${typeName(value)})`)
}

/** All numbers in the arguments and in the lists that they hold. */
function numbersIn(args: readonly unknown[], name: string, depth = 0): number[] {
  if (depth > EXPR_LIMITS.valueDepthMax) return fail('recursion depth exceeded')
  const numbers: number[] = []
  for (const arg of args) {
    const number = numberOf(arg)
    if (number !== undefined) numbers.push(number)
    else if (!isList(arg)) return badArgument(name, arg)
    else for (const inner of numbersIn([...arg], name, depth + 1)) numbers.push(inner)
  }
  return numbers
}

/** The sum with the partial sums that Go makes: one for each list. */
function totalOf(args: readonly unknown[]): { count: number; total: number } {
  let count = 0
  let total = 0
  for (const arg of args) {
    if (isList(arg)) {
      const inner = totalOf([...arg])
      count += inner.count
      total += inner.total
    } else {
      count++
      total += numberOf(arg) ?? 0
    }
  }
  return { count, total }
}

function mean(args: readonly unknown[]): unknown {
  numbersIn(args, 'mean')
  let count = 0
  let total = 0
  for (const arg of args) {
    // A list among the arguments is summed into the total itself; lists in it apart.
    const parts = isList(arg) ? [...arg] : [arg]
    for (const part of parts) {
      const inner = totalOf([part])
      count += inner.count
      total += inner.total
    }
  }
  return goFloat(count === 0 ? 0 : total / count)
}

function median(args: readonly unknown[]): unknown {
  const numbers = numbersIn(args, 'median').sort(byNumber)
  const half = Math.floor(numbers.length / 2)
  const upper = numbers[half]
  if (upper === undefined) return goFloat(0)
  if (numbers.length % 2 === 1) return goFloat(upper)
  return goFloat(((numbers[half - 1] ?? 0) + upper) / 2)
}

/** NaN comes first, as in Go. */
function byNumber(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1
  return Number.isNaN(b) ? 1 : a - b
}

function bits(name: string, calculate: (x: bigint, y: bigint) => bigint): Builtin {
  return typed(name, [[[intType, intType], intType]], (args) => {
    if (args.length !== 2) {
      return fail(`invalid number of arguments for ${name} (expected 2, got ${args.length})`)
    }
    const x = bitOperand(args[0], name)
    const y = bitOperand(args[1], name)
    return goInt(int64(calculate(BigInt(x), BigInt(y))))
  })
}

function bitOperand(value: unknown, name: string): Int64 {
  return (
    plainInteger(value) ??
    fail(`cannot use ${typeName(value)} as argument (type int) to call ${name}`)
  )
}

function shiftCount(count: bigint): bigint {
  if (count < 0n) fail(`invalid operation: negative shift count ${count} (type int)`)
  return count > 64n ? 64n : count
}

export const NUMBER_BUILTINS: readonly Builtin[] = [
  validated('abs', oneNumber('abs', { result: (type) => type }), ([value]) => absolute(value)),
  rounding('ceil', Math.ceil),
  rounding('floor', Math.floor),
  rounding('round', roundHalfAway),
  validated('int', oneNumber('int', { result: () => intType, takesText: true }), ([value]) =>
    toIntBuiltin(value),
  ),
  validated('float', oneNumber('float', { result: () => floatType, takesText: true }), ([value]) =>
    toFloatBuiltin(value),
  ),
  validated('max', aggregate('max'), (args) =>
    extremeOf(args, { name: 'max', operator: '<', depth: 0 }),
  ),
  validated('min', aggregate('min'), (args) =>
    extremeOf(args, { name: 'min', operator: '>', depth: 0 }),
  ),
  validated('mean', aggregate('mean'), mean),
  validated('median', aggregate('median'), median),
  bits('bitand', (x, y) => x & y),
  bits('bitor', (x, y) => x | y),
  bits('bitxor', (x, y) => x ^ y),
  bits('bitnand', (x, y) => x & ~y),
  bits('bitshl', (x, y) => x << shiftCount(y)),
  bits('bitshr', (x, y) => x >> shiftCount(y)),
  bits('bitushr', (x, y) => BigInt.asUintN(64, x) >> shiftCount(y)),
  typed('bitnot', [[[intType], intType]], ([value]) =>
    goInt(int64(~BigInt(bitOperand(value, 'bitnot')))),
  ),
]
