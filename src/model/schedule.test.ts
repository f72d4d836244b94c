import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIsoTime } from '../base/time.ts'
import { type Rotation, turnsWithin } from './rotation.ts'
import {
  type CalendarLayer,
  contactsOn,
  finalShifts,
  gapsWithin,
  layerShifts,
  type Override,
  onCallAt,
  type RotationLayer,
  type Schedule,
  type ScheduleLayer,
} from './schedule.ts'

const HOUR = 3_600_000

function at(text: string): number {
  const read = parseIsoTime(text)
  if (read === undefined) throw new Error(`${text} is no time`)
  return read.at
}

const weekly: Rotation = { unit: 'weeks', every: 1, minute: 9 * 60, weekday: 1, from: '2026-01-05' }

function layerOf(change: Partial<RotationLayer> = {}): RotationLayer {
  return { rotation: weekly, contacts: ['wang', 'li'], restrictions: [], ...change }
}

function scheduleOf(layers: readonly ScheduleLayer[], change: Partial<Schedule> = {}): Schedule {
  return { id: 'payments', zone: 'Asia/Shanghai', layers, overrides: [], ...change }
}

function overrideOf(change: Partial<Override> = {}): Override {
  const from = at('2026-01-06T09:00+08:00')
  return { id: 'o', from, until: from + 24 * HOUR, contact: 'zhao', createdAt: 1, ...change }
}

test('a weekly rotation hands over on its weekday, and whoever comes in is on call at that instant', () => {
  const schedule = scheduleOf([layerOf()])
  expect(onCallAt(schedule, at('2026-01-05T09:00+08:00'))).toBe('wang')
  expect(onCallAt(schedule, at('2026-01-12T08:59:59+08:00'))).toBe('wang')
  expect(onCallAt(schedule, at('2026-01-12T09:00+08:00'))).toBe('li')
  expect(onCallAt(schedule, at('2026-01-19T09:00+08:00'))).toBe('wang')
  expect(onCallAt(schedule, at('2025-12-31T09:00+08:00'))).toBe('li')
})

describe('whose turn is first', () => {
  const monthly: Rotation = { unit: 'months', every: 1, minute: 9 * 60, dayOfMonth: 10 }
  test.each<[string, Rotation, string, string]>([
    [
      'of weeks is the one that holds on the first date',
      { ...weekly, from: '2026-01-08' },
      '2026-01-08T12:00+08:00',
      '2026-01-12T09:00+08:00',
    ],
    [
      'of several weeks lasts as many from there',
      { ...weekly, every: 2 },
      '2026-01-05T09:00+08:00',
      '2026-01-19T09:00+08:00',
    ],
    [
      'of months is the one that began before the first date',
      { ...monthly, from: '2026-01-05' },
      '2026-01-05T12:00+08:00',
      '2026-01-10T09:00+08:00',
    ],
    [
      'of months begins on the first date itself',
      { ...monthly, from: '2026-01-10' },
      '2026-01-10T09:00+08:00',
      '2026-02-10T09:00+08:00',
    ],
  ])('%s', (_name, rotation, first, next) => {
    const schedule = scheduleOf([layerOf({ rotation })])
    expect(onCallAt(schedule, at(first))).toBe('wang')
    expect(onCallAt(schedule, at(next) - 1)).toBe('wang')
    expect(onCallAt(schedule, at(next))).toBe('li')
  })

  test('nobody has one before the layer holds, nor after', () => {
    const [from, until] = [at('2026-01-05T09:00+08:00'), at('2026-01-06T00:00+08:00')]
    const schedule = scheduleOf([layerOf({ from, until })])
    expect(onCallAt(schedule, from - 1)).toBeUndefined()
    expect(onCallAt(schedule, from)).toBe('wang')
    expect(onCallAt(schedule, until - 1)).toBe('wang')
    expect(onCallAt(schedule, until)).toBeUndefined()
  })
})

