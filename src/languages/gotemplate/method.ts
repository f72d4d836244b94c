import type { CallContext, ParameterType } from './function.ts'

/** A method of a class of values: its parameters' types and its code. */
export type Method<T> = {
  readonly parameters: readonly ParameterType[]
  /** Why Go cannot call it from a template. */
  readonly refusal?: string
  readonly call: (receiver: T, values: readonly unknown[], context: CallContext) => unknown
}

export type MethodTable<T> = ReadonlyMap<string, Method<T>>
