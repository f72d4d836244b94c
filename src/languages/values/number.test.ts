import fc from 'fast-check'
import { expect, test } from 'vitest'
import { kindOf } from './kind.ts'
import {
  addInt64,
  divInt64,
  type FloatFormat,
  floatText,
  floatToInt64,
  formatFloat,
  GoFloat,
  goFloat,
  goInt,
  modInt64,
  mulInt64,
  parseFloatText,
  parseInteger,
  subInt64,
} from './number.ts'
import { formatValue } from './print.ts'

const max = 2n ** 63n - 1n
const min = -(2n ** 63n)

test('int64 arithmetic wraps', () => {
  expect(addInt64(max, 1)).toBe(min)
  expect(subInt64(min, 1)).toBe(max)
  expect(mulInt64(max, 2)).toBe(-2)
  expect(divInt64(min, -1)).toBe(min)
  expect(addInt64(2 ** 53 - 1, 1)).toBe(2n ** 53n)
  expect(subInt64(2n ** 53n, 1)).toBe(2 ** 53 - 1)
})

test('a quotient is cut towards zero, and a remainder has the sign of the dividend', () => {
  expect([divInt64(-7, 2), modInt64(-7, 3), modInt64(7, -3)]).toEqual([-3, -1, 1])
  expect([divInt64(1, 0), modInt64(1, 0n)]).toEqual([undefined, undefined])
  expect(Object.is(modInt64(-4, 2), 0)).toBe(true)
})

test('int64 arithmetic is that of 64-bit integers', () => {
  const int64 = fc.bigInt({ min, max })
  const property = fc.property(int64, int64, (a, b) => {
    expect(BigInt(addInt64(a, b))).toBe(BigInt.asIntN(64, a + b))
    expect(BigInt(subInt64(a, b))).toBe(BigInt.asIntN(64, a - b))
    expect(BigInt(mulInt64(a, b))).toBe(BigInt.asIntN(64, a * b))
  })
  fc.assert(property, { numRuns: 200 })
})

test.each([
  [1.9, 1],
  [-1.9, -1],
  [1e19, min],
  [Number.NaN, min],
  [2 ** 60, 2n ** 60n],
])('the float %s becomes the int64 %s', (float, integer) => {
  expect(floatToInt64(float)).toBe(integer)
})

test('a plain number is an int64 as long as it fits', () => {
  expect([kindOf(2 ** 60), formatValue(2 ** 60)]).toEqual(['int64', '1152921504606846976'])
  expect([kindOf(2 ** 63), formatValue(2 ** 63)]).toEqual(['float64', '9.223372036854776e+18'])
  expect(addInt64(2 ** 60, 1)).toBe(2n ** 60n + 1n)
})

test('an integral float is told from an integer', () => {
  expect(goFloat(1)).toBeInstanceOf(GoFloat)
  expect(goFloat(1.5)).toBe(1.5)
  expect(goInt(5)).toBe(goInt(5))
})

test.each([
  ['0x1F', 0, 31n],
  ['0b101', 0, 5n],
  ['0o17', 0, 15n],
  ['017', 0, 15n],
  ['1_000', 0, 1000n],
  ['0x_1', 0, 1n],
  ['-0', 0, 0n],
  ['0', 0, 0n],
  ['-9223372036854775808', 0, min],
  ['010', 10, 10n],
  ['777', 8, 511n],
])('%s in base %i is %s', (text, base, value) => {
  expect(parseInteger(text, base)).toEqual({ kind: 'integer', value })
})

test.each(['', '+', '08', '1__0', '_1', '1_', '0x', '1.0', ' 1', 'a'])(
  '%j is no integer',
  (text) => {
    expect(parseInteger(text, 0).kind).toBe('syntax')
  },
)

test('an integer beyond 64 bits is out of range', () => {
  expect(parseInteger('9223372036854775808', 0)).toEqual({ kind: 'range', value: max })
  expect(parseInteger(`-${'9'.repeat(1000)}`, 10)).toEqual({ kind: 'range', value: min })
  expect(parseInteger('18446744073709551615', 10, true)).toEqual({
    kind: 'integer',
    value: 2n ** 64n - 1n,
  })
  expect(parseInteger('-1', 10, true).kind).toBe('syntax')
})

test.each([
  ['1e3', 1000],
  ['.5', 0.5],
  ['5.', 5],
  ['1_0.5', 10.5],
  ['0x1p4', 16],
  ['0x1.8p1', 3],
  ['-Inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
  ['0x1p-1074', 5e-324],
  ['0x1.fffffffffffff8p1023', Number.POSITIVE_INFINITY],
])('%s is the float %s', (text, float) => {
  expect(parseFloatText(text)).toBe(float)
})

test.each(['', '.', 'e5', '1e', '0x1', '1 ', '--1', '1.2.3'])('%j is no float', (text) => {
  expect(parseFloatText(text)).toBeUndefined()
})

test.each([
  [2.5, 'f', 0, '2'],
  [3.5, 'f', 0, '4'],
  [0.5, 'f', 0, '0'],
  [1e21, 'f', 0, '1000000000000000000000'],
  [1.005, 'f', 2, '1.00'],
  [99.99, 'f', 1, '100.0'],
  [0, 'e', 6, '0.000000e+00'],
  [15, 'e', 0, '2e+01'],
  [1e100, 'E', 6, '1.000000E+100'],
  [1234.5678, 'g', 3, '1.23e+03'],
  [100, 'g', 3, '100'],
  [0.00001234, 'g', 2, '1.2e-05'],
  [0.1, 'f', 20, '0.10000000000000000555'],
  [5e-324, 'g', -1, '5e-324'],
  [-0, 'f', 1, '-0.0'],
] satisfies [number, FloatFormat, number, string][])(
  '%s as %%%s with %i digits is %s',
  (...row) => {
    const [value, format, digits, text] = row
    expect(formatFloat(value, format, digits)).toBe(text)
  },
)

test.each([
  [999999.5, '999999.5'],
  [1000000.5, '1.0000005e+06'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NaN, 'NaN'],
])('%s prints as %s', (value, text) => {
  expect(floatText(value)).toBe(text)
})

test('a float with all its digits reads back as itself', () => {
  const property = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    expect(Number(formatFloat(value, 'e', 17))).toBe(value)
    expect(Number(formatFloat(value, 'g'))).toBe(value)
  })
  fc.assert(property, { numRuns: 200 })
})
