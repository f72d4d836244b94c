import fc from 'fast-check'
import { expect, test } from 'vitest'
import { monthOf } from './month.ts'

const CHINA = 480

test.each([
  ['2026-02-28T15:59:59.999Z', CHINA, '2026-02', '2026-02-28T16:00:00.000Z'],
  ['2026-02-28T16:00:00.000Z', CHINA, '2026-03', '2026-03-31T16:00:00.000Z'],
  ['2026-12-31T16:00:00.000Z', CHINA, '2027-01', '2027-01-31T16:00:00.000Z'],
  ['2024-02-29T12:00:00.000Z', 0, '2024-02', '2024-03-01T00:00:00.000Z'],
])('%s lies %i minutes east in %s, which ends at %s', (at, zone, name, endsAt) => {
  expect(monthOf(Date.parse(at), zone)).toEqual({ name, endsAt: Date.parse(endsAt) })
})

test('it is the month that the calendar gives, anywhere', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 253_402_300_799_999 }),
      fc.integer({ min: -720, max: 840 }),
      (at, zone) => {
        const there = new Date(at + zone * 60_000)
        const month = monthOf(at, zone)
        expect(month.name).toBe(there.toISOString().slice(0, -17).replace(/^\+0/, ''))
        const end = Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1) - zone * 60_000
        expect(month.endsAt).toBe(end)
      },
    ),
  )
})