describe('turns across changes of the clock', () => {
  const starts = (rotation: Rotation, zone: string, from: string, count: number): string[] => {
    const span = { from: at(from), until: at(from) + 100 * 24 * HOUR }
    return turnsWithin(rotation, zone, span)
      .slice(0, count)
      .map((turn) =>
        new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'short',
        }).format(turn.from),
      )
  }
  const daily = (minute: number): Rotation => ({
    unit: 'days',
    every: 1,
    minute,
    from: '2026-01-01',
  })

  test('a handover at a time that is skipped is at the first instant after the gap', () => {
    expect(starts(daily(150), 'America/New_York', '2026-03-07T02:30-05:00', 3)).toEqual([
      '2026-03-07 02:30',
      '2026-03-08 03:00',
      '2026-03-09 02:30',
    ])
  })

  test('a handover at a time that comes twice is at the first', () => {
    const span = { from: at('2026-11-01T00:00-04:00'), until: at('2026-11-01T12:00-05:00') }
    const [, turn] = turnsWithin(daily(90), 'America/New_York', span)
    expect(turn?.from).toBe(at('2026-11-01T01:30-04:00'))
  })

  test.each([
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Asia/Shanghai', '2026-03-08', 24],
    ['Asia/Kathmandu', '2026-03-08', 24],
    ['Pacific/Chatham', '2026-09-27', 23],
  ])('in %s a day from midnight of %s has %d hours', (zone, date, hours) => {
    const noon = at(`${date}T12:00Z`)
    const days = turnsWithin(daily(0), zone, { from: noon - 40 * HOUR, until: noon + 40 * HOUR })
    const start = (turn: { from: number }): string =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(turn.from)
    const day = days.find((turn) => start(turn) === date)
    expect(day && (day.until - day.from) / HOUR).toBe(hours)
  })

  test.each([
    ['goes forward', '2026-03-02T09:00-05:00', '2026-03-09T09:00-04:00'],
    ['goes back', '2026-10-26T09:00-04:00', '2026-11-02T09:00-05:00'],
  ])('a week in which the clock %s ends at its time on the wall', (_change, from, until) => {
    const [turn] = turnsWithin(weekly, 'America/New_York', { from: at(from), until: at(until) })
    expect(turn).toMatchObject({ from: at(from), until: at(until) })
  })

  const night = { weekdays: [6], fromMinute: 22 * 60, days: 1, untilMinute: 6 * 60 }
  const morning = { weekdays: [7], fromMinute: 2 * 60 + 30, days: 0, untilMinute: 6 * 60 }
  test.each([
    ['of a night that is shorter', night, '2026-03-07T22:00-05:00', '2026-03-08T06:00-04:00'],
    ['of a night that is longer', night, '2026-10-31T22:00-04:00', '2026-11-01T06:00-05:00'],
    ['whose first is skipped', morning, '2026-03-08T03:00-04:00', '2026-03-08T06:00-04:00'],
  ])('the hours of a layer %s are those of the wall clock', (_which, hours, from, until) => {
    const layer = layerOf({ contacts: ['night'], restrictions: [hours] })
    const span = { from: at(from) - 12 * HOUR, until: at(until) + 12 * HOUR }
    expect(layerShifts(layer, 'America/New_York', span)).toEqual([
      { from: at(from), until: at(until), contact: 'night' },
    ])
  })

  test('turns of hours are as long as they pass', () => {
    const rotation: Rotation = { unit: 'hours', every: 8, minute: 0, from: '2026-03-07' }
    const span = { from: at('2026-03-07T00:00-05:00'), until: at('2026-03-10T00:00-04:00') }
    for (const turn of turnsWithin(rotation, 'America/New_York', span))
      expect(turn.until - turn.from).toBe(8 * HOUR)
  })

  test('a monthly handover on the 31st is on the last day of a shorter month', () => {
    const rotation: Rotation = {
      unit: 'months',
      every: 1,
      minute: 540,
      dayOfMonth: 31,
      from: '2026-01-31',
    }
    expect(starts(rotation, 'Asia/Shanghai', '2026-01-31T09:00+08:00', 4)).toEqual([
      '2026-01-31 09:00',
      '2026-02-28 09:00',
      '2026-03-31 09:00',
      '2026-04-30 09:00',
    ])
  })
})

