import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mendJson } from './mend-json.ts'

describe('what templates break is mended', () => {
  test.each([
    ['a line end inside a text', '{"a":"one\ntwo\r\n\tthree"}', { a: 'one\ntwo\r\n\tthree' }],
    [
      'quotation marks inside a text',
      '{"a":"disk "C" is full","b":1}',
      { a: 'disk "C" is full', b: 1 },
    ],
    ['a comma too many', '{"a":[1,2,],}', { a: [1, 2] }],
    ["Go's escapes", String.raw`{"a":"\x41\a\v\U0001f514\'"}`, { a: "A\u0007\u000b🔔'" }],
    ['a backslash that escapes nothing', String.raw`{"a":"C:\Disks"}`, { a: String.raw`C:\Disks` }],
    ['a value that Go did not find', '{"a":%!q(<nil>)}', { a: null }],
  ])('%s', (_, text, value) => {
    expect(JSON.parse(mendJson(text))).toEqual(value)
  })

  test.each(['{"a":', '{"a', 'a', '{a:1}', ''])('%j stays broken', (text) => {
    expect(() => JSON.parse(mendJson(text))).toThrow(SyntaxError)
  })
})

test('what is whole means the same afterwards', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat({ max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(JSON.parse(mendJson(text))).toEqual(JSON.parse(text))
    }),
    { seed: 20_260_305 },
  )
})

test('nothing that is sent makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(typeof mendJson(`{"a":"${text}`)).toBe('string')
    }),
    { seed: 20_260_305 },
  )
})
