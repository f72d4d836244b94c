import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../base/clock.ts'
import { GoFloat, GoInt } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import { type CompileOptions, compile, ExprError, goFunction } from './expr.ts'
import { intType, stringType } from './nature.ts'
import { typeName } from './type-name.ts'

type Outcome = { type: string; text: string } | { phase: string; reason: string }

/** What an expression gives, or what is wrong with it. */
function evaluate(text: string, env?: unknown, options?: CompileOptions): Outcome {
  try {
    const value = compile(text, options).run(env)
    return { type: typeName(value), text: formatValue(value) }
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    return { phase: error.phase, reason: error.reason }
  }
}

describe('values', () => {
  test('of JSON are int64 or float64, and those of literals are int', () => {
    expect(evaluate('i', { i: 42 })).toEqual({ type: 'int64', text: '42' })
    expect(evaluate('i', { i: 2n ** 62n })).toEqual({ type: 'int64', text: '4611686018427387904' })
    expect(evaluate('f', { f: new GoFloat(1) })).toEqual({ type: 'float64', text: '1' })
    expect(compile('1').run()).toEqual(new GoInt(1))
  })

  test('of a Map are read as those of an object', () => {
    const env = new Map([['app', new Map([['name', 'guestbook']])]])
    expect(compile('app.name').run(env)).toBe('guestbook')
  })

  test('that only prototypes have are not there', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(compile(`x.${name}`).run({ x: {} })).toBeNull()
      expect(compile(`x["${name}"]`).run({ x: {} })).toBeNull()
      expect(compile(`"${name}" in x`).run({ x: {} })).toBe(false)
      expect(compile(name).run({})).toBeNull()
    }
    expect(compile('{__proto__: 1}.__proto__').run()).toEqual(new GoInt(1))
    expect(evaluate('f()', { f: () => 1 })).toEqual({
      phase: 'run',
      reason: 'invalid operation: cannot call non-function of type func()',
    })
  })

  test('that are bytes stay bytes when negated, and are numbers otherwise', () => {
    expect(evaluate('-s[0]', { s: 'h' })).toEqual({ type: 'uint8', text: '152' })
    expect(evaluate('s[0] + 1', { s: 'h' })).toEqual({ type: 'int', text: '105' })
  })

  test('cut apart inside a character become that character again when joined', () => {
    expect(compile('u[0:1] + u[1:2] == u[0:2]').run({ u: 'ünï' })).toBe(true)
    expect(compile('len(u[0:1])').run({ u: 'ünï' })).toEqual(new GoInt(1))
  })
})

describe('what upstream rewrites shows', () => {
  const env = { arr: [1, 2, 3, 4, 5], n: null, s: 'hello' }

  test.each([
    ['map(filter(arr, # > 2), #index)', '[2 3 4]'],
    ['missing in [""]', 'true'],
    ['len(n ?? "") in [0]', 'true'],
    ['missing.x or true', 'true'],
    ['count(arr, # > 1 ? true : 1 / 0 > 0) >= 1', 'true'],
    ['reduce(1..5, # + #acc, 10)', '25'],
    ['sum(1..10, 3 - #)', '-25'],
    ['{a: 1, a: 2}.a', '1'],
  ])('%s is %s', (text, expected) => {
    expect(evaluate(text, env)).toMatchObject({ text: expected })
  })

  test.each([
    ['true and missing.x', 'cannot fetch x from <nil> (1:6)'],
    ['filter(arr, # > 9)[0]', 'reflect: slice index out of range (1:19)'],
    ['findIndex(arr, # > 9) == 1', 'interface conversion: interface {} is nil, not int (1:23)'],
    ['s in ["a"] and arr in ["a"]', undefined],
    [
      'arr in ["a"]',
      'reflect.Value.MapIndex: value of type []interface {} is not assignable to type string (1:5)',
    ],
  ])('%s says where and what', (text, expected) => {
    const run = () => compile(text).run(env)
    if (expected === undefined) expect(run()).toBe(false)
    else expect(run).toThrow(expected)
  })
})

describe('an error', () => {
  test('shows the line and a caret', () => {
    expect(() => compile('a and\n\tb ==')).toThrow(
      new ExprError(
        {
          reason: 'unexpected token EOF',
          line: 2,
          column: 5,
          text: 'unexpected token EOF (2:5)\n |  b ==\n | ....^',
        },
        { phase: 'compile' },
      ),
    )
  })

  test('counts columns in characters, not in code units', () => {
    expect(() => compile('"🎉" +')).toThrow('unexpected token EOF (1:5)\n | "🎉" +\n | ....^')
  })

  test('has no place in an empty expression', () => {
    expect(() => compile('')).toThrow(/^unexpected token EOF$/)
  })

  test('of the lexer comes before one that the parser met earlier', () => {
    expect(() => compile('() "abc')).toThrow('literal not terminated (1:8)')
  })

  test('carries its phase, its reason and its place', () => {
    const failing = compile('a.b.c')
    try {
      failing.run({})
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        phase: 'run',
        reason: 'cannot fetch b from <nil>',
        line: 1,
        column: 3,
      })
    }
  })
})