test('a later layer counts before an earlier one, where its restriction lets it', () => {
  const nights = { weekdays: [1, 2, 3, 4, 5], fromMinute: 22 * 60, days: 1, untilMinute: 6 * 60 }
  const schedule = scheduleOf([layerOf(), layerOf({ contacts: ['night'], restrictions: [nights] })])
  expect(onCallAt(schedule, at('2026-01-06T23:00+08:00'))).toBe('night')
  expect(onCallAt(schedule, at('2026-01-10T05:59+08:00'))).toBe('night')
  expect(onCallAt(schedule, at('2026-01-10T06:00+08:00'))).toBe('wang')
  expect(onCallAt(schedule, at('2026-01-10T23:00+08:00'))).toBe('wang')
})

test('a restriction over a weekend holds from its first day to its last', () => {
  const weekend = { weekdays: [5], fromMinute: 18 * 60, days: 3, untilMinute: 8 * 60 }
  const schedule = scheduleOf([layerOf({ contacts: ['weekend'], restrictions: [weekend] })])
  expect(
    gapsWithin(schedule, {
      from: at('2026-01-05T00:00+08:00'),
      until: at('2026-01-12T12:00+08:00'),
    }),
  ).toEqual([
    { from: at('2026-01-05T08:00+08:00'), until: at('2026-01-09T18:00+08:00') },
    { from: at('2026-01-12T08:00+08:00'), until: at('2026-01-12T12:00+08:00') },
  ])
  expect(onCallAt(schedule, at('2026-01-11T12:00+08:00'))).toBe('weekend')
})

test('nobody on purpose is no gap', () => {
  const schedule = scheduleOf([layerOf({ contacts: ['wang', null] })])
  expect(onCallAt(schedule, at('2026-01-12T09:00+08:00'))).toBeNull()
  expect(
    gapsWithin(schedule, {
      from: at('2026-01-12T09:00+08:00'),
      until: at('2026-01-13T09:00+08:00'),
    }),
  ).toEqual([])
})

describe('an override', () => {
  const inside = at('2026-01-06T12:00+08:00')
  const newer = (change: Partial<Override>): Override =>
    overrideOf({ id: 'p', contact: 'qian', createdAt: 2, ...change })

  test.each([
    ['takes the place of whoever would be on call', [overrideOf()], 'zhao'],
    ['replaces the one it names', [overrideOf({ replaces: 'wang' })], 'zhao'],
    ['leaves others alone', [overrideOf({ replaces: 'li' })], 'wang'],
    [
      'replaces who came in by an older one',
      [overrideOf({ contact: 'li', replaces: 'wang' }), newer({ replaces: 'li' })],
      'qian',
    ],
    [
      'does not replace who is replaced already',
      [overrideOf({ contact: 'li' }), newer({ replaces: 'wang' })],
      'li',
    ],
    [
      'gives way to a newer one, whatever it replaces',
      [newer({}), overrideOf({ contact: 'li', replaces: 'wang' })],
      'qian',
    ],
    ['that is newer counts', [overrideOf(), newer({})], 'qian'],
    ['may name nobody', [overrideOf({ contact: null })], null],
  ])('%s', (_name, overrides, expected) => {
    expect(onCallAt(scheduleOf([layerOf()], { overrides }), inside)).toBe(expected)
  })

  test('replaces its contact only in the part of its time in which that is on call', () => {
    const span = { from: at('2026-01-12T08:00+08:00'), until: at('2026-01-12T10:00+08:00') }
    const overrides = [overrideOf({ ...span, replaces: 'wang' })]
    const shifts = finalShifts(scheduleOf([layerOf()], { overrides }), span)
    expect(shifts.map(({ from, contact }) => [from, contact])).toEqual([
      [span.from, 'zhao'],
      [at('2026-01-12T09:00+08:00'), 'li'],
    ])
  })

  test('fills a gap, and ends when it says', () => {
    const schedule = scheduleOf([], { overrides: [overrideOf()] })
    expect(onCallAt(schedule, inside)).toBe('zhao')
    expect(onCallAt(schedule, inside + 24 * HOUR)).toBeUndefined()
  })
})

