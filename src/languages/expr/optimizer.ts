// In: a checked tree. Out: the tree that is compiled: constants folded, and the rewrites of upstream that can be seen.
// The passes and their order are upstream's, because they show in results, in errors and in their places.
import { createNode, fingerprint, type Node, type NodeOf, type Visit, walk } from './ast.ts'
import { type FoldProgress, foldNode } from './fold.ts'
import { isBoolean } from './operators.ts'
import { sumRange } from './sum-range.ts'

const FOLDS_MAX = 1_000

/** Optimises a tree; throws a Failure for a constant division by zero. */
export function optimize(root: Node): Node {
  let node = walk(root, inArray)
  for (let left = FOLDS_MAX; left >= 0; left--) {
    const progress: FoldProgress = { applied: false }
    node = walk(node, (visited) => foldNode(visited, progress))
    if (progress.failure) throw progress.failure
    if (!progress.applied) break
  }
  const passes: Visit[] = [
    inRange,
    filterMap,
    filterLength,
    filterLast,
    filterFirst,
    combinePredicates,
    sumRange,
    sumArray,
    sumMap,
    countAny,
    countThreshold,
  ]
  for (const pass of passes) node = walk(node, pass)
  return node
}

/** A node in another's place, with its place in the source and its nature. */
function inPlaceOf(old: Node, replacement: Node): Node {
  replacement.at = old.at
  replacement.nature = old.nature
  return replacement
}

/** `x in [1, 2]` looks into a set when all elements are integers and x is an int, or all are strings. */
function inArray(node: Node): Node {
  if (node.kind !== 'binary' || node.operator !== 'in' || node.right.kind !== 'array') return node
  const { nodes } = node.right
  if (nodes.length === 0) return node
  const areIntegers =
    node.left.nature.type?.kind === 'int' && nodes.every((element) => element.kind === 'integer')
  const areStrings = nodes.every((element) => element.kind === 'string')
  if (!areIntegers && !areStrings) return node
  const values = nodes.map((element) =>
    element.kind === 'integer' || element.kind === 'string' ? element.value : '',
  )
  const set = createNode({ kind: 'constant', value: new ConstantSet(values) })
  return inPlaceOf(
    node,
    createNode({ kind: 'binary', operator: 'in', left: node.left, right: set }),
  )
}

/** The set that `in` looks into: of strings or of ints, which have no other types in them. */
export class ConstantSet {
  readonly values: ReadonlySet<unknown>
  readonly type: 'int' | 'string'

  constructor(values: readonly unknown[]) {
    this.values = new Set(values)
    this.type = typeof values[0] === 'string' ? 'string' : 'int'
  }
}

/** `x in 1..9` is `x >= 1 and x <= 9` when x is an int. */
function inRange(node: Node): Node {
  if (node.kind !== 'binary' || node.operator !== 'in') return node
  const { left, right } = node
  if (left.nature.type?.kind !== 'int') return node
  if (right.kind !== 'binary' || right.operator !== '..') return node
  if (right.left.kind !== 'integer' || right.right.kind !== 'integer') return node
  const compare = (operator: string, bound: Node) =>
    createNode({ kind: 'binary', operator, left, right: bound })
  return inPlaceOf(
    node,
    createNode({
      kind: 'binary',
      operator: 'and',
      left: compare('>=', right.left),
      right: compare('<=', right.right),
    }),
  )
}

function isCall(node: Node | undefined, name: string, args: number): node is NodeOf<'builtin'> {
  return node?.kind === 'builtin' && node.name === name && node.args.length === args
}

/** `map(filter(a, p), f)` filters and maps in one loop, so that `#index` in f is that of a. */
function filterMap(node: Node): Node {
  if (!isCall(node, 'map', 2)) return node
  const [filter, predicate] = node.args
  if (predicate?.kind !== 'predicate') return node
  if (filter?.kind !== 'builtin' || filter.name !== 'filter' || filter.map) return node
  const { args } = filter
  return inPlaceOf(node, createNode({ kind: 'builtin', name: 'filter', args, map: predicate.node }))
}

