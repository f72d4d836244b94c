import { expect, test } from 'vitest'
import { INGEST_LIMITS } from '../../base/limits.ts'
import { comparedKey, givenKey } from './key.ts'

const keyed = (dedupKey: string, title = 'Disk full') => ({ dedupKey, name: 'disk', title })
const MAX = INGEST_LIMITS.dedupKeyLengthMax

test('a key may be as long as those of other hubs', () => {
  expect(MAX).toBe(512)
})

test.each([
  ['as it is', 'disk|i-web', 'disk|i-web', undefined],
  ['without blanks around it', ' disk|i-web\n', 'disk|i-web', undefined],
  ['without case', 'Disk|i-WEB', 'disk|i-web', 'Disk|i-WEB'],
  ['without the case of other alphabets', 'ДИСК Ü', 'диск ü', 'ДИСК Ü'],
  ['with the blanks and signs inside it', 'a  b%|"', 'a  b%|"', undefined],
  ['whole up to its greatest length', 'k'.repeat(MAX), 'k'.repeat(MAX), undefined],
])('a key is compared %s', (_name, given, compared, shown) => {
  expect(comparedKey(keyed(given))).toBe(compared)
  expect(givenKey(keyed(given))).toEqual(shown === undefined ? {} : { givenKey: shown })
})

test('a long key is compared by its digest, and two long ones stay two', () => {
  const long = 'K'.repeat(MAX)
  const [one, same, other] = [`${long}a`, `${long}A `, `${long}b`].map((key) =>
    comparedKey(keyed(key)),
  )
  expect(one).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(same).toBe(one)
  expect(other).not.toBe(one)
  expect(givenKey(keyed(`${long}a`))).toEqual({ givenKey: `${'K'.repeat(MAX - 1)}…` })
})

test('what people see of a long key ends with a whole character', () => {
  expect(givenKey(keyed(`${'k'.repeat(MAX - 2)}😀😀`)).givenKey).toBe(`${'k'.repeat(MAX - 2)}…`)
})

test.each(['', '  \n'])('a key that says nothing (%j) is made of the content', (blank) => {
  const key = comparedKey(keyed(blank))
  expect(key).toMatch(/^content:[0-9a-f]{64}$/)
  expect(comparedKey(keyed('', 'DISK full'))).toBe(key)
  expect(comparedKey(keyed(blank, 'Disk slow'))).not.toBe(key)
  expect(givenKey(keyed(blank))).toEqual({})
})
