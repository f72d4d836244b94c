import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeJson, parseJson, toJson } from './json.ts'
import { nilList, ValueError } from './kind.ts'
import { GoFloat, goInt } from './number.ts'
import { formatValue } from './print.ts'

test('integers and floats are kept apart as Kubernetes keeps them', () => {
  const read = parseJson('[1, 1.0, 1e3, 9007199254740993, 9223372036854775808, -0, 2.5]')
  expect(read).toEqual([
    1,
    new GoFloat(1),
    new GoFloat(1000),
    9007199254740993n,
    new GoFloat(2 ** 63),
    0,
    2.5,
  ])
  expect(formatValue(read)).toBe('[1 1 1000 9007199254740993 9.223372036854776e+18 0 2.5]')
})

test('encoding/json makes every number a float', () => {
  expect(decodeJson('{"n": 100000000}')).toEqual({ n: new GoFloat(1e8) })
})

test('lone surrogates become the replacement character, in keys and values', () => {
  expect(decodeJson('"\\ud800x"')).toBe('\ufffdx')
})

test.each([
  ['', 'unexpected end of JSON input'],
  ['{"a"', 'unexpected end of JSON input'],
  ['x', "invalid character 'x' looking for beginning of value"],
  ['é', "invalid character 'Ã' looking for beginning of value"],
  ['1 2', "invalid character '2' after top-level value"],
  ['01', "invalid character '1' after top-level value"],
  ['{a}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
  ['nul!', "invalid character '!' in literal null (expecting 'l')"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['-a', "invalid character 'a' in numeric literal"],
  ['1.a', "invalid character 'a' after decimal point in numeric literal"],
  ['1ea', "invalid character 'a' in exponent of numeric literal"],
  ["'a'", "invalid character '\\'' looking for beginning of value"],
  ['1e400', 'json: cannot unmarshal number 1e400 into Go value of type float64'],
])('%j is refused as encoding/json refuses it', (text, message) => {
  expect(() => decodeJson(text)).toThrow(new ValueError(message))
})

test('deep nesting is refused, not suffered', () => {
  expect(() => decodeJson('['.repeat(100_000))).toThrow(ValueError)
  expect(() => decodeJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toThrow(ValueError)
})

test.each([
  [new GoFloat(1e21), '1e+21'],
  [new GoFloat(1e20), '100000000000000000000'],
  [1e-7, '1e-7'],
  [0.000001, '0.000001'],
  [goInt(5), '5'],
  [2n ** 60n, '1152921504606846976'],
  [nilList(), 'null'],
  [[], '[]'],
  [new Uint8Array([104, 105]), '"aGk="'],
  ['<&>\u2028\u0001\u007f', '"\\u003c\\u0026\\u003e\\u2028\\u0001\u007f"'],
  ['\udcffx', '"\\ufffdx"'],
  [
    new Map([
      ['b', 1],
      ['a', undefined],
      ['\u{1F600}', 2],
      ['\uffff', 3],
    ]),
    '{"b":1,"\uffff":3,"\u{1F600}":2}',
  ],
  [undefined, 'null'],
])('value %# of the table is encoded as encoding/json encodes it', (value, json) => {
  expect(toJson(value)).toBe(json)
})

test('html escaping can be left out, and output indented', () => {
  expect(toJson('<&>', { escapeHtml: false })).toBe('"<&>"')
  expect(toJson({ a: [1, {}], b: [] }, { indent: '  ' })).toBe(
    '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": []\n}',
  )
})

test('what has no JSON is refused', () => {
  expect(() => toJson(Number.NaN)).toThrow(new ValueError('json: unsupported value: NaN'))
  const loop: unknown[] = []
  loop.push(loop)
  expect(() => toJson(loop)).toThrow(ValueError)
})

test('JSON that was read is written as it was', () => {
  const property = fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
    const text = JSON.stringify(value)
    expect(JSON.parse(toJson(parseJson(text)))).toEqual(
      JSON.parse(text.replace(/-0(?![.\d])/g, '0')),
    )
  })
  fc.assert(property, { numRuns: 300 })
})
