// In: two values. Out: whether Go's reflect.DeepEqual holds for them.
// Must hold: types are part of equality (int64 is not int), and NaN equals nothing.

import { VALUE_LIMITS } from '../../base/limits.ts'
import {
  elementType,
  type GoMap,
  GoValue,
  isMap,
  isNilList,
  mapGet,
  mapKeys,
  typeOf,
  ValueError,
} from '../values/kind.ts'
import { floatOf, integerOf } from '../values/number.ts'
import { formatValue } from '../values/print.ts'

/** reflect.DeepEqual of two values as interfaces. */
export function deepEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (depth > VALUE_LIMITS.depthMax) throw new ValueError('value is nested too deeply')
  if (a === undefined || a === null || b === undefined || b === null) {
    return (a ?? null) === (b ?? null)
  }
  if (typeof a !== 'object' || typeof b !== 'object') {
    return a === b && typeOf(a) === typeOf(b)
  }
  if (Array.isArray(a) && Array.isArray(b)) return equalLists(a, b, depth)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (a instanceof GoValue && b instanceof GoValue) return equalTyped(a, b)
  return isMap(a) && isMap(b) && equalMaps(a, b, depth)
}

function equalLists(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  if (a.length !== b.length || elementType(a) !== elementType(b)) return false
  if (isNilList(a) !== isNilList(b)) return false
  return a.every((element, index) => deepEqual(element, b[index], depth + 1))
}

function equalMaps(a: GoMap, b: GoMap, depth: number): boolean {
  if (elementType(a) !== elementType(b)) return false
  const keys = mapKeys(a)
  if (keys.length !== mapKeys(b).length) return false
  return keys.every((key) => {
    const other = mapGet(b, key)
    return other !== undefined && deepEqual(mapGet(a, key), other, depth + 1)
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
