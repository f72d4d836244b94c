import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fill } from './fill.ts'

test('what fits stays whole', () => {
  expect(fill([{ fixed: 1, text: 9 }], { sizeMax: 10, pieceMin: 2 })).toEqual({
    count: 1,
    cap: Infinity,
  })
})

test('long pieces give way before short ones, and whole ones are left out last', () => {
  const pieces = [2, 100, 3].map((text) => ({ fixed: 1, text }))
  expect(fill(pieces, { sizeMax: 20, pieceMin: 4 })).toEqual({ count: 3, cap: 12 })
  expect(fill(pieces, { sizeMax: 8, pieceMin: 4 })).toEqual({ count: 2, cap: 4 })
  expect(fill(pieces, { sizeMax: 2, pieceMin: 4 }).count).toBe(0)
})

test('where pieces are missing already, the others leave room to say so', () => {
  expect(fill([{ fixed: 0, text: 5 }], { sizeMax: 9, pieceMin: 1 }, false).cap).toBe(9)
})

test('what is kept fits, and with one more of each it would not', () => {
  const piece = fc.record({ fixed: fc.nat(20), text: fc.nat(500) })
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 0, max: 2_000 }), (pieces, sizeMax) => {
      const { count, cap } = fill(pieces, { sizeMax, pieceMin: 10 })
      const sizeAt = (most: number): number =>
        pieces.slice(0, count).reduce((sum, one) => sum + one.fixed + Math.min(one.text, most), 0)
      if (count === 0) return
      expect(sizeAt(cap)).toBeLessThanOrEqual(sizeMax)
      if (count < pieces.length || sizeAt(Infinity) > sizeMax) {
        expect(cap).toBeGreaterThanOrEqual(10)
        if (sizeAt(Infinity) > sizeMax) expect(sizeAt(cap + 1)).toBeGreaterThan(sizeMax)
      }
    }),
  )
})
