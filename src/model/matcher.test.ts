import { expect, test } from 'vitest'
import { firstMismatch, parseMatcher } from './matcher.ts'

const meets = (text: string, labels: Record<string, string>): boolean =>
  firstMismatch([parseMatcher(text)], labels) === undefined

test.each([
  ['product="ECS"', { product: 'ECS' }, true],
  ['product="ECS"', { product: 'RDS' }, false],
  ['product=ECS', { product: 'ECS' }, true],
  ['product!="ECS"', {}, true],
  ['absent=""', {}, true],
  ['absent=~".*"', {}, true],
  ['severity=~"critical|warning"', { severity: 'warning' }, true],
  ['severity=~"critical|warning"', { severity: 'warning2' }, false],
  ['severity!~"critical|warning"', { severity: 'info' }, true],
  ['instance=~"web-.*[0-9]"', { instance: 'web-prod-01' }, true],
  ['instance=~"web"', { instance: 'a web b' }, false],
  ['text=~"a.b"', { text: 'a\nb' }, false],
  ['text=~"(?s)a.b"', { text: 'a\nb' }, true],
  ['"标签"="值 \\"x\\""', { 标签: '值 "x"' }, true],
  [' team = "a b" ', { team: 'a b' }, true],
  ['constructor=""', {}, true],
])('%s on %j is %s', (text, labels, expected) => {
  expect(meets(text, labels)).toBe(expected)
})

test.each([
  '',
  'product',
  'product=="x"',
  '="x"',
  'a="x" b="y"',
  'a="unclosed',
  'a=~"("',
  'a=~"(?=x)"',
  'a=~"\\\\1"',
])('%s is refused with what to write', (text) => {
  expect(() => parseMatcher(text)).toThrow(
    expect.objectContaining({
      code: 'TOCSIN_MATCHER_INVALID',
      message: expect.stringMatching(/^Expected/),
    }),
  )
})

test('a pattern that would take for ever elsewhere takes no time here', () => {
  expect(meets('a=~"(a+)+b"', { a: 'a'.repeat(5000) })).toBe(false)
})

test('the first matcher that fails is the one that is named', () => {
  const matchers = [parseMatcher('a="1"'), parseMatcher('b="2"'), parseMatcher('c="3"')]
  expect(firstMismatch(matchers, { a: '1', b: 'x', c: 'y' })?.text).toBe('b="2"')
})
