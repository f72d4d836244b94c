import { describe, expect, test } from 'vitest'
import { positionIn, slotOf } from './position.ts'

describe('the position up to which requests were taken in', () => {
  const older = slotOf(1, { segment: 3, at: 500 })
  const newer = slotOf(2, { segment: 4, at: 0 })

  test('is the newer of two, in whatever order they stand', () => {
    expect(positionIn(Buffer.concat([older, newer]))).toEqual({ count: 2, segment: 4, at: 0 })
    expect(positionIn(Buffer.concat([newer, older]))).toEqual({ count: 2, segment: 4, at: 0 })
  })

  test('is the older one where the newer was not wholly written', () => {
    for (let length = 0; length < newer.length; length += 1) {
      const torn = Buffer.concat([
        older,
        newer.subarray(0, length),
        Buffer.alloc(newer.length - length),
      ])
      expect([length, positionIn(torn)]).toEqual([length, { count: 1, segment: 3, at: 500 }])
    }
  })

  test.each([
    ['there is nothing', Buffer.alloc(0)],
    ['there are zeros only', Buffer.alloc(32)],
  ])('is the very beginning where %s', (_, bytes) => {
    expect(positionIn(bytes)).toEqual({ count: 0, segment: 0, at: 0 })
  })
})
