import { expect, test } from 'vitest'
import { clockText, countdownText, dayAndMinute, spanText } from './time.ts'

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
  expect(dayAndMinute(at(2027, 0, 4), 'en-GB', now)).toBe('Mon 4 Jan, 09:30')
  expect(dayAndMinute(at(2099, 0, 1), 'en-GB', now)).toBe('1 Jan 2099')
})
