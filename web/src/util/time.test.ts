import { expect, test } from 'vitest'
import {
  clockText,
  countdownText,
  dayAndMinute,
  daysBetween,
  spanText,
  startOfDay,
} from './time.ts'

test.each([
  [-5, '0:00'],
  [1, '0:01'],
  [61_000, '1:01'],
  [600_000, '10:00'],
  [3_661_000, '1:01:01'],
])('a countdown of %i ms is %s', (ms, text) => {
  expect(countdownText(ms)).toBe(text)
})

test.each([
  [900, 'en-GB', '0 secs'],
  [59_000, 'en-GB', '59 secs'],
  [3_600_000, 'zh-CN', '1小时'],
  [-7_200_000, 'en-GB', '2 hrs'],
  [172_800_000, 'en-GB', '2 days'],
])('a span of %i ms in %s is %s', (ms, locale, text) => {
  expect(spanText(ms, locale)).toBe(text)
})

test('an instant of today has no date, one of this year no year', () => {
  const now = new Date(2026, 2, 5, 12).getTime()
  const at = (...parts: [number, number, number]): string => new Date(...parts, 9, 30).toISOString()
  expect(clockText(at(2026, 2, 5), 'en-GB', now)).toBe('09:30:00')
  expect(clockText(at(2026, 1, 3), 'en-GB', now)).toBe('3 Feb, 09:30')
  expect(clockText(at(2025, 1, 3), 'en-GB', now)).toBe('3 Feb 2025')
})

test('a day that is near has its weekday and time, one that is far its year', () => {
  const now = new Date(2026, 11, 30, 12).getTime()
  const at = (...parts: [number, number, number]): string => new Date(...parts, 9, 30).toISOString()
  expect(dayAndMinute(at(2027, 0, 4), 'en-GB', { now })).toBe('Mon 4 Jan, 09:30')
  expect(dayAndMinute(at(2099, 0, 1), 'en-GB', { now })).toBe('1 Jan 2099')
})

test('a day in another zone is read from its wall', () => {
  const now = Date.parse('2026-03-05T00:00Z')
  const text = dayAndMinute('2026-03-05T20:30:00Z', 'en-GB', { now, zone: 'Asia/Kathmandu' })
  expect(text).toBe('Fri 6 Mar, 02:15')
})

test.each([
  ['Asia/Shanghai', '2026-03-05T20:00Z', 0, '2026-03-05T16:00Z'],
  ['Asia/Shanghai', '2026-03-05T20:00Z', -14, '2026-02-19T16:00Z'],
  ['America/New_York', '2026-03-08T12:00Z', 0, '2026-03-08T05:00Z'],
  ['America/New_York', '2026-03-08T12:00Z', 1, '2026-03-09T04:00Z'],
  ['America/New_York', '2026-11-01T12:00Z', 1, '2026-11-02T05:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T20:00Z', 1, '2026-10-04T13:00Z'],
])('midnight in %s at %s and %i days on is %s', (zone, at, days, midnight) => {
  expect(startOfDay(Date.parse(at), days, zone)).toBe(Date.parse(midnight))
})

test('the days of a calendar keep their names where the clock changes, and say by how much', () => {
  const zone = 'America/New_York'
  const from = Date.parse('2026-10-31T04:00Z')
  const days = daysBetween({ from, until: Date.parse('2026-11-03T05:00Z') }, 'en-GB', zone)
  expect(days.map(({ text, isWeekend }) => [text, isWeekend])).toEqual([
    ['S 31', true],
    ['S 1', true],
    ['M 2', false],
  ])
  expect(days.map(({ changesBy }) => changesBy)).toEqual([0, -3_600_000, 0])
})
