import { GoValue, typeOf, ValueError } from '../values/kind.ts'
import { integerOf } from '../values/number.ts'
import { canBeNil, convert, nilOf } from './arguments.ts'
import type { CallContext, GoFunction, ParameterType } from './function.ts'
import { type ArgumentNode, nodeText } from './nodes.ts'

/** A function as a value, which templates call with `call`. */
export class GoCallable extends GoValue {
  readonly goType: string
  readonly goKind = 'func'
  readonly target: GoFunction

  /** `type` is Go's: `func(string) string`. */
  constructor(type: string, target: GoFunction) {
    super()
    this.goType = type
    this.target = target
  }
}

/** How an error names what is called: by its word, or as reflect prints a piped value. */
export function nameOfCallee(word: ArgumentNode | undefined, piped: unknown): string {
  if (word !== undefined) return word.kind === 'pipe' ? `${nodeText(word)}` : nodeText(word)
  if (typeof piped === 'string') return piped
  return piped === undefined || piped === null ? '<invalid Value>' : `<${typeOf(piped)} Value>`
}

/** The builtin `call`: the first value is the function, the others its arguments. */
export function call(name: string, values: readonly unknown[], context: CallContext): unknown {
  const [callee, ...rest] = values
  if (callee === undefined || callee === null) throw new ValueError('call of nil')
  if (!(callee instanceof GoCallable)) {
    throw new ValueError(`non-function ${name} of type ${typeOf(callee)}`)
  }
  const { parameters, variadic } = callee.target
  const wanted = parameters.length
  if (variadic === undefined ? rest.length !== wanted : rest.length < wanted) {
    const least = variadic === undefined ? '' : 'at least '
    throw new ValueError(
      `wrong number of args for ${name}: got ${rest.length} want ${least}${wanted}`,
    )
  }
  const taken = rest.map((value, index) =>
    prepare(value, parameters[index] ?? variadic ?? 'interface {}', index),
  )
  return callee.target.call(taken, context)
}

function prepare(value: unknown, type: ParameterType, index: number): unknown {
  if (type === 'reflect.Value' || type === 'interface {}') return value ?? nilOf(type)
  if (value === undefined || value === null) {
    if (canBeNil(type)) return null
    throw new ValueError(`arg ${index}: value is nil; should be of type ${type}`)
  }
  const taken = convert(value, type)
  if (taken !== undefined) return taken
  const integer = integerOf(value)
  if (integer !== undefined && (type === 'int' || type === 'int64' || type === 'uint32'))
    return integer
  throw new ValueError(`arg ${index}: value has type ${typeOf(value)}; should be ${type}`)
}
