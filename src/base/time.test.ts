import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTime, parseEpoch, parseIsoTime } from './time.ts'

describe('parseIsoTime', () => {
  test.each([
    ['20260305T101501.123+0800', '2026-03-05T02:15:01.123Z', 480],
    ['20260305T101501.123+08:00', '2026-03-05T02:15:01.123Z', 480],
    ['20260305T021501Z', '2026-03-05T02:15:01.000Z', 0],
    ['20260304T180000.5-0530', '2026-03-04T23:30:00.500Z', -330],
    ['2026-03-05T02:15:01Z', '2026-03-05T02:15:01.000Z', 0],
    ['2019-11-11T11:00Z', '2019-11-11T11:00:00.000Z', 0],
    ['2026-03-05T10:15:00.000+08:00', '2026-03-05T02:15:00.000Z', 480],
    ['2026-03-05 10:15:00', '2026-03-05T10:15:00.000Z', undefined],
    ['2026-03-05T10:15:01.123456789Z', '2026-03-05T10:15:01.123Z', 0],
    ['2024-02-29T23:59:60Z', '2024-02-29T23:59:59.000Z', 0],
    [' 2000-02-29T00:00:00+08 ', '2000-02-28T16:00:00.000Z', 480],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', 0],
  ])('reads %s', (text, utc, offsetMinutes) => {
    expect(parseIsoTime(text)).toEqual({ at: Date.parse(utc), offsetMinutes })
  })

  test.each([
    '',
    'yesterday',
    '20260305',
    '2026-03-05',
    '99887766',
    '20261305T101501Z',
    '20260230T101501Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-03-05T24:00:00Z',
    '2026-03-05T10:60:00Z',
    '2026-03-05T10:15:01+2400',
    '2026-03-05T10:15:01+0860',
    '2026-03-05T10:15:01Zulu',
  ])('refuses %j', (text) => {
    expect(parseIsoTime(text)).toBeUndefined()
  })

  test('agrees with the calendar on every instant of four-digit years', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (at) => {
        expect(parseIsoTime(new Date(at).toISOString())).toEqual({ at, offsetMinutes: 0 })
      }),
    )
  })
})

describe('formatTime', () => {
  test('writes the zone that it is given', () => {
    const at = Date.parse('2026-03-05T02:15:01.999Z')
    expect(formatTime(at, 480)).toBe('2026-03-05 10:15:01 +08:00')
    expect(formatTime(at, 0)).toBe('2026-03-05 02:15:01 UTC')
    expect(formatTime(at, -330)).toBe('2026-03-04 20:45:01 -05:30')
  })

  test('writes what parseIsoTime reads back to the second', () => {
    const seconds = fc.integer({ min: -62_000_000_000, max: 253_000_000_000 })
    fc.assert(
      fc.property(seconds, fc.integer({ min: -1439, max: 1439 }), (second, offset) => {
        const text = formatTime(second * 1000, offset).replace('UTC', 'Z')
        expect(parseIsoTime(text)?.at).toBe(second * 1000)
      }),
    )
  })
})

describe('parseEpoch', () => {
  test.each([
    [1772676901123, 1772676901123],
    ['1772676901000', 1772676901000],
    [1772676901, 1772676901000],
    ['1772676900.742', 1772676900742],
    [0, 0],
  ])('takes %j for the instant it names', (value, at) => {
    expect(parseEpoch(value)).toBe(at)
  })

  test.each(['', 'null', '-5', -5, Number.NaN, 1e300, null, {}, '1e3'])(
    'takes %j for no instant',
    (value) => {
      expect(parseEpoch(value)).toBeUndefined()
    },
  )
})
