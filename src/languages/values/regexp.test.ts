import { expect, test } from 'vitest'
import { compileRegexp, GoRegexpError, quoteRegexp } from './regexp.ts'

test.each([
  ['hello', 'say hello', true],
  ['^hello', 'say hello', false],
  ['hello$', 'say hello', true],
  ['^a\\.b$', 'a.b', true],
  ['^a\\.b$', 'axb', false],
  ['', 'anything', true],
  ['a.b', 'a\nb', false],
  ['(?s)a.b', 'a\nb', true],
  ['b$', 'a\nb\n', false],
  ['\\w', 'é', false],
  ['\\p{L}', 'é', true],
  ['(?i)\u212a', 'k', true],
  ['[[:alpha:]]', '1', false],
  ['\\Qa.b\\E', 'axb', false],
  ['(?P<n>a)(?P<n>b)', 'ab', true],
])('%j in %j: %s', (pattern, text, expected) => {
  expect(compileRegexp(pattern).matches(text)).toBe(expected)
})

test.each([
  ['[', 'missing closing ]: `[`'],
  ['(', 'missing closing ): `(`'],
  ['a)', 'unexpected ): `a)`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['\\8', 'invalid escape sequence: `\\8`'],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
])('%j is refused with the words of Go', (pattern, reason) => {
  expect(() => compileRegexp(pattern)).toThrow(GoRegexpError)
  expect(() => compileRegexp(pattern)).toThrow(`error parsing regexp: ${reason}`)
})

test('repeated matches follow the rule of Go for empty ones', () => {
  const empty = compileRegexp('a*')
  expect(empty.findAll('baaab', -1)).toEqual(['', 'aaa', ''])
  expect(empty.findAll('baaab', 2)).toEqual(['', 'aaa'])
  expect(empty.replaceAll('baaab', 'x')).toBe('xbxbx')
  expect(empty.split('abaabaccadaaae', 5)).toEqual(['', 'b', 'b', 'c', 'cadaaae'])
  expect(compileRegexp(',').split('a,b,c', -1)).toEqual(['a', 'b', 'c'])
  expect(compileRegexp(',').split('', -1)).toEqual([''])
})

test('a replacement names groups by number and by name', () => {
  const pair = compileRegexp('(?P<key>\\w+)=(\\w+)')
  expect(pair.replaceAll('a=1', `$2=$\{key}`)).toBe('1=a')
  expect(pair.replaceAll('a=1', '$1x$$')).toBe('$')
  expect(pair.replaceAll('a=1', `$\{1}x`)).toBe('ax')
  expect(pair.replaceAllLiteral('a=1', '$1')).toBe('$1')
  expect(pair.findSubmatch('a=1')).toEqual(['a=1', 'a', '1'])
  expect(pair.find('none')).toBeUndefined()
})

test('time is linear where a backtracking engine would not end', () => {
  expect(compileRegexp('(a|a)*$').matches(`${'a'.repeat(50_000)}b`)).toBe(true)
  expect(compileRegexp('(a*)*c').matches('a'.repeat(50_000))).toBe(false)
})

test('a quoted text matches itself alone', () => {
  const text = 'a.b*c[d]^$(e)|{f}\\'
  expect(compileRegexp(`^${quoteRegexp(text)}$`).matches(text)).toBe(true)
})
