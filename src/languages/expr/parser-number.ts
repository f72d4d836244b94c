// In: a number's token. Out: its node. Errors carry Go's texts and point behind the number, as upstream's do.
import { floatOverflows, int64, parseFloatText, parseInteger } from '../values/number.ts'
import { quote } from '../values/text.ts'
import type { Node } from './ast.ts'
import type { Token } from './lexer.ts'
import type { ParserState } from './parser-state.ts'

/** The node of a number whose token has just been passed. */
export function parseNumber(state: ParserState, token: Token): Node {
  const text = token.value.replaceAll('_', '')
  const lower = text.toLowerCase()
  if (lower.startsWith('0x')) return parseInt64(state, { token, text, base: 0, what: 'hex' })
  if (/[.e]/.test(lower)) return parseFloat64(state, token, text)
  if (lower.startsWith('0b')) return parseInt64(state, { token, text, base: 0, what: 'binary' })
  if (lower.startsWith('0o')) return parseInt64(state, { token, text, base: 0, what: 'octal' })
  return parseInt64(state, { token, text, base: 10, what: 'integer' })
}

function parseInt64(
  state: ParserState,
  number: { token: Token; text: string; base: number; what: string },
): Node {
  const { token, text, base, what } = number
  const parsed = parseInteger(text, base)
  if (parsed.kind !== 'integer') {
    const why = parsed.kind === 'range' ? 'value out of range' : 'invalid syntax'
    state.fail(`invalid ${what} literal: strconv.ParseInt: parsing ${quote(text)}: ${why}`)
    return state.nothing
  }
  return state.create({ kind: 'integer', value: int64(parsed.value) }, token.at)
}

function parseFloat64(state: ParserState, token: Token, text: string): Node {
  const value = parseFloatText(text)
  if (value === undefined || floatOverflows(text, value)) {
    const why = value === undefined ? 'invalid syntax' : 'value out of range'
    state.fail(`invalid float literal: strconv.ParseFloat: parsing ${quote(text)}: ${why}`)
    return state.nothing
  }
  return state.create({ kind: 'float', value }, token.at)
}