describe('options', () => {
  test('functions are called by name, hide builtins, and are checked by their types', () => {
    const functions = {
      double: {
        call: ([value]: readonly unknown[]) =>
          new GoInt(2 * (value instanceof GoInt ? Number(value.value) : 0)),
        types: [{ params: [intType], results: [intType] }],
      },
      len: { call: () => 'mine' },
    }
    expect(evaluate('double(21)', {}, { functions })).toEqual({ type: 'int', text: '42' })
    expect(evaluate('21 | double()', {}, { functions })).toEqual({ type: 'int', text: '42' })
    expect(evaluate('len("abc")', {}, { functions })).toEqual({ type: 'string', text: 'mine' })
    expect(evaluate('::len("abc")', {}, { functions })).toEqual({ type: 'int', text: '3' })
    expect(evaluate('double("a")', {}, { functions })).toEqual({
      phase: 'compile',
      reason: 'cannot use string as argument (type int) to call double ',
    })
    expect(evaluate('let double = 1; double', {}, { functions })).toEqual({
      phase: 'compile',
      reason: 'cannot redeclare function double',
    })
  })

  test('functions in the environment are called as Go calls them', () => {
    const greet = goFunction(
      { params: [stringType], results: [stringType] },
      ([name]) => `hello ${name}`,
    )
    const env = { greet, lib: { greet } }
    expect(compile('greet("Ann")').run(env)).toBe('hello Ann')
    expect(compile('lib.greet(nil)').run(env)).toBe('hello ')
    expect(evaluate('lib.greet()', env)).toEqual({
      phase: 'run',
      reason: 'invalid number of arguments: expected 1, got 0',
    })
    expect(evaluate('lib.greet(1)', env)).toEqual({
      phase: 'run',
      reason: 'reflect: Call using int as type string',
    })
  })

  test('an error that a function throws is that of the call', () => {
    const call = () => {
      throw new Error('no such thing')
    }
    const lib = { find: goFunction({ params: [], results: [stringType] }, call) }
    const expected = { phase: 'run', reason: 'no such thing' }
    expect(evaluate('find()', {}, { functions: { find: { call } } })).toEqual(expected)
    expect(evaluate('lib.find()', { lib })).toEqual(expected)
  })

  test('constants stand in where the environment has no such name', () => {
    const constants = { limit: 3 }
    expect(compile('limit', { constants }).run({})).toBe(3)
    expect(compile('limit', { constants }).run({ limit: 4 })).toBe(4)
  })

  test('an environment given beforehand is checked against', () => {
    const environment = { i: 42, s: 'x', m: { a: 1 } }
    expect(evaluate('i + 1', environment, { environment })).toEqual({ type: 'int', text: '43' })
    expect(evaluate('nope', environment, { environment })).toEqual({
      phase: 'compile',
      reason: 'unknown name nope',
    })
    expect(evaluate('i == s', environment, { environment })).toEqual({
      phase: 'compile',
      reason: 'invalid operation: == (mismatched types int64 and string)',
    })
  })

  test('an expected bool is asked for before the run where that is possible', () => {
    expect(evaluate('1', {}, { expect: 'bool' })).toEqual({
      phase: 'compile',
      reason: 'expected bool, but got int',
    })
    expect(evaluate('a', { a: 1 }, { expect: 'bool' })).toEqual({
      phase: 'run',
      reason: 'invalid operation: bool(int64)',
    })
    expect(evaluate('missing', {}, { expect: 'bool' })).toEqual({ type: 'bool', text: 'false' })
  })

  test('numbers are converted to the expected type', () => {
    expect(evaluate('f', { f: 1.9 }, { expect: 'int' })).toEqual({ type: 'int', text: '1' })
    expect(evaluate('i', { i: 2 }, { expect: 'float64' })).toEqual({ type: 'float64', text: '2' })
    expect(evaluate('1', {}, { expect: 'int64' })).toEqual({ type: 'int64', text: '1' })
  })

  test('builtins can be switched off', () => {
    expect(evaluate('repeat("a", 2)', {}, { disabledBuiltins: ['repeat'] })).toEqual({
      phase: 'run',
      reason: 'invalid operation: cannot call nil',
    })
  })

  test('now() is the time of the clock', () => {
    const clock = new ManualClock(1_709_649_000_000)
    const program = compile('now().Format("15:04")', { clock })
    expect(program.run()).toBe('14:30')
    clock.advance(60_000)
    expect(program.run()).toBe('14:31')
  })
})

