import { expect, test } from 'vitest'
import { ManualClock } from './clock.ts'
import { idSource, systemChance } from './id.ts'

test('ids sort as they were made, within a millisecond and when the clock goes back', () => {
  const clock = new ManualClock(1_772_676_901_123)
  const newId = idSource(clock, systemChance)
  const ids = Array.from({ length: 3000 }, (_, index) => {
    if (index % 700 === 0) clock.advance(1)
    if (index === 2000) clock.advance(-60_000)
    return newId()
  })
  expect(ids).toEqual([...ids].sort())
  expect(new Set(ids).size).toBe(3000)
  expect(ids.every((id) => /^[0-9a-z]{26}$/.test(id))).toBe(true)
})

test('ids sort behind those of the process before, also when the clock was set back between them', () => {
  const clock = new ManualClock(1_772_676_901_123)
  const before = idSource(clock, systemChance)
  const last = Array.from({ length: 3 }, before).at(-1) ?? ''
  clock.advance(-24 * 60 * 60_000)
  const ids = Array.from({ length: 3 }, idSource(clock, systemChance, last))
  expect([last, ...ids]).toEqual([last, ...ids].sort())
  clock.advance(48 * 60 * 60_000)
  expect(idSource(clock, systemChance, last)() > last).toBe(true)
})
