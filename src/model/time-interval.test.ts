import { describe, expect, test } from 'vitest'
import { parseIsoTime } from '../base/time.ts'
import { isWithin } from './time-interval.ts'
import { parseTimes, TimeIntervalError, type WrittenTimes } from './time-interval-text.ts'

function at(text: string): number {
  const read = parseIsoTime(text)
  if (read === undefined) throw new Error(`${text} is no time`)
  return read.at
}

const OFFICE = { times: ['09:00-17:00'], weekdays: ['monday:friday'] }
const EASTER = { daysOfMonth: ['4:6'], months: ['april'], years: ['2020'] }
const LAST_DAYS = { daysOfMonth: ['-3:-1'] }

describe("when an interval holds, by Alertmanager's own table", () => {
  test.each([
    ['without parts always', {}, ['2020-05-04T15:04Z', '1999-12-31T23:59Z'], []],
    [
      'office hours',
      OFFICE,
      ['2020-05-04T15:04Z', '2020-05-05T10:04Z', '2020-06-09T09:00Z', '2020-06-09T16:59:59Z'],
      ['2020-05-03T15:04Z', '2020-05-04T08:59Z', '2020-05-05T05:00Z', '2020-06-09T17:00Z'],
    ],
    [
      'days of one month of one year',
      EASTER,
      ['2020-04-04T15:04Z', '2020-04-05T00:00Z', '2020-04-06T23:05Z'],
      [
        '2018-05-03T15:04Z',
        '2020-04-03T23:59Z',
        '2020-06-04T23:59Z',
        '2019-04-06T23:59Z',
        '2020-04-07T00:00Z',
      ],
    ],
    [
      'days from the end of a month',
      LAST_DAYS,
      [
        '2020-01-31T15:04Z',
        '2020-01-30T15:04Z',
        '2020-01-29T15:04Z',
        '2020-06-30T00:00Z',
        '2020-02-29T23:05Z',
        '2021-02-28T23:05Z',
      ],
      ['2020-01-27T15:04Z', '2020-04-03T23:59Z', '2020-03-01T00:00Z', '2021-02-25T00:00Z'],
    ],
    [
      'days out of the bounds of a month are cut',
      { daysOfMonth: ['-31:-1'], months: ['june'] },
      ['2020-06-01T00:00Z', '2020-06-30T23:05Z'],
      ['2020-05-31T23:59Z', '2020-07-01T00:00Z'],
    ],
    [
      'a day that a month has not holds on none of its days',
      { daysOfMonth: ['31'] },
      ['2020-01-31T12:00Z'],
      ['2020-02-29T12:00Z', '2020-04-30T12:00Z', '2020-03-01T12:00Z'],
    ],
    [
      'in a zone by its own wall',
      { ...OFFICE, zone: 'Australia/Sydney' },
      ['2021-04-06T13:00+10:00'],
      ['2021-04-06T13:00Z'],
    ],
    [
      'several ranges of one part',
      { weekdays: ['monday', 'friday:saturday'], times: ['00:00-01:00', '23:00-24:00'] },
      ['2026-03-02T00:30Z', '2026-03-06T23:59Z', '2026-03-07T23:00Z'],
      ['2026-03-02T01:00Z', '2026-03-03T00:30Z', '2026-03-08T23:30Z'],
    ],
    [
      'months by number and name, and several years',
      { months: ['1:2', 'december'], years: ['2026:2027'] },
      ['2026-01-01T00:00Z', '2027-12-31T23:59Z', '2026-02-28T12:00Z'],
      ['2026-03-01T00:00Z', '2025-12-31T23:59Z', '2028-01-01T00:00Z'],
    ],
  ] as const)('%s', (_name, written, inside, outside) => {
    const intervals = [parseTimes(written)]
    expect(inside.filter((text) => !isWithin(intervals, at(text)))).toEqual([])
    expect(outside.filter((text) => isWithin(intervals, at(text)))).toEqual([])
  })

  test('of several any', () => {
    const intervals = [OFFICE, EASTER].map(parseTimes)
    expect(isWithin(intervals, at('2020-04-05T00:00Z'))).toBe(true)
    expect(isWithin(intervals, at('2020-05-04T15:04Z'))).toBe(true)
    expect(isWithin(intervals, at('2020-05-03T15:04Z'))).toBe(false)
  })

  test('of none never', () => {
    expect(isWithin([], 0)).toBe(false)
  })
})

const WRONG: readonly (readonly [WrittenTimes, string])[] = [
  [{ times: ['09:00'] }, 'both start and end times must be provided'],
  [{ times: ['09:00-25:00'] }, "couldn't parse timestamp 25:00, invalid format"],
  [{ times: ['9:00-17:00'] }, "couldn't parse timestamp 9:00, invalid format"],
  [{ times: ['17:00-17:00'] }, 'start time cannot be equal or greater than end time'],
  [{ weekdays: ['blurgsday'] }, 'blurgsday is not a valid weekday'],
  [{ weekdays: ['friday:monday'] }, 'start of the range cannot be after its end'],
  [
    { weekdays: ['monday:tuesday:friday'] },
    "couldn't parse range monday:tuesday:friday, invalid format",
  ],
  [{ months: ['martius'] }, 'martius is not a valid month'],
  [{ months: ['13'] }, '13 is not a valid month'],
  [{ years: ['2020:2019'] }, 'start of the range cannot be after its end'],
  [{ years: ['last'] }, 'could not parse last as a number'],
  [{ daysOfMonth: ['0'] }, '0 is not a valid day of the month: out of range'],
  [{ daysOfMonth: ['-50:-20'] }, '-50 is not a valid day of the month: out of range'],
  [{ daysOfMonth: ['-5:5'] }, 'end day must be negative if start day is negative'],
  [{ daysOfMonth: ['10:-25'] }, 'end day -25 is always before start day 10'],
  [{ zone: 'Mars/Base' }, 'unknown time zone Mars/Base'],
]

test.each(WRONG)("%j is refused in Alertmanager's words", (written, reason) => {
  expect(() => parseTimes(written)).toThrow(new TimeIntervalError(reason))
})
