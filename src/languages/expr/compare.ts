// In: two values. Out: whether they are equal or ordered, as Go's expr has it.
// Numbers compare by value whatever their types, except deep inside maps, where types count.
import { EXPR_LIMITS } from '../../base/limits.ts'
import { GoDuration } from '../values/duration.ts'
import { compareText, type GoMap, GoValue, isMap, mapGet, mapKeys } from '../values/kind.ts'
import { floatOf, type Int64, integerOf } from '../values/number.ts'
import { GoTime } from '../values/time.ts'
import { AnyMap } from './any-map.ts'
import { plainInteger, plainNumber } from './arithmetic.ts'
import { fail } from './failure.ts'
import { isList, isNil, typeName } from './type-name.ts'

/** What counts the elements that a comparison visits; it throws when they are too many. */
export interface StepCounter {
  step(count: number): void
}

/** How far a comparison has come: who counts, and how deep it is. */
type Walk = { readonly counter: StepCounter; depth: number }

/** `==`. A value that holds the same list many times takes far more steps than it has elements. */
export function equal(a: unknown, b: unknown, counter: StepCounter): boolean {
  if (typeof a === 'string' || typeof a === 'boolean') return a === b
  if (a === null || a === undefined) return isNil(b)
  if (isList(a) && isList(b)) return equalLists(a, b, counter)
  const left = plainInteger(a)
  const right = plainInteger(b)
  if (left !== undefined && right !== undefined) return sameInteger(left, right)
  const x = plainNumber(a)
  const y = plainNumber(b)
  if (x !== undefined && y !== undefined) return x === y
  if (a instanceof GoTime && b instanceof GoTime) return a.equal(b)
  if (a instanceof GoValue || b instanceof GoValue) {
    const m = signedInteger(a)
    const n = signedInteger(b)
    if (m !== undefined && n !== undefined) return sameInteger(m, n)
  }
  if (isNil(a) && isNil(b)) return true
  return deepEqual(a, b, { counter, depth: 0 })
}

function sameInteger(a: Int64, b: Int64): boolean {
  return a === b || (typeof a !== typeof b && BigInt(a) === BigInt(b))
}

/** The integer in a value whose kind is a signed integer's, named types included. */
function signedInteger(value: unknown): Int64 | undefined {
  if (value instanceof GoValue && value.goKind.startsWith('uint')) return undefined
  return integerOf(value)
}

function equalLists(
  a: readonly unknown[] | Uint8Array,
  b: readonly unknown[] | Uint8Array,
  counter: StepCounter,
): boolean {
  const left = typeName(a)
  const right = typeName(b)
  // Lists compare element by element when one of them is a []interface {}.
  const isAny = left === '[]interface {}' || right === '[]interface {}'
  if (!isAny && left !== right) return false
  if (!isAny && (left.startsWith('[2]') || left.startsWith('[]['))) {
    return deepEqual(a, b, { counter, depth: 0 })
  }
  if (right.startsWith('[][') || left.startsWith('[][')) return false
  if (left.startsWith('[2]') || right.startsWith('[2]')) return false
  if (a.length !== b.length) return false
  counter.step(a.length)
  for (let index = 0; index < a.length; index++) {
    if (!equal(a[index], b[index], counter)) return false
  }
  return true
}

