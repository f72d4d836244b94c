// In: nothing. Out: sprig's functions on lists.
// Must hold: lists are never changed; a new one has Go's element type, and is nil where Go's is.

import { TEMPLATE_LIMITS } from '../../../base/limits.ts'
import { kindOf, nilList, typedList, typeOf, ValueError } from '../../values/kind.ts'
import { GoSized, integerOf } from '../../values/number.ts'
import { formatValue } from '../../values/print.ts'
import { deepEqual } from '../deep-equal.ts'
import type { CallContext, GoFunction } from '../function.ts'
import { capacityOf, sliceList, withCapacity } from '../indexing.ts'
import { define, type FunctionTable, NIL_DEREFERENCE } from './define.ts'
import { isEmpty } from './empty.ts'
import { toInt64 } from './numeric.ts'

type ListCode = (
  list: readonly unknown[],
  rest: readonly unknown[],
  context: CallContext,
) => unknown

/** A function whose first argument is a list; `doing` is its verb in the refusal. */
function onList(parameters: string, doing: string, code: ListCode): GoFunction {
  return define(parameters, ([value, ...rest], context) =>
    code(listOf(value, `Cannot ${doing} on type`), rest, context),
  )
}

function listOf(value: unknown, refusal: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new GoSized('uint8', byte))
  if (value === null || value === undefined) throw new ValueError(NIL_DEREFERENCE)
  throw new ValueError(`${refusal} ${kindOf(value)}`)
}

const list = define('any...', (values) =>
  values.length === 0 ? nilList() : withCapacity([...values]),
)
const first = onList('any', 'find first', (values) => values[0] ?? null)
const last = onList('any', 'find last', (values) => values.at(-1) ?? null)
const rest = onList('any', 'find rest', (values) =>
  values.length === 0 ? nilList() : withCapacity(values.slice(1)),
)
const initial = onList('any', 'find initial', (values) =>
  values.length === 0 ? nilList() : withCapacity(values.slice(0, -1)),
)
const append = onList('any, any', 'push', (values, [value]) =>
  withCapacity([...values, value], Math.max(1, 2 * values.length)),
)
const prepend = onList('any, any', 'prepend', (values, [value]) => withCapacity([value, ...values]))
const reverse = onList('any', 'find reverse', (values) => withCapacity(values.toReversed()))
const compact = onList('any', 'compact', (values) => values.filter((value) => !isEmpty(value)))
const uniq = define('any', unique)
const without = onList('any, any...', 'find without', (values, omitted, context) =>
  values.filter((value) => !omitted.some((other) => deepEqual(other, value, context))),
)
const has = define('any, any', ([needle, haystack], context) => {
  if (haystack === null || haystack === undefined) return false
  const list = listOf(haystack, 'Cannot find has on type')
  return list.some((value) => deepEqual(needle, value, context))
})
const slice = define('any, any...', sliceOf)
const chunk = define('int, any', ([size, value]) =>
  chunks(Number(size), listOf(value, 'Cannot chunk type')),
)

export const listFunctions: FunctionTable = new Map([
  ['list', list],
  ['tuple', list],
  ['first', first],
  ['mustFirst', first],
  ['last', last],
  ['mustLast', last],
  ['rest', rest],
  ['mustRest', rest],
  ['initial', initial],
  ['mustInitial', initial],
  ['append', append],
  ['push', append],
  ['mustAppend', append],
  ['mustPush', append],
  ['prepend', prepend],
  ['mustPrepend', prepend],
  ['reverse', reverse],
  ['mustReverse', reverse],
  ['compact', compact],
  ['mustCompact', compact],
  ['uniq', uniq],
  ['mustUniq', uniq],
  ['without', without],
  ['mustWithout', without],
  ['has', has],
  ['mustHas', has],
  ['slice', slice],
  ['mustSlice', slice],
  ['chunk', chunk],
  ['mustChunk', chunk],
  ['concat', define('any...', concat)],
])

function unique([value]: readonly unknown[], context: CallContext): unknown[] {
  const kept: unknown[] = []
  const seen = new Set<unknown>()
  const compound: unknown[] = []
  for (const element of listOf(value, 'Cannot find uniq on type')) {
    const key = keyOf(element)
    if (key !== undefined) {
      if (seen.has(key)) continue
      seen.add(key)
    } else {
      context.charge(compound.length)
      if (compound.some((other) => deepEqual(other, element, context))) continue
      compound.push(element)
    }
    kept.push(element)
  }
  return kept
}

/** A key that two plain values share when they are equal; undefined for lists, maps and structs. */
function keyOf(value: unknown): string | undefined {
  const isNumber = typeof value === 'object' && value !== null && integerOf(value) !== undefined
  const isPlain = value === null || (typeof value !== 'object' && !Number.isNaN(value))
  return isNumber || isPlain ? `${typeOf(value)} ${formatValue(value)}` : undefined
}

function sliceOf([value, ...indexes]: readonly unknown[]): unknown {
  const values = listOf(value, 'list should be type of slice or array but')
  if (values.length === 0) return null
  const from = Number(toInt64(indexes[0]))
  const to = indexes.length < 2 ? values.length : Number(toInt64(indexes[1]))
  const capacity = capacityOf(values)
  if (from < 0 || to < from || to > capacity) {
    throw new ValueError('reflect.Value.Slice: slice index out of bounds')
  }
  return sliceList(values, { from, to, most: capacity })
}

function chunks(size: number, values: readonly unknown[]): unknown[] {
  const count = Math.floor((values.length - 1) / size) + 1
  if (size <= 0 || count > TEMPLATE_LIMITS.generatedMax) {
    throw new ValueError(`runtime error: makeslice: len out of range`)
  }
  const parts = Array.from({ length: count }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  )
  return typedList('[]interface {}', parts)
}

function concat(lists: readonly unknown[]): unknown {
  const all = lists.flatMap((value) => concatenated(value))
  return all.length === 0 ? nilList() : all
}

function concatenated(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value instanceof Uint8Array) return listOf(value, '')
  if (value === null || value === undefined) throw new ValueError(NIL_DEREFERENCE)
  throw new ValueError(`Cannot concat type ${kindOf(value)} as list`)
}
