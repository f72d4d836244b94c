import { describe, expect, test } from 'vitest'
import { parseIsoTime } from '../base/time.ts'
import { type MuteRules, timedMute } from './mute-timing.ts'
import { parseTimeInterval, parseTimes, type WrittenInterval } from './time-interval-text.ts'

function at(text: string): number {
  const read = parseIsoTime(text)
  if (read === undefined) throw new Error(`${text} is no time`)
  return read.at
}

const timings = (written: Record<string, readonly WrittenInterval[]>) =>
  new Map(
    Object.entries(written).map(([id, intervals]) => [
      id,
      { id, intervals: intervals.map((interval) => parseTimeInterval(interval)) },
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

describe('clocks that go forward and back', () => {
  const BERLIN = 'Europe/Berlin'
  const LORD_HOWE = 'Australia/Lord_Howe'
  test.each([
    // 29 March 2026: 02:00 is 03:00 in Berlin.
    [
      'a night loses an hour',
      BERLIN,
      '00:00-07:00',
      '2026-03-29T00:30+01:00',
      '2026-03-29T07:00+02:00',
    ],
    [
      'times that are skipped never hold',
      BERLIN,
      '02:00-03:00',
      '2026-03-29T01:59+01:00',
      undefined,
    ],
    ['nor right after the gap', BERLIN, '02:00-03:00', '2026-03-29T03:00+02:00', undefined],
    [
      'an end in the gap is the gap',
      BERLIN,
      '01:30-02:30',
      '2026-03-29T01:30+01:00',
      '2026-03-29T03:00+02:00',
    ],
    [
      'a beginning in the gap is its end',
      BERLIN,
      '02:30-04:00',
      '2026-03-29T03:00+02:00',
      '2026-03-29T04:00+02:00',
    ],
    // 25 October 2026: 03:00 is 02:00 again.
    [
      'a night has an hour more',
      BERLIN,
      '00:00-07:00',
      '2026-10-25T00:30+02:00',
      '2026-10-25T07:00+01:00',
    ],
    [
      'times that come twice hold twice',
      BERLIN,
      '02:00-03:00',
      '2026-10-25T02:30+02:00',
      '2026-10-25T03:00+01:00',
    ],
    [
      'an end that comes twice ends first',
      BERLIN,
      '01:00-02:15',
      '2026-10-25T01:30+02:00',
      '2026-10-25T02:15+02:00',
    ],
    ['then it does not hold', BERLIN, '01:00-02:15', '2026-10-25T02:20+02:00', undefined],
    [
      'then it holds again',
      BERLIN,
      '01:00-02:15',
      '2026-10-25T02:05+01:00',
      '2026-10-25T02:15+01:00',
    ],
    // Half an hour: 5 April 2026 back at 02:00, 4 October 2026 forward at 02:00.
    [
      'half an hour is skipped',
      LORD_HOWE,
      '01:45-02:15',
      '2026-10-04T01:50+10:30',
      '2026-10-04T02:30+11:00',
    ],
    [
      'half an hour comes twice',
      LORD_HOWE,
      '01:30-02:00',
      '2026-04-05T01:40+11:00',
      '2026-04-05T02:00+10:30',
    ],
    [
      'a zone of quarters',
      'Asia/Kathmandu',
      '09:00-09:15',
      '2026-03-05T09:05+05:45',
      '2026-03-05T09:15+05:45',
    ],
  ])('%s', (_name, zone, times, now, until) => {
    const nights = new Map([
      ['nights', { id: 'nights', intervals: [parseTimes({ times: [times], zone })] }],
    ])
    expect(timedMute(MUTE, nights, at(now))?.until).toBe(
      until === undefined ? undefined : at(until),
    )
  })
})
