import { expect, test } from 'vitest'
import { colourOf, placeOf } from './gantt.ts'

const SPAN = { from: Date.parse('2026-03-02T00:00Z'), until: Date.parse('2026-03-12T00:00Z') }

test.each([
  ['2026-03-02T00:00Z', '2026-03-07T00:00Z', 0, 50],
  ['2026-02-01T00:00Z', '2026-03-03T00:00Z', 0, 10],
  ['2026-03-11T00:00Z', '2026-04-01T00:00Z', 90, 10],
  ['2026-04-01T00:00Z', '2026-04-02T00:00Z', 300, 0],
])('from %s until %s stands at %i and is %i wide', (from, until, left, width) => {
  const place = placeOf({ from, until }, SPAN)
  expect(place.width).toBeCloseTo(width === 0 ? 0 : width)
  if (width > 0) expect(place.left).toBeCloseTo(left)
})

test('a name has one colour of eight', () => {
  const colours = ['wang', 'li', '王伟', ''].map(colourOf)
  expect(colours).toEqual(['wang', 'li', '王伟', ''].map(colourOf))
  expect(colours.every((colour) => colour >= 0 && colour < 8)).toBe(true)
})