const rotations = fc.record({
  unit: fc.constantFrom('hours', 'days', 'weeks', 'months'),
  every: fc.integer({ min: 1, max: 14 }),
  minute: fc.integer({ min: 0, max: 1439 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  dayOfMonth: fc.integer({ min: 1, max: 31 }),
})
const layers = fc.record({
  rotation: rotations,
  contacts: fc.array(fc.constantFrom('a', 'b', 'c', null), { maxLength: 4 }),
  restrictions: fc.array(
    fc.record({
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      fromMinute: fc.integer({ min: 0, max: 1439 }),
      days: fc.integer({ min: 0, max: 3 }),
      untilMinute: fc.integer({ min: 0, max: 1439 }),
    }),
    { maxLength: 2 },
  ),
})
const YEAR = at('2026-01-01T00:00Z')
const instants = fc.integer({ min: 0, max: 365 * 24 }).map((hours) => YEAR + hours * HOUR)
const overrides = fc.array(
  fc.record({
    id: fc.uuid(),
    from: instants,
    contact: fc.constantFrom('a', 'z', null),
    createdAt: fc.nat(),
    length: fc.integer({ min: 1, max: 500 }),
  }),
  { maxLength: 4 },
)

test('at each instant there is exactly one holder or one gap, and who is paged is who is shown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin'),
      fc.array(layers, { maxLength: 3 }),
      overrides,
      instants,
      fc.integer({ min: 1, max: 24 * 40 }),
      (zone, drawn, extra, from, hours) => {
        const schedule = scheduleOf(drawn, {
          zone,
          overrides: extra.map(({ length, ...rest }) => ({
            ...rest,
            until: rest.from + length * HOUR,
          })),
        })
        const span = { from, until: from + hours * HOUR }
        const shifts = finalShifts(schedule, span)
        expect(shifts[0]?.from).toBe(span.from)
        expect(shifts.at(-1)?.until).toBe(span.until)
        for (const [index, shift] of shifts.entries()) {
          expect(shift.until).toBeGreaterThan(shift.from)
          if (index > 0) expect(shift.from).toBe(shifts[index - 1]?.until)
        }
        const middle = Math.floor((span.from + span.until) / 2)
        const shown = shifts.find((shift) => shift.from <= middle && middle < shift.until)
        expect(onCallAt(schedule, middle)).toBe(shown?.contact)
      },
    ),
    { numRuns: 150 },
  )
})

describe('a roster that changes', () => {
  const daily: Rotation = { unit: 'days', every: 1, minute: 0, from: '2026-01-05' }
  const day = (number: number, hour = 0): number =>
    at('2026-01-05T00:00+08:00') + (number * 24 + hour) * HOUR
  const holders = (schedule: Schedule, count: number): unknown[] =>
    Array.from({ length: count }, (_, number) => onCallAt(schedule, day(number, 12)))
  const changing = (...changes: NonNullable<RotationLayer['changes']>): Schedule =>
    scheduleOf([layerOf({ rotation: daily, contacts: ['a', 'b', 'c'], changes })])

  test.each([
    [
      'goes on in its order without the one who left',
      3,
      ['a', 'b'],
      ['a', 'b', 'c', 'a', 'b', 'a'],
    ],
    ['whoever holds the turn goes on', 4, ['a', 'b'], ['a', 'b', 'c', 'a', 'b', 'a']],
    ['takes a new one in at its place', 3, ['a', 'n', 'b', 'c'], ['a', 'b', 'c', 'a', 'n', 'b']],
    ['may be of all others', 2, ['x', 'y'], ['a', 'b', 'x', 'y', 'x', 'y']],
    ['may be empty, which is a gap', 2, [], ['a', 'b', undefined, undefined, undefined, undefined]],
  ])('%s', (_name, number, contacts, expected) => {
    expect(holders(changing({ at: day(number), contacts }), 6)).toEqual(expected)
  })

  test('the next one takes over at once where whoever is on call leaves within a turn', () => {
    const schedule = changing({ at: day(1, 10), contacts: ['a', 'c'] })
    expect(onCallAt(schedule, day(1, 9))).toBe('b')
    expect(onCallAt(schedule, day(1, 10))).toBe('c')
    expect(onCallAt(schedule, day(2, 10))).toBe('a')
  })

  test('whoever has several turns in a round goes on with the one that was held', () => {
    const changes = [{ at: day(2, 10), contacts: ['a', 'b', 'a', 'c', 'n'] }]
    const schedule = scheduleOf([
      layerOf({ rotation: daily, contacts: ['a', 'b', 'a', 'c'], changes }),
    ])
    expect(holders(schedule, 7)).toEqual(['a', 'b', 'a', 'c', 'n', 'a', 'b'])
  })

  test('changes follow each other', () => {
    const schedule = changing(
      { at: day(2), contacts: ['a', 'b'] },
      { at: day(4), contacts: ['a', 'b', 'd'] },
    )
    expect(holders(schedule, 8)).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'd', 'a'])
    expect(contactsOn(schedule)).toEqual(['a', 'b', 'c', 'd'])
  })
})

