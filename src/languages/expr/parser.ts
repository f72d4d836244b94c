// In: a source. Out: its syntax tree, or a Failure with upstream's text and the place.
// Precedence, associativity and every quirk of order are upstream's.
// Depth and the number of nodes are bounded.

import { toBytes } from '../values/text.ts'
import type { Node } from './ast.ts'
import { showToken, type Token } from './lexer.ts'
import { BINARY, canBeNegated, isComparison, type Operator, UNARY } from './operators.ts'
import { parseArray, parseBuiltinOrCall, parseMap } from './parser-call.ts'
import { parseNumber } from './parser-number.ts'
import { parsePostfix } from './parser-postfix.ts'
import { type ParseOptions, ParserState } from './parser-state.ts'

/** Parses an expression; throws a Failure. */
export function parse(source: string, options: ParseOptions): Node {
  const state = new ParserState(source, options)
  const node = parseSequence(state)
  if (!state.is('EOF')) state.failUnexpected()
  if (state.failure) throw state.failure
  return node
}

function parseSequence(state: ParserState): Node {
  const first = parseExpression(state, 0)
  const nodes = [first]
  while (state.is('Operator', ';') && !state.hasFailed) {
    state.next()
    if (state.is('EOF')) break
    nodes.push(parseExpression(state, 0))
  }
  return nodes.length === 1 ? first : state.create({ kind: 'sequence', nodes }, first.at)
}

/** What the other parsing functions need of this one. */
export type ParseInner = {
  expression: (state: ParserState) => Node
  sequence: (state: ParserState) => Node
}

const inner: ParseInner = {
  expression: (state) => parseExpression(state, 0),
  sequence: parseSequence,
}

function parseExpression(state: ParserState, precedence: number): Node {
  if (state.hasFailed) return state.nothing
  return state.deeper(() => {
    if (precedence === 0 && state.is('Operator', 'let')) return parseLet(state)
    if (precedence === 0 && state.is('Operator', 'if')) return parseIf(state)
    const node = parseOperators(state, parsePrimary(state), precedence)
    return precedence === 0 ? parseTernary(state, node) : node
  })
}

/** The binary operators that follow `first` and bind at least as tightly as `precedence`. */
function parseOperators(state: ParserState, first: Node, precedence: number): Node {
  let left = first
  let previous = ''
  while (state.is('Operator') && !state.hasFailed) {
    let token = state.current
    const isNegated = token.value === 'not'
    if (isNegated) {
      state.next()
      const suffix = state.current
      const operator = canBeNegated(suffix.value) ? BINARY.get(suffix.value) : undefined
      if (!operator) {
        state.failUnexpected()
        break
      }
      if (operator.precedence < precedence) {
        state.stepBack(token)
        break
      }
      token = suffix
    }
    const operator = BINARY.get(token.value)
    if (!operator || operator.precedence < precedence) break
    state.next()
    if (token.value === '|') {
      left = parsePipe(state, left)
    } else if (previous === '??' && token.value !== '??') {
      state.fail(
        `Operator (${token.value}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`,
        token.at,
      )
      break
    } else if (isComparison(token.value)) {
      left = parseComparison(state, left, token)
    } else {
      left = parseRight(state, left, { token, operator })
      if (isNegated) left = state.create({ kind: 'unary', operator: 'not', node: left }, token.at)
    }
    if (state.hasFailed) return state.nothing
    previous = token.value
  }
  return left
}

function parseRight(
  state: ParserState,
  left: Node,
  found: { token: Token; operator: Operator },
): Node {
  const { token, operator } = found
  const right = parseExpression(state, operator.precedence + (operator.isRight ? 0 : 1))
  return state.create({ kind: 'binary', operator: token.value, left, right }, token.at)
}

function parsePipe(state: ParserState, left: Node): Node {
  const name = state.current
  state.expect('Identifier')
  return parseBuiltinOrCall(state, { name, args: [left], inner, canOverride: true })
}

/** `a < b < c` is `a < b && b < c`. */
function parseComparison(state: ParserState, first: Node, operator: Token): Node {
  const precedence = (BINARY.get(operator.value)?.precedence ?? 0) + 1
  let left = first
  let token = operator
  let root: Node | undefined
  for (;;) {
    const right = parseExpression(state, precedence)
    const comparison = state.create(
      { kind: 'binary', operator: token.value, left, right },
      token.at,
    )
    if (state.hasFailed) return state.nothing
    root = root
      ? state.create({ kind: 'binary', operator: '&&', left: root, right: comparison }, token.at)
      : comparison
    left = right
    token = state.current
    if (state.hasFailed || token.kind !== 'Operator' || !isComparison(token.value)) return root
    state.next()
  }
}

