import { expect, test } from 'vitest'
import { howLong } from '../../model/how-long.ts'
import { localTime } from './times.ts'

const HOUR = 3_600_000

test.each([
  [0, '0 s', '0 秒'],
  [-5_000, '0 s', '0 秒'],
  [999, '0 s', '0 秒'],
  [45_000, '45 s', '45 秒'],
  [60_000, '1 min', '1 分钟'],
  [90_000, '1 min 30 s', '1 分钟 30 秒'],
  [12 * 60_000 + 5_000, '12 min', '12 分钟'],
  [HOUR, '1 h', '1 小时'],
  [80 * 60_000 + 59_000, '1 h 20 min', '1 小时 20 分钟'],
  [51 * HOUR, '2 d 3 h', '2 天 3 小时'],
  [48 * HOUR + 60_000, '2 d', '2 天'],
])('%i ms are %s, %s', (ms, en, zh) => {
  expect([howLong(ms, 'en'), howLong(ms, 'zh')]).toEqual([en, zh])
})

test.each([
  ['UTC', 1_772_676_901_000, '2026-03-05 02:15:01 UTC'],
  ['Asia/Shanghai', 1_772_676_901_000, '2026-03-05 10:15:01 +08:00'],
  ['America/New_York', 1_772_676_901_000, '2026-03-04 21:15:01 -05:00'],
  ['America/New_York', 1_783_000_000_000, '2026-07-02 09:46:40 -04:00'],
  ['Asia/Kathmandu', 0, '1970-01-01 05:30:00 +05:30'],
])('in %s the instant %i is %s', (zone, at, text) => {
  expect(localTime(at, zone)).toBe(text)
})

test('the hour that comes twice is told apart by its offset', () => {
  const first = 1_792_888_200_000
  expect(localTime(first, 'Europe/Berlin')).toBe('2026-10-25 02:30:00 +02:00')
  expect(localTime(first + HOUR, 'Europe/Berlin')).toBe('2026-10-25 02:30:00 +01:00')
})
