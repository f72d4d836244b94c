import { expect, test } from 'vitest'
import { parseIsoTime } from '../base/time.ts'
import { type MuteRules, timedMute } from './mute-timing.ts'
import { parseTimeInterval, type WrittenInterval } from './time-interval-text.ts'

function at(text: string): number {
  const read = parseIsoTime(text)
  if (read === undefined) throw new Error(`${text} is no time`)
  return read.at
}

const timings = (written: Record<string, readonly WrittenInterval[]>) =>
  new Map(
    Object.entries(written).map(([id, intervals]) => [
      id,
      { id, intervals: intervals.map(parseTimeInterval) },
    ]),
  )

const NIGHTS = timings({
  nights: [
    {
      times: [
        { start: '22:00', end: '24:00' },
        { start: '00:00', end: '07:00' },
      ],
      zone: 'Asia/Shanghai',
    },
  ],
  office: [
    {
      times: [{ start: '09:00', end: '18:00' }],
      weekdays: ['monday:friday'],
      zone: 'Asia/Shanghai',
    },
  ],
})

const MUTE: MuteRules = { mute: ['nights'] }
const ACTIVE: MuteRules = { active: ['office'] }

test.each([
  ['before the night', MUTE, '2026-03-05T21:59:59+08:00', undefined],
  ['as the night begins', MUTE, '2026-03-05T22:00+08:00', '2026-03-06T07:00+08:00'],
  ['in the night', MUTE, '2026-03-06T03:10:30+08:00', '2026-03-06T07:00+08:00'],
  ['as the night is over', MUTE, '2026-03-06T07:00+08:00', undefined],
  ['inside the active time', ACTIVE, '2026-03-05T09:00+08:00', undefined],
  ['after the active time', ACTIVE, '2026-03-05T18:00+08:00', '2026-03-06T09:00+08:00'],
  [
    'on a weekend it is looked at again in a day',
    ACTIVE,
    '2026-03-07T10:00+08:00',
    '2026-03-08T10:00+08:00',
  ],
  ['without rules', {}, '2026-03-07T10:00+08:00', undefined],
])('%s', (_name, rules, now, until) => {
  const mute = timedMute(rules, NIGHTS, at(now))
  expect(mute?.until).toBe(until === undefined ? undefined : at(until))
})

test('in a night in which the clock goes forward, the mute is over an hour sooner', () => {
  const zone = timings({
    nights: [{ times: [{ start: '00:00', end: '07:00' }], zone: 'Europe/Berlin' }],
  })
  const mute = timedMute(MUTE, zone, at('2026-03-29T00:30+01:00'))
  expect(mute?.until).toBe(at('2026-03-29T07:00+02:00'))
})
