// In: nothing. Out: what a template function is: its parameters' Go types and its code.
// Must hold: a function gets its arguments already checked against its parameters, and fails only by ValueError or one of the value classes' errors.

import type { GoTime } from '../values/time.ts'
import type { GoLocation } from '../values/zone.ts'

/** Parameter types, as Go's error texts name them; `reflect.Value` takes anything, absent values too. */
export type ParameterType =
  | 'interface {}'
  | 'reflect.Value'
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'uint32'
  | 'float64'
  | 'map[string]interface {}'
  | '[]interface {}'
  | 'time.Time'
  | 'time.Duration'
  | 'time.Month'
  | '*time.Location'
  | '*semver.Version'
  | 'sprig.certificate'

/** What a function may take from the rendering that calls it. */
export interface CallContext {
  now(): GoTime
  /** Go's Local. */
  readonly local: GoLocation
  /** That many random bytes. */
  random(count: number): Uint8Array
  environment(name: string): string
  /** Counts work that is not one step, such as the elements of a new list; throws when too much. */
  charge(count: number): void
}

/** A function of a template. */
export type GoFunction = {
  readonly parameters: readonly ParameterType[]
  /** The type of any further arguments. */
  readonly variadic?: ParameterType
  /** Why Go cannot call it from a template, for methods with more results than one. */
  readonly refusal?: string
  /**
   * Integers of the parameter types int, int64 and uint32 arrive as numbers or bigints, float64 as
   * numbers; `interface {}` arrives as null instead of absent.
   */
  readonly call: (values: readonly unknown[], context: CallContext) => unknown
}
