/** Sums over constant ranges, which upstream computes by formula: `sum(1..9)`, `reduce(1..9, # + #acc)`. */
import { addInt64, divInt64, type Int64, mulInt64, subInt64 } from '../values/number.ts'
import { createNode, type Node, type NodeOf } from './ast.ts'
import { intType, natureOf } from './nature.ts'

/** A sum over a range of constants as the number that it is. */
export function sumRange(node: Node): Node {
  if (node.kind !== 'builtin') return node
  const range = constantRange(node.args[0])
  if (!range) return node
  if (node.name === 'sum' && node.args.length <= 2) {
    const predicate = node.args[1]
    const result = predicate ? sumOfPredicate(range, predicate) : range.sum
    return result === undefined ? node : integerInPlaceOf(node, result)
  }
  if (node.name === 'reduce') return sumOfReduce(node, range)
  return node
}

type Range = { readonly count: Int64; readonly sum: Int64 }

function constantRange(node: Node | undefined): Range | undefined {
  if (node?.kind !== 'binary' || node.operator !== '..') return undefined
  const { left, right } = node
  if (left.kind !== 'integer' || right.kind !== 'integer' || right.value < left.value) {
    return undefined
  }
  const count = addInt64(subInt64(right.value, left.value), 1)
  const twice = mulInt64(count, addInt64(left.value, right.value))
  return { count, sum: divInt64(twice, 2) ?? 0 }
}

function integerInPlaceOf(node: Node, value: Int64): Node {
  const integer = createNode({ kind: 'integer', value }, node.at)
  integer.nature = natureOf(intType)
  return integer
}

function isPointer(node: Node, name: string): boolean {
  return node.kind === 'pointer' && node.name === name
}

function sumOfReduce(node: NodeOf<'builtin'>, range: Range): Node {
  const [, predicate, start] = node.args
  const body = predicate?.kind === 'predicate' ? predicate.node : undefined
  if (body?.kind !== 'binary' || body.operator !== '+') return node
  const { left, right } = body
  const isSum =
    (isPointer(left, '') && isPointer(right, 'acc')) ||
    (isPointer(left, 'acc') && isPointer(right, ''))
  if (!isSum) return node
  if (!start) return integerInPlaceOf(node, range.sum)
  if (start.kind !== 'integer') return node
  return integerInPlaceOf(node, addInt64(start.value, range.sum))
}

/** The sum of `#`, `# * k`, `# + k`, `# - k` and their kin over a range. */
function sumOfPredicate(range: Range, predicate: Node): Int64 | undefined {
  const body = predicate.kind === 'predicate' ? predicate.node : predicate
  if (isPointer(body, '')) return range.sum
  if (body.kind !== 'binary') return undefined
  const { left, right, operator } = body
  const isLeft = isPointer(left, '') && right.kind === 'integer'
  const isRight = left.kind === 'integer' && isPointer(right, '')
  if (!isLeft && !isRight) return undefined
  const constant = right.kind === 'integer' ? right.value : left.kind === 'integer' ? left.value : 0
  const all = mulInt64(range.count, constant)
  switch (operator) {
    case '*':
      return mulInt64(constant, range.sum)
    case '+':
      return addInt64(range.sum, all)
    case '-':
      return isLeft ? subInt64(range.sum, all) : subInt64(all, range.sum)
    default:
      return undefined
  }
}
