import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Findings, Place } from './problem.ts'

/** A YAML text whose syntax is sound, its aliases resolved and its size bounded. */
export type SoundDocument = {
  readonly root: YAMLMap
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>
}

/** Finds the line and column of an offset. */
export type LinesOf = (offset: number) => { line: number; column: number }

/** What `readDocument` found out: the lines always, the document only where the syntax is sound. */
export type ReadDocument = { readonly linesOf: LinesOf; readonly document?: SoundDocument }

/**
 * Parses YAML 1.2 (core schema, one document) into nodes that know their places. What is wrong
 * goes to `findings`; then there is no document. Duplicate keys are left to whoever reads a map.
 */
export function readDocument(text: string, findings: Findings<ErrorCode>): ReadDocument {
  const parsed = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  })
  const linesOf = linesIn(text)
  reportSyntax(text, parsed, findings)
  if (!findings.isEmpty) return { linesOf }
  const top: unknown = parsed.contents
  if (!isNode(top) || isEmptyScalar(top)) {
    findings.add(
      'TOCSIN_CONFIG_INVALID',
      { from: 0, to: 0 },
      'The file is empty. Expected at least sources, contacts and policies; examples/tocsin.yaml is a start.',
    )
    return { linesOf }
  }
  if (!isMap(top)) {
    findings.add(
      'TOCSIN_CONFIG_INVALID',
      placeOf(top),
      `Expected keys such as sources and contacts at the top, found ${isSeq(top) ? 'a list' : 'a single value'}. Begin the file with "sources:".`,
    )
    return { linesOf }
  }
  const targets = resolveAliases(top, findings)
  return findings.isEmpty ? { linesOf, document: { root: top, targets } } : { linesOf }
}

/** Counts lines itself: the parser's own counter loses some where brackets or quotes are not closed. */
function linesIn(text: string): LinesOf {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const within = Math.min(offset, text.length)
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= within) low = middle
      else high = middle
    }
    return { line: low + 1, column: within - (starts[low] ?? 0) + 1 }
  }
}

/** Where a node's value stands in the text. */
export function placeOf(node: Node): Place {
  const [from, to] = node.range ?? [0, 0]
  return { from, to }
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === ''
}

/** What the parser's codes mean to somebody who writes the file. Its own texts may quote secrets. */
const SYNTAX: Readonly<Record<YAMLError['code'], string>> = {
  ALIAS_PROPS: 'An alias (*name) cannot have an anchor or a tag of its own. Remove it.',
  BAD_ALIAS: 'An alias (*name) needs a name without colons and brackets. Rename the anchor.',
  BAD_COLLECTION_TYPE: 'The tag does not fit the value. Remove the tag.',
  BAD_DIRECTIVE: 'A line that begins with % is not a value. Put it in quotes.',
  BAD_DQ_ESCAPE:
    'Expected an escape such as \\n or \\\\ after a backslash in double quotes. Double the backslash, or use single quotes.',
  BAD_INDENT:
    'The indentation does not fit what stands around it, or a bracket is not closed. Line it up with its neighbours.',
  BAD_PROP_ORDER: 'An anchor or tag stands at the wrong place. Put it right before its value.',
  BAD_SCALAR_START: 'A value cannot begin with this character. Put the value in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'Expected one "key: value" on a line, found a second colon. Put the value in quotes, or begin a new line.',
  BLOCK_IN_FLOW:
    'Inside { } and [ ] only the short form can be used. Write it in short form, or without the brackets.',
  DUPLICATE_KEY: 'A key is written twice in one map. Remove one.',
  IMPOSSIBLE: 'This is not YAML. Look at the line and the one before it.',
  KEY_OVER_1024_CHARS: 'A key is longer than 1024 characters. Is a quote or a colon missing?',
  MISSING_CHAR:
    'A quote, bracket, comma or space is missing. Close what was opened; a colon is followed by a space.',
  MULTILINE_IMPLICIT_KEY:
    'Expected a key and its colon on one line. Is a colon missing in the line before, or is the indentation wrong?',
  MULTIPLE_ANCHORS: 'A value can have one anchor. Remove the others.',
  MULTIPLE_DOCS:
    'Expected one document, found a second one after ---. Put everything into the first.',
  MULTIPLE_TAGS: 'A value can have one tag. Remove the others.',
  NON_STRING_KEY: 'A key has to be a text. Put it in quotes.',
  RESOURCE_EXHAUSTION: 'Values are nested too deeply. Is a bracket not closed?',
  TAB_AS_INDENT: 'A tab is used to indent. Use spaces: YAML does not allow tabs there.',
  TAG_RESOLVE_FAILED: 'The tag (!name) is not known here. Remove it.',
  UNEXPECTED_TOKEN:
    'Expected the end of the value or the next key here. Look for a missing quote, comma or line break.',
}

