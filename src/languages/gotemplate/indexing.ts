// In: lists, maps and strings with indexes. Out: what Go's index, slice and len give for them.
// Must hold: strings are counted by bytes; errors are Go's, those of package reflect too.

import {
  elementType,
  GoValue,
  isMap,
  mapGet,
  mapKeys,
  typedList,
  typeOf,
  ValueError,
} from '../values/kind.ts'
import { type GoInt, GoSized, goInt, type Int64, integerOf } from '../values/number.ts'
import { byteLength, sliceBytes, toBytes } from '../values/text.ts'
import { zeroOf } from './fields.ts'

/** Go's len. */
export function lengthOf(value: unknown): GoInt {
  if (typeof value === 'string') return goInt(byteLength(value))
  if (Array.isArray(value) || value instanceof Uint8Array) return goInt(value.length)
  if (value === undefined) throw new ValueError('reflect: call of reflect.Value.Type on zero Value')
  if (value === null) throw new ValueError('len of nil pointer')
  if (isMap(value)) return goInt(value instanceof Map ? value.size : mapKeys(value).length)
  throw new ValueError(`len of type ${typeOf(value)}`)
}

/** Go's index: `index list 1 "key"`. */
export function indexValue([first, ...indexes]: readonly unknown[]): unknown {
  if (first === undefined || first === null) throw new ValueError('index of untyped nil')
  let value: unknown = first
  for (const index of indexes) value = element(value, index)
  return value
}

function element(value: unknown, index: unknown): unknown {
  if (value === null || value === undefined) throw new ValueError('index of nil pointer')
  if (typeof value === 'string') {
    const at = checkIndex(index, byteLength(value))
    const byte = toBytes(value)[at]
    if (byte === undefined) throw new ValueError('reflect: string index out of range')
    return new GoSized('uint8', byte)
  }
  if (Array.isArray(value) || value instanceof Uint8Array) {
    const at = checkIndex(index, value.length)
    if (at >= value.length) throw new ValueError('reflect: slice index out of range')
    return value instanceof Uint8Array ? new GoSized('uint8', value[at] ?? 0) : (value[at] ?? null)
  }
  if (isMap(value)) return mapGet(value, keyOf(index)) ?? zeroOf(elementType(value))
  throw new ValueError(`can't index item of type ${typeOf(value)}`)
}

function keyOf(index: unknown): string {
  if (typeof index === 'string') return index
  if (index === undefined || index === null) {
    throw new ValueError('value is nil; should be of type string')
  }
  throw new ValueError(`value has type ${typeOf(index)}; should be string`)
}

function checkIndex(index: unknown, capacity: number): number {
  const integer = integerKind(index)
  if (integer === undefined) {
    const isNil = index === undefined || index === null
    throw new ValueError(`cannot index slice/array with ${isNil ? 'nil' : `type ${typeOf(index)}`}`)
  }
  if (integer < 0 || integer > capacity) throw new ValueError(`index out of range: ${integer}`)
  return Number(integer)
}

function integerKind(index: unknown): Int64 | undefined {
  return index instanceof GoValue || typeof index === 'number' || typeof index === 'bigint'
    ? integerOf(index)
    : undefined
}

/** Go's slice: `slice x 1 2` is x[1:2]. */
export function sliceValue([value, ...indexes]: readonly unknown[]): unknown {
  if (value === undefined || value === null) throw new ValueError('slice of untyped nil')
  if (indexes.length > 3) throw new ValueError(`too many slice indexes: ${indexes.length}`)
  if (typeof value === 'string') {
    if (indexes.length === 3) throw new ValueError('cannot 3-index slice a string')
    const length = byteLength(value)
    const { from, to } = bounds(indexes, { length, capacity: length })
    return sliceBytes(value, from, to)
  }
  if (value instanceof Uint8Array) {
    const { from, to } = bounds(indexes, { length: value.length, capacity: value.length })
    return value.subarray(from, to)
  }
  if (!Array.isArray(value)) throw new ValueError(`can't slice item of type ${typeOf(value)}`)
  const capacity = capacityOf(value)
  return sliceList(value, bounds(indexes, { length: value.length, capacity }))
}

/** list[from:to:most]; beyond the list's end lie the zero values that its capacity has room for. */
export function sliceList(
  list: readonly unknown[],
  { from, to, most }: { from: number; to: number; most: number },
): unknown[] {
  const part: unknown[] = list.slice(from, to)
  const zero = zeroOf(elementType(list))
  while (part.length < to - from) part.push(zero)
  capacities.set(part, most - from)
  const type = elementType(list)
  return type === 'interface {}' ? part : typedList(type, part)
}

function bounds(
  indexes: readonly unknown[],
  of: { length: number; capacity: number },
): { from: number; to: number; most: number } {
  const [from = 0, to = of.length, most] = indexes.map((index) => checkIndex(index, of.capacity))
  if (from > to) throw new ValueError(`invalid slice index: ${from} > ${to}`)
  if (most !== undefined && to > most) throw new ValueError(`invalid slice index: ${to} > ${most}`)
  return { from, to, most: most ?? of.capacity }
}

const capacities = new WeakMap<readonly unknown[], number>()
/** Up to here Go's append doubles a list that grows by one. */
const DOUBLES_UP_TO = 512

/** Says what capacity a list has in Go where it is not what appending one by one gives. */
export function withCapacity<T>(list: T[], capacity = list.length): T[] {
  capacities.set(list, capacity)
  return list
}

/** The capacity that a list has in Go: what slicing left, or what appending one by one gives. */
export function capacityOf(list: readonly unknown[]): number {
  const known = capacities.get(list)
  if (known !== undefined) return known
  if (list.length === 0 || list.length > DOUBLES_UP_TO) return list.length
  return 2 ** Math.ceil(Math.log2(list.length))
}
