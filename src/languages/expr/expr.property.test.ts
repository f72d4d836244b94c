import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile, ExprError } from './expr.ts'
import { answerLine } from './jsonl.ts'

const ENV = {
  i: 42,
  f: 3.75,
  s: 'hello',
  u: 'ünï世界🎉',
  t: true,
  n: null,
  arr: [1, 2, 3],
  mixed: [1, 'two', 3.5, null, [1], { k: 'v' }],
  m: { a: 1, c: { d: [10] } },
  users: [{ name: 'Ann', age: 31 }],
}

/** Runs a text and says whether it went as the language allows: a value, or its own error. */
function isWellBehaved(text: string): boolean {
  try {
    compile(text, { stepsMax: 20_000 }).run(ENV)
    return true
  } catch (error) {
    return error instanceof ExprError
  }
}

const TOKENS = [
  ...['i', 'f', 's', 'u', 't', 'n', 'arr', 'mixed', 'm', 'users', 'missing', '$env', 'x'],
  ...['1', '0', '2.5', '1e3', '0x1F', '"a"', "'b'", '`c`', 'b"d"', 'nil', 'true', 'false'],
  ...['+', '-', '*', '/', '%', '**', '^', '==', '!=', '<', '>', '<=', '>=', '&&', '||', '!'],
  ...['and', 'or', 'not', 'in', 'matches', 'contains', 'startsWith', 'endsWith', '..', '??', '|'],
  ...['.', '?.', '[', ']', '(', ')', '{', '}', ',', ':', ';', '?', '#', '#index', '#acc', '::'],
  ...['let x =', 'if', 'else', '.a', '.name', '?.c', '[0]', '[1:]', '//', '/*', '*/', '\n'],
  ...['len(', 'map(', 'filter(', 'all(', 'sum(', 'reduce(', 'groupBy(', 'sortBy(', 'string('],
  ...['date("2024-03-05")', 'duration("1h")', 'split(s, "l")', 'toJSON(', 'first(', 'get(m, "a")'],
]

test('any text gives a value or an error of the language', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(isWellBehaved(text)).toBe(true)
    }),
    { numRuns: 1500 },
  )
})

test('any row of tokens gives a value or an error of the language', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }), (tokens) => {
      expect(isWellBehaved(tokens.join(' '))).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression')
  const binary = fc.constantFrom(
    ...['+', '-', '*', '/', '%', '**', '==', '!=', '<', '>=', 'and', 'or', 'in', '??', '..'],
    ...['contains', 'matches', 'startsWith'],
  )
  const unary = fc.constantFrom('-', '+', 'not ', '!')
  const call = fc.constantFrom(
    ...['len', 'string', 'int', 'float', 'abs', 'max', 'min', 'sum', 'mean', 'median', 'sort'],
    ...['upper', 'type', 'toJSON', 'fromJSON', 'first', 'last', 'keys', 'values', 'toPairs'],
    ...['fromPairs', 'reverse', 'uniq', 'concat', 'flatten', 'round', 'date', 'duration', 'trim'],
    ...['bitnot', 'toBase64', 'fromBase64', 'timezone', 'join', 'now'],
  )
  const loop = fc.constantFrom('map', 'filter', 'all', 'any', 'none', 'one', 'count', 'find', 'sum')
  const keyed = fc.constantFrom('groupBy', 'sortBy', 'reduce', 'findIndex', 'findLast')
  const leaf = fc.constantFrom(
    ...['i', 'f', 's', 'u', 't', 'n', 'arr', 'mixed', 'm', 'users', 'missing', '1', '0', '2.5'],
    ...['"a"', '"^h"', 'true', 'nil', '[]', '{}', '[1, "a"]', '{a: 1}', '$env', 'm.c.d', 'm?.x?.y'],
  )
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.tuple(inner, binary, inner).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc.tuple(unary, inner).map(([operator, a]) => `${operator}(${a})`),
      fc.tuple(call, inner).map(([name, a]) => `${name}(${a})`),
      fc.tuple(loop, inner, inner).map(([name, a, b]) => `${name}(${a}, # == ${b})`),
      fc.tuple(keyed, inner, inner).map(([name, a, b]) => `${name}(${a}, ${b})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a})[${b}]`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a})[${b}:${c}]`),
      fc.tuple(inner, inner).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(inner, inner).map(([a, b]) => `(let v = ${a}; ${b})`),
    ),
  }
})

test('any well formed expression gives a value or an error of the language', () => {
  fc.assert(
    fc.property(expression, (text) => {
      expect(isWellBehaved(text)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('a program gives the same each time it is run', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const line = JSON.stringify({ id: '1', expr: text, env: ENV, now: '2024-03-05T14:30:00Z' })
      expect(answerLine(line)).toBe(answerLine(line))
    }),
    { numRuns: 500 },
  )
})
