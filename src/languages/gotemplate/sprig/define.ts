import { ValueError } from '../../values/kind.ts'
import type { CallContext, GoFunction, ParameterType } from '../function.ts'

/** What Go says when a function looks at the type of nil. */
export const NIL_DEREFERENCE = 'runtime error: invalid memory address or nil pointer dereference'

/** A table of functions: name, parameters, the type of further arguments, code. */
export type FunctionTable = ReadonlyMap<string, GoFunction>

type Code = (values: readonly unknown[], context: CallContext) => unknown

/** A function with the given parameter types; one that ends in `...` takes any number more. */
export function define(parameters: string, call: Code): GoFunction {
  const types = parameters === '' ? [] : parameters.split(', ').map(typeOfWord)
  const last = types.at(-1)
  if (!parameters.endsWith('...') || last === undefined) return { parameters: types, call }
  return { parameters: types.slice(0, -1), variadic: last, call }
}

const TYPES: Readonly<Record<string, ParameterType>> = {
  any: 'interface {}',
  string: 'string',
  bool: 'bool',
  int: 'int',
  int64: 'int64',
  uint32: 'uint32',
  float: 'float64',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  time: 'time.Time',
  duration: 'time.Duration',
  month: 'time.Month',
  location: '*time.Location',
  version: '*semver.Version',
  certificate: 'sprig.certificate',
}

function typeOfWord(word: string): ParameterType {
  const type = TYPES[word.replace('...', '')]
  if (type === undefined) throw new ValueError(`no parameter type is called ${word}`)
  return type
}

/** A function from strings to something. */
export function onStrings(count: number, call: (...texts: string[]) => unknown): GoFunction {
  const parameters: ParameterType[] = Array.from({ length: count }, () => 'string')
  return { parameters, call: (values) => call(...values.map(String)) }
}

/** The integer of an argument that was checked to be one. */
export function integer(value: unknown): number {
  return Number(value)
}
