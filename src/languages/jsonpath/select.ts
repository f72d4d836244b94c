import { JSONPATH_LIMITS } from '../../base/limits.ts'
import { compileRegexp, type GoRegexp, GoRegexpError } from '../values/regexp.ts'
import { JsonPathError } from './errors.ts'
import type { Call, Comparable, Comparison, Query, Segment, Selector, Test } from './syntax.ts'

/** What one search may still do. */
export class Work {
  readonly root: unknown
  #stepsLeft: number = JSONPATH_LIMITS.stepsMax

  constructor(root: unknown) {
    this.root = root
  }

  step(): void {
    this.#stepsLeft -= 1
    if (this.#stepsLeft < 0)
      throw new JsonPathError('run', `it took more than ${JSONPATH_LIMITS.stepsMax} steps`)
  }
}

/** The values that a query finds, in the order of the document; `current` is what `@` stands for. */
export function select(query: Query, current: unknown, work: Work): readonly unknown[] {
  let found: readonly unknown[] = [query.root === '$' ? work.root : current]
  for (const segment of query.segments) {
    if (found.length === 0) return found
    found = follow(segment, found, work)
  }
  return found
}

function follow(segment: Segment, from: readonly unknown[], work: Work): readonly unknown[] {
  const found: unknown[] = []
  const apply = (value: unknown): void => {
    for (const selector of segment.selectors) choose(selector, { value, work, found })
  }
  for (const value of from) {
    work.step()
    if (segment.isDescendant) walk(value, work, apply)
    else apply(value)
  }
  return found
}

/** The value, then all inside it, each before what is inside it. Without recursion: no depth exhausts the stack. */
function walk(value: unknown, work: Work, visit: (value: unknown) => void): void {
  const waiting: unknown[] = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    work.step()
    visit(next)
    const children = childrenOf(next)
    for (let at = children.length - 1; at >= 0; at--) waiting.push(children[at])
  }
}

type Choice = { readonly value: unknown; readonly work: Work; readonly found: unknown[] }

function choose(selector: Selector, { value, work, found }: Choice): void {
  switch (selector.kind) {
    case 'name':
      if (isObject(value) && Object.hasOwn(value, selector.name))
        found.push(Reflect.get(value, selector.name))
      return
    case 'index': {
      if (!Array.isArray(value)) return
      const at = selector.index < 0 ? value.length + selector.index : selector.index
      if (at >= 0 && at < value.length) found.push(value[at])
      return
    }
    case 'slice':
      if (Array.isArray(value)) slice(selector, { value, work, found })
      return
    case 'wildcard':
      for (const child of childrenOf(value)) {
        work.step()
        found.push(child)
      }
      return
    case 'filter':
      for (const child of childrenOf(value)) {
        work.step()
        if (decide(selector.test, child, work)) found.push(child)
      }
  }
}

type Sliced = { readonly value: readonly unknown[]; readonly work: Work; readonly found: unknown[] }

/** As RFC 9535, 2.3.4.2.2 has it. */
function slice(
  { start, end, step }: Extract<Selector, { kind: 'slice' }>,
  { value, work, found }: Sliced,
): void {
  if (step === 0) return
  const length = value.length
  const place = (given: number): number => (given >= 0 ? given : length + given)
  const within = (at: number, least: number, most: number): number =>
    Math.min(Math.max(at, least), most)
  if (step > 0) {
    const first = within(place(start ?? 0), 0, length)
    const last = within(place(end ?? length), 0, length)
    for (let at = first; at < last; at += step) take(at)
    return
  }
  const first = within(place(start ?? length - 1), -1, length - 1)
  const last = end === undefined ? -1 : within(place(end), -1, length - 1)
  for (let at = first; at > last; at += step) take(at)

  function take(at: number): void {
    work.step()
    found.push(value[at])
  }
}

function decide(test: Test, current: unknown, work: Work): boolean {
  work.step()
  switch (test.kind) {
    case 'or':
      return test.of.some((one) => decide(one, current, work))
    case 'and':
      return test.of.every((one) => decide(one, current, work))
    case 'not':
      return !decide(test.of, current, work)
    case 'exists':
      return select(test.query, current, work).length > 0
    case 'holds':
      return holds(test.call, current, work)
    case 'compare':
      return compares(test, current, work)
  }
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return isObject(value) ? Object.values(value) : []
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether `match()` or `search()` holds. The patterns are RE2's, of which I-Regexp (RFC 9485) is a part: time is linear. */
function holds(call: Call, current: unknown, work: Work): boolean {
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
function compares(
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
