// In: a value and a key. Out: the member, the slice, the length, or whether it is in there, as Go's expr has it.
// Only own keys are read. Failures carry upstream's and reflection's texts.
import {
  elementType,
  type GoMap,
  GoValue,
  isMap,
  mapGet,
  mapKeys,
  typedList,
} from '../values/kind.ts'
import { GoSized, type Int64 } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import { byteLength, runeCount, sliceBytes, toBytes } from '../values/text.ts'
import { AnyMap } from './any-map.ts'
import { toInt } from './arithmetic.ts'
import { equal, type StepCounter } from './compare.ts'
import { fail } from './failure.ts'
import { findMethod } from './methods.ts'
import { GoPair, isList, kindName, nilList, typeName } from './type-name.ts'

/** `from.key` and `from[key]`. */
export function fetch(from: unknown, key: unknown): unknown {
  if (typeof key === 'string' && isMap(from)) return mapGet(from, key) ?? zeroElement(from)
  if (from === null || from === undefined) return cannotFetch(from, key)
  if (from instanceof GoValue) return fetchTyped(from, key)
  if (typeof from === 'string') return fetchByte(from, key)
  if (isList(from)) return elementAt(from, key)
  if (isMap(from)) return lookUp(from, key) ?? zeroElement(from)
  return cannotFetch(from, key)
}

function cannotFetch(from: unknown, key: unknown): never {
  return fail(`cannot fetch ${formatValue(key)} from ${typeName(from)}`)
}

function fetchTyped(from: GoValue, key: unknown): unknown {
  if (typeof key === 'string') {
    const method = findMethod(from, key)
    if (method) return method
  }
  if (from instanceof AnyMap)
    return from.get(key) ?? (from.goType.endsWith('[]interface {}') ? nilList : null)
  if (from.goKind !== 'struct' && !from.goFields) return cannotFetch(from, key)
  if (typeof key !== 'string') {
    return fail(`interface conversion: interface {} is ${describe(key)}, not string`)
  }
  const field = from.goFields?.().find(([name]) => name === key)
  return field ? field[1] : cannotFetch(from, key)
}

function fetchByte(text: string, key: unknown): unknown {
  return byteOf(toBytes(text), indexIn(byteLength(text), key))
}

function byteOf(bytes: Uint8Array, index: number): unknown {
  return new GoSized('uint8', bytes[index] ?? 0)
}

function elementAt(list: readonly unknown[] | Uint8Array, key: unknown): unknown {
  const index = indexIn(list.length, key)
  if (list instanceof Uint8Array) return byteOf(list, index)
  return list[index] ?? null
}

/** An index within a length; a negative one counts from the end. */
function indexIn(length: number, key: unknown): number {
  const given = toInt(key)
  const index = given < 0 ? BigInt(length) + BigInt(given) : given
  if (index < 0 || index >= length) {
    fail(`index out of range: ${index} (array length is ${length})`)
  }
  return Number(index)
}

/** A map's entry; undefined when there is none. Nil stands for the empty key. */
function lookUp(map: GoMap, key: unknown): unknown {
  if (typeof key === 'string') return mapGet(map, key)
  if (key === null || key === undefined) return mapGet(map, '')
  return fail(
    `reflect.Value.MapIndex: value of type ${typeName(key)} is not assignable to type string`,
  )
}

/** What a map gives for a key that it does not have. */
function zeroElement(map: GoMap): unknown {
  switch (elementType(map)) {
    case 'string':
      return ''
    case '[]uint8':
      return new Uint8Array(0)
    default:
      return null
  }
}

/** The builtin get: like fetch, but nil where there is nothing. */
export function get(from: unknown, key: unknown): unknown {
  if (from === null || from === undefined) return null
  if (from instanceof GoValue) {
    if (typeof key === 'string') {
      const method = findMethod(from, key)
      if (method) return method
    }
    if (from instanceof AnyMap) return from.get(key) ?? null
    if (!from.goFields) return null
    return from.goFields().find(([name]) => name === key)?.[1] ?? null
  }
  if (typeof from === 'string' || isList(from)) {
    const bytes = typeof from === 'string' ? toBytes(from) : from
    const given = toInt(key)
    const index = given < 0 ? BigInt(bytes.length) + BigInt(given) : given
    if (index < 0 || index >= bytes.length) return null
    return bytes instanceof Uint8Array
      ? byteOf(bytes, Number(index))
      : (bytes[Number(index)] ?? null)
  }
  return isMap(from) ? (lookUp(from, key) ?? null) : null
}