/** reflect.DeepEqual: the same types and the same values, all the way down. */
function deepEqual(a: unknown, b: unknown, walk: Walk): boolean {
  if (walk.depth > EXPR_LIMITS.valueDepthMax) return fail('recursion depth exceeded')
  if (typeof a === 'string' || typeof a === 'boolean') return a === b
  if (a === null || a === undefined) return b === null || b === undefined
  if (b === null || b === undefined || typeName(a) !== typeName(b)) return false
  if (a instanceof GoTime && b instanceof GoTime) {
    return a.equal(b) && a.location.name === b.location.name
  }
  if (a instanceof GoDuration && b instanceof GoDuration) return a.nanoseconds === b.nanoseconds
  const x = floatOf(a) ?? integerOf(a)
  if (x !== undefined) {
    const y = floatOf(b) ?? integerOf(b)
    return y !== undefined && (x === y || (typeof x !== typeof y && BigInt(x) === BigInt(y)))
  }
  if (isList(a) && isList(b)) return deeper(walk, a.length, () => deepEqualLists(a, b, walk))
  if (a instanceof AnyMap && b instanceof AnyMap) {
    return deeper(walk, a.size, () => deepEqualAnyMaps(a, b, walk))
  }
  if (a instanceof GoValue || b instanceof GoValue) {
    return deeper(walk, 1, () => deepEqualStructs(a, b, walk))
  }
  if (!isMap(a) || !isMap(b)) return false
  return deeper(walk, mapKeys(a).length, () => deepEqualMaps(a, b, walk))
}

function deeper(walk: Walk, steps: number, compare: () => boolean): boolean {
  walk.counter.step(steps)
  walk.depth += 1
  const isEqual = compare()
  walk.depth -= 1
  return isEqual
}

function deepEqualLists(
  a: readonly unknown[] | Uint8Array,
  b: readonly unknown[] | Uint8Array,
  walk: Walk,
): boolean {
  if (a.length !== b.length || isNil(a) !== isNil(b)) return false
  for (let index = 0; index < a.length; index++) {
    if (!deepEqual(a[index], b[index], walk)) return false
  }
  return true
}

function deepEqualMaps(a: GoMap, b: GoMap, walk: Walk): boolean {
  const keys = mapKeys(a)
  if (keys.length !== mapKeys(b).length) return false
  return keys.every((key) => {
    const other = mapGet(b, key)
    return other !== undefined && deepEqual(mapGet(a, key), other, walk)
  })
}

function deepEqualAnyMaps(a: AnyMap, b: AnyMap, walk: Walk): boolean {
  if (a.size !== b.size) return false
  for (const [hash, { value }] of a.entries) {
    const other = b.entries.get(hash)
    if (!other || !deepEqual(value, other.value, walk)) return false
  }
  return true
}

function deepEqualStructs(a: unknown, b: unknown, walk: Walk): boolean {
  if (a === b) return true
  if (!(a instanceof GoValue) || !(b instanceof GoValue)) return false
  const left = a.goFields?.()
  const right = b.goFields?.()
  if (!left || !right) return false
  return left.every(([, field], index) => deepEqual(field, right[index]?.[1], walk))
}

/** The operators of order. */
export type OrderOperator = '<' | '>' | '<=' | '>='

/** `a < b` and its kin; throws a Failure for what has no order. */
export function ordered(operator: OrderOperator, a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return decide(operator, compareText(a, b))
  const left = plainInteger(a)
  const right = plainInteger(b)
  if (left !== undefined && right !== undefined) {
    // Integers beyond 2^53 are bigints, which compare with numbers exactly.
    return decide(operator, left < right ? -1 : left > right ? 1 : 0)
  }
  const x = plainNumber(a)
  const y = plainNumber(b)
  if (x !== undefined && y !== undefined) return decideFloats(operator, x, y)
  if (a instanceof GoTime && b instanceof GoTime) return decide(operator, a.compare(b))
  if (a instanceof GoDuration && b instanceof GoDuration) {
    const difference = a.nanoseconds - b.nanoseconds
    return decide(operator, difference < 0n ? -1 : difference > 0n ? 1 : 0)
  }
  return fail(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`)
}

function decide(operator: OrderOperator, comparison: number): boolean {
  switch (operator) {
    case '<':
      return comparison < 0
    case '>':
      return comparison > 0
    case '<=':
      return comparison <= 0
    case '>=':
      return comparison >= 0
  }
}

/** NaN has no order. */
function decideFloats(operator: OrderOperator, x: number, y: number): boolean {
  switch (operator) {
    case '<':
      return x < y
    case '>':
      return x > y
    case '<=':
      return x <= y
    case '>=':
      return x >= y
  }
}
