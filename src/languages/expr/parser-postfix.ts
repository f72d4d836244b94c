// In: a node and what follows it. Out: the node with its members, indexes, slices and method calls.
// A chain of `?.` is one node around all that follows, except where an index or a slice closes it.
import type { Node } from './ast.ts'
import { isValidIdentifier, type Token } from './lexer.ts'
import type { ParseInner } from './parser.ts'
import { parseArguments } from './parser-call.ts'
import type { ParserState } from './parser-state.ts'

/** Parses what follows `first`. */
export function parsePostfix(state: ParserState, first: Node, inner: ParseInner): Node {
  let node = first
  while ((state.is('Operator') || state.is('Bracket')) && !state.hasFailed) {
    const token = state.current
    if (token.value === '.' || token.value === '?.') {
      const optional = token.value === '?.'
      state.next()
      node =
        optional && state.is('Bracket', '[')
          ? parseIndex(state, node, { bracket: state.current, optional, inner })
          : parseMember(state, node, { optional, inner })
    } else if (token.value === '[') {
      node = parseIndex(state, node, { bracket: token, optional: false, inner })
    } else {
      break
    }
    if (state.hasFailed) return state.nothing
  }
  return node
}

function parseMember(
  state: ParserState,
  base: Node,
  options: { optional: boolean; inner: ParseInner },
): Node {
  const { optional, inner } = options
  const name = state.current
  state.next()
  // Words such as `not` and `matches` are names behind a point.
  const isName =
    name.kind === 'Identifier' || (name.kind === 'Operator' && isValidIdentifier(name.value))
  if (!isName) state.fail('expected name')
  const property = state.create({ kind: 'string', value: name.value }, name.at)
  if (state.hasFailed) return state.nothing
  const isChain = base.kind === 'chain'
  const node = isChain ? base.node : base
  const isCall = state.is('Bracket', '(')
  const member = state.create({ kind: 'member', node, property, optional, method: isCall }, name.at)
  const called = isCall
    ? state.create(
        { kind: 'call', callee: member, args: parseArguments(state, [], inner) },
        name.at,
      )
    : member
  if (!isChain && !optional) return called
  return state.create({ kind: 'chain', node: called }, name.at)
}

function parseIndex(
  state: ParserState,
  node: Node,
  options: { bracket: Token; optional: boolean; inner: ParseInner },
): Node {
  const { bracket, optional, inner } = options
  state.next()
  let from: Node | undefined
  if (!state.is('Operator', ':')) from = inner.expression(state)
  if (state.is('Operator', ':')) {
    state.next()
    const to = state.is('Bracket', ']') ? undefined : inner.expression(state)
    const slice = state.create({ kind: 'slice', node, from, to }, bracket.at)
    if (state.hasFailed) return state.nothing
    state.expect('Bracket', ']')
    return slice
  }
  const property = from ?? state.nothing
  const member = state.create(
    { kind: 'member', node, property, optional, method: false },
    bracket.at,
  )
  const indexed = optional ? state.create({ kind: 'chain', node: member }, bracket.at) : member
  if (state.hasFailed) return state.nothing
  state.expect('Bracket', ']')
  return indexed
}
