// What is known of a value before the expression runs: Go's type, as far as upstream's checker knows it.
// Types are compared by their names, which are those that Go prints.
// `unknown` is what the environment gives: anything.
import type { Kind } from '../values/kind.ts'
import type { Builtin } from './builtin.ts'

/** A kind of reflect: those of values, and two that only types have. */
export type TypeKind = Kind | 'interface' | 'array'

/** A Go type. */
export type GoType = {
  /** As Go prints it. */
  readonly name: string
  readonly kind: TypeKind
  /** What a list, a map or a pointer holds. */
  readonly elem?: GoType
  readonly key?: GoType
  readonly signature?: Signature
}

export type Signature = {
  readonly params: readonly GoType[]
  readonly results: readonly GoType[]
  readonly isVariadic?: boolean
}

/** What the checker knows of a node's value. Without a type it is unknown, or nil. */
export type Nature = {
  readonly type?: GoType
  readonly isNil?: boolean
  /** A list's elements, or a predicate's result. */
  readonly ref?: Nature
  /** The function that an identifier names. */
  readonly builtin?: Builtin
  /** Whether the first parameter of the type is the receiver. */
  readonly isMethod?: boolean
}

export const unknown: Nature = {}
export const nilNature: Nature = { isNil: true }

export const anyType: GoType = { name: 'interface {}', kind: 'interface' }
export const errorType: GoType = { name: 'error', kind: 'interface' }
export const boolType: GoType = { name: 'bool', kind: 'bool' }
export const intType: GoType = { name: 'int', kind: 'int' }
export const int64Type: GoType = { name: 'int64', kind: 'int64' }
export const uint8Type: GoType = { name: 'uint8', kind: 'uint8' }
export const floatType: GoType = { name: 'float64', kind: 'float64' }
export const stringType: GoType = { name: 'string', kind: 'string' }
export const bytesType = sliceOf(uint8Type)
export const arrayType = sliceOf(anyType)
export const stringsType = sliceOf(stringType)
export const intsType = sliceOf(intType)
export const floatsType = sliceOf(floatType)
export const mapType: GoType = {
  name: 'map[string]interface {}',
  kind: 'map',
  key: stringType,
  elem: anyType,
}
export const anyMapType: GoType = {
  name: 'map[interface {}]interface {}',
  kind: 'map',
  key: anyType,
  elem: anyType,
}
export const groupsType: GoType = {
  name: 'map[interface {}][]interface {}',
  kind: 'map',
  key: anyType,
  elem: arrayType,
}
export const timeType: GoType = { name: 'time.Time', kind: 'struct' }
export const durationType: GoType = { name: 'time.Duration', kind: 'int64' }
export const monthType: GoType = { name: 'time.Month', kind: 'int' }
export const weekdayType: GoType = { name: 'time.Weekday', kind: 'int' }
export const locationType: GoType = { name: '*time.Location', kind: 'ptr' }

const INTEGER_NAMES = new Set([
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
])

/** `[]elem`. */
export function sliceOf(elem: GoType): GoType {
  return { name: `[]${elem.name}`, kind: 'slice', elem }
}

/** `func(params) results`. */
export function functionType(signature: Signature): GoType {
  const { params, results, isVariadic } = signature
  const names = params.map((param, index) => {
    const isRest = isVariadic === true && index === params.length - 1
    return isRest ? `...${param.elem?.name}` : param.name
  })
  const result = results.map((type) => type.name).join(', ')
  const shown = results.length > 1 ? ` (${result})` : result === '' ? '' : ` ${result}`
  return { name: `func(${names.join(', ')})${shown}`, kind: 'func', signature }
}

export function natureOf(type: GoType): Nature {
  return { type }
}

/** A list of values of one nature; its type is `[]interface {}` whatever they are. */
export function listOf(elem: Nature): Nature {
  return { type: arrayType, ref: elem }
}

/** As errors show it. */
export function showNature(nature: Nature): string {
  return nature.type?.name ?? 'unknown'
}

export function isUnknown(nature: Nature): boolean {
  if (nature.type === undefined) return nature.isNil !== true
  return nature.type.name === anyType.name
}

export function kindOfNature(nature: Nature): TypeKind {
  return nature.type?.kind ?? 'invalid'
}

export function isBool(nature: Nature): boolean {
  return nature.type?.kind === 'bool'
}

export function isString(nature: Nature): boolean {
  return nature.type?.kind === 'string'
}

export function isInteger(nature: Nature): boolean {
  return nature.type !== undefined && INTEGER_NAMES.has(nature.type.name)
}

export function isFloat(nature: Nature): boolean {
  return nature.type?.name === 'float64' || nature.type?.name === 'float32'
}

export function isNumber(nature: Nature): boolean {
  return isInteger(nature) || isFloat(nature)
}

export function isTime(nature: Nature): boolean {
  return nature.type?.name === 'time.Time'
}

export function isDuration(nature: Nature): boolean {
  return nature.type?.name === 'time.Duration'
}

export function isArray(nature: Nature): boolean {
  return nature.type?.kind === 'slice' || nature.type?.kind === 'array'
}

export function isMapNature(nature: Nature): boolean {
  return nature.type?.kind === 'map'
}

/** What a list or a map holds. */
export function elemOf(nature: Nature): Nature {
  if (isArray(nature) && nature.ref) return nature.ref
  return nature.type?.elem ? natureOf(nature.type.elem) : unknown
}

/** A map's keys. */
export function keyOf(nature: Nature): Nature {
  return nature.type?.key ? natureOf(nature.type.key) : unknown
}

const NIL_KINDS = new Set<TypeKind>(['ptr', 'interface', 'func', 'map', 'slice'])

/** Whether Go would assign a value of one nature where the other is wanted. */
export function isAssignable(from: Nature, to: Nature): boolean {
  if (from.isNil && NIL_KINDS.has(kindOfNature(to))) return true
  if (from.type === undefined || to.type === undefined) return false
  return to.type.name === anyType.name || from.type.name === to.type.name
}

/** Whether `==` makes sense between two natures. */
export function isComparable(left: Nature, right: Nature): boolean {
  return (
    isUnknown(left) ||
    isUnknown(right) ||
    left.isNil === true ||
    right.isNil === true ||
    (isNumber(left) && isNumber(right)) ||
    (isDuration(left) && isDuration(right)) ||
    (isTime(left) && isTime(right)) ||
    (isArray(left) && isArray(right)) ||
    isAssignable(left, right)
  )
}

/** Whether at least one is unknown and the other is, too, or passes one of the checks. */
export function mayFit(
  left: Nature,
  right: Nature,
  checks: readonly ((nature: Nature) => boolean)[],
): boolean {
  const passes = (nature: Nature) => checks.some((check) => check(nature))
  if (isUnknown(left)) return isUnknown(right) || passes(right)
  return isUnknown(right) && passes(left)
}

/** What arithmetic on two numbers gives. */
export function promote(left: Nature, right: Nature): Nature {
  return natureOf(isFloat(left) || isFloat(right) ? floatType : intType)
}