describe('bounds', () => {
  test('nodes are counted as upstream counts them', () => {
    expect(evaluate('1 + 1', {}, { nodesMax: 3 })).toMatchObject({ text: '2' })
    expect(evaluate('1 + 1', {}, { nodesMax: 2 })).toMatchObject({
      reason: 'compilation failed: expression exceeds maximum allowed nodes',
    })
    expect(evaluate('1;'.repeat(20_000))).toMatchObject({ phase: 'compile' })
  })

  test('memory is counted as upstream counts it', () => {
    const exceeded = { phase: 'run', reason: 'memory budget exceeded' }
    expect(evaluate('len(1..999999)')).toEqual({ type: 'int', text: '999999' })
    expect(evaluate('1..1000000')).toEqual(exceeded)
    expect(evaluate('repeat("ab", 500000)')).toEqual(exceeded)
    expect(evaluate('map(1..1000, map(1..1000, #))')).toEqual(exceeded)
    expect(evaluate('[1, x]', {}, { memoryMax: 2 })).toEqual(exceeded)
  })

  test('a text cannot double without end', () => {
    const doubling = Array.from({ length: 60 }, (_, n) => `let a${n + 1} = a${n} + a${n};`).join('')
    expect(evaluate(`let a0 = "0123456789";${doubling}1`)).toEqual({
      phase: 'run',
      reason: 'memory budget exceeded',
    })
    expect(evaluate('replace(repeat("a", 900000), "a", repeat("b", 90000))')).toMatchObject({
      phase: 'run',
    })
  })

  test('steps and time are bounded', () => {
    const env = { list: Array.from({ length: 1000 }, (_, n) => n) }
    const nested = 'all(list, any(list, # > -1 and all(list, # > -1)))'
    expect(evaluate(nested, env, { stepsMax: 10_000 })).toEqual({
      phase: 'run',
      reason: 'step budget exceeded',
    })
    let reads = 0
    const clock = { now: () => 1000 * reads++, sleep: () => Promise.resolve() }
    expect(evaluate(nested, env, { clock, timeMaxMs: 1500 })).toEqual({
      phase: 'run',
      reason: 'time budget exceeded',
    })
  })

  test.each([
    ['a comparison of shared lists', 'let x = reduce(1..30, [#acc, #acc], [1]); x == [x, x][0]'],
    ['uniq of shared lists', 'uniq(map(1..2, reduce(1..30, [#acc, #acc], [1])))'],
    ['flattening shared empty lists', 'flatten(reduce(1..30, [#acc, #acc], []))'],
    ['a search in each turn', 'let x = 1..90000; count(x, 0 in x)'],
    ['a function of a list in each turn', 'let x = 1..90000; count(x, max(x) == 0)'],
    [
      'a function of a text in each turn',
      'let x = repeat("a", 900000); count(1..90000, len(x) == 0)',
    ],
    ['a pattern in each turn', 'count(1..90000, "a" matches string(#))'],
  ])('%s counts its steps', (_, text) => {
    const exceeded = { phase: 'run', reason: 'step budget exceeded' }
    expect(evaluate(text, {}, { stepsMax: 300_000 })).toEqual(exceeded)
  })

  test.each([
    ['brackets', '('.repeat(100_000)],
    ['signs', `${'-'.repeat(100_000)}1`],
    ['lists', `${'['.repeat(5000)}1${']'.repeat(5000)}`],
    ['conditions', `${'t ? '.repeat(3000)}1${' : 2'.repeat(3000)}`],
    ['operators', `1${' ** x'.repeat(3000)}`],
  ])('%s inside one another are refused, however many', (_, text) => {
    expect(evaluate(text)).toMatchObject({ phase: 'compile' })
  })

  test('values that hold themselves end in an error', () => {
    const x: Record<string, unknown> = {}
    x['self'] = x
    expect(evaluate('string(x)', { x })).toMatchObject({ phase: 'run' })
    expect(evaluate('x == y', { x, y: { ...x } })).toMatchObject({ phase: 'run' })
    expect(evaluate('toJSON(x)', { x })).toMatchObject({ phase: 'run' })
  })
})

test('the example of the README does what it says', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
  expect(example).toContain('compile(\'app.status.health.status == "Degraded"\')')
  const degraded = compile('app.status.health.status == "Degraded"')
  expect(degraded.run({ app: { status: { health: { status: 'Degraded' } } } })).toBe(true)
  expect(() => degraded.run({ app: {} })).toThrow(
    'cannot fetch health from <nil> (1:12)\n | app.status.health.status == "Degraded"\n | ...........^',
  )
})

test('each row of the table in the README is true', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const env = JSON.parse(/environment `(\{.*?\})`:/.exec(readme)?.[1] ?? '')
  const rows = [...readme.matchAll(/^\| `(.*)` \| `(.*)` \|$/gm)]
  expect(rows.length).toBeGreaterThan(10)
  for (const [, text = '', value] of rows) {
    const expression = text.replaceAll('\\|', '|')
    expect({ expression, value: formatValue(compile(expression).run(env)) }).toEqual({
      expression,
      value,
    })
  }
})
