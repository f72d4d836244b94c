import { RE2JS } from 're2js'
import { TocsinError } from '../base/errors.ts'
import type { Labels } from './event.ts'

export type MatchOperator = '=' | '!=' | '=~' | '!~'

/** One condition on one label, with Alertmanager's meaning: a missing label is the empty string. */
export type Matcher = {
  readonly label: string
  readonly operator: MatchOperator
  readonly value: string
  /** As the operator wrote it. */
  readonly text: string
  readonly test: (value: string) => boolean
}

/** Whether `labels` meet `matcher`. */
function matches(matcher: Matcher, labels: Labels): boolean {
  return matcher.test(Object.hasOwn(labels, matcher.label) ? (labels[matcher.label] ?? '') : '')
}

/** The first of `matchers` that `labels` do not meet, or undefined when they meet all. */
export function firstMismatch(matchers: readonly Matcher[], labels: Labels): Matcher | undefined {
  return matchers.find((matcher) => !matches(matcher, labels))
}

const MATCHER =
  /^\s*("(?:[^"\\]|\\.)*"|[^\s{}!=~,\\"'`]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^\s{}!=~,\\"'`]*)\s*$/s

/**
 * Reads one matcher in Alertmanager's UTF-8 form: `product="ECS"`, `severity=~"critical|warning"`.
 * Regular expressions are RE2's and match the whole value. Throws TOCSIN_MATCHER_INVALID.
 */
export function parseMatcher(text: string): Matcher {
  const parts = MATCHER.exec(text)
  const [, label, operator, value] = parts ?? []
  if (label === undefined || !isOperator(operator) || value === undefined) {
    throw new TocsinError(
      'TOCSIN_MATCHER_INVALID',
      `Expected a matcher such as severity=~"critical|warning", found ${JSON.stringify(text)}. Write label, one of = != =~ !~, and the value in double quotes.`,
    )
  }
  return createMatcher({
    label: unquote(label, text),
    operator,
    value: unquote(value, text),
    text: text.trim(),
  })
}

/** A matcher from its parts. Throws TOCSIN_MATCHER_INVALID when a regular expression is not RE2's. */
function createMatcher(parts: Omit<Matcher, 'test'>): Matcher {
  return { ...parts, test: testOf(parts) }
}

function isOperator(text: string | undefined): text is MatchOperator {
  return text === '=' || text === '!=' || text === '=~' || text === '!~'
}

function testOf({ operator, value, text }: Omit<Matcher, 'test'>): (found: string) => boolean {
  switch (operator) {
    case '=':
      return (found) => found === value
    case '!=':
      return (found) => found !== value
    case '=~':
      return wholeMatch(value, text)
    case '!~': {
      const inner = wholeMatch(value, text)
      return (found) => !inner(found)
    }
  }
}

const PLAIN_ALTERNATIVES = /^[\w:. /@%-]*(?:\|[\w:. /@%-]*)*$/

/** `a|b|c` without any special sign is a set; everything else goes to the linear-time engine. */
function wholeMatch(pattern: string, text: string): (found: string) => boolean {
  if (PLAIN_ALTERNATIVES.test(pattern) && !pattern.includes('.')) {
    const set = new Set(pattern.split('|'))
    return (found) => set.has(found)
  }
  try {
    const compiled = RE2JS.compile(`^(?:${pattern})$`)
    return (found) => compiled.matches(found)
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_MATCHER_INVALID',
      `Expected a regular expression of RE2's syntax in ${text}, found one that does not compile. Look-around and back-references do not exist there.`,
      { cause: error },
    )
  }
}

function unquote(token: string, whole: string): string {
  if (!token.startsWith('"')) return token
  try {
    const value: unknown = JSON.parse(token.replaceAll('\n', '\\n'))
    if (typeof value === 'string') return value
  } catch {
    // Falls through to the error below: the escapes are not what we expected.
  }
  throw new TocsinError(
    'TOCSIN_MATCHER_INVALID',
    `Expected a string with valid escapes in ${whole}. A backslash is written \\\\ inside double quotes.`,
  )
}
