import type { CallContext, GoFunction, ParameterType } from './function.ts'

/** A method of a class of values: its parameters' types and its code. */
export type Method<T> = {
  readonly parameters: readonly ParameterType[]
  /** Why Go cannot call it from a template. */
  readonly refusal?: string
  readonly call: (receiver: T, values: readonly unknown[], context: CallContext) => unknown
}

export type MethodTable<T> = ReadonlyMap<string, Method<T>>

const METHODS = Symbol('methods')

/** Gives methods to one list or map, as Go's named types have them; its elements stay what they are. */
export function withMethods<T extends object>(value: T, methods: MethodTable<T>): T {
  const bound = new Map([...methods].map(([name, method]) => [name, bindTo(value, method)]))
  Object.defineProperty(value, METHODS, { value: bound, enumerable: false })
  return value
}

/** The method of that name that a list or map was given. */
export function givenMethod(value: unknown, name: string): GoFunction | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const methods: unknown = Reflect.get(value, METHODS)
  // Only withMethods writes under this symbol.
  return methods instanceof Map ? (methods as ReadonlyMap<string, GoFunction>).get(name) : undefined // the values are GoFunctions
}

function bindTo<T>(receiver: T, { parameters, refusal, call }: Method<T>): GoFunction {
  return { parameters, refusal, call: (values, context) => call(receiver, values, context) }
}
