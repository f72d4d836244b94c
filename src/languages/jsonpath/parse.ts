import { JSONPATH_LIMITS } from '../../base/limits.ts'
import { readInteger, readName, readNumber, readString } from './literals.ts'
import { Scanner } from './scan.ts'
import {
  type Call,
  type Comparable,
  type Comparison,
  isSingular,
  type Query,
  type Segment,
  type Selector,
  type Test,
} from './syntax.ts'

/** Reads a whole path. Throws JsonPathError. */
export function parsePath(text: string): Query {
  const scanner = new Scanner(text)
  if (text.length > JSONPATH_LIMITS.lengthMax)
    scanner.fail(`it is longer than ${JSONPATH_LIMITS.lengthMax} characters`)
  if (scanner.next !== '$') scanner.fail(`expected "$", found ${scanner.found()}`)
  const query = readQuery(scanner)
  if (!scanner.isAtEnd)
    scanner.fail(
      `expected ".", ".." or "[", found ${scanner.found()}; names with other characters are written as ["…"]`,
    )
  return query
}

/** Reads a query from its `$` or `@` on. */
function readQuery(scanner: Scanner): Query {
  const root = scanner.take('@') ? '@' : '$'
  if (root === '$') scanner.expect('$', 'where a path begins')
  const segments: Segment[] = []
  for (;;) {
    const start = scanner.at
    scanner.skipBlanks()
    const segment = readSegment(scanner)
    if (segment === undefined) {
      // Blanks belong to what comes behind the path.
      scanner.at = start
      return { root, segments }
    }
    segments.push(segment)
    if (segments.length > JSONPATH_LIMITS.segmentsMax) scanner.fail('it has too many parts', start)
  }
}

function readSegment(scanner: Scanner): Segment | undefined {
  if (scanner.take('..')) {
    const selectors = scanner.take('[') ? readSelectors(scanner) : [readShort(scanner, '..')]
    return { isDescendant: true, selectors }
  }
  if (scanner.take('.')) return { isDescendant: false, selectors: [readShort(scanner, '.')] }
  if (scanner.take('[')) return { isDescendant: false, selectors: readSelectors(scanner) }
  return undefined
}

function readShort(scanner: Scanner, dots: string): Selector {
  if (scanner.take('*')) return { kind: 'wildcard' }
  const name = readName(scanner)
  if (name === undefined)
    scanner.fail(
      `expected a name or "*" behind "${dots}", found ${scanner.found()}; other names are written as ["…"]`,
    )
  return { kind: 'name', name }
}

function readSelectors(scanner: Scanner): readonly Selector[] {
  const selectors: Selector[] = []
  do {
    scanner.skipBlanks()
    selectors.push(scanner.nested(() => readSelector(scanner)))
    if (selectors.length > JSONPATH_LIMITS.selectorsMax) scanner.fail('it has too many parts')
    scanner.skipBlanks()
  } while (scanner.take(','))
  scanner.expect(']', 'where a bracket ends')
  return selectors
}

function readSelector(scanner: Scanner): Selector {
  if (scanner.take('*')) return { kind: 'wildcard' }
  if (scanner.take('?')) {
    scanner.skipBlanks()
    return { kind: 'filter', test: readTest(scanner) }
  }
  const name = readString(scanner)
  if (name !== undefined) return { kind: 'name', name }
  const start = readInteger(scanner)
  const behind = scanner.at
  scanner.skipBlanks()
  if (scanner.next === ':') return readSlice(scanner, start)
  scanner.at = behind
  if (start === undefined)
    scanner.fail(
      `expected a name in quotes, a number, "*", a slice or "?" in brackets, found ${scanner.found()}`,
    )
  return { kind: 'index', index: start }
}

function readSlice(scanner: Scanner, start: number | undefined): Selector {
  scanner.expect(':', 'in a slice')
  scanner.skipBlanks()
  const end = readInteger(scanner)
  const behind = scanner.at
  scanner.skipBlanks()
  if (!scanner.take(':')) {
    scanner.at = behind
    return { kind: 'slice', start, end, step: 1 }
  }
  const colon = scanner.at
  scanner.skipBlanks()
  const step = readInteger(scanner)
  if (step === undefined) scanner.at = colon
  return { kind: 'slice', start, end, step: step ?? 1 }
}

/** Reads what stands behind the `?` of a filter. */
function readTest(scanner: Scanner): Test {
  return scanner.nested(() => readSeveral(scanner, 'or'))
}

/** `a || b`, and inside it `a && b`, which binds more. */
function readSeveral(scanner: Scanner, kind: 'or' | 'and'): Test {
  const sign = kind === 'or' ? '||' : '&&'
  const readPart = (): Test => (kind === 'or' ? readSeveral(scanner, 'and') : readBasic(scanner))
  const first = readPart()
  const parts = [first]
  for (;;) {
    const behind = scanner.at
    scanner.skipBlanks()
    if (!scanner.take(sign)) {
      scanner.at = behind
      return parts.length === 1 ? first : { kind, of: parts }
    }
    scanner.skipBlanks()
    parts.push(readPart())
  }
}

