import { compileRegexp, type GoRegexp, GoRegexpError } from '../values/regexp.ts'
import { select, type Work } from './select.ts'
import type { Call, Comparable, Comparison, Test } from './syntax.ts'

/** Whether `match()` or `search()` holds. The patterns are RE2's, of which I-Regexp (RFC 9485) is a part: time is linear. */
export function holds(call: Call, current: unknown, work: Work): boolean {
  if (call.name !== 'match' && call.name !== 'search') return false
  const text = sideValue(call.text, current, work)
  const pattern = sideValue(call.pattern, current, work)
  if (typeof text !== 'string' || typeof pattern !== 'string') return false
  return patternOf(call.name === 'match' ? `^(?:${pattern})$` : pattern)?.matches(text) === true
}

/** A pattern that is none matches nothing, as the RFC asks. */
function patternOf(pattern: string): GoRegexp | undefined {
  try {
    return compileRegexp(pattern)
  } catch (error) {
    if (error instanceof GoRegexpError) return undefined
    throw error
  }
}

/** Whether a comparison is true. Two that are both nothing are equal; what is of two kinds is never less nor equal. */
export function compares(
  { operator, left, right }: Extract<Test, { kind: 'compare' }>,
  current: unknown,
  work: Work,
): boolean {
  const one = sideValue(left, current, work)
  const other = sideValue(right, current, work)
  return RELATIONS[operator](one, other, work)
}

type Relation = (one: unknown, other: unknown, work: Work) => boolean

const RELATIONS: Readonly<Record<Comparison, Relation>> = {
  '==': equal,
  '!=': (one, other, work) => !equal(one, other, work),
  '<': less,
  '>': (one, other) => less(other, one),
  '<=': (one, other, work) => less(one, other) || equal(one, other, work),
  '>=': (one, other, work) => less(other, one) || equal(one, other, work),
}

function less(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return one < other
  if (typeof one !== 'string' || typeof other !== 'string') return false
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0
}

function equal(one: unknown, other: unknown, work: Work): boolean {
  work.step()
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((entry, at) => equal(entry, other[at], work))
  const areObjects = isObject(one) && isObject(other)
  if (!areObjects) return one === other
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) && equal(Reflect.get(one, key), Reflect.get(other, key), work),
    )
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One value, or undefined for nothing: a query finds one at most here. */
function sideValue(side: Comparable, current: unknown, work: Work): unknown {
  switch (side.kind) {
    case 'literal':
      return side.value
    case 'query':
      return select(side.query, current, work)[0]
    case 'call':
      return resultOf(side.call, current, work)
  }
}

function resultOf(call: Call, current: unknown, work: Work): unknown {
  switch (call.name) {
    case 'length':
      return lengthOf(sideValue(call.of, current, work))
    case 'count':
      return select(call.of, current, work).length
    case 'value': {
      const found = select(call.of, current, work)
      return found.length === 1 ? found[0] : undefined
    }
    case 'match':
    case 'search':
      return undefined
  }
}

/** Characters, entries or keys; nothing for anything else. */
function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Array.from(value).length
  if (Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}
