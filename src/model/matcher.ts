import { RE2JS } from 're2js'
import { TocsinError } from '../base/errors.ts'
import type { Labels } from './event.ts'
import { parseClassicMatcher, parseClassicMatchers } from './matcher-classic.ts'
import { type MatcherParts, MatcherSyntaxError, type MatchOperator } from './matcher-parts.ts'
import { parseUtf8Matchers } from './matcher-utf8.ts'

/** One condition on one label, with Alertmanager's meaning: a missing label is the empty string. */
export type Matcher = {
  readonly label: string
  readonly operator: MatchOperator
  readonly value: string
  /** As Alertmanager prints it. */
  readonly text: string
  readonly test: (value: string) => boolean
  /** The only values that it takes, where they can be listed. */
  readonly values?: ReadonlySet<string>
}

/** Whether `labels` meet `matcher`. */
function matches(matcher: Matcher, labels: Labels): boolean {
  return matcher.test(Object.hasOwn(labels, matcher.label) ? (labels[matcher.label] ?? '') : '')
}

/** The first of `matchers` that `labels` do not meet, or undefined when they meet all. */
export function firstMismatch(matchers: readonly Matcher[], labels: Labels): Matcher | undefined {
  return matchers.find((matcher) => !matches(matcher, labels))
}

/** Which of Alertmanager's two notations are read. */
export type MatcherMode =
  | 'fallback' // both; where they differ the classic one counts, as in Alertmanager
  | 'classic'
  | 'utf8'

/**
 * Reads one matcher in Alertmanager's notation: `product="ECS"`. Regular expressions are RE2's and
 * match the whole value. Throws TOCSIN_MATCHER_INVALID.
 */
export function parseMatcher(text: string): Matcher {
  return withAdvice(text, () => readMatcher(text, 'fallback'))
}

function withAdvice<T>(text: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) throw error
    throw new TocsinError('TOCSIN_MATCHER_INVALID', adviceOn(text, error.message), { cause: error })
  }
}

function adviceOn(text: string, reason: string): string {
  const shown = JSON.stringify(text)
  if (reason.includes('error parsing regexp'))
    return `Expected a regular expression of RE2's syntax in ${text}, found one that does not compile. Look-around and back-references do not exist there.`
  return `Expected a matcher such as severity=~"critical|warning", found ${shown}. Write label, one of = != =~ !~, and the value in double quotes.`
}

/** Reads matchers in one mode. Throws MatcherSyntaxError with Alertmanager's own text. */
export function readMatchers(text: string, mode: MatcherMode): readonly Matcher[] {
  switch (mode) {
    case 'classic':
      return parseClassicMatchers(text).map((parts) => createMatcher(parts))
    case 'utf8':
      return parseUtf8Matchers(text).map(createUtf8Matcher)
    case 'fallback': {
      const classic = attempt(() => readMatchers(text, 'classic'))
      const utf8 = attempt(() => readMatchers(text, 'utf8'))
      return fallBack(classic, utf8)
    }
  }
}

/** Reads exactly one matcher, without braces. Throws MatcherSyntaxError with Alertmanager's own text. */
export function readMatcher(text: string, mode: MatcherMode): Matcher {
  if (mode === 'classic') return createMatcher(parseClassicMatcher(text))
  if (text.startsWith('{') || text.endsWith('}'))
    throw new MatcherSyntaxError(`unexpected open or close brace: ${text}`)
  if (mode === 'utf8') return theOnly(readMatchers(text, 'utf8'))
  const classic = attempt(() => [readMatcher(text, 'classic')])
  const utf8 = attempt(() => [readMatcher(text, 'utf8')])
  return theOnly(fallBack(classic, utf8))
}

type Attempt = readonly Matcher[] | MatcherSyntaxError

function attempt(read: () => readonly Matcher[]): Attempt {
  try {
    return read()
  } catch (error) {
    if (error instanceof MatcherSyntaxError) return error
    throw error
  }
}

/** What only the newer notation can read counts as that; all else as the classic one reads it. */
function fallBack(classic: Attempt, utf8: Attempt): readonly Matcher[] {
  if (!(classic instanceof MatcherSyntaxError)) return classic
  if (utf8 instanceof MatcherSyntaxError) throw classic
  return utf8
}

function theOnly(matchers: readonly Matcher[]): Matcher {
  const [first, ...others] = matchers
  if (first === undefined) throw new MatcherSyntaxError('no matchers')
  if (others.length > 0)
    throw new MatcherSyntaxError(`expected 1 matcher, found ${matchers.length}`)
  return first
}

function createUtf8Matcher(parts: MatcherParts): Matcher {
  try {
    return createMatcher(parts)
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) throw error
    throw new MatcherSyntaxError(`failed to create matcher: ${error.message}`)
  }
}

/** A matcher from its parts. Throws MatcherSyntaxError when a regular expression is not RE2's. */
export function createMatcher(parts: MatcherParts): Matcher {
  const values = valuesOf(parts)
  const text = textOf(parts)
  if (values === undefined) return { ...parts, text, test: testOf(parts) }
  return { ...parts, text, values, test: (found) => values.has(found) }
}

/** A matcher as Alertmanager prints it: `label="value"`. */
function textOf({ label, operator, value }: MatcherParts): string {
  const name = RESERVED_IN_NAMES.test(label) ? JSON.stringify(label) : label
  return `${name}${operator}"${value.replace(/["\\\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`
}

const RESERVED_IN_NAMES = /[\p{White_Space}{}!=~,\\"'`]/u

/** `a|b|c` without any special sign is a set. */
function valuesOf({ operator, value }: MatcherParts): ReadonlySet<string> | undefined {
  if (operator === '=') return new Set([value])
  const isPlain = operator === '=~' && PLAIN_ALTERNATIVES.test(value)
  return isPlain ? new Set(value.split('|')) : undefined
}

const PLAIN_ALTERNATIVES = /^[\w: /@%-]*(?:\|[\w: /@%-]*)*$/

function testOf({ operator, value }: MatcherParts): (found: string) => boolean {
  switch (operator) {
    case '=':
      return (found) => found === value
    case '!=':
      return (found) => found !== value
    case '=~':
      return wholeMatch(value)
    case '!~': {
      const inner = valuesOf({ label: '', operator: '=~', value })
      const matches = inner ? (found: string) => inner.has(found) : wholeMatch(value)
      return (found) => !matches(found)
    }
  }
}

/** Everything that is not a set goes to the engine of linear time. */
function wholeMatch(pattern: string): (found: string) => boolean {
  try {
    const compiled = RE2JS.compile(`^(?:${pattern})$`)
    return (found) => compiled.matches(found)
  } catch (error) {
    if (error instanceof Error) throw new MatcherSyntaxError(error.message)
    throw error
  }
}