function filterLength(node: Node): Node {
  const filter = isCall(node, 'len', 1) ? node.args[0] : undefined
  if (!isCall(filter, 'filter', 2)) return node
  return inPlaceOf(node, createNode({ kind: 'builtin', name: 'count', args: filter.args }))
}

const filterLast: Visit = (node) => filterEnd(node, { name: 'last', find: 'findLast', index: -1 })
const filterFirst: Visit = (node) => filterEnd(node, { name: 'first', find: 'find', index: 0 })

/** `filter(a, p)[0]` and `first(filter(a, p))` find. */
function filterEnd(node: Node, end: { name: string; find: string; index: number }): Node {
  if (node.kind === 'member' && !node.optional && node.property.kind === 'integer') {
    const { node: filter, property } = node
    if (property.value === end.index && isCall(filter, 'filter', 2)) {
      return inPlaceOf(node, find(filter, end.find, true))
    }
  }
  const filter = isCall(node, end.name, 1) ? node.args[0] : undefined
  return isCall(filter, 'filter', 2) ? inPlaceOf(node, find(filter, end.find, false)) : node
}

function find(filter: NodeOf<'builtin'>, name: string, throws: boolean): Node {
  const { args, map } = filter
  return createNode({ kind: 'builtin', name, args, throws, map })
}

/** `all(a, p) and all(a, q)` is `all(a, p and q)`, and its kin. */
function combinePredicates(node: Node): Node {
  if (node.kind !== 'binary' || !isBoolean(node.operator)) return node
  const { left, right } = node
  if (left.kind !== 'builtin' || right.kind !== 'builtin' || left.name !== right.name) return node
  const operator = combinedOperator(left.name, node.operator)
  const [collection, first] = left.args
  const [other, second] = right.args
  if (operator === undefined || !collection || !other) return node
  if (first?.kind !== 'predicate' || second?.kind !== 'predicate') return node
  if (fingerprint(collection) !== fingerprint(other)) return node
  const both = createNode({ kind: 'binary', operator, left: first.node, right: second.node })
  const predicate = createNode({ kind: 'predicate', node: combinePredicates(both) })
  return inPlaceOf(
    node,
    createNode({ kind: 'builtin', name: left.name, args: [collection, predicate] }),
  )
}

function combinedOperator(name: string, operator: string): string | undefined {
  const isAnd = operator === 'and' || operator === '&&'
  if (name === 'all' && isAnd) return operator
  if (name === 'any' && !isAnd) return operator
  if (name === 'none' && isAnd) return operator === 'and' ? 'or' : '||'
  return undefined
}

/** `sum([a, b, c])` is `a + (b + c)`. */
function sumArray(node: Node): Node {
  const array = isCall(node, 'sum', 1) ? node.args[0] : undefined
  if (array?.kind !== 'array' || array.nodes.length < 2) return node
  const sum = array.nodes.reduceRight((right, left) =>
    createNode({ kind: 'binary', operator: '+', left, right }),
  )
  return inPlaceOf(node, sum)
}

function sumMap(node: Node): Node {
  const map = isCall(node, 'sum', 1) ? node.args[0] : undefined
  if (!isCall(map, 'map', 2)) return node
  return inPlaceOf(node, createNode({ kind: 'builtin', name: 'sum', args: map.args }))
}

/** `count(a, p) > 0` is `any(a, p)`. */
function countAny(node: Node): Node {
  if (node.kind !== 'binary' || !isCall(node.left, 'count', 2)) return node
  const { operator, right, left } = node
  if (right.kind !== 'integer') return node
  const isAny = (operator === '>' && right.value === 0) || (operator === '>=' && right.value === 1)
  if (!isAny) return node
  return inPlaceOf(node, createNode({ kind: 'builtin', name: 'any', args: left.args }))
}

/** `count(a, p) > 3` stops counting at 4. */
function countThreshold(node: Node): Node {
  if (node.kind !== 'binary' || !isCall(node.left, 'count', 2)) return node
  const { operator, right, left } = node
  if (right.kind !== 'integer' || right.value < 0) return node
  if (operator !== '>' && operator !== '>=') return node
  const threshold = BigInt(right.value) + (operator === '>' ? 1n : 0n)
  if (threshold > 1n) left.threshold = Number(threshold)
  return node
}
