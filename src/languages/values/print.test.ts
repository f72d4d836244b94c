import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GoDuration } from './duration.ts'
import { typedList, ValueError } from './kind.ts'
import { GoComplex, GoFloat, GoSized, goInt } from './number.ts'
import { formatValue, sprint, sprintln } from './print.ts'
import { sprintf } from './printf.ts'
import { GoTime } from './time.ts'

test.each([
  [null, '<nil>'],
  [[1, null, 'a'], '[1 <nil> a]'],
  [{ b: 1, a: [true] }, 'map[a:[true] b:1]'],
  [new GoFloat(1e6), '1e+06'],
  [new GoComplex(1, -2), '(1-2i)'],
  [new Uint8Array([1, 255]), '[1 255]'],
  [new GoTime(0), '1970-01-01 00:00:00 +0000 UTC'],
  [new GoDuration(90_000_000_000n), '1m30s'],
  [[new GoDuration(1n)], '[1ns]'],
])('value %# of the table prints as fmt prints it', (value, text) => {
  expect(formatValue(value)).toBe(text)
})

test('operands are joined as Print and Println join them', () => {
  expect(sprint([1, 2, 'a', 'b', 3, 4])).toBe('1 2ab3 4')
  expect(sprintln(['a', 1, null])).toBe('a 1 <nil>\n')
})

test.each([
  ['%d|%5d|%-5d|%05d|%+d|% d', [1, 2, 3, -4, 5, 6], '1|    2|3    |-0004|+5| 6'],
  ['%6.3d|%-6.3d|%.0d|', [7, 7, 0], '   007|007   ||'],
  [
    '%b %o %O %x %X %#x %#o %#b',
    [5, 8, 8, 255, 255, 255, 8, 5],
    '101 10 0o10 ff FF 0xff 010 0b101',
  ],
  ['%x %X', [-255, 'hé'], '-ff 68C3A9'],
  ['% x|%#x|% #x', ['hi', 'hi', 'hi'], '68 69|0x6869|0x68 0x69'],
  ['%c%c|%q|%U|%#U', [65, 0x1f600, 0x4e16, 65, 65], "A😀|'世'|U+0041|U+0041 'A'"],
  [
    '%f|%.2f|%8.3f|%-8.2f|%+.1f|%08.2f',
    [1.5, 2.675, -3.14259, 2.5, 1.25, -2.5],
    '1.500000|2.67|  -3.143|2.50    |+1.2|-0002.50',
  ],
  [
    '%e|%.0e|%E|%g|%G',
    [12345.678, 15.5, 0.5, 1e21, 1e-10],
    '1.234568e+04|2e+01|5.000000E-01|1e+21|1E-10',
  ],
  [
    '%s|%10s|%-10s|%.2s|%05s',
    ['世界', '世', '世', '世界人', 'a'],
    '世界|         世|世         |世界|0000a',
  ],
  ['%q|%+q|%#q', ['é"', 'é', 'a`b'], '"é\\""|"\\u00e9"|"a`b"'],
  ['%t|%5t|%v', [true, false, true], 'true|false|true'],
  [
    '%v|%+v|%#v|%T',
    [{ a: 1 }, { a: 1 }, { a: [1, 'x'] }, { a: 1 }],
    'map[a:1]|map[a:1]|map[string]interface {}{"a":[]interface {}{1, "x"}}|map[string]interface {}',
  ],
  ['%5v|%x|%q', [[1, 2], ['a', 'b'], ['a']], '[    1     2]|[61 62]|["a"]'],
  [
    '%T %T %T %T',
    [goInt(1), new GoFloat(1), typedList('string', []), null],
    'int float64 []string <nil>',
  ],
  ['%d %s', [new GoDuration(5n), new GoDuration(5n)], '5 5ns'],
  [
    '%v %s %d',
    [new GoSized('uint8', 228), new Uint8Array([104]), new Uint8Array([104])],
    '228 h [104]',
  ],
  ['%[2]d %[1]d|%[2]*[1]d', [3, 5], '5 3|    3'],
  ['%*d|%-*d|%.*f', [4, 1, 4, 2, 2, 3.14259], '   1|2   |3.14'],
  ['%!|%z|%', [1, 2], '%!!(int64=1)|%!z(int64=2)|%!(NOVERB)'],
  ['%d %s', ['x', 1], '%!d(string=x) %!s(int64=1)'],
  ['%d %d', [1], '1 %!d(MISSING)'],
  ['x', [1, 'a', null], 'x%!(EXTRA int64=1, string=a, <nil>)'],
  ['%d|%s', [null, null], '%!d(<nil>)|%!s(<nil>)'],
  ['%d', [[1, null, 'a']], '[1 <nil> %!d(string=a)]'],
  ['%[5]d %[x]d %.[1]*d', [1], '%!d(BADINDEX) %!d(BADINDEX) %!d(MISSING)'],
  ['%*d %.*d', ['a', 1, 'b', 2], '%!(BADWIDTH)1 %!(BADPREC)2'],
  ['%d%%', [5], '5%'],
  ['%#g|%#.3x|%x|%b', [1.5, 1.5, 3.5, 1.5], '1.50000|0x1.800p+00|0x1.cp+01|6755399441055744p-52'],
])('format %# of the table gives what fmt gives: %s', (format, operands, text) => {
  expect(sprintf(format, operands)).toBe(text)
})

test('printing never fails, whatever the format', () => {
  const operand = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer()),
  )
  const piece = fc.constantFrom(
    '%',
    '[',
    ']',
    '1',
    '2',
    '*',
    '.',
    '-',
    '+',
    '#',
    '0',
    ' ',
    'd',
    'v',
    's',
    'q',
    'x',
    'T',
    'f',
    'U',
    'é',
  )
  const format = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
  const property = fc.property(format, fc.array(operand, { maxLength: 3 }), (text, operands) => {
    expect(typeof sprintf(text, operands)).toBe('string')
  })
  fc.assert(property, { numRuns: 1500 })
})

test('a value that contains itself is refused', () => {
  const map = new Map<string, unknown>()
  map.set('self', map)
  expect(() => formatValue(map)).toThrow(ValueError)
})
