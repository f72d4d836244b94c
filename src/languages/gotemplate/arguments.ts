// In: a value, a parameter's Go type. Out: the value as the parameter takes it, or why it does not.
// Must hold: what Go's assignability refuses is refused with text/template's wording.

import { elementType, GoValue, isInt64, isMap, typeOf } from '../values/kind.ts'
import { floatOf, GoInt, integerOf } from '../values/number.ts'
import type { ParameterType } from './function.ts'

/** Whether nil may stand for a value of the type. */
export function canBeNil(type: ParameterType): boolean {
  switch (type) {
    case 'interface {}':
    case 'reflect.Value':
    case 'map[string]interface {}':
    case '[]interface {}':
    case '*time.Location':
    case '*semver.Version':
      return true
    default:
      return false
  }
}

/** What nil is as a value of a type that takes it. */
export function nilOf(type: ParameterType): unknown {
  return type === 'reflect.Value' ? undefined : null
}

/**
 * The check of a value against a parameter's type. It returns the value as the function gets it;
 * a refusal is reported through `refuse`, which does not return.
 */
export function takeValue(
  value: unknown,
  type: ParameterType,
  refuse: (text: string) => never,
): unknown {
  if (type === 'reflect.Value') return value
  if (type === 'interface {}') return value === undefined ? null : value
  if (value === undefined) {
    if (canBeNil(type)) return null
    return refuse(`invalid value; expected ${type}`)
  }
  const taken = convert(value, type)
  if (taken !== undefined) return taken
  return refuse(`wrong type for value; expected ${type}; got ${staticType(value)}`)
}

function staticType(value: unknown): string {
  return value === null ? 'interface {}' : typeOf(value)
}

/** The value as a function of that parameter type gets it; undefined when the types differ. */
export function convert(value: unknown, type: ParameterType): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'int':
      return value instanceof GoInt ? value.value : undefined
    case 'int64':
      return typeof value === 'bigint' || (typeof value === 'number' && isInt64(value))
        ? value
        : undefined
    case 'float64':
      return floatOf(value)
    case 'map[string]interface {}':
      return isMap(value) && elementType(value) === 'interface {}' ? value : undefined
    case '[]interface {}':
      return Array.isArray(value) && elementType(value) === 'interface {}' ? value : undefined
    case 'uint32':
      return value instanceof GoValue && value.goKind === 'uint32' ? integerOf(value) : undefined
    default:
      return value instanceof GoValue && value.goType === type ? value : undefined
  }
}