function parseLet(state: ParserState): Node {
  state.expect('Operator', 'let')
  const name = state.current
  state.expect('Identifier')
  state.expect('Operator', '=')
  const value = parseExpression(state, 0)
  state.expect('Operator', ';')
  const body = parseSequence(state)
  return state.create({ kind: 'let', name: name.value, value, body }, name.at)
}

function parseIf(state: ParserState): Node {
  state.next()
  if (state.hasFailed) return state.nothing
  const condition = parseExpression(state, 0)
  const whenTrue = parseBlock(state)
  state.expect('Operator', 'else')
  const whenFalse = state.is('Operator', 'if')
    ? state.deeper(() => parseIf(state))
    : parseBlock(state)
  // Upstream gives it no place and does not count it.
  return state.createUncounted({ kind: 'conditional', condition, whenTrue, whenFalse })
}

function parseBlock(state: ParserState): Node {
  state.expect('Bracket', '{')
  const node = parseSequence(state)
  state.expect('Bracket', '}')
  return node
}

function parseTernary(state: ParserState, first: Node): Node {
  let node = first
  while (state.is('Operator', '?') && !state.hasFailed) {
    state.next()
    let whenTrue = node
    if (state.is('Operator', ':')) {
      state.next()
    } else {
      whenTrue = parseExpression(state, 0)
      state.expect('Operator', ':')
    }
    const whenFalse = parseExpression(state, 0)
    node = state.create(
      { kind: 'conditional', condition: node, whenTrue, whenFalse },
      state.current.at,
    )
  }
  return node
}

function parsePrimary(state: ParserState): Node {
  const token = state.current
  const unary = token.kind === 'Operator' ? UNARY.get(token.value) : undefined
  if (unary) {
    state.next()
    const operand = parseExpression(state, unary.precedence)
    const node = state.create({ kind: 'unary', operator: token.value, node: operand }, token.at)
    return parsePostfix(state, node, inner)
  }
  if (state.is('Bracket', '(')) {
    state.next()
    const node = parseSequence(state)
    state.expect('Bracket', ')')
    return parsePostfix(state, node, inner)
  }
  if (state.predicates > 0 && token.kind === 'Operator' && /^[#.]$/.test(token.value)) {
    return parsePointer(state, token)
  }
  if (state.is('Operator', '::')) {
    state.next()
    const name = state.current
    state.expect('Identifier')
    const call = parseBuiltinOrCall(state, { name, args: [], inner, canOverride: false })
    return parsePostfix(state, call, inner)
  }
  return parseSecondary(state)
}

/** `#`, `#index`, or the nothing before `.field`. */
function parsePointer(state: ParserState, token: Token): Node {
  let name = ''
  if (token.value === '#') {
    state.next()
    if (state.is('Identifier')) {
      name = state.current.value
      state.next()
    }
  }
  return parsePostfix(state, state.create({ kind: 'pointer', name }, token.at), inner)
}

function parseSecondary(state: ParserState): Node {
  const token = state.current
  switch (token.kind) {
    case 'Identifier':
      state.next()
      return parseIdentifier(state, token)
    case 'Number':
      state.next()
      return parseNumber(state, token)
    case 'String':
      state.next()
      return parsePostfix(
        state,
        state.create({ kind: 'string', value: token.value }, token.at),
        inner,
      )
    case 'Bytes':
      state.next()
      return parsePostfix(
        state,
        state.create({ kind: 'bytes', value: toBytes(token.value) }, token.at),
        inner,
      )
    default:
      if (state.is('Bracket', '[')) return parsePostfix(state, parseArray(state, inner), inner)
      if (state.is('Bracket', '{')) return parsePostfix(state, parseMap(state, inner), inner)
      state.fail(`unexpected token ${showToken(token)}`)
      return state.nothing
  }
}

function parseIdentifier(state: ParserState, token: Token): Node {
  switch (token.value) {
    case 'true':
    case 'false':
      return state.create({ kind: 'bool', value: token.value === 'true' }, token.at)
    case 'nil':
      return state.create({ kind: 'nil' }, token.at)
    default: {
      const node = state.is('Bracket', '(')
        ? parseBuiltinOrCall(state, { name: token, args: [], inner, canOverride: true })
        : state.create({ kind: 'identifier', name: token.value }, token.at)
      return parsePostfix(state, node, inner)
    }
  }
}
