// In: a typed Go value and a name. Out: the field or method that the name means there.
// Must hold: only members listed here are reachable.

import type { GoValue } from '../values/kind.ts'
import type { GoFunction } from './function.ts'

/** What a name means on a typed value. */
export type Member =
  | { readonly kind: 'method'; readonly method: GoFunction }
  | { readonly kind: 'field'; readonly value: unknown }
  | { readonly kind: 'unexported' }
  | undefined

/** The member of a value with that name. */
export function memberOf(value: GoValue, name: string): Member {
  for (const [field, content] of value.goFields?.() ?? []) {
    if (field === name) return { kind: 'field', value: content }
  }
  return undefined
}
