// What a builtin or a function of the caller is: its types for the checker, and what it does.
import type { GoTime } from '../values/time.ts'
import { describe } from './access.ts'
import { fail } from './failure.ts'
import { anyType, errorType, functionType, type GoType, sliceOf } from './nature.ts'

/** What a running expression lends to the functions that it calls. */
export interface Context {
  /** The time, for now(). */
  now(): GoTime
  /** Takes so many elements or bytes from the memory budget; throws a Failure when it is used up. */
  grow(amount: number): void
  /** Takes so many steps from the budget of steps and time; throws a Failure when it is used up. */
  step(count: number): void
}

export type Builtin = {
  readonly name: string
  /** What the name itself is, uncalled. */
  readonly type: GoType
  /** The types that a call may have, the first that fits counts; without them `type`. */
  readonly overloads?: readonly GoType[]
  /** Checks a call by the types of its arguments (undefined is nil): the result's type, or what is wrong. */
  readonly validate?: (args: readonly (GoType | undefined)[]) => GoType | string
  readonly run: (args: readonly unknown[], context: Context) => unknown
}

/** The type that a builtin has when it does not say: `func(...interface {}) (interface {}, error)`. */
export const GENERIC_TYPE: GoType = functionType({
  params: [sliceOf(anyType)],
  results: [anyType, errorType],
  isVariadic: true,
})

/** A builtin whose calls are checked by their types. */
export function typed(
  name: string,
  overloads: readonly (readonly [params: readonly GoType[], result: GoType])[],
  run: Builtin['run'],
): Builtin {
  const types = overloads.map(([params, result]) => functionType({ params, results: [result] }))
  return { name, type: types[0] ?? GENERIC_TYPE, overloads: types, run }
}

/** A builtin whose calls are checked by a function. */
export function validated(
  name: string,
  validate: NonNullable<Builtin['validate']>,
  run: Builtin['run'],
): Builtin {
  return { name, type: GENERIC_TYPE, validate, run }
}

/** As Go shows a type in an error: nil has none. */
export function showType(type: GoType | undefined): string {
  return type?.name ?? '%!s(<nil>)'
}

/** An argument that must be a string. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return fail(`interface conversion: interface {} is ${describe(value)}, not string`)
}

/** The complaint about a wrong number of arguments; undefined when it is right. */
export function countProblem(given: number, wanted: number): string | undefined {
  if (given === wanted) return undefined
  return `invalid number of arguments (expected ${wanted}, got ${given})`
}
