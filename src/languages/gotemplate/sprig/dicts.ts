// In: nothing. Out: sprig's functions on maps.
// Must hold: set, unset and the merges change their first map, as in Go; the others change none. Keys come in byte order.

import { VALUE_LIMITS } from '../../../base/limits.ts'
import { Budget, type WorkCounter } from '../../values/budget.ts'
import {
  elementType,
  type GoMap,
  isMap,
  isNilList,
  mapDelete,
  mapGet,
  mapHas,
  mapKeys,
  mapSet,
  nilList,
  sortedKeys,
  typedList,
  typedMap,
  typeOf,
  ValueError,
} from '../../values/kind.ts'
import { define, type FunctionTable } from './define.ts'
import { isEmpty } from './empty.ts'
import { strval } from './strval.ts'

/** The functions that change a map. A template that uses one works on a copy of its data. */
export const changingFunctions: ReadonlySet<string> = new Set([
  'set',
  'unset',
  'merge',
  'mustMerge',
  'mergeOverwrite',
  'mustMergeOverwrite',
])

const merge = define('map, map...', (maps, context) => {
  return mergeAll(maps, { overwrites: false, budget: walkBudget(context) })
})
const mergeOverwrite = define('map, map...', (maps, context) => {
  return mergeAll(maps, { overwrites: true, budget: walkBudget(context) })
})
const copy = define('any', ([value], context) => {
  if (value === null) throw new ValueError('reflect: call of reflect.Value.Type on zero Value')
  return deepCopy(value, context)
})

export const dictFunctions: FunctionTable = new Map([
  ['dict', define('any...', dict)],
  ['get', define('map, string', ([map, key]) => get(mapOf(map), String(key)))],
  ['set', define('map, string, any', ([map, key, value]) => set(map, String(key), value))],
  ['unset', define('map, string', ([map, key]) => unset(map, String(key)))],
  ['hasKey', define('map, string', ([map, key]) => mapHas(mapOf(map), String(key)))],
  [
    'pluck',
    define('string, map...', ([key, ...maps]) =>
      maps.map((map) => mapGet(mapOf(map), String(key))).filter((value) => value !== undefined),
    ),
  ],
  [
    'keys',
    define('map...', (maps) =>
      typedList(
        'string',
        maps.flatMap((map) => sortedKeys(mapOf(map))),
      ),
    ),
  ],
  [
    'values',
    define('map', ([map]) => sortedKeys(mapOf(map)).map((key) => mapGet(mapOf(map), key))),
  ],
  ['pick', define('map, string...', ([map, ...keys]) => pick(mapOf(map), keys.map(String)))],
  [
    'omit',
    define('map, string...', ([map, ...keys]) => omit(mapOf(map), new Set(keys.map(String)))),
  ],
  ['dig', define('any...', dig)],
  ['merge', merge],
  ['mustMerge', merge],
  ['mergeOverwrite', mergeOverwrite],
  ['mustMergeOverwrite', mergeOverwrite],
  ['deepCopy', copy],
  ['mustDeepCopy', copy],
])

/** The map of an argument that was checked to be one; nil is an empty map. */
function mapOf(value: unknown): GoMap {
  return isMap(value) ? value : new Map()
}

function get(map: GoMap, key: string): unknown {
  const value = mapGet(map, key)
  return value === undefined ? '' : value
}

function set(map: unknown, key: string, value: unknown): unknown {
  if (!isMap(map)) throw new ValueError('assignment to entry in nil map')
  mapSet(map, key, value)
  return map
}

function unset(map: unknown, key: string): unknown {
  if (isMap(map)) mapDelete(map, key)
  return map
}

function dict(values: readonly unknown[]): Map<string, unknown> {
  const made = new Map<string, unknown>()
  for (let index = 0; index < values.length; index += 2) {
    made.set(strval(values[index]), index + 1 < values.length ? values[index + 1] : '')
  }
  return made
}

function pick(map: GoMap, keys: readonly string[]): Map<string, unknown> {
  return new Map(keys.filter((key) => mapHas(map, key)).map((key) => [key, mapGet(map, key)]))
}

function omit(map: GoMap, keys: ReadonlySet<string>): Map<string, unknown> {
  const kept = sortedKeys(map).filter((key) => !keys.has(key))
  return new Map(kept.map((key) => [key, mapGet(map, key)]))
}

function dig(values: readonly unknown[]): unknown {
  if (values.length < 3) throw new ValueError('dig needs at least three arguments')
  const keys = values.slice(0, -2)
  let map = asMap(values.at(-1))
  for (const key of keys) if (typeof key !== 'string') throw conversion(key, 'string')
  for (const [index, key] of keys.entries()) {
    const value = mapGet(map, String(key))
    if (value === undefined) return values.at(-2)
    if (index === keys.length - 1) return value
    map = asMap(value)
  }
  return values.at(-2)
}

function asMap(value: unknown): GoMap {
  if (isMap(value) && elementType(value) === 'interface {}') return value
  throw conversion(value, 'map[string]interface {}')
}

function conversion(value: unknown, wanted: string): ValueError {
  const found = value === null || value === undefined ? 'nil' : typeOf(value)
  return new ValueError(`interface conversion: interface {} is ${found}, not ${wanted}`)
}

type Merging = { readonly overwrites: boolean; readonly budget: Budget }

function mergeAll([first, ...others]: readonly unknown[], how: Merging): unknown {
  const target = isMap(first) ? first : new Map<string, unknown>()
  for (const other of others) if (isMap(other)) mergeInto(target, other, how)
  return target
}

/** What is absent or empty in the target is taken over; with `overwrites` all but maps in maps. */
function mergeInto(target: GoMap, from: GoMap, how: Merging): void {
  for (const key of sortedKeys(from)) {
    how.budget.spend(1)
    const value = mapGet(from, key)
    const present = mapGet(target, key)
    if (value === null) {
      if (how.overwrites) mapSet(target, key, null)
      continue
    }
    const areMaps = isMap(value) && isMap(present)
    if (areMaps && present !== value) how.budget.deeper(() => mergeInto(present, value, how))
    if (areMaps && !isEmpty(present)) continue
    if (how.overwrites || isEmpty(present)) mapSet(target, key, value)
  }
}

/** A copy that shares no list and no map with the value. */
export function deepCopy(value: unknown, counter?: WorkCounter): unknown {
  return copyWithin(walkBudget(counter), value)
}

function walkBudget(counter?: WorkCounter): Budget {
  return new Budget(VALUE_LIMITS.visitedMax, counter)
}

function copyWithin(budget: Budget, value: unknown): unknown {
  budget.spend(1)
  if (Array.isArray(value)) return budget.deeper(() => copyList(budget, value))
  return isMap(value) ? budget.deeper(() => copyMap(budget, value)) : value
}

function copyList(budget: Budget, list: readonly unknown[]): unknown[] {
  if (isNilList(list)) return nilList(elementType(list))
  const copied = list.map((element) => copyWithin(budget, element))
  const type = elementType(list)
  return type === 'interface {}' ? copied : typedList(type, copied)
}

function copyMap(budget: Budget, map: GoMap): Map<string, unknown> {
  const copied = new Map(mapKeys(map).map((key) => [key, copyWithin(budget, mapGet(map, key))]))
  const type = elementType(map)
  return type === 'interface {}' ? copied : typedMap(type, copied)
}
