import { GoValue, isMap, mapGet } from '../values/kind.ts'
import { floatOf, GoComplex, integerOf } from '../values/number.ts'

/** Whether `if` takes a value for true: it is neither absent nor nil nor the empty value of its type. */
export function isTrue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value !== ''
    case 'boolean':
      return value
    case 'number':
      return value !== 0
    case 'bigint':
      return value !== 0n
    case 'object':
      return value !== null && isTrueObject(value)
    case 'undefined':
      return false
    default:
      return true
  }
}

function isTrueObject(value: object): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0
  if (value instanceof GoValue) return isTrueTyped(value)
  return isMap(value) && !isEmptyMap(value)
}

function isTrueTyped(value: GoValue): boolean {
  const integer = integerOf(value)
  if (integer !== undefined) return integer !== 0 && integer !== 0n
  if (value instanceof GoComplex) return value.real !== 0 || value.imaginary !== 0
  const float = floatOf(value)
  return float === undefined || float !== 0
}

function isEmptyMap(map: Map<string, unknown> | Record<string, unknown>): boolean {
  if (map instanceof Map) return map.size === 0
  for (const key in map) {
    if (mapGet(map, key) !== undefined) return false
  }
  return true
}
