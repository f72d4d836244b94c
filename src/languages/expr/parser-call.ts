// In: a name and what follows it in brackets. Out: a builtin's or a function's call; lists and maps too.

import type { Node } from './ast.ts'
import { BUILTIN_NAMES, PREDICATE_ARGUMENTS } from './builtin-names.ts'
import { showToken, type Token } from './lexer.ts'
import type { ParseInner } from './parser.ts'
import type { ParserState } from './parser-state.ts'

/** A call to come: what is called, the arguments that a pipe brought, and whether it may be the caller's. */
type Call = { name: Token; args: Node[]; inner: ParseInner; canOverride: boolean }

/** Parses the call of a builtin with predicates, of another builtin, or of a function. */
export function parseBuiltinOrCall(state: ParserState, call: Call): Node {
  const { name, args, inner } = call
  const isOverridden = call.canOverride && state.options.isOverridden(name.value)
  const forms = PREDICATE_ARGUMENTS.get(name.value)
  if (forms && !isOverridden) return parsePredicates(state, call, forms.slice(args.length))
  if (BUILTIN_NAMES.has(name.value) && !state.options.isDisabled(name.value) && !isOverridden) {
    const all = parseArguments(state, args, inner)
    return state.create({ kind: 'builtin', name: name.value, args: all }, name.at)
  }
  const callee = state.create({ kind: 'identifier', name: name.value }, name.at)
  if (state.hasFailed) return state.nothing
  const all = parseArguments(state, args, inner)
  return state.create({ kind: 'call', callee, args: all }, name.at)
}

function parsePredicates(state: ParserState, call: Call, forms: readonly string[]): Node {
  const args = [...call.args]
  state.expect('Bracket', '(')
  for (const [index, form] of forms.entries()) {
    if (state.is('Bracket', ')')) {
      if (form.endsWith('?')) break
      state.fail(`expected at least ${forms.length} arguments`)
    }
    if (index > 0) state.expect('Operator', ',')
    args.push(
      form.startsWith('predicate')
        ? parsePredicate(state, call.inner)
        : call.inner.expression(state),
    )
  }
  if (state.is('Operator', ',')) state.next()
  state.expect('Bracket', ')')
  return state.create({ kind: 'builtin', name: call.name.value, args }, call.name.at)
}

function parsePredicate(state: ParserState, inner: ParseInner): Node {
  const start = state.current
  const isBraced = state.is('Bracket', '{')
  if (isBraced) state.next()
  state.predicates++
  const node = isBraced ? inner.sequence(state) : inner.expression(state)
  if (!isBraced && state.is('Operator', ';')) state.fail('wrap predicate with brackets { and }')
  state.predicates--
  if (isBraced) state.expect('Bracket', '}')
  return state.create({ kind: 'predicate', node }, start.at)
}

/** Arguments in brackets, behind those that a pipe brought. */
export function parseArguments(state: ParserState, piped: Node[], inner: ParseInner): Node[] {
  const args = [...piped]
  state.expect('Bracket', '(')
  while (!state.is('Bracket', ')') && !state.hasFailed) {
    if (args.length > piped.length) state.expect('Operator', ',')
    if (state.is('Bracket', ')')) break
    args.push(inner.expression(state))
  }
  state.expect('Bracket', ')')
  return args
}

/** `[a, b]`. */
export function parseArray(state: ParserState, inner: ParseInner): Node {
  const { at } = state.current
  const nodes: Node[] = []
  state.expect('Bracket', '[')
  while (!state.is('Bracket', ']') && !state.hasFailed) {
    if (nodes.length > 0) {
      state.expect('Operator', ',')
      if (state.is('Bracket', ']')) break
    }
    nodes.push(inner.expression(state))
  }
  state.expect('Bracket', ']')
  return state.create({ kind: 'array', nodes }, at)
}

/** `{a: 1, "b": 2, (c): 3}`. */
export function parseMap(state: ParserState, inner: ParseInner): Node {
  const { at } = state.current
  const pairs: Node[] = []
  state.expect('Bracket', '{')
  while (!state.is('Bracket', '}') && !state.hasFailed) {
    if (pairs.length > 0) {
      state.expect('Operator', ',')
      if (state.is('Bracket', '}')) break
      if (state.is('Operator', ',')) state.failUnexpected()
    }
    const key = parseKey(state, inner)
    state.expect('Operator', ':')
    const value = inner.expression(state)
    pairs.push(state.create({ kind: 'pair', key, value }, at))
    if (state.hasFailed) return state.nothing
  }
  state.expect('Bracket', '}')
  return state.create({ kind: 'map', pairs }, at)
}

function parseKey(state: ParserState, inner: ParseInner): Node {
  const token = state.current
  if (['Number', 'String', 'Identifier'].includes(token.kind)) {
    const key = state.create({ kind: 'string', value: token.value }, token.at)
    if (!state.hasFailed) state.next()
    return key
  }
  if (state.is('Bracket', '(')) return inner.expression(state)
  state.fail(
    `a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token ${showToken(token)})`,
  )
  return state.nothing
}
