/** The natures of the builtins that take predicates. */
import type { NodeOf } from './ast.ts'
import type { Checker } from './checker.ts'
import {
  anyType,
  arrayType,
  boolType,
  elemOf,
  groupsType,
  intType,
  isArray,
  isBool,
  isString,
  isUnknown,
  listOf,
  type Nature,
  natureOf,
  showNature,
  unknown,
} from './nature.ts'

/** What a predicate can point to: the elements of a collection, and `#index` and `#acc`. */
export type PredicateScope = {
  readonly collection: Nature
  readonly variables?: Readonly<Record<string, Nature>>
}

const NO_RESULT = 'predicate should has one input and one output param'

/** The nature of a call of a builtin with predicates; undefined for any other builtin. */
export function checkPredicateCall(checker: Checker, node: NodeOf<'builtin'>): Nature | undefined {
  switch (node.name) {
    case 'all':
    case 'none':
    case 'any':
    case 'one':
      return withCondition(checker, node, () => natureOf(boolType))
    case 'filter':
      return withCondition(checker, node, (collection) =>
        isUnknown(collection) ? natureOf(arrayType) : listOf(elemOf(collection)),
      )
    case 'find':
    case 'findLast':
      return withCondition(checker, node, (collection) =>
        isUnknown(collection) ? unknown : elemOf(collection),
      )
    case 'findIndex':
    case 'findLastIndex':
    case 'count':
      return withCondition(checker, node, () => natureOf(intType))
    case 'map':
      return withPredicate(checker, node, (_, result) => listOf(result))
    case 'sum':
      return checkSum(checker, node)
    case 'groupBy':
      return withPredicate(checker, node, (collection) => ({
        type: groupsType,
        ref: listOf(elemOf(collection)),
      }))
    case 'sortBy':
      return checkSortBy(checker, node)
    case 'reduce':
      return checkReduce(checker, node)
    default:
      return undefined
  }
}

/** The collection's nature; undefined after a failure. */
function checkCollection(checker: Checker, node: NodeOf<'builtin'>): Nature | undefined {
  const [argument] = node.args
  if (!argument) return undefined
  const collection = checker.visit(argument)
  if (isArray(collection) || isUnknown(collection)) return collection
  checker.fail(argument, `builtin ${node.name} takes only array (got ${showNature(collection)})`)
  return undefined
}

type Finish = (collection: Nature, result: Nature) => Nature

const INDEX = { index: natureOf(intType) }

function withPredicate(checker: Checker, node: NodeOf<'builtin'>, finish: Finish): Nature {
  const collection = checkCollection(checker, node)
  const predicate = node.args[1]
  if (!collection) return unknown
  if (!predicate) return finish(collection, unknown)
  const variables = node.name === 'map' ? INDEX : undefined
  const nature = checker.visitPredicate(predicate, { collection, variables })
  const result = nature.ref ?? unknown
  if (result.isNil) return checker.fail(predicate, NO_RESULT)
  return finish(collection, result)
}

/** A predicate that must be a condition. */
function withCondition(checker: Checker, node: NodeOf<'builtin'>, finish: Finish): Nature {
  return withPredicate(checker, node, (collection, result) => {
    const predicate = node.args[1]
    if (predicate && !isBool(result) && !isUnknown(result)) {
      return checker.fail(predicate, `predicate should return boolean (got ${showNature(result)})`)
    }
    return finish(collection, result)
  })
}

function checkSum(checker: Checker, node: NodeOf<'builtin'>): Nature {
  if (node.args.length === 2) {
    const collection = checkCollection(checker, node)
    const predicate = node.args[1]
    if (!collection || !predicate) return unknown
    const result = checker.visitPredicate(predicate, { collection }).ref ?? unknown
    if (result.isNil) {
      return checker.fail(
        predicate,
        'cannot use func(interface {}) as argument (type func(interface {}) bool) to call sum ',
      )
    }
    return result.type === undefined ? natureOf(anyType) : natureOf(result.type)
  }
  const collection = checkCollection(checker, node)
  if (!collection || isUnknown(collection)) return unknown
  return elemOf(collection)
}

function checkSortBy(checker: Checker, node: NodeOf<'builtin'>): Nature {
  const collection = checkCollection(checker, node)
  const [, predicate, orderNode] = node.args
  if (!collection || !predicate) return unknown
  const nature = checker.visitPredicate(predicate, { collection })
  if (orderNode) {
    const order = checker.visit(orderNode)
    if (!isString(order) && !isUnknown(order)) {
      return checker.fail(
        orderNode,
        `sortBy order argument must be a string (got ${showNature(order)})`,
      )
    }
  }
  return nature.ref?.isNil ? checker.fail(predicate, NO_RESULT) : collection
}

function checkReduce(checker: Checker, node: NodeOf<'builtin'>): Nature {
  const collection = checkCollection(checker, node)
  const [, predicate, start] = node.args
  if (!collection || !predicate) return unknown
  const nature = checker.visitPredicate(predicate, {
    collection,
    variables: { ...INDEX, acc: unknown },
  })
  if (start) checker.visit(start)
  if (nature.ref?.isNil) {
    return checker.fail(predicate, 'predicate should has two input and one output param')
  }
  return nature.ref ?? unknown
}
