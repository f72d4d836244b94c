import { JSONPATH_LIMITS } from '../../base/limits.ts'
import { readTest } from './filter.ts'
import { readInteger, readName, readString } from './literals.ts'
import { Scanner } from './scan.ts'
import type { Query, Segment, Selector } from './syntax.ts'

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
export function readQuery(scanner: Scanner): Query {
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
