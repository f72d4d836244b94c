/** The natures of binary operations. */
import { compileRegexp, GoRegexpError } from '../values/regexp.ts'
import type { NodeOf } from './ast.ts'
import type { Checker } from './checker.ts'
import {
  boolType,
  bytesType,
  durationType,
  elemOf,
  floatType,
  intType,
  isArray,
  isAssignable,
  isBool,
  isComparable,
  isDuration,
  isInteger,
  isMapNature,
  isNumber,
  isString,
  isTime,
  isUnknown,
  keyOf,
  listOf,
  mayFit,
  type Nature,
  natureOf,
  nilNature,
  promote,
  showNature,
  stringType,
  timeType,
  unknown,
} from './nature.ts'

const bool = natureOf(boolType)

/** The nature of a binary operation, or a failure that the checker keeps. */
export function checkBinary(checker: Checker, node: NodeOf<'binary'>): Nature {
  const left = checker.visit(node.left)
  const right = checker.visit(node.right)
  if (node.operator === 'in') return checkIn(checker, node, { left, right })
  if (node.operator === 'matches' && node.right.kind === 'string') {
    try {
      compileRegexp(node.right.value)
    } catch (error) {
      if (error instanceof GoRegexpError) return checker.fail(node, error.message)
      throw error
    }
  }
  const result = resultOf(node.operator, left, right)
  return result ?? mismatch(checker, node, { left, right })
}

type Sides = { left: Nature; right: Nature }

function mismatch(checker: Checker, node: NodeOf<'binary'>, { left, right }: Sides): Nature {
  const types = `${showNature(left)} and ${showNature(right)}`
  return checker.fail(node, `invalid operation: ${node.operator} (mismatched types ${types})`)
}

/** What an operator gives; undefined when it does not take such operands. */
function resultOf(operator: string, left: Nature, right: Nature): Nature | undefined {
  switch (operator) {
    case '==':
    case '!=':
      return isComparable(left, right) ? bool : undefined
    case 'or':
    case '||':
    case 'and':
    case '&&':
      if (isBool(left) && isBool(right)) return bool
      return mayFit(left, right, [isBool]) ? bool : undefined
    case '<':
    case '>':
    case '>=':
    case '<=':
      return orderResult(left, right)
    case '+':
    case '-':
    case '*':
      return arithmeticResult(operator, left, right)
    case '/':
    case '**':
    case '^':
      if (isNumber(left) && isNumber(right)) return natureOf(floatType)
      return mayFit(left, right, [isNumber]) ? natureOf(floatType) : undefined
    case '%':
      if (isInteger(left) && isInteger(right)) return natureOf(intType)
      return mayFit(left, right, [isInteger]) ? natureOf(intType) : undefined
    case 'matches':
      if ((isString(left) || left.type?.name === bytesType.name) && isString(right)) return bool
      return mayFit(left, right, [isString]) ? bool : undefined
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      if (isString(left) && isString(right)) return bool
      return mayFit(left, right, [isString]) ? bool : undefined
    case '..':
      if (!(isInteger(left) && isInteger(right)) && !mayFit(left, right, [isInteger])) {
        return undefined
      }
      return listOf(natureOf(intType))
    case '??':
      return coalesceResult(left, right)
    default:
      return undefined
  }
}

const ORDERED = [isNumber, isString, isTime, isDuration]

function orderResult(left: Nature, right: Nature): Nature | undefined {
  const areAlike = ORDERED.some((check) => check(left) && check(right))
  return areAlike || mayFit(left, right, ORDERED) ? bool : undefined
}

function arithmeticResult(operator: string, left: Nature, right: Nature): Nature | undefined {
  if (isNumber(left) && isNumber(right)) return promote(left, right)
  const areDurations = isDuration(left) && isDuration(right)
  if (areDurations) return natureOf(durationType)
  if (operator === '*') {
    const areMixed = (isNumber(left) && isDuration(right)) || (isDuration(left) && isNumber(right))
    if (areMixed) return natureOf(durationType)
    return mayFit(left, right, [isNumber, isDuration]) ? unknown : undefined
  }
  if (isTime(left) && isDuration(right)) return natureOf(timeType)
  if (operator === '-') {
    if (isTime(left) && isTime(right)) return natureOf(durationType)
    return mayFit(left, right, [isNumber, isTime, isDuration]) ? unknown : undefined
  }
  if (isDuration(left) && isTime(right)) return natureOf(timeType)
  if (isString(left) && isString(right)) return natureOf(stringType)
  return mayFit(left, right, ORDERED) ? unknown : undefined
}

function coalesceResult(left: Nature, right: Nature): Nature {
  if (left.isNil && right.isNil) return nilNature
  if (left.isNil) return right
  if (right.isNil) return left
  return isAssignable(right, left) ? left : unknown
}

function checkIn(checker: Checker, node: NodeOf<'binary'>, sides: Sides): Nature {
  const { left, right } = sides
  const isStruct = right.type?.kind === 'struct'
  if ((isString(left) || isUnknown(left)) && isStruct) return bool
  if (isMapNature(right)) {
    const key = keyOf(right)
    if (isUnknown(left) || isAssignable(left, key)) return bool
    return checker.fail(
      node,
      `cannot use ${showNature(left)} as type ${showNature(key)} in map key`,
    )
  }
  if (isArray(right)) {
    const elem = elemOf(right)
    if (isComparable(left, elem)) return bool
    return checker.fail(node, `cannot use ${showNature(left)} as type ${showNature(elem)} in array`)
  }
  if (isUnknown(left) && isString(right)) return bool
  return isUnknown(right) ? bool : mismatch(checker, node, sides)
}
