import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sort } from './go-sort.ts'

function sorted(values: readonly number[]): number[] {
  const list = [...values]
  sort({
    length: list.length,
    less: (i, j) => (list[i] ?? 0) < (list[j] ?? 0),
    swap: (i, j) => {
      const kept = list[i] ?? 0
      list[i] = list[j] ?? 0
      list[j] = kept
    },
  })
  return list
}

test('any list comes out in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 400 }), (values) => {
      expect(sorted(values)).toEqual([...values].sort((a, b) => a - b))
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['rising', (index: number) => index],
  ['falling', (index: number) => -index],
  ['equal', () => 7],
  ['sawtooth', (index: number) => index % 17],
  ['organ pipe', (index: number) => Math.min(index, 2000 - index)],
  ['nearly rising', (index: number) => (index % 100 === 0 ? -index : index)],
])('a %s list comes out in order', (_, make) => {
  const values = Array.from({ length: 2000 }, (__, index) => make(index))
  expect(sorted(values)).toEqual([...values].sort((a, b) => a - b))
})
