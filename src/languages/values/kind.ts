// In: any value that a template or an expression may hold. Out: Go's name for its type and kind, and access to maps and lists.
// Must hold: only own keys are ever read, so no value leads to a JavaScript prototype or constructor.

import { toBytes } from './text.ts'

/** The kinds of Go's reflect package that occur here. */
export type Kind =
  | 'invalid'
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'complex128'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'ptr'
  | 'func'

/**
 * The base of every Go value that a plain JavaScript value cannot express: `int` beside int64,
 * times, durations, structs. A class that prints itself (Go's Stringer) has `goString`; one that
 * encodes itself (Go's json.Marshaler) has `goJson`, which returns JSON text.
 */
export abstract class GoValue {
  /** Go's %T: `time.Time`. */
  abstract readonly goType: string
  abstract readonly goKind: Kind
  /** What %v and %s print, when the type has a String method. */
  goString?(): string
  /** The integer, when the kind is an integer's. */
  goInteger?(): number | bigint
  /** JSON text, when the type encodes itself. */
  goJson?(): string
  /** The exported fields in their order, when the value is a struct. */
  goFields?(): readonly (readonly [name: string, value: unknown])[]
}

/** A Go map with string keys. */
export type GoMap = Map<string, unknown> | Record<string, unknown>

/** A failure that Go has as an error or a panic; each language turns it into its own error. */
export class ValueError extends Error {
  override readonly name = 'ValueError'
}

/** One of our own bounds was reached. Go has no such failure, so nothing may swallow it. */
export class LimitError extends ValueError {}

const ELEMENT = Symbol('element type')

/** Marks a list as `[]element` (`[]string`) where Go's would not be `[]interface {}`. */
export function typedList<T>(element: string, list: T[]): T[] {
  Object.defineProperty(list, ELEMENT, { value: element, enumerable: false })
  return list
}

/** Marks a map as `map[string]element` where Go's would not be `map[string]interface {}`. */
export function typedMap(element: string, map: Map<string, unknown>): Map<string, unknown> {
  Object.defineProperty(map, ELEMENT, { value: element, enumerable: false })
  return map
}

/** The element type of a list or a map: `interface {}` unless it was marked otherwise. */
export function elementType(value: object): string {
  const marked: unknown = Reflect.get(value, ELEMENT)
  return typeof marked === 'string' ? marked : 'interface {}'
}

const NIL = Symbol('nil list')

/** An empty list that is Go's nil slice: it prints `[]`, but is null in JSON. */
export function nilList(element = 'interface {}'): unknown[] {
  const list: unknown[] = []
  Object.defineProperty(list, NIL, { value: true, enumerable: false })
  return element === 'interface {}' ? list : typedList(element, list)
}

/** Whether a list is Go's nil slice. */
export function isNilList(list: readonly unknown[]): boolean {
  return list.length === 0 && Reflect.get(list, NIL) === true
}

/** Whether a value is a Go map: an object that is no list, no byte string and no typed Go value. */
export function isMap(value: unknown): value is GoMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof GoValue) &&
    !(value instanceof Uint8Array)
  )
}

/** The entry of a map, or undefined when it has none (or holds undefined, which means absent). */
export function mapGet(map: GoMap, key: string): unknown {
  if (map instanceof Map) return map.get(key)
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** Sets the entry of a map; in a plain object always as an own property, whatever the key. */
export function mapSet(map: GoMap, key: string, value: unknown): void {
  if (map instanceof Map) map.set(key, value)
  else
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** Removes the entry of a map. */
export function mapDelete(map: GoMap, key: string): void {
  if (map instanceof Map) map.delete(key)
  else Reflect.deleteProperty(map, key)
}

/** Whether a map has a key. A key that holds undefined is absent. */
export function mapHas(map: GoMap, key: string): boolean {
  return mapGet(map, key) !== undefined
}

/** The keys of a map in no particular order, without those that hold undefined. */
export function mapKeys(map: GoMap): string[] {
  const keys = map instanceof Map ? [...map.keys()] : Object.keys(map)
  for (const key of keys) {
    if (mapGet(map, key) === undefined) return keys.filter((name) => mapHas(map, name))
  }
  return keys
}

/** The keys of a map in Go's order: by their UTF-8 bytes. */
export function sortedKeys(map: GoMap): string[] {
  return sortText(mapKeys(map))
}

const beyondPlainOrder = /[\ud800-\uffff]/

/** Sorts strings in place by their UTF-8 bytes, as Go does, and returns them. */
export function sortText(texts: string[]): string[] {
  if (texts.length < 2) return texts
  for (const text of texts) {
    if (beyondPlainOrder.test(text)) return texts.sort(compareText)
  }
  return texts.sort()
}

/**
 * Compares two strings by their UTF-8 bytes: negative, zero or positive. A lone surrogate
 * U+DC80 to U+DCFF stands for one byte that is not UTF-8 (see text.ts).
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left === right) continue
    if (left < 0xd800 && right < 0xd800) return left - right
    if (!a.isWellFormed() || !b.isWellFormed()) break
    // Both or neither are the second half of a pair; a first half stands for its character.
    return (a.codePointAt(index) ?? left) - (b.codePointAt(index) ?? right)
  }
  const isPlain = a.isWellFormed() && b.isWellFormed()
  return isPlain ? a.length - b.length : Buffer.compare(toBytes(a), toBytes(b))
}

/** Whether a plain number stands for an int64: it is integral and fits 64 bits. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63
}

/** Go's kind of a value, as `reflect.Kind` prints it; both forms of nil are `invalid`. */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return isInt64(value) ? 'int64' : 'float64'
    case 'bigint':
      return 'int64'
    case 'boolean':
      return 'bool'
    case 'function':
      return 'func'
    case 'object':
      if (value === null) return 'invalid'
      if (value instanceof GoValue) return value.goKind
      return Array.isArray(value) || value instanceof Uint8Array ? 'slice' : 'map'
    default:
      return 'invalid'
  }
}

/** Go's type of a value, as %T prints it: `int64`, `[]interface {}`, `<nil>`. */
export function typeOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if (value instanceof GoValue) return value.goType
    if (value instanceof Uint8Array) return '[]uint8'
    return Array.isArray(value) ? `[]${elementType(value)}` : `map[string]${elementType(value)}`
  }
  const kind = kindOf(value)
  return kind === 'invalid' ? '<nil>' : kind === 'func' ? 'func()' : kind
}
