// In: a typed Go value and a name. Out: the field or method that the name means there.
// Must hold: only members listed here, and the fields that a value itself lists, are reachable.

import { GoDuration } from '../values/duration.ts'
import type { GoValue } from '../values/kind.ts'
import { GoTime } from '../values/time.ts'
import type { GoFunction } from './function.ts'
import type { MethodTable } from './method.ts'
import { versionMethods } from './sprig/semver-members.ts'
import { GoVersion } from './sprig/version.ts'
import { GoStruct } from './struct.ts'
import { durationMethods, GoMonth, GoWeekday, GoZone, timeMethods } from './time-members.ts'

/** What a name means on a typed value. */
type Member =
  | { readonly kind: 'method'; readonly method: GoFunction }
  | { readonly kind: 'field'; readonly value: unknown }
  | { readonly kind: 'unexported' }
  | undefined

const stringMethod: MethodTable<GoValue> = new Map([
  ['String', { parameters: [], call: (value: GoValue) => value.goString?.() ?? '' }],
])

const timeInternals: ReadonlySet<string> = new Set(['wall', 'ext', 'loc'])

/** The member of a value with that name. */
export function memberOf(value: GoValue, name: string): Member {
  if (value instanceof GoTime) {
    if (timeInternals.has(name)) return { kind: 'unexported' }
    return bind(timeMethods, value, name)
  }
  if (value instanceof GoDuration) return bind(durationMethods, value, name)
  if (value instanceof GoVersion) return bind(versionMethods, value, name)
  if (value instanceof GoMonth || value instanceof GoWeekday || value instanceof GoZone) {
    return bind(stringMethod, value, name)
  }
  if (value instanceof GoStruct) {
    const bound = bind(value.methods, value, name)
    if (bound !== undefined) return bound
  }
  for (const [field, content] of value.goFields?.() ?? []) {
    if (field === name) return { kind: 'field', value: content }
  }
  return undefined
}

function bind<T>(table: MethodTable<T>, receiver: T, name: string): Member {
  const found = table.get(name)
  if (found === undefined) return undefined
  const { parameters, refusal } = found
  return {
    kind: 'method',
    method: {
      parameters,
      refusal,
      call: (values, context) => found.call(receiver, values, context),
    },
  }
}