describe('a calendar layer', () => {
  const calendar: CalendarLayer = {
    calendar: 'duty.ics',
    contacts: ['cal'],
    problems: [],
    shiftsWithin: () => [
      { from: at('2026-01-06T00:00Z'), until: at('2026-01-07T00:00Z'), contact: 'cal' },
    ],
  }
  test('counts as any other, and is cut at what is asked for', () => {
    const schedule = scheduleOf([layerOf(), calendar])
    const span = { from: at('2026-01-06T12:00Z'), until: at('2026-01-07T12:00Z') }
    expect(finalShifts(schedule, span).map(({ contact, layer }) => [contact, layer])).toEqual([
      ['cal', 1],
      ['wang', 0],
    ])
    expect(onCallAt(schedule, at('2026-01-05T23:59Z'))).toBe('wang')
  })
})

test('the lengths of all shifts add up to the span, of each layer too, and none overlaps another', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        'America/New_York',
        'Asia/Kathmandu',
        'Pacific/Chatham',
        'Australia/Lord_Howe',
      ),
      fc.array(layers, { minLength: 1, maxLength: 3 }),
      instants,
      fc.integer({ min: 1, max: 24 * 60 }),
      (zone, drawn, from, hours) => {
        const schedule = scheduleOf(drawn, { zone })
        const span = { from, until: from + hours * HOUR }
        const lengths = finalShifts(schedule, span).map((shift) => shift.until - shift.from)
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(hours * HOUR)
        for (const layer of drawn) {
          const shifts = layerShifts(layer, zone, span)
          for (const [index, shift] of shifts.entries()) {
            expect(shift.from).toBeLessThan(shift.until)
            expect(shift.from).toBeGreaterThanOrEqual(shifts[index - 1]?.until ?? span.from)
            expect(shift.until).toBeLessThanOrEqual(span.until)
          }
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('turns follow each other without a break, each one number further, in every zone and across every change of the clock', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        'America/New_York',
        'Europe/Berlin',
        'Australia/Lord_Howe',
        'Asia/Kathmandu',
        'Pacific/Chatham',
        'Pacific/Apia',
      ),
      rotations,
      instants,
      fc.integer({ min: 1, max: 24 * 400 }),
      (zone, rotation, from, hours) => {
        const turns = turnsWithin(rotation, zone, { from, until: from + hours * HOUR })
        expect(turns[0]?.from).toBeLessThanOrEqual(from)
        expect(turns.at(-1)?.until).toBeGreaterThanOrEqual(from + hours * HOUR)
        for (const [index, turn] of turns.entries()) {
          expect(turn.until).toBeGreaterThan(turn.from)
          if (index > 0) {
            expect(turn.from).toBe(turns[index - 1]?.until)
            expect(turn.index).toBe((turns[index - 1]?.index ?? 0) + 1)
          }
        }
      },
    ),
    { numRuns: 100 },
  )
})
