import { expect, test } from 'vitest'
import { queryOf, textsIn, toggled, valuesOf } from './search.ts'

test.each([
  [undefined, 'a', 'a'],
  ['a', 'b', 'a,b'],
  ['a,b', 'a', 'b'],
  ['a', 'a', undefined],
])('%j with %j toggled is %j', (before, value, after) => {
  expect(toggled(before, value)).toBe(after)
})

test('of a search only the texts that a page knows are read', () => {
  const read = textsIn('state', 'days')
  expect(read({ state: 'firing', days: 7, other: 'x' })).toEqual({ state: 'firing', days: '7' })
  expect(read({ state: '', days: ['7'] })).toEqual({})
})

test('a query leaves out what is absent, and empty values are none', () => {
  expect(queryOf({ state: 'a,b', text: undefined, source: '', limit: 5 })).toBe(
    'state=a%2Cb&limit=5',
  )
  expect(valuesOf('a,,b')).toEqual(['a', 'b'])
})
