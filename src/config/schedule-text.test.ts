import { expect, test } from 'vitest'
import { parseHandover, parseHours, parseLocal } from './schedule-text.ts'

const WEEK = [1, 2, 3, 4, 5, 6, 7]
const clock = (hours: number, minutes = 0): number => hours * 60 + minutes

test.each<[string, Parameters<typeof parseHours>[0], object]>([
  ['every day', '09:00-18:30', { weekdays: WEEK, days: 0, until: clock(18, 30) }],
  ['over midnight', '09:00-06:00', { weekdays: WEEK, days: 1, until: clock(6) }],
  ['until midnight', '09:00-24:00', { weekdays: WEEK, days: 1, until: 0 }],
  ['from one day to another', 'Mon-Fri 09:00-18:00', { weekdays: [1, 2, 3, 4, 5] }],
  ['over the end of the week', 'Sat-Mon 09:00-18:00', { weekdays: [6, 7, 1] }],
  ['of a single day', 'sun 09:00-18:00', { weekdays: [7] }],
  ['of several days', 'Mon, Wed,Sun 09:00-18:00', { weekdays: [1, 3, 7] }],
  ['as one span', 'Fri 09:00-Mon 08:00', { weekdays: [5], days: 3, until: clock(8) }],
  ['as one span to midnight', 'Fri 09:00-Sun 24:00', { weekdays: [5], days: 3, until: 0 }],
  ['as one span of a day', 'Mon 09:00-Mon 18:00', { weekdays: [1], days: 0, until: clock(18) }],
  ['as a whole week', 'Mon 09:00-Mon 09:00', { weekdays: [1], days: 7, until: clock(9) }],
])('hours %s are read', (_name, text, expected) => {
  const read = parseHours(text)
  expect(read).toMatchObject({ fromMinute: clock(9) })
  expect(read && { ...read, until: read.untilMinute }).toMatchObject(expected)
})

test.each(['', '09:00', '9:00-18:00', '09:00-25:00', '24:00-09:00', '09:00-09:00', 'Mon-Fri'])(
  'hours %j are refused',
  (text) => {
    expect(parseHours(text)).toBeUndefined()
  },
)

test.each([
  ['09:00', { minute: clock(9) }],
  ['Mon 09:00', { minute: clock(9), weekday: 1 }],
  ['sun  23:59', { minute: clock(23, 59), weekday: 7 }],
  ['31 00:00', { minute: 0, dayOfMonth: 31 }],
  ['1 09:00', { minute: clock(9), dayOfMonth: 1 }],
  ['0 09:00', undefined],
  ['32 09:00', undefined],
  ['24:00', undefined],
  ['Mon', undefined],
])('the handover %j is %j', (text, expected) => {
  expect(parseHandover(text)).toEqual(expected)
})

test.each([
  ['2026-01-05', '2026-01-04T16:00:00Z'],
  ['2026-01-05 09:30', '2026-01-05T01:30:00Z'],
  ['2026-01-05T09:30', '2026-01-05T01:30:00Z'],
])('%j is a moment on the wall of its zone', (text, expected) => {
  expect(parseLocal(text, 'Asia/Shanghai')).toBe(Date.parse(expected))
})

test.each(['2026-02-30', '2026-1-5', '2026-01-05 24:00', '2026-01-05 09:00 x', 'monday'])(
  '%j is no moment',
  (text) => {
    expect(parseLocal(text, 'Asia/Shanghai')).toBeUndefined()
  },
)
