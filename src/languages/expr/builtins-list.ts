/** The builtins on lists and maps. */
import { EXPR_LIMITS } from '../../base/limits.ts'
import { type GoMap, isMap, mapGet, sortedKeys, typedList } from '../values/kind.ts'
import { goInt, integerOf } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import { copyType, fetch, get, itemAt, length } from './access.ts'
import { AnyMap } from './any-map.ts'
import {
  type Builtin,
  type Context,
  countProblem,
  GENERIC_TYPE,
  showType,
  typed,
  validated,
} from './builtin.ts'
import { equal, ordered } from './compare.ts'
import { Failure, fail } from './failure.ts'
import { sort } from './go-sort.ts'
import {
  anyMapType,
  anyType,
  arrayType,
  floatsType,
  type GoType,
  intsType,
  intType,
  stringsType,
  stringType,
  type TypeKind,
} from './nature.ts'
import { type GoPair, isList, kindName, nilList, pair, typeName } from './type-name.ts'
import { typeOfValue } from './type-of.ts'

const LIST_KINDS: readonly TypeKind[] = ['interface', 'slice', 'array']

/** Checks that there is one argument of some kind. */
function one(
  kinds: readonly TypeKind[],
  result: (type: GoType) => GoType,
  problem: (shown: string) => string,
): NonNullable<Builtin['validate']> {
  return (args) => {
    const wrongCount = countProblem(args.length, 1)
    if (wrongCount !== undefined) return wrongCount
    const [type] = args
    return type && kinds.includes(type.kind) ? result(type) : problem(showType(type))
  }
}

const elementOrAny = (type: GoType) =>
  type.kind === 'interface' ? anyType : (type.elem ?? anyType)
const array = () => arrayType

/** A list's elements as values of their own. */
function elementsOf(list: readonly unknown[] | Uint8Array): unknown[] {
  if (list instanceof Uint8Array) return Array.from(list, (_, index) => itemAt(list, index))
  return list.map((element) => element ?? null)
}

function listArgument(value: unknown, verb: string): readonly unknown[] | Uint8Array {
  return isList(value) ? value : fail(`cannot ${verb} ${kindName(value)}`)
}

