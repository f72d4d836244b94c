// In: plain values. Out: the Go values that a message's template data is made of, as Alertmanager has them.
// Must hold: a field that does not exist is an error, a label that does not exist is the empty text.

import { sortedKeys, typedList, typedMap } from '../values/kind.ts'
import { type GoTime, timeFromMs } from '../values/time.ts'
import { loadLocation } from '../values/zone.ts'
import { type MethodTable, withMethods } from './method.ts'
import { GoStruct } from './struct.ts'

/** A struct: fields, and methods that take no part in its JSON. */
export function goStruct(
  type: string,
  fields: Readonly<Record<string, unknown>>,
  methods: Readonly<Record<string, (fields: Readonly<Record<string, unknown>>) => unknown>> = {},
): GoStruct {
  const table = Object.entries(methods).map(
    ([name, value]) => [name, { parameters: [], call: () => value(fields) }] as const,
  )
  return new GoStruct(type, fields, new Map(table))
}

/** A list with methods. */
export function goList<T>(list: readonly T[], methods: MethodTable<T[]>): T[] {
  return withMethods([...list], methods)
}

/** An instant, as Go's time.Time in an IANA zone. Throws GoZoneError when the zone is unknown. */
export function goTime(at: number, zone: string): GoTime {
  return timeFromMs(at, loadLocation(zone))
}

/** Names and values with Alertmanager's methods: SortedPairs, Names, Values and Remove. */
export function goLabels(labels: Readonly<Record<string, string>>): Map<string, unknown> {
  return withMethods(typedMap('string', new Map(Object.entries(labels))), labelMethods)
}

const labelMethods: MethodTable<Map<string, unknown>> = new Map([
  ['SortedPairs', { parameters: [], call: (map: Map<string, unknown>) => pairsOf(map) }],
  [
    'Names',
    {
      parameters: [],
      call: (map: Map<string, unknown>) => typedList('string', pairsOf(map).map(nameOf)),
    },
  ],
  [
    'Values',
    {
      parameters: [],
      call: (map: Map<string, unknown>) =>
        typedList(
          'string',
          pairsOf(map).map(({ name }) => map.get(name)),
        ),
    },
  ],
  [
    'Remove',
    {
      parameters: ['interface {}' as const],
      call: (map: Map<string, unknown>, [names]: readonly unknown[]) => without(map, names),
    },
  ],
])

type Pair = GoStruct & { readonly name: string }

/** Pairs in Alertmanager's order: by name, but `alertname` first. */
function pairsOf(map: Map<string, unknown>): Pair[] {
  const names = sortedKeys(map)
  const first = names.includes('alertname') ? ['alertname'] : []
  return [...first, ...names.filter((name) => name !== 'alertname')].map((name) =>
    Object.assign(new GoStruct('template.Pair', { Name: name, Value: map.get(name) }), { name }),
  )
}

function nameOf({ name }: Pair): string {
  return name
}

function without(map: Map<string, unknown>, names: unknown): Map<string, unknown> {
  const removed = new Set(Array.isArray(names) ? names.map(String) : [])
  const kept = [...map].filter(([name]) => !removed.has(name))
  return goLabels(Object.fromEntries(kept.map(([name, value]) => [name, String(value)])))
}
