import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareText, sortText } from './kind.ts'
import {
  byteLength,
  fromBytes,
  quote,
  quoteRune,
  rejoin,
  runeCount,
  sliceBytes,
  toBytes,
  toValid,
} from './text.ts'

test('any bytes become a text and the same bytes again', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const text = fromBytes(bytes)
    expect(Buffer.compare(toBytes(text), bytes)).toBe(0)
    expect(byteLength(text)).toBe(bytes.length)
  })
  fc.assert(property, { numRuns: 500 })
})

test('any well-formed text becomes its UTF-8 and the same text again', () => {
  const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
    const wellFormed = text.toWellFormed()
    expect(fromBytes(toBytes(wellFormed))).toBe(wellFormed)
    expect(Buffer.compare(toBytes(wellFormed), Buffer.from(wellFormed))).toBe(0)
  })
  fc.assert(property, { numRuns: 300 })
})

test('texts are ordered by their bytes', () => {
  const property = fc.property(
    fc.uint8Array({ maxLength: 8 }),
    fc.uint8Array({ maxLength: 8 }),
    (a, b) => {
      const order = Math.sign(compareText(fromBytes(a), fromBytes(b)))
      expect(order).toBe(Math.sign(Buffer.compare(a, b)))
    },
  )
  fc.assert(property, { numRuns: 2000 })
  expect(sortText(['\u{1F600}', '\uffff', 'a'])).toEqual(['a', '\uffff', '\u{1F600}'])
})

test('cutting counts bytes, and halves that meet again form their character', () => {
  const first = sliceBytes('世界', 0, 2)
  expect(byteLength(first)).toBe(2)
  expect(toValid(first)).toBe('\ufffd\ufffd')
  expect(rejoin(first + sliceBytes('世界', 2, 6))).toBe('世界')
  expect(runeCount(sliceBytes('世界', 2, 6))).toBe(2)
})

test.each([
  ['a"b\\', '"a\\"b\\\\"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\x00\x7f', '"\\x00\\x7f"'],
  ['é世😀', '"é世😀"'],
  ['\u00a0\u200b\ufeff', '"\\u00a0\\u200b\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\udcff', '"\\xff"'],
])('%j is quoted as Go quotes it', (text, quoted) => {
  expect(quote(text)).toBe(quoted)
})

test('quoting can keep to ASCII', () => {
  expect(quote('é😀', true)).toBe('"\\u00e9\\U0001f600"')
  expect(quoteRune("'")).toBe("'\\''")
})
