/** How a call's arguments fit a function's type. */
import type { Int64 } from '../values/number.ts'
import { createNode, type Node } from './ast.ts'
import type { Checker } from './checker.ts'
import { Failure } from './failure.ts'
import {
  elemOf,
  functionType,
  type GoType,
  isAssignable,
  isFloat,
  isInteger,
  isUnknown,
  kindOfNature,
  type Nature,
  natureOf,
  type Signature,
  showNature,
  unknown,
} from './nature.ts'

type Call = { name: string; args: Node[]; node: Node }

/**
 * The result of a call, or what is wrong with it. Integers written in the call become floats, or
 * integers of another type, where the function wants them.
 */
export function checkArguments(checker: Checker, fn: Nature, call: Call): Nature | Failure {
  const signature = fn.type?.signature
  if (!signature) return unknown
  const { name, args, node } = call
  const [result] = signature.results
  if (result === undefined) return new Failure(`func ${name} doesn't return value`, node.at)
  if (signature.results.length > 2) {
    return new Failure(`func ${name} returns more then two values`, node.at)
  }
  const params = fn.isMethod ? signature.params.slice(1) : signature.params
  const count = checkCount({ ...signature, params }, call)
  if (count) {
    // The arguments are still looked at: an error in one of them comes first.
    for (const arg of args) checker.visit(arg)
    return count
  }
  for (const [index, arg] of args.entries()) {
    const nature = checker.visit(arg)
    const wanted = natureOf(paramAt({ ...signature, params }, index))
    const failure = checkArgument({ arg, nature, wanted, name })
    if (failure) return failure
    const replaced = adaptIntegers(arg, nature, wanted)
    if (replaced) args[index] = replaced
  }
  return natureOf(result)
}

function checkCount(signature: Signature, call: Call): Failure | undefined {
  const wanted = signature.params.length
  const given = call.args.length
  const least = signature.isVariadic ? wanted - 1 : wanted
  if (given < least) return new Failure(`not enough arguments to call ${call.name}`, call.node.at)
  if (given <= wanted || signature.isVariadic) return undefined
  return new Failure(`too many arguments to call ${call.name}`, call.node.at)
}

function paramAt(signature: Signature, index: number): GoType {
  const last = signature.params.length - 1
  const param = signature.params[Math.min(index, last)]
  const isRest = signature.isVariadic === true && index >= last
  const type = isRest && param ? elemOf(natureOf(param)).type : param
  return type ?? { name: 'interface {}', kind: 'interface' }
}

function checkArgument(given: {
  arg: Node
  nature: Nature
  wanted: Nature
  name: string
}): Failure | undefined {
  const { arg, nature, wanted, name } = given
  if (isFloat(wanted) && isInteger(nature)) return undefined
  if (isInteger(wanted) && isInteger(nature)) return undefined
  if (nature.isNil) {
    const kind = kindOfNature(wanted)
    if (kind === 'ptr' || kind === 'interface') return undefined
    return new Failure(
      `cannot use nil as argument (type ${showNature(wanted)}) to call ${name}`,
      arg.at,
    )
  }
  if (isAssignable(nature, wanted) || isUnknown(nature)) return undefined
  return new Failure(
    `cannot use ${showNature(nature)} as argument (type ${showNature(wanted)}) to call ${name} `,
    arg.at,
  )
}

/** An argument with its integer literals as floats, where floats are wanted; else undefined. */
function adaptIntegers(arg: Node, nature: Nature, wanted: Nature): Node | undefined {
  if (!isFloat(wanted) || !isInteger(nature)) return undefined
  return withFloats(arg, wanted)
}

function withFloats(node: Node, wanted: Nature): Node {
  if (node.kind === 'integer') {
    return { ...createNode({ kind: 'float', value: floatOf(node.value) }), nature: wanted }
  }
  if (node.kind === 'unary') node.node = withFloats(node.node, wanted)
  if (node.kind === 'binary' && ['+', '-', '*'].includes(node.operator)) {
    node.left = withFloats(node.left, wanted)
    node.right = withFloats(node.right, wanted)
  }
  return node
}

function floatOf(value: Int64): number {
  return Number(value)
}

/** The signatures, without a receiver, that upstream's machine calls without reflection. */
const QUICK_CALLS = new Set(
  [
    'time.Duration) time.Duration',
    'time.Duration) time.Time',
    'time.Time) time.Duration',
    'time.Time) bool',
    '[]interface {}, string) string',
    '[]string, string) string',
    'bool) bool',
    'bool) float64',
    'bool) int',
    'bool) string',
    'float64) bool',
    'float64) float64',
    'float64) int',
    'float64) string',
    'int) bool',
    'int) float64',
    'int) int',
    'int) string',
    'int, int) int',
    'int, int) string',
    'int64) time.Time',
    'string) []string',
    'string) bool',
    'string) float64',
    'string) int',
    'string) string',
    'string, int) int',
    'string, string) bool',
    'string, string) string',
  ].map((signature) => `func(${signature}`),
)

/** The parameters' types when a call of such a function is quick; else undefined. */
export function assertedTypes(fn: Nature): readonly GoType[] | undefined {
  const signature = fn.type?.signature
  if (!signature || signature.isVariadic) return undefined
  const params = fn.isMethod ? signature.params.slice(1) : signature.params
  return QUICK_CALLS.has(functionType({ ...signature, params }).name) ? params : undefined
}
