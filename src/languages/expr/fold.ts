// In: a node whose operands may be constants. Out: the constant that it is, or the node.
// Integers wrap at 64 bits, as they do at run time.
import {
  addInt64,
  goFloat,
  goInt,
  type Int64,
  modInt64,
  mulInt64,
  subInt64,
} from '../values/number.ts'
import { rejoin } from '../values/text.ts'
import { createNode, type Node, type NodeOf, type Shape } from './ast.ts'
import { Failure } from './failure.ts'
import {
  arrayType,
  boolType,
  floatType,
  type GoType,
  intType,
  natureOf,
  stringType,
} from './nature.ts'
import { power } from './power.ts'

/** Whether a pass changed anything, and what stopped it. */
export type FoldProgress = { applied: boolean; failure?: Failure }

/** Folds one node, after its children. */
export function foldNode(node: Node, progress: FoldProgress): Node {
  if (progress.failure) return node
  const folded = foldShape(node, progress)
  if (folded === node) return node
  progress.applied = true
  folded.at = node.at
  return folded
}

function foldShape(node: Node, progress: FoldProgress): Node {
  switch (node.kind) {
    case 'unary':
      return foldUnary(node)
    case 'binary':
      return foldBinary(node, progress)
    case 'array':
      return foldArray(node)
    case 'builtin':
      return foldFilter(node)
    default:
      return node
  }
}

function constant(shape: Shape, type: GoType): Node {
  const node = createNode(shape)
  node.nature = natureOf(type)
  return node
}

const integer = (value: Int64) => constant({ kind: 'integer', value }, intType)
const float = (value: number) => constant({ kind: 'float', value }, floatType)
const bool = (value: boolean) => constant({ kind: 'bool', value }, boolType)

function foldUnary(node: NodeOf<'unary'>): Node {
  const operand = node.node
  switch (node.operator) {
    case '-':
      if (operand.kind === 'integer') return integer(subInt64(0, operand.value))
      return operand.kind === 'float' ? float(-operand.value) : node
    case '+':
      if (operand.kind === 'integer') return integer(operand.value)
      return operand.kind === 'float' ? float(operand.value) : node
    default:
      return operand.kind === 'bool' ? bool(!operand.value) : node
  }
}

function foldBinary(node: NodeOf<'binary'>, progress: FoldProgress): Node {
  const { operator, left, right } = node
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '**':
    case '^':
      return foldArithmetic(node)
    case '%': {
      if (left.kind !== 'integer' || right.kind !== 'integer') return node
      const rest = modInt64(left.value, right.value)
      if (rest !== undefined) return integer(rest)
      progress.failure = new Failure('integer divide by zero', node.at)
      return node
    }
    case 'and':
    case '&&':
      return foldBoolean(node, true)
    case 'or':
    case '||':
      return foldBoolean(node, false)
    case '==':
      return foldEqual(node)
    default:
      return node
  }
}

function foldArithmetic(node: NodeOf<'binary'>): Node {
  const { operator, left, right } = node
  if (left.kind === 'string' && right.kind === 'string') {
    if (operator !== '+') return node
    return constant({ kind: 'string', value: rejoin(left.value + right.value) }, stringType)
  }
  const isNumber = (side: Node) => side.kind === 'integer' || side.kind === 'float'
  if (!isNumber(left) || !isNumber(right)) return node
  if (left.kind === 'integer' && right.kind === 'integer') {
    if (operator === '+') return integer(addInt64(left.value, right.value))
    if (operator === '-') return integer(subInt64(left.value, right.value))
    if (operator === '*') return integer(mulInt64(left.value, right.value))
  }
  const x = left.kind === 'integer' || left.kind === 'float' ? Number(left.value) : 0
  const y = right.kind === 'integer' || right.kind === 'float' ? Number(right.value) : 0
  return float(calculate(operator, x, y))
}

function calculate(operator: string, x: number, y: number): number {
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / y
    default:
      return power(x, y)
  }
}

/** With `neutral`, the other side remains; with its opposite, that is the result. */
function foldBoolean(node: NodeOf<'binary'>, neutral: boolean): Node {
  const { left, right } = node
  const isNeutral = (side: Node) => side.kind === 'bool' && side.value === neutral
  if (isNeutral(left)) return withNature(right, node)
  if (isNeutral(right)) return withNature(left, node)
  return left.kind === 'bool' || right.kind === 'bool' ? bool(!neutral) : node
}

function withNature(side: Node, node: Node): Node {
  side.nature = node.nature
  return side
}

function foldEqual(node: NodeOf<'binary'>): Node {
  const { left, right } = node
  if (left.kind === 'integer' && right.kind === 'integer') return bool(left.value === right.value)
  if (left.kind === 'string' && right.kind === 'string') return bool(left.value === right.value)
  if (left.kind === 'bool' && right.kind === 'bool') return bool(left.value === right.value)
  return node
}

function foldArray(node: NodeOf<'array'>): Node {
  if (node.nodes.length === 0) return node
  const values: unknown[] = []
  for (const element of node.nodes) {
    if (element.kind === 'integer') values.push(goInt(element.value))
    else if (element.kind === 'float') values.push(goFloat(element.value))
    else if (element.kind === 'string' || element.kind === 'bool') values.push(element.value)
    else return node
  }
  return constant({ kind: 'constant', value: values }, arrayType)
}

/** `filter(filter(a, p), q)` is `filter(a, p && q)`. */
function foldFilter(node: NodeOf<'builtin'>): Node {
  if (node.name !== 'filter' || node.args.length !== 2) return node
  const [base, outer] = node.args
  if (base?.kind !== 'builtin' || base.name !== 'filter' || outer?.kind !== 'predicate') return node
  const [collection, inner] = base.args
  if (!collection || inner?.kind !== 'predicate') return node
  const both = createNode({
    kind: 'binary',
    operator: '&&',
    left: inner.node,
    right: outer.node,
  })
  const predicate = createNode({ kind: 'predicate', node: both })
  const filter = createNode({ kind: 'builtin', name: 'filter', args: [collection, predicate] })
  filter.nature = node.nature
  return filter
}
