import { expect, test } from 'vitest'
import { isSameFilter } from './views.ts'

test.each([
  [{ state: 'firing', source: 'a' }, { source: 'a', state: 'firing' }, true],
  [{ state: 'firing' }, { state: 'firing', text: undefined, source: '' }, true],
  [{ state: 'firing' }, { state: 'firing,acknowledged' }, false],
  [{}, { text: 'disk' }, false],
])('%j and %j let the same through: %s', (one, other, expected) => {
  expect(isSameFilter(one, other)).toBe(expected)
})
