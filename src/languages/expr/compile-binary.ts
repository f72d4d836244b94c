/** Binary operators as closures, with quick ways for the comparisons that conditions are made of. */

import { EXPR_LIMITS } from '../../base/limits.ts'
import { typedList } from '../values/kind.ts'
import { GoInt, goInt, type Int64 } from '../values/number.ts'
import { compileRegexp, type GoRegexp } from '../values/regexp.ts'
import { fromBytes } from '../values/text.ts'
import { contains, describe } from './access.ts'
import { add, divide, exponent, modulo, multiply, subtract, toInt } from './arithmetic.ts'
import type { Node, NodeOf } from './ast.ts'
import { equal, type OrderOperator, ordered } from './compare.ts'
import type { Compiler } from './compile.ts'
import { fail } from './failure.ts'
import { countWork, type Frame, type Run } from './frame.ts'
import { grow, locate } from './locate.ts'
import { ConstantSet } from './optimizer.ts'
import { isNil, typeName } from './type-name.ts'

export function compileBinary(compiler: Compiler, node: NodeOf<'binary'>): Run {
  switch (node.operator) {
    case '==':
      return equalRun(compiler, node)
    case '!=': {
      const run = equalRun(compiler, node)
      return (frame) => !run(frame)
    }
    case 'or':
    case '||':
      return orRun(compiler, node)
    case 'and':
    case '&&':
      return andRun(compiler, node)
    case '<':
    case '>':
    case '<=':
    case '>=':
      return orderRun(compiler, node, node.operator)
    case 'in':
      return inRun(compiler, node)
    case 'matches':
      return matchesRun(compiler, node)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return textRun(compiler, node, TEXT_TESTS[node.operator])
    case '..':
      return rangeRun(compiler, node)
    case '??': {
      const left = compiler.compile(node.left)
      const right = compiler.compile(node.right)
      return (frame) => {
        const value = left(frame)
        return isNil(value) ? right(frame) : value
      }
    }
    default:
      return arithmeticRun(compiler, node)
  }
}

type Operation = (a: unknown, b: unknown, at: number) => unknown

const ARITHMETIC: ReadonlyMap<string, Operation> = new Map([
  ['+', add],
  ['-', subtract],
  ['*', multiply],
  ['/', divide],
  ['%', modulo],
  ['**', exponent],
  ['^', exponent],
])

function arithmeticRun(compiler: Compiler, node: NodeOf<'binary'>): Run {
  const { operator, at } = node
  const operation = ARITHMETIC.get(operator)
  if (!operation) return fail(`unknown operator (${operator})`, at)
  const left = compiler.compile(node.left)
  const right = compiler.compile(node.right)
  return (frame) => {
    const a = left(frame)
    return operation(a, right(frame), at)
  }
}

function orRun(compiler: Compiler, node: NodeOf<'binary'>): Run {
  const left = compiler.condition(node.left, node.at)
  const right = compiler.compile(node.right)
  return (frame) => (left(frame) ? true : right(frame))
}

function andRun(compiler: Compiler, node: NodeOf<'binary'>): Run {
  const left = compiler.condition(node.left, node.at)
  const right = compiler.compile(node.right)
  return (frame) => (left(frame) ? right(frame) : false)
}

/** Whether the checker found the value to be of Go's own type of a kind. */
function isOfType(node: Node, name: string): boolean {
  return node.nature.type?.name === name
}

function equalRun(compiler: Compiler, node: NodeOf<'binary'>): (frame: Frame) => boolean {
  const { left: leftNode, right: rightNode, at } = node
  const left = compiler.compile(leftNode)
  const right = compiler.compile(rightNode)
  for (const name of ['int', 'string'] as const) {
    if (isOfType(leftNode, name) && isOfType(rightNode, name))
      return sameTypeRun({ left, right, name, at })
  }
  if (rightNode.kind === 'string') {
    const { value: text } = rightNode
    return (frame) => left(frame) === text
  }
  if (rightNode.kind === 'nil') return (frame) => isNil(left(frame))
  if (rightNode.kind === 'bool') {
    const { value: bool } = rightNode
    return (frame) => left(frame) === bool
  }
  if (rightNode.kind === 'integer') return equalsInteger(left, rightNode.value)
  return (frame) => {
    const a = left(frame)
    const b = right(frame)
    if (typeof a === 'string') return a === b
    try {
      return equal(a, b, frame)
    } catch (error) {
      throw locate(error, at)
    }
  }
}

function equalsInteger(left: Run, value: Int64): (frame: Frame) => boolean {
  const constant = goInt(value)
  return (frame) => {
    const a = left(frame)
    if (typeof a === 'number') return a === value
    return a instanceof GoInt ? a.value === value : equal(a, constant, frame)
  }
}

