import { describe, expect, test } from 'vitest'
import { mayPut } from './share.ts'

describe('the share of a source', () => {
  test.each([
    // bytesMax, bytes, ownBytes, more, may
    [900, 0, 0, 600, true],
    [900, 0, 0, 601, false],
    [900, 600, 600, 1, false],
    [900, 600, 0, 200, true],
    [900, 600, 0, 201, false],
    [900, 900, 0, 1, false],
    [0, 0, 0, 1, false],
    // What lies aside takes room from all.
    [900, 700, 0, 134, false],
    [900, 700, 0, 133, true],
  ])(
    'of %i bytes with %i taken, %i by itself: %i more may come: %s',
    (bytesMax, bytes, ownBytes, more, may) => {
      expect(mayPut({ bytesMax, bytes, ownBytes }, more)).toBe(may)
    },
  )

  test.each([
    [1, 0.66],
    [2, 0.39],
    [10, 0.095],
    [100, 0.0099],
  ])(
    'of %i sources that take all they get is at least %f each, and one more still gets some',
    (count, share) => {
      const bytesMax = 1_000_000
      const own = Array.from({ length: count }, () => 0)
      const taken = (): number => own.reduce((sum, bytes) => sum + bytes, 0)
      for (let isMoving = true; isMoving; ) {
        isMoving = false
        for (const [index, ownBytes] of own.entries()) {
          if (!mayPut({ bytesMax, bytes: taken(), ownBytes }, 100)) continue
          own[index] = ownBytes + 100
          isMoving = true
        }
      }
      expect(Math.min(...own)).toBeGreaterThanOrEqual(share * bytesMax)
      expect(mayPut({ bytesMax, bytes: taken(), ownBytes: 0 }, 100)).toBe(true)
    },
  )
})
