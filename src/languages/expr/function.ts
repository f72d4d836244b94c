// In: a function and its arguments. Out: what it gives, with Go's checks of number and types.
// Functions come from the caller's environment or are methods of a value.
import { GoDuration } from '../values/duration.ts'
import { GoValue } from '../values/kind.ts'
import { GoFloat, goInt } from '../values/number.ts'
import { zeroTime } from '../values/time.ts'
import { fail } from './failure.ts'
import { anyType, elemOf, functionType, type GoType, natureOf, type Signature } from './nature.ts'
import { nilList, typeName } from './type-name.ts'

/** A Go function as a value: its type, and what it does. */
export class GoFunction extends GoValue {
  readonly goKind = 'func'
  readonly type: GoType
  readonly signature: Signature
  readonly apply: (args: readonly unknown[]) => unknown

  /** `apply` gets as many arguments as `signature` says, each of the type that it says. */
  constructor(signature: Signature, apply: (args: readonly unknown[]) => unknown) {
    super()
    this.signature = signature
    this.type = functionType(signature)
    this.apply = apply
  }

  get goType(): string {
    return this.type.name
  }

  override goJson(): string {
    return fail(`json: unsupported type: ${this.type.name}`)
  }
}

/** Asserts the types of arguments, from the last to the first. */
export function assertTypes(args: readonly unknown[], types: readonly GoType[]): void {
  for (let index = args.length - 1; index >= 0; index--) {
    const type = types[index]
    const arg = args[index]
    const found = arg === null || arg === undefined ? 'nil' : typeName(arg)
    if (type && type.kind !== 'interface' && found !== type.name) {
      fail(`interface conversion: interface {} is ${found}, not ${type.name}`)
    }
  }
}

/** Calls a value as Go's reflection does. Throws a Failure with its text. */
export function callValue(callee: unknown, args: readonly unknown[]): unknown {
  if (callee === null || callee === undefined) return fail('invalid operation: cannot call nil')
  if (!(callee instanceof GoFunction)) {
    return fail(`invalid operation: cannot call non-function of type ${typeName(callee)}`)
  }
  const { params, isVariadic } = callee.signature
  if (isVariadic && args.length < params.length - 1) {
    fail(`invalid number of arguments: expected at least ${params.length - 1}, got ${args.length}`)
  }
  if (!isVariadic && args.length !== params.length) {
    fail(`invalid number of arguments: expected ${params.length}, got ${args.length}`)
  }
  const given = args.map((arg, index) => {
    const type = paramAt(callee.signature, index)
    if (arg === null || arg === undefined) return zeroOf(type)
    if (type.name !== anyType.name && typeName(arg) !== type.name) {
      fail(`reflect: Call using ${typeName(arg)} as type ${type.name}`)
    }
    return arg
  })
  return callee.apply(given)
}

function paramAt(signature: Signature, index: number): GoType {
  const last = signature.params.length - 1
  const param = signature.params[Math.min(index, last)] ?? anyType
  if (!signature.isVariadic || index < last) return param
  return elemOf(natureOf(param)).type ?? anyType
}

/** Go's zero value of a type. */
function zeroOf(type: GoType): unknown {
  switch (type.kind) {
    case 'string':
      return ''
    case 'bool':
      return false
    case 'int':
      return goInt(0)
    case 'int64':
      return type.name === 'time.Duration' ? new GoDuration(0n) : 0
    case 'float64':
      return new GoFloat(0)
    case 'struct':
      return type.name === 'time.Time' ? zeroTime : null
    case 'slice':
      return nilList
    default:
      return null
  }
}