/** What a parser that has lost its way says of every line that follows. */
const CONSEQUENCES: ReadonlySet<YAMLError['code']> = new Set([
  'BAD_INDENT',
  'IMPOSSIBLE',
  'RESOURCE_EXHAUSTION',
  'UNEXPECTED_TOKEN',
])

/** One problem a line, and none that only follows from another. */
function reportSyntax(text: string, parsed: Document, findings: Findings<ErrorCode>): void {
  let lineEnd = -1
  for (const { code, pos } of [...parsed.errors, ...parsed.warnings]) {
    const [from, to] = pos
    const isConsequence = lineEnd !== -1 && CONSEQUENCES.has(code)
    if (from <= lineEnd || isConsequence) continue
    lineEnd = text.indexOf('\n', from)
    if (lineEnd === -1) lineEnd = text.length
    const message = `${SYNTAX[code]}${unquotedReferenceHint(text, from)}`
    findings.add('TOCSIN_CONFIG_SYNTAX', { from: Math.min(from, text.length), to }, message)
  }
  if (parsed.directives?.yaml.explicit === true && parsed.directives.yaml.version !== '1.2') {
    const message =
      'Expected YAML 1.2, found a %YAML line that asks for another version. Remove it.'
    findings.add('TOCSIN_CONFIG_SYNTAX', { from: 0, to: 0 }, message)
  }
}

/** `{ key: ${NAME} }` is the commonest trap: between brackets, a brace ends an unquoted value. */
function unquotedReferenceHint(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1
  const line = text.slice(start, start + CONFIG_SHAPE_LIMITS.textLengthMax).split('\n', 1)[0] ?? ''
  const unquoted = /[{,[].*?:\s*\$\{/.test(line)
  return unquoted ? ` Between brackets, "\${NAME}" has to stand in quotes.` : ''
}

const ALLOWED_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

/**
 * What each alias stands for. An anchor counts from its end on, so that no value holds itself; the
 * size is counted as if every alias were written out.
 */
function resolveAliases(root: Node, findings: Findings<ErrorCode>): ReadonlyMap<Alias, Node> {
  const targets = new Map<Alias, Node>()
  const anchors = new Map<string, { node: Node; size: number; depth: number }>()

  /** Values in `node`, and how deep they go. */
  function measure(node: unknown, level: number): { size: number; depth: number } {
    if (isPair(node)) return measurePair(node, level)
    if (!isNode(node)) return { size: 1, depth: 1 }
    if (isAlias(node)) return measureAlias(node, level)
    if (level > CONFIG_SHAPE_LIMITS.depthMax) return refuse(node, 'TOCSIN_CONFIG_INVALID', TOO_DEEP)
    if (node.tag !== undefined && !ALLOWED_TAGS.has(node.tag))
      return refuse(node, 'TOCSIN_CONFIG_SYNTAX', SYNTAX.TAG_RESOLVE_FAILED)
    let size = 1
    let depth = 1
    if (isMap(node) || isSeq(node)) {
      for (const child of node.items) {
        const inner = measure(child, level + 1)
        size += inner.size
        depth = Math.max(depth, inner.depth + 1)
      }
      if (size > CONFIG_SHAPE_LIMITS.nodesMax)
        ({ size, depth } = refuse(node, 'TOCSIN_CONFIG_INVALID', TOO_LARGE))
    }
    if ('anchor' in node && typeof node.anchor === 'string')
      anchors.set(node.anchor, { node, size, depth })
    return { size, depth }
  }

  function measurePair(pair: Pair, level: number): { size: number; depth: number } {
    const key = measure(pair.key, level)
    const value = measure(pair.value, level)
    return { size: key.size + value.size, depth: Math.max(key.depth, value.depth) }
  }

  function measureAlias(alias: Alias, level: number): { size: number; depth: number } {
    const target = anchors.get(alias.source)
    if (target === undefined) return refuse(alias, 'TOCSIN_CONFIG_REFERENCE', NO_ANCHOR)
    if (level + target.depth > CONFIG_SHAPE_LIMITS.depthMax)
      return refuse(alias, 'TOCSIN_CONFIG_INVALID', TOO_DEEP)
    targets.set(alias, target.node)
    return target
  }

  function refuse(node: Node, code: ErrorCode, message: string): { size: number; depth: number } {
    findings.add(code, placeOf(node), message)
    return { size: 1, depth: 1 }
  }

  measure(root, 1)
  return targets
}

const TOO_DEEP = `Values are nested more than ${CONFIG_SHAPE_LIMITS.depthMax} levels deep. Is the indentation right?`
const TOO_LARGE = `The file holds more than ${CONFIG_SHAPE_LIMITS.nodesMax} values once its aliases are written out. Use fewer aliases of aliases.`
const NO_ANCHOR =
  'An alias (*name) has no anchor (&name) before it. Define the anchor first, or put the value in quotes.'
