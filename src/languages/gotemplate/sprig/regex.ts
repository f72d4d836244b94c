// In: nothing. Out: sprig's functions on regular expressions, in Go's syntax.
// Must hold: a bad pattern fails each function as it does in Go; regexMatch just answers false.

import { nilList, typedList, ValueError } from '../../values/kind.ts'
import { compileRegexp, type GoRegexp, GoRegexpError, quoteRegexp } from '../../values/regexp.ts'
import { quote } from '../../values/text.ts'
import type { GoFunction } from '../function.ts'
import { define, type FunctionTable, onStrings } from './define.ts'

type Pattern = (text: unknown) => GoRegexp

/** A pattern that has to compile, as regexp.MustCompile panics otherwise. */
const compileOrPanic: Pattern = (text) => {
  try {
    return compileRegexp(String(text))
  } catch (error) {
    if (!(error instanceof GoRegexpError)) throw error
    const shown = canBackquote(String(text)) ? `\`${text}\`` : quote(String(text))
    throw new ValueError(`regexp: Compile(${shown}): ${error.message}`, { cause: error })
  }
}

const compileOrFail: Pattern = (text) => compileRegexp(String(text))

function canBackquote(text: string): boolean {
  return /^[\t -_a-~\u0080-\ufefe\uff00-\uffff]*$/.test(text)
}

function functionsWith(pattern: Pattern, named: (name: string) => string): [string, GoFunction][] {
  return [
    [
      named('RegexFind'),
      define('string, string', ([regex, text]) => pattern(regex).find(String(text)) ?? ''),
    ],
    [
      named('RegexFindAll'),
      define('string, string, int', ([regex, text, count]) =>
        texts(pattern(regex).findAll(String(text), Number(count))),
      ),
    ],
    [
      named('RegexReplaceAll'),
      onStrings(3, (regex, text, replacement) => pattern(regex).replaceAll(text, replacement)),
    ],
    [
      named('RegexReplaceAllLiteral'),
      onStrings(3, (regex, text, replacement) =>
        pattern(regex).replaceAllLiteral(text, replacement),
      ),
    ],
    [
      named('RegexSplit'),
      define('string, string, int', ([regex, text, count]) =>
        pieces(pattern(regex), String(text), Number(count)),
      ),
    ],
  ]
}

export const regexFunctions: FunctionTable = new Map([
  ['regexMatch', onStrings(2, matches)],
  ['mustRegexMatch', onStrings(2, (regex, text) => compileRegexp(regex).matches(text))],
  ['regexQuoteMeta', onStrings(1, quoteRegexp)],
  ...functionsWith(compileOrPanic, (name) => `r${name.slice(1)}`),
  ...functionsWith(compileOrFail, (name) => `must${name}`),
])

function matches(regex: string, text: string): boolean {
  try {
    return compileRegexp(regex).matches(text)
  } catch (error) {
    if (error instanceof GoRegexpError) return false
    throw error
  }
}

function texts(found: string[]): unknown {
  return found.length === 0 ? nilList('string') : typedList('string', found)
}

function pieces(regex: GoRegexp, text: string, count: number): unknown {
  return count === 0 ? nilList('string') : typedList('string', regex.split(text, count))
}
