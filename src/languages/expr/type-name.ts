/** Go's names of the types that only this language's values have, and those values. */
import { GoValue, type Kind, kindOf, typeOf } from '../values/kind.ts'

/** A Go slice that is nil: it prints as an empty one, and is equal to nil. */
export const nilList: readonly unknown[] = Object.freeze([])

/** A Go array of two values, as toPairs gives them. */
export class GoPair extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
}

/** `[key, value]` as a GoPair. */
export function pair(key: unknown, value: unknown): GoPair {
  const made = new GoPair()
  made.push(key, value)
  return made
}

/** Go's %T of a value. */
export function typeName(value: unknown): string {
  if (typeof value === 'string') return 'string'
  if (value instanceof GoPair) return '[2]interface {}'
  return typeOf(value)
}

/** Go's reflect.Kind of a value, as errors show it; nil is `invalid`. */
export function kindName(value: unknown): Kind | 'array' {
  if (value instanceof GoPair) return 'array'
  return kindOf(value)
}

/** Whether a value is nil: Go's nil, or a nil slice. */
export function isNil(value: unknown): boolean {
  return value === null || value === undefined || value === nilList
}

/** Whether a value is a list or an array. */
export function isList(value: unknown): value is readonly unknown[] | Uint8Array {
  return Array.isArray(value) || value instanceof Uint8Array
}

/** A value whose type Go names with its package, such as `time.Month`. */
export class GoNamedInt extends GoValue {
  readonly goType: string
  readonly goKind = 'int'
  readonly value: number
  readonly text: string

  constructor(goType: string, value: number, text: string) {
    super()
    this.goType = goType
    this.value = value
    this.text = text
  }

  override goInteger(): number {
    return this.value
  }

  override goString(): string {
    return this.text
  }
}
