import { describe, expect, test } from 'vitest'
import { dutiesWithin, dutyAt } from './duty.ts'
import type { Override, RotationLayer, Schedule } from './schedule.ts'
import { overrideState, takenBack } from './stored-override.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Monday, 5 January 2026, at midnight in UTC. */
const MONDAY = Date.UTC(2026, 0, 5)

const daily: RotationLayer = {
  rotation: { unit: 'days', every: 1, minute: 0, from: '2026-01-05' },
  contacts: ['wang', 'li'],
  restrictions: [],
}

function scheduleOf(change: Partial<Schedule> = {}): Schedule {
  return { id: 's', zone: 'UTC', layers: [daily], overrides: [], ...change }
}

function overrideOf(from: number, until: number, contact: string): Override {
  return { id: `o${from}`, from, until, contact, createdAt: from }
}

describe('duties', () => {
  test('are one where the same contact goes on under another layer or override', () => {
    const overrides = [overrideOf(MONDAY + 20 * HOUR, MONDAY + 30 * HOUR, 'wang')]
    expect(
      dutiesWithin(scheduleOf({ overrides }), { from: MONDAY, until: MONDAY + 2 * DAY }),
    ).toEqual([
      { from: MONDAY, until: MONDAY + 30 * HOUR, contact: 'wang' },
      { from: MONDAY + 30 * HOUR, until: MONDAY + 2 * DAY, contact: 'li' },
    ])
  })

  test('two overrides by one contact that overlap are one duty', () => {
    const overrides = [
      overrideOf(MONDAY, MONDAY + 5 * HOUR, 'zhao'),
      overrideOf(MONDAY + 3 * HOUR, MONDAY + 9 * HOUR, 'zhao'),
    ]
    const [first] = dutiesWithin(scheduleOf({ overrides }), { from: MONDAY, until: MONDAY + DAY })
    expect(first).toEqual({ from: MONDAY, until: MONDAY + 9 * HOUR, contact: 'zhao' })
  })
})

describe('the duty of an instant', () => {
  test('has its ends and what comes then', () => {
    expect(dutyAt(scheduleOf(), MONDAY + 10 * HOUR, 128 * DAY)).toEqual({
      contact: 'wang',
      from: MONDAY,
      until: MONDAY + DAY,
      next: { from: MONDAY + DAY, until: MONDAY + 2 * DAY, contact: 'li' },
    })
  })

  test('begins at the instant of its handover', () => {
    expect(dutyAt(scheduleOf(), MONDAY + DAY, 128 * DAY)).toMatchObject({
      contact: 'li',
      from: MONDAY + DAY,
    })
    expect(dutyAt(scheduleOf(), MONDAY + DAY - 1, 128 * DAY)).toMatchObject({ contact: 'wang' })
  })

  test('has no ends where nobody ever takes over', () => {
    const alone = scheduleOf({ layers: [{ ...daily, contacts: ['wang'] }] })
    expect(dutyAt(alone, MONDAY, 366 * DAY)).toEqual({ contact: 'wang' })
  })

  test('is a gap where no layer says anything, and nobody where that was meant', () => {
    expect(dutyAt(scheduleOf({ layers: [] }), MONDAY, DAY)).toEqual({})
    const nobody = scheduleOf({ layers: [{ ...daily, contacts: [null] }] })
    expect(dutyAt(nobody, MONDAY, DAY)).toEqual({ contact: null })
  })
})

describe('an override that is taken back', () => {
  const override = overrideOf(MONDAY, MONDAY + DAY, 'li')
  test('is gone where it was still to come, and ends now where it holds', () => {
    expect(takenBack(override, MONDAY - 1)).toBeUndefined()
    expect(takenBack(override, MONDAY)).toBeUndefined()
    expect(takenBack(override, MONDAY + HOUR)).toEqual({ ...override, until: MONDAY + HOUR })
    expect(takenBack(override, MONDAY + 2 * DAY)).toEqual(override)
  })

  test('is to come, holds, or is over', () => {
    expect(overrideState(override, MONDAY - 1)).toBe('pending')
    expect(overrideState(override, MONDAY)).toBe('active')
    expect(overrideState(override, MONDAY + DAY)).toBe('over')
  })
})