/** The length that slicing uses: a string's in bytes. */
export function sliceLength(value: unknown): number {
  if (typeof value === 'string') return byteLength(value)
  return sizeOf(value) ?? fail(`invalid argument for len (type ${typeName(value)})`)
}

/** The builtin len: a string's in runes. */
export function length(value: unknown): number {
  if (typeof value === 'string') return runeCount(value)
  return sizeOf(value) ?? fail(`invalid argument for len (type ${typeName(value)})`)
}

/** How many elements or entries a value holds; undefined for what holds none. */
function sizeOf(value: unknown): number | undefined {
  if (isList(value)) return value.length
  if (value instanceof AnyMap) return value.size
  return isMap(value) ? mapKeys(value).length : undefined
}

/** `value[from:to]`; bounds beyond the ends are cut, negative ones count from the end. */
export function slice(value: unknown, bounds: { from: unknown; to: unknown }): unknown {
  const isText = typeof value === 'string'
  if (!isText && !isList(value)) return fail(`cannot slice ${formatValue(bounds.from)}`)
  const size = isText ? byteLength(value) : value.length
  let from = clamp(toInt(bounds.from), size)
  const to = clamp(toInt(bounds.to), size)
  if (from > to) from = to
  if (isText) return sliceBytes(value, from, to)
  if (value instanceof Uint8Array) return value.subarray(from, to)
  if (value === nilList) return nilList
  return copyType(value, value.slice(from, to))
}

function clamp(index: Int64, size: number): number {
  const fromStart = index < 0 ? BigInt(index) + BigInt(size) : BigInt(index)
  if (fromStart < 0n) return 0
  return fromStart > BigInt(size) ? size : Number(fromStart)
}

/** Marks a part of a list as a list of the same type. */
export function copyType(list: readonly unknown[], part: unknown[]): unknown[] {
  if (list instanceof GoPair) return part
  const element = elementType(list)
  if (element === 'interface {}') return part
  return typedList(element, part)
}

/** `needle in haystack`. */
export function contains(needle: unknown, haystack: unknown, counter: StepCounter): boolean {
  if (haystack === null || haystack === undefined) return false
  if (isList(haystack)) return listContains(needle, haystack, counter)
  if (haystack instanceof AnyMap) return haystack.has(needle)
  if (haystack instanceof GoValue) return inStruct(needle, haystack)
  if (isMap(haystack)) return lookUp(haystack, needle) !== undefined
  return fail(`operator "in" not defined on ${typeName(haystack)}`)
}

function listContains(
  needle: unknown,
  list: readonly unknown[] | Uint8Array,
  counter: StepCounter,
): boolean {
  counter.step(list.length)
  for (let index = 0; index < list.length; index++) {
    const element = list instanceof Uint8Array ? byteOf(list, index) : list[index]
    if (equal(element, needle, counter)) return true
  }
  return false
}

function inStruct(needle: unknown, struct: GoValue): boolean {
  const isStruct = struct.goKind === 'struct' || struct.goFields !== undefined
  if (!isStruct) return fail(`operator "in" not defined on ${typeName(struct)}`)
  if (typeof needle !== 'string') {
    return fail(`cannot use ${typeName(needle)} as field name of ${typeName(struct)}`)
  }
  return struct.goFields?.().some(([name]) => name === needle) ?? false
}

/** The element of a collection that a predicate is at. */
export function itemAt(collection: unknown, index: number): unknown {
  if (Array.isArray(collection)) return collection[index] ?? null
  if (collection instanceof Uint8Array) return byteOf(collection, index)
  if (typeof collection === 'string') return byteOf(toBytes(collection), index)
  return fail(`reflect: call of reflect.Value.Index on ${kindName(collection)} Value`)
}

/** How many elements a predicate visits: what Go's reflection calls a value's length. */
export function loopLength(collection: unknown): number {
  if (Array.isArray(collection)) return collection.length
  if (typeof collection === 'string') return byteLength(collection)
  const size = sizeOf(collection)
  if (size !== undefined) return size
  const kind = kindName(collection)
  const what = kind === 'invalid' ? 'zero' : kind
  return fail(`reflect: call of reflect.Value.Len on ${what} Value`)
}

/** As Go's failed type assertions name what they found. */
export function describe(value: unknown): string {
  return value === null || value === undefined ? 'nil' : typeName(value)
}