function readBasic(scanner: Scanner): Test {
  if (scanner.take('!')) {
    scanner.skipBlanks()
    if (scanner.next === '(') return { kind: 'not', of: readGroup(scanner) }
    return { kind: 'not', of: readAlone(scanner) }
  }
  return scanner.next === '(' ? readGroup(scanner) : readAloneOrCompared(scanner)
}

function readGroup(scanner: Scanner): Test {
  scanner.expect('(', 'here')
  scanner.skipBlanks()
  const test = readTest(scanner)
  scanner.skipBlanks()
  scanner.expect(')', 'where a parenthesis ends')
  return test
}

/** A query that finds something, or a function that holds. */
function readAlone(scanner: Scanner): Test {
  const start = scanner.at
  const side = readSide(scanner)
  return asTest(side) ?? scanner.fail(NO_TEST, start)
}

const NO_TEST = 'a value alone decides nothing: compare it, or ask whether a path finds something'

function readAloneOrCompared(scanner: Scanner): Test {
  const start = scanner.at
  const left = readSide(scanner)
  const behind = scanner.at
  scanner.skipBlanks()
  const operator = COMPARISONS.find((sign) => scanner.take(sign))
  if (operator === undefined) {
    scanner.at = behind
    return asTest(left) ?? scanner.fail(NO_TEST, start)
  }
  expectValue(scanner, left, start)
  scanner.skipBlanks()
  const place = scanner.at
  const right = readSide(scanner)
  expectValue(scanner, right, place)
  return { kind: 'compare', operator, left, right }
}

/** The longer ones first. */
const COMPARISONS: readonly Comparison[] = ['==', '!=', '<=', '>=', '<', '>']

function asTest(side: Comparable): Test | undefined {
  if (side.kind === 'query') return { kind: 'exists', query: side.query }
  const isLogical = side.kind === 'call' && TRUTHS.has(side.call.name)
  return isLogical ? { kind: 'holds', call: side.call } : undefined
}

const TRUTHS: ReadonlySet<Call['name']> = new Set(['match', 'search'])

/** A comparison and the functions of values take one value. */
function expectValue(scanner: Scanner, side: Comparable, at: number): void {
  if (side.kind === 'query' && !isSingular(side.query))
    scanner.fail('a path that may find several values cannot be compared', at)
  if (side.kind === 'call' && TRUTHS.has(side.call.name))
    scanner.fail(`what ${side.call.name}() says cannot be compared`, at)
}

function readSide(scanner: Scanner): Comparable {
  if (scanner.next === '$' || scanner.next === '@')
    return { kind: 'query', query: readQuery(scanner) }
  const text = readString(scanner)
  if (text !== undefined) return { kind: 'literal', value: text }
  const number = readNumber(scanner)
  if (number !== undefined) return { kind: 'literal', value: number }
  const start = scanner.at
  const word = scanner.match(/[a-z][a-z0-9_]*/uy)
  if (word !== undefined && scanner.next === '(')
    return { kind: 'call', call: scanner.nested(() => readCall(scanner, word, start)) }
  const value = word === undefined ? undefined : WORDS.get(word)
  if (value !== undefined) return { kind: 'literal', value }
  scanner.at = start
  return scanner.fail(
    `expected a path with "@" or "$", a text in quotes, a number, true, false, null or a function, found ${scanner.found()}`,
  )
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

function readCall(scanner: Scanner, name: string, start: number): Call {
  scanner.expect('(', 'behind the name of a function')
  const given: Given[] = []
  scanner.skipBlanks()
  if (!scanner.take(')')) {
    do {
      scanner.skipBlanks()
      given.push({ at: scanner.at, side: readSide(scanner) })
      scanner.skipBlanks()
    } while (scanner.take(','))
    scanner.expect(')', 'where a function ends')
  }
  return callOf(scanner, { name, given, start })
}

type Given = { readonly at: number; readonly side: Comparable }

function callOf(
  scanner: Scanner,
  { name, given, start }: { name: string; given: readonly Given[]; start: number },
): Call {
  const [first, second] = given
  const expectCount = (count: number): void => {
    if (given.length !== count)
      scanner.fail(`${name}() takes ${count === 1 ? 'one argument' : `${count} arguments`}`, start)
  }
  const sideOf = (argument: Given | undefined): Comparable => {
    if (argument === undefined) return scanner.fail(`${name}() lacks an argument`, start)
    expectValue(scanner, argument.side, argument.at)
    return argument.side
  }
  switch (name) {
    case 'length':
      expectCount(1)
      return { name, of: sideOf(first) }
    case 'count':
    case 'value':
      expectCount(1)
      if (first?.side.kind !== 'query') return scanner.fail(`${name}() takes a path`, start)
      return { name, of: first.side.query }
    case 'match':
    case 'search':
      expectCount(2)
      return { name, text: sideOf(first), pattern: sideOf(second) }
    default:
      return scanner.fail(
        `there is no function ${name}(); known are length, count, value, match and search`,
        start,
      )
  }
}
