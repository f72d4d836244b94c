// In: two values. Out: whether Go's reflect.DeepEqual holds for them.
// Must hold: types are part of equality (int64 is not int), and NaN equals nothing.

import { VALUE_LIMITS } from '../../base/limits.ts'
import { Budget, type WorkCounter } from '../values/budget.ts'
import {
  elementType,
  type GoMap,
  GoValue,
  isMap,
  isNilList,
  mapGet,
  mapKeys,
  typeOf,
} from '../values/kind.ts'
import { floatOf, integerOf } from '../values/number.ts'
import { formatValue } from '../values/print.ts'

/** reflect.DeepEqual of two values as interfaces. */
export function deepEqual(a: unknown, b: unknown, counter: WorkCounter): boolean {
  const areLeaves = typeof a !== 'object' || typeof b !== 'object'
  const budget = new Budget(VALUE_LIMITS.visitedMax, areLeaves ? undefined : counter)
  return equalWithin(budget, a, b)
}

function equalWithin(budget: Budget, a: unknown, b: unknown): boolean {
  budget.spend(1)
  if (a === undefined || a === null || b === undefined || b === null) {
    return (a ?? null) === (b ?? null)
  }
  if (typeof a !== 'object' || typeof b !== 'object') {
    return a === b && typeOf(a) === typeOf(b)
  }
  if (Array.isArray(a) && Array.isArray(b)) return budget.deeper(() => equalLists(budget, a, b))
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (a instanceof GoValue && b instanceof GoValue) return equalTyped(a, b)
  return isMap(a) && isMap(b) && budget.deeper(() => equalMaps(budget, a, b))
}

function equalLists(budget: Budget, a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length || elementType(a) !== elementType(b)) return false
  if (isNilList(a) !== isNilList(b)) return false
  return a.every((element, index) => equalWithin(budget, element, b[index]))
}

function equalMaps(budget: Budget, a: GoMap, b: GoMap): boolean {
  if (elementType(a) !== elementType(b)) return false
  const keys = mapKeys(a)
  if (keys.length !== mapKeys(b).length) return false
  return keys.every((key) => {
    const other = mapGet(b, key)
    return other !== undefined && equalWithin(budget, mapGet(a, key), other)
  })
}

function equalTyped(a: GoValue, b: GoValue): boolean {
  if (a.goType !== b.goType) return false
  const integer = integerOf(a)
  if (integer !== undefined) return integer === integerOf(b)
  const float = floatOf(a)
  if (float !== undefined) return float === floatOf(b)
  return a === b || formatValue(a) === formatValue(b)
}