/** Fetching that finds nil where it fails. */
function fetchOrNil(from: unknown, index: number): unknown {
  try {
    return fetch(from, goInt(index))
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

function take([list, count]: readonly unknown[]): unknown {
  if (!isList(list)) return fail(`cannot take from ${kindName(list)}`)
  const wanted = kindName(count).startsWith('uint') ? undefined : integerOf(count)
  if (wanted === undefined) return fail(`cannot take ${kindName(count)} elements`)
  if (wanted < 0) return fail('reflect.Value.Slice: slice index out of bounds')
  const size = wanted > list.length ? list.length : Number(wanted)
  if (list instanceof Uint8Array) return list.subarray(0, size)
  return list === nilList ? nilList : copyType(list, list.slice(0, size))
}

/** A map's entries, in the order of their keys; Go's is random. */
function entriesOf(value: unknown, problem: string): readonly (readonly [unknown, unknown])[] {
  if (value instanceof AnyMap) {
    return [...value.entries.values()].map((entry) => [entry.key, entry.value])
  }
  if (!isMap(value)) return fail(problem.replace('%s', kindName(value)))
  const map: GoMap = value
  return sortedKeys(map).map((key) => [key, mapGet(map, key) ?? null])
}

function fromPairs([value]: readonly unknown[]): AnyMap {
  if (!isList(value)) return fail(`cannot transform ${showReflected(value)} from pairs`)
  const map = new AnyMap('interface {}')
  for (const entry of value) {
    if (!isList(entry)) return fail(`invalid pair ${showPair(entry)}`)
    if (entry.length !== 2) return fail(`invalid pair length ${formatValue(entry)}`)
    map.set(itemAt(entry, 0), itemAt(entry, 1))
  }
  return map
}

function showPair(value: unknown): string {
  return value === null || value === undefined ? '<nil>' : formatValue(value)
}

/** %s of a reflected value. */
function showReflected(value: unknown): string {
  if (value === null || value === undefined) return '<invalid reflect.Value>'
  if (typeof value === 'string') return value
  return `%!s(${typeName(value)}=${formatValue(value)})`
}

function unique(list: readonly unknown[], context: Context): unknown[] {
  const kept: unknown[] = []
  const texts = new Set<string>()
  for (const element of list) {
    if (typeof element === 'string') {
      if (!texts.has(element)) kept.push(element)
      texts.add(element)
      continue
    }
    context.step(kept.length)
    if (!kept.some((other) => equal(element, other, context))) kept.push(element)
  }
  return kept
}

function flatten(
  list: readonly unknown[] | Uint8Array,
  to: { readonly flat: unknown[]; readonly context: Context },
  depth = 0,
): unknown[] {
  if (depth > EXPR_LIMITS.valueDepthMax) fail('recursion depth exceeded')
  to.context.step(list.length)
  for (const element of elementsOf(list)) {
    if (isList(element)) flatten(element, to, depth + 1)
    else to.flat.push(element)
    if (to.flat.length > EXPR_LIMITS.memoryMax) fail('memory budget exceeded')
  }
  return to.flat
}

const sortBuiltin: Builtin['run'] = (args, context) => {
  const [list] = args
  const type = typeName(list)
  const isSortable = ['[]interface {}', '[]int', '[]float64', '[]string'].includes(type)
  const isDescending = args.length === 2 && readOrder(args[1])
  if (!Array.isArray(list) || !isSortable || list === nilList) return nilList
  const sorted = elementsOf(list)
  sortList(sorted, sorted, isDescending)
  context.grow(sorted.length)
  return sorted
}

function readOrder(order: unknown): boolean {
  if (typeof order !== 'string') {
    return fail(`sort order argument must be a string (got ${typeName(order)})`)
  }
  if (order !== 'asc' && order !== 'desc') {
    return fail(`invalid order ${order}, expected asc or desc`)
  }
  return order === 'desc'
}

/** Sorts `list` by `keys`, which may be the list itself, as Go does. */
export function sortList(list: unknown[], keys: unknown[], isDescending: boolean): void {
  const swapIn = (values: unknown[], i: number, j: number) => {
    const kept = values[i]
    values[i] = values[j]
    values[j] = kept
  }
  sort({
    length: list.length,
    less: (i, j) =>
      isDescending ? ordered('<', keys[j], keys[i]) : ordered('<', keys[i], keys[j]),
    swap: (i, j) => {
      swapIn(list, i, j)
      if (keys !== list) swapIn(keys, i, j)
    },
  })
}

const lists = (shown: string, types: readonly (GoType | undefined)[]): GoType | string => {
  for (const type of types) {
    if (!type || !LIST_KINDS.includes(type.kind)) return `cannot ${shown} ${showType(type)}`
  }
  return arrayType
}

export const LIST_BUILTINS: readonly Builtin[] = [
  validated(
    'len',
    one(
      ['array', 'map', 'slice', 'string', 'interface'],
      () => intType,
      (shown) => `invalid argument for len (type ${shown})`,
    ),
    ([value]) => goInt(length(value)),
  ),
  typed('type', [[[anyType], stringType]], ([value]) => typeOfValue(value)),
  validated(
    'first',
    one(LIST_KINDS, elementOrAny, (shown) => `cannot get first element from ${shown}`),
    ([list]) => fetchOrNil(list, 0),
  ),
  validated(
    'last',
    one(LIST_KINDS, elementOrAny, (shown) => `cannot get last element from ${shown}`),
    ([list]) => fetchOrNil(list, -1),
  ),
  { name: 'get', type: GENERIC_TYPE, run: ([from, key]) => get(from, key) },
  validated(
    'take',
    (args) => {
      const [list, count] = args
      const problem = countProblem(args.length, 2)
      if (problem !== undefined) return problem
      if (!list || !LIST_KINDS.includes(list.kind)) return `cannot take from ${showType(list)}`
      const isCount = count !== undefined && /^int/.test(count.kind)
      return isCount ? list : `cannot take ${showType(count)} elements`
    },
    take,
  ),
  validated(
    'keys',
    one(['interface', 'map'], array, (shown) => `cannot get keys from ${shown}`),
    ([map]) => entriesOf(map, 'cannot get keys from %s').map(([key]) => key),
  ),
  validated(
    'values',
    one(['interface', 'map'], array, (shown) => `cannot get values from ${shown}`),
    ([map]) => entriesOf(map, 'cannot get values from %s').map(([, value]) => value),
  ),
  validated(
    'toPairs',
    one(['interface', 'map'], array, (shown) => `cannot transform ${shown} to pairs`),
    ([map]) =>
      typedList(
        '[2]interface {}',
        entriesOf(map, 'cannot transform %s to pairs').map(
          ([key, value]): GoPair => pair(key, value),
        ),
      ),
  ),
  validated(
    'fromPairs',
    one(
      LIST_KINDS,
      () => anyMapType,
      (shown) => `cannot transform ${shown} from pairs`,
    ),
    fromPairs,
  ),
  validated(
    'reverse',
    one(LIST_KINDS, array, (shown) => `cannot reverse ${shown}`),
    ([list], context) => {
      const reversed = elementsOf(listArgument(list, 'reverse')).reverse()
      context.grow(reversed.length)
      return reversed
    },
  ),
  validated(
    'uniq',
    one(LIST_KINDS, array, (shown) => `cannot uniq ${shown}`),
    ([list], context) => unique(elementsOf(listArgument(list, 'uniq')), context),
  ),
  validated(
    'concat',
    (args) =>
      args.length === 0
        ? 'invalid number of arguments (expected at least 1, got 0)'
        : lists('concat', args),
    (args, context) => {
      const all: unknown[] = []
      for (const arg of args) {
        for (const element of elementsOf(listArgument(arg, 'concat'))) all.push(element)
        if (all.length > EXPR_LIMITS.memoryMax) fail('memory budget exceeded')
      }
      context.grow(all.length)
      return all.length === 0 ? nilList : all
    },
  ),
  validated(
    'flatten',
    one(LIST_KINDS, array, (shown) => `cannot flatten ${shown}`),
    ([list], context) => {
      const flat = flatten(listArgument(list, 'flatten'), { flat: [], context })
      context.grow(flat.length)
      return flat
    },
  ),
  typed(
    'sort',
    [
      [[arrayType, stringType], arrayType],
      [[intsType, stringType], arrayType],
      [[floatsType, stringType], arrayType],
      [[stringsType, stringType], arrayType],
      [[arrayType], arrayType],
      [[floatsType], arrayType],
      [[stringsType], arrayType],
      [[intsType], arrayType],
    ],
    sortBuiltin,
  ),
]
