import { describe, expect, test } from 'vitest'
import { frameBytes, frameOf, walk } from './frame.ts'

const one = frameOf(Buffer.from('the first'))
const two = frameOf(Buffer.from('the second, which says TSP1 itself'))

describe('frames in a file', () => {
  test('are found one behind the other, and take the bytes that were foretold', () => {
    const found = walk(Buffer.concat([one, two]))
    expect(textsOf(found)).toEqual(['the first', 'the second, which says TSP1 itself'])
    expect(found).toMatchObject({ damaged: [], end: one.length + two.length })
    expect(frameBytes(Buffer.from('the first'))).toBe(one.length)
  })

  test('are none in an empty file, and an empty payload is one', () => {
    expect(walk(Buffer.alloc(0))).toEqual({ frames: [], damaged: [], end: 0 })
    expect(textsOf(walk(frameOf(Buffer.alloc(0))))).toEqual([''])
  })

  test('end before the one that was cut off, wherever it was cut', () => {
    for (let length = 0; length < two.length; length += 1) {
      const found = walk(Buffer.concat([one, two.subarray(0, length)]))
      expect([length, textsOf(found), found.end]).toEqual([length, ['the first'], one.length])
    }
  })

  test('end before zeros, which a file system may leave behind a crash', () => {
    const found = walk(Buffer.concat([one, Buffer.alloc(100)]))
    expect([textsOf(found), found.damaged, found.end]).toEqual([['the first'], [], one.length])
  })

  test('are found behind one of which a bit has changed, wherever it was, and what is damaged is named', () => {
    const three = frameOf(Buffer.from('the third'))
    for (let at = 0; at < two.length; at += 1) {
      const bytes = Buffer.concat([one, two, three])
      bytes[one.length + at] = (bytes[one.length + at] ?? 0) ^ 4
      const found = walk(bytes)
      expect([at, ...textsOf(found)]).toEqual([at, 'the first', 'the third'])
      expect(found.damaged).toEqual([{ at: one.length, end: one.length + two.length }])
      expect(found.end).toBe(bytes.length)
    }
  })
})

function textsOf({ frames }: ReturnType<typeof walk>): readonly string[] {
  return frames.map(({ payload }) => payload.toString())
}
