import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateFromDays, daysFromDate } from './calendar.ts'
import { GoDuration, GoDurationError, parseDuration } from './duration.ts'
import { toJson } from './json.ts'
import { RFC3339, RFC3339_NANO } from './layout.ts'
import { GoTimeError } from './layout-read.ts'
import { formatValue } from './print.ts'
import { GoTime, goDate, parseTime, timeFromMs, zeroTime } from './time.ts'
import { fixedZone, GoZoneError, loadLocation, localZone, utcZone } from './zone.ts'

const RFC1123 = 'Mon, 02 Jan 2006 15:04:05 MST'

function failureOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof GoTimeError || error instanceof GoDurationError) return error.message
    if (error instanceof GoZoneError) return error.message
    throw error
  }
  return 'no failure'
}

describe('a time', () => {
  test.each([
    [RFC3339, '2024-03-05T14:07:09Z', '2024-03-05 14:07:09 +0000 UTC'],
    [RFC3339, '2024-03-05T14:07:09.123+08:00', '2024-03-05 14:07:09.123 +0800 +0800'],
    [RFC3339, '2024-03-05T14:07:09+00:00', '2024-03-05 14:07:09 +0000 UTC'],
    [RFC3339, '2024-02-29T00:00:00Z', '2024-02-29 00:00:00 +0000 UTC'],
    [RFC1123, 'Tue, 05 Mar 2024 14:07:09 GMT', '2024-03-05 14:07:09 +0000 GMT'],
    [RFC1123, 'tue, 05 MAR 2024 14:07:09 WITA', '2024-03-05 14:07:09 +0000 WITA'],
    ['2 Jan 06 3:04pm', '5 Mar 68 2:07am', '2068-03-05 02:07:00 +0000 UTC'],
    ['2 Jan 06 3:04PM', '5 Mar 69 12:07AM', '1969-03-05 00:07:00 +0000 UTC'],
    ['2006 002', '2024 060', '2024-02-29 00:00:00 +0000 UTC'],
    ['2006 __2', '2023  60', '2023-03-01 00:00:00 +0000 UTC'],
    ['2006-01-02 15:04:05.000', '2024-03-05 14:07:09.250', '2024-03-05 14:07:09.25 +0000 UTC'],
    ['2006-01-02 15:04:05', '2024-03-05 14:07:09,5', '2024-03-05 14:07:09.5 +0000 UTC'],
    ['Z07 2006', '-03 2024', '2024-01-01 00:00:00 -0300 -0300'],
    ['-07:00:00', '+01:02:03', '0000-01-01 00:00:00 +0102 +0102'],
  ])('is read by %j from %j as Go reads it', (layout, text, expected) => {
    expect(formatValue(parseTime(layout, text))).toBe(expected)
  })

  test.each([
    [RFC3339, 'yesterday', `as "${RFC3339}": cannot parse "yesterday" as "2006"`],
    [RFC3339, '2024-13-05T00:00:00Z', ': month out of range'],
    [RFC3339, '2024-02-30T00:00:00Z', ': day out of range'],
    [RFC3339, '2024-03-05T24:00:00Z', ': hour out of range'],
    [RFC3339, '2024-03-05T00:60:00Z', ': minute out of range'],
    [RFC3339, '2024-03-05T00:00:60Z', ': second out of range'],
    [RFC3339, '2024-03-05T00:00:00Zx', ': extra text: "x"'],
    [RFC3339, '2024-03-05T00:00:00', `as "${RFC3339}": cannot parse "" as "Z07:00"`],
    ['15:04 MST', '10:00 xx', 'as "15:04 MST": cannot parse "xx" as "MST"'],
    ['2006-01-02', '2024-3-05', 'as "2006-01-02": cannot parse "3-05" as "01"'],
    ['2006-01-02', '世', 'as "2006-01-02": cannot parse "\\xe4\\xb8\\x96" as "2006"'],
  ])('is refused by %j from %j with the words of Go', (layout, text, expected) => {
    const separator = expected.startsWith(':') ? '' : ' '
    const quoted = text === '世' ? '"\\xe4\\xb8\\x96"' : JSON.stringify(text)
    expect(failureOf(() => parseTime(layout, text))).toBe(
      `parsing time ${quoted}${separator}${expected}`,
    )
  })

  test.each([
    ['Monday, 02-Jan-06 15:04:05 MST', 'Tuesday, 05-Mar-24 14:07:09 CET'],
    ['Jan _2 2006 __2 002', 'Mar  5 2024  65 065'],
    ['3:04:05PM pm 03', '2:07:09PM pm 02'],
    ['15h04m05.000s .999999999 ,99', '14h07m09.120s .12 ,12'],
    ['Z07:00 Z0700 Z07 -07 -0700 -07:00:00', '+01:00 +0100 +01 +01 +0100 +01:00:00'],
    ['January Month Monday day 1 2 06', 'March Month Tuesday day 3 5 24'],
    ['_2006 20060102 Janet Mond', '_2024 20240305 Janet Mond'],
  ])('is written by %j as %j', (layout, expected) => {
    const time = goDate(
      { year: 2024, month: 3, day: 5, hour: 14, minute: 7, second: 9, nanosecond: 120_000_000 },
      loadLocation('Europe/Zurich'),
    )
    expect(time.format(layout)).toBe(expected)
  })

  test('of a wall clock in a gap or an overlap is the one that Go takes', () => {
    const zurich = loadLocation('Europe/Zurich')
    const gap = goDate({ year: 2024, month: 3, day: 31, hour: 2, minute: 30 }, zurich)
    const overlap = goDate({ year: 2024, month: 10, day: 27, hour: 2, minute: 30 }, zurich)
    expect(formatValue(gap)).toBe('2024-03-31 03:30:00 +0200 CEST')
    expect(formatValue(overlap)).toBe('2024-10-27 02:30:00 +0100 CET')
  })

  test('carries what leaves its range over', () => {
    expect(formatValue(goDate({ year: 2024, month: 14, day: 31, hour: 25, nanosecond: -1 }))).toBe(
      '2025-03-04 00:59:59.999999999 +0000 UTC',
    )
    expect(formatValue(timeFromMs(1_709_647_629_000).addDate(0, -1, 0))).toBe(
      '2024-02-05 14:07:09 +0000 UTC',
    )
  })

  test('that is zero is the first instant of the year 1', () => {
    expect(zeroTime.isZero()).toBe(true)
    expect(formatValue(zeroTime)).toBe('0001-01-01 00:00:00 +0000 UTC')
  })

  test('is cut and rounded to multiples since the year 1', () => {
    const time = parseTime(RFC3339_NANO, '2024-03-05T14:37:09.5Z')
    expect(formatValue(time.truncate(parseDuration('1h')))).toBe('2024-03-05 14:00:00 +0000 UTC')
    expect(formatValue(time.round(parseDuration('1h')))).toBe('2024-03-05 15:00:00 +0000 UTC')
    expect(time.truncate(new GoDuration(0n))).toBe(time)
  })

  test('has JSON of RFC 3339, and none beyond the year 9999', () => {
    expect(toJson(parseTime(RFC3339, '2024-03-05T14:07:09.5+01:00'))).toBe(
      '"2024-03-05T14:07:09.5+01:00"',
    )
    expect(failureOf(() => toJson(goDate({ year: 10_000 })))).toBe(
      'Time.MarshalJSON: year outside of range [0,9999]',
    )
  })

  test('read from what it wrote is the same instant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.constantFrom('UTC', 'Europe/Zurich', 'Asia/Kolkata', 'America/St_Johns'),
        (seconds, nanosecond, zone) => {
          const time = new GoTime(seconds, nanosecond, loadLocation(zone))
          const offset = time.parts.offsetSeconds
          fc.pre(offset % 60 === 0 && time.parts.year > 0 && time.parts.year < 10_000)
          expect(parseTime(RFC3339_NANO, time.format(RFC3339_NANO)).equal(time)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('on a day has the date from which the day came', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 4_000_000 }), (days) => {
        const { year, month, day } = dateFromDays(days)
        expect(daysFromDate(year, month, day)).toBe(days)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a zone', () => {
  test.each([
    ['Europe/Zurich', 1_709_647_629, 'CET', 3600],
    ['Europe/Zurich', 1_720_000_000, 'CEST', 7200],
    ['Asia/Shanghai', 1_709_647_629, 'CST', 28_800],
    ['America/New_York', 1_720_000_000, 'EDT', -14_400],
    ['Asia/Kathmandu', 1_709_647_629, '+0545', 20_700],
    ['Etc/GMT+8', 1_709_647_629, '-08', -28_800],
    ['Europe/Moscow', 1_350_000_000, 'MSK', 14_400],
    ['Europe/Zurich', -10_000_000_000, 'LMT', 2048],
    ['Europe/Zurich', 99_985_000_000, 'CEST', 7200],
  ])('%s at %d is %s', (name, at, ...[abbreviation, offsetSeconds]) => {
    expect(loadLocation(name).lookUp(at)).toEqual({ abbreviation, offsetSeconds })
  })

  test('has its name from the IANA database, exactly', () => {
    expect(loadLocation('')).toBe(utcZone)
    expect(loadLocation('Local')).toBe(localZone)
    expect(failureOf(() => loadLocation('europe/zurich'))).toBe('unknown time zone europe/zurich')
    expect(failureOf(() => loadLocation('../etc/passwd'))).toBe('time: invalid location name')
  })

  test('knows what its abbreviations stand for', () => {
    const losAngeles = loadLocation('America/Los_Angeles')
    const layout = '2006-01-02 15:04 MST'
    expect(formatValue(parseTime(layout, '2024-07-05 14:07 PDT', losAngeles))).toBe(
      '2024-07-05 14:07:00 -0700 PDT',
    )
    expect(formatValue(parseTime(layout, '2024-07-05 14:07 XYZ', losAngeles))).toBe(
      '2024-07-05 14:07:00 +0000 XYZ',
    )
    expect(fixedZone('X', 60).offsetOf('X', 0)).toBe(60)
  })
})

describe('a duration', () => {
  test.each([
    ['1h', '1h0m0s'],
    ['1.5h', '1h30m0s'],
    ['-1h30m10.5s', '-1h30m10.5s'],
    ['100ms', '100ms'],
    ['1us', '1µs'],
    ['1.25µs', '1.25µs'],
    ['3ns', '3ns'],
    ['0', '0s'],
    ['.5s', '500ms'],
    ['1m0.000000001s', '1m0.000000001s'],
    ['2562047h47m16.854775807s', '2562047h47m16.854775807s'],
    ['-2562047h47m16.854775808s', '-2562047h47m16.854775808s'],
  ])('%s is printed as %s', (text, expected) => {
    expect(formatValue(parseDuration(text))).toBe(expected)
  })

  test.each([
    ['', 'time: invalid duration ""'],
    ['x', 'time: invalid duration "x"'],
    ['.s', 'time: invalid duration ".s"'],
    ['5', 'time: missing unit in duration "5"'],
    ['5y', 'time: unknown unit "y" in duration "5y"'],
    ['2562047h47m16.854775808s', 'time: invalid duration "2562047h47m16.854775808s"'],
  ])('%j is refused', (text, expected) => {
    expect(failureOf(() => parseDuration(text))).toBe(expected)
  })

  test('is rounded with halves away from zero, and cut towards zero', () => {
    const unit = parseDuration('1s')
    expect(formatValue(parseDuration('-1500ms').round(unit))).toBe('-2s')
    expect(formatValue(parseDuration('-1500ms').truncate(unit))).toBe('-1s')
  })

  test('read from what it wrote is the same', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (nanoseconds) => {
        const duration = new GoDuration(nanoseconds)
        expect(parseDuration(formatValue(duration)).nanoseconds).toBe(nanoseconds)
      }),
      { numRuns: 300 },
    )
  })

  test('between two times is as long as a duration can be, at most', () => {
    const late = goDate({ year: 9000 })
    expect(late.sub(zeroTime).nanoseconds).toBe(2n ** 63n - 1n)
    expect(zeroTime.sub(late).nanoseconds).toBe(-(2n ** 63n))
  })
})