/** Both sides are known to be ints, or strings: another type at run time is a failure. */
function sameTypeRun(sides: {
  left: Run
  right: Run
  name: 'int' | 'string'
  at: number
}): (frame: Frame) => boolean {
  const { left, right, name, at } = sides
  if (name === 'string') {
    return (frame) => {
      const a = left(frame)
      const b = right(frame)
      if (typeof a !== 'string') notOfType(a, name, at)
      if (typeof b !== 'string') notOfType(b, name, at)
      return a === b
    }
  }
  return (frame) => {
    const a = left(frame)
    const b = right(frame)
    if (!(a instanceof GoInt)) return notOfType(a, name, at)
    if (!(b instanceof GoInt)) return notOfType(b, name, at)
    return a.value === b.value
  }
}

function notOfType(value: unknown, name: string, at: number): never {
  return fail(`interface conversion: interface {} is ${describe(value)}, not ${name}`, at)
}

function orderRun(compiler: Compiler, node: NodeOf<'binary'>, operator: OrderOperator): Run {
  const { at } = node
  const left = compiler.compile(node.left)
  const right = compiler.compile(node.right)
  return (frame) => {
    const a = left(frame)
    const b = right(frame)
    try {
      return ordered(operator, a, b)
    } catch (error) {
      throw locate(error, at)
    }
  }
}

function inRun(compiler: Compiler, node: NodeOf<'binary'>): Run {
  const { at, right: rightNode } = node
  const left = compiler.compile(node.left)
  if (rightNode.kind === 'constant' && rightNode.value instanceof ConstantSet) {
    return setRun(left, rightNode.value, at)
  }
  const right = compiler.compile(rightNode)
  return (frame) => {
    const needle = left(frame)
    const haystack = right(frame)
    try {
      return contains(needle, haystack, frame)
    } catch (error) {
      throw locate(error, at)
    }
  }
}

/** Nil is looked up as the empty value, and another type is a failure, as in Go's maps. */
function setRun(left: Run, set: ConstantSet, at: number): Run {
  const { values, type } = set
  const empty = type === 'string' ? '' : 0
  return (frame) => {
    const needle = left(frame)
    if (typeof needle === 'string' && type === 'string') return values.has(needle)
    if (needle instanceof GoInt && type === 'int') return values.has(needle.value)
    if (needle === null || needle === undefined) return values.has(empty)
    return fail(
      `reflect.Value.MapIndex: value of type ${typeName(needle)} is not assignable to type ${type}`,
      at,
    )
  }
}

function matchesRun(compiler: Compiler, node: NodeOf<'binary'>): Run {
  const { at, right: rightNode } = node
  const left = compiler.compile(node.left)
  if (rightNode.kind === 'string') {
    const regexp = compileConstant(rightNode.value, at)
    return (frame) => {
      const value = left(frame)
      if (isNil(value)) return false
      const text = typeof value === 'string' ? value : bytesText(value, at)
      frame.step(text.length)
      return regexp.matches(text)
    }
  }
  const right = compiler.compile(rightNode)
  return (frame) => {
    const value = left(frame)
    const pattern = right(frame)
    if (isNil(value) || isNil(pattern)) return false
    if (typeof pattern !== 'string') return notText(pattern, at)
    const text = typeof value === 'string' ? value : bytesText(value, at)
    try {
      frame.step(EXPR_LIMITS.patternSteps + text.length)
      return compileRegexp(pattern).matches(text)
    } catch (error) {
      throw locate(error, at)
    }
  }
}

function compileConstant(pattern: string, at: number): GoRegexp {
  try {
    return compileRegexp(pattern)
  } catch (error) {
    throw locate(error, at)
  }
}

function bytesText(value: unknown, at: number): string {
  if (value instanceof Uint8Array) return fromBytes(value)
  return notOfType(value, '[]uint8', at)
}

function notText(value: unknown, at: number): never {
  return notOfType(value, 'string', at)
}

type TextTest = (text: string, part: string) => boolean

const TEXT_TESTS: Readonly<Record<'contains' | 'startsWith' | 'endsWith', TextTest>> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
}

function textRun(compiler: Compiler, node: NodeOf<'binary'>, test: TextTest): Run {
  const { at } = node
  const left = compiler.compile(node.left)
  const right = compiler.compile(node.right)
  return (frame) => {
    const text = left(frame)
    const part = right(frame)
    if (typeof text === 'string' && typeof part === 'string') {
      countWork(frame, text)
      return test(text, part)
    }
    if (isNil(text) || isNil(part)) return false
    return notText(typeof text === 'string' ? part : text, at)
  }
}

function rangeRun(compiler: Compiler, node: NodeOf<'binary'>): Run {
  const { at } = node
  const left = compiler.compile(node.left)
  const right = compiler.compile(node.right)
  return (frame) => {
    const a = left(frame)
    const b = right(frame)
    const from = toInt(a, at)
    // A size beyond 64 bits wraps below zero in Go, and so the range is empty.
    const size = BigInt.asIntN(64, BigInt(toInt(b, at)) - BigInt(from) + 1n)
    if (size <= 0n) return typedList('int', [])
    grow(frame, Number(size), at)
    const start = BigInt(from)
    const isSmall = typeof from === 'number'
    return typedList(
      'int',
      Array.from({ length: Number(size) }, (_, index) =>
        goInt(isSmall ? from + index : start + BigInt(index)),
      ),
    )
  }
}
