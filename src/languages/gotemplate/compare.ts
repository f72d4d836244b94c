// In: two values. Out: whether Go's eq and lt hold for them, or Go's refusal.
// Must hold: kinds that Go does not compare are refused with its texts.

import {
  compareText,
  GoValue,
  isInt64,
  isMap,
  isNilList,
  typeOf,
  ValueError,
} from '../values/kind.ts'
import { floatOf, GoComplex, integerOf } from '../values/number.ts'
import { formatAsString, formatValue } from '../values/print.ts'

type BasicKind = 'invalid' | 'bool' | 'complex' | 'int' | 'uint' | 'float' | 'string'

function basicKind(value: unknown): BasicKind {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'number':
      return isInt64(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    default:
      return value instanceof GoValue ? typedKind(value) : 'invalid'
  }
}

function typedKind(value: GoValue): BasicKind {
  const kind = value.goKind
  if (kind.startsWith('int')) return kind === 'invalid' ? 'invalid' : 'int'
  if (kind.startsWith('uint')) return 'uint'
  if (kind.startsWith('float')) return 'float'
  return kind === 'complex128' ? 'complex' : 'invalid'
}

/** Go's eq of two values. */
export function equal(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b
  const kindA = basicKind(a)
  const kindB = basicKind(b)
  if (kindA !== kindB) return equalAcrossKinds(a, b, { kindA, kindB })
  switch (kindA) {
    case 'int':
    case 'uint':
      return BigInt(integerOf(a) ?? 0) === BigInt(integerOf(b) ?? 0)
    case 'float':
      return floatOf(a) === floatOf(b)
    case 'complex':
      return equalComplex(a, b)
    case 'invalid':
      return equalOther(a, b)
    default:
      return a === b
  }
}

function equalAcrossKinds(
  a: unknown,
  b: unknown,
  kinds: { kindA: BasicKind; kindB: BasicKind },
): boolean {
  const areIntegers =
    (kinds.kindA === 'int' && kinds.kindB === 'uint') ||
    (kinds.kindA === 'uint' && kinds.kindB === 'int')
  if (areIntegers) return BigInt(integerOf(a) ?? 0) === BigInt(integerOf(b) ?? 0)
  if (isNil(a) || isNil(b)) return false
  throw incompatible(a, b)
}

function incompatible(a: unknown, b: unknown): ValueError {
  return new ValueError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`)
}

function equalComplex(a: unknown, b: unknown): boolean {
  return (
    a instanceof GoComplex &&
    b instanceof GoComplex &&
    a.real === b.real &&
    a.imaginary === b.imaginary
  )
}

function isNil(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && isNilList(value))
}

/** Values of kinds that have no order: nil, lists, maps, structs, functions. */
function equalOther(a: unknown, b: unknown): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b)
  if (shapeOf(a) !== shapeOf(b)) {
    throw new ValueError(
      `non-comparable types ${formatAsString(a)}: ${typeOf(a)}, ${typeOf(b)}: ${formatValue(b)}`,
    )
  }
  const comparable = b instanceof GoValue && b.goKind !== 'func'
  if (!comparable) throw new ValueError(`non-comparable type ${formatAsString(b)}: ${typeOf(b)}`)
  if (b instanceof GoValue && b.goKind === 'ptr') return a === b
  return a === b || (typeOf(a) === typeOf(b) && formatValue(a) === formatValue(b))
}

function shapeOf(value: unknown): string {
  if (value instanceof GoValue) return value.goKind
  return isMap(value) ? 'map' : typeof value === 'function' ? 'func' : 'slice'
}

/** Go's lt of two values. */
export function isLess(a: unknown, b: unknown): boolean {
  const kindA = basicKind(a)
  const kindB = basicKind(b)
  if (kindA === 'invalid' || kindB === 'invalid')
    throw new ValueError('invalid type for comparison')
  if (kindA !== kindB) {
    const left = integerOf(a)
    const right = integerOf(b)
    if (left !== undefined && right !== undefined) return left < right
    throw incompatible(a, b)
  }
  switch (kindA) {
    case 'int':
    case 'uint':
      return (integerOf(a) ?? 0) < (integerOf(b) ?? 0)
    case 'float':
      return (floatOf(a) ?? 0) < (floatOf(b) ?? 0)
    case 'string':
      return compareText(String(a), String(b)) < 0
    default:
      throw new ValueError('invalid type for comparison')
  }
}
