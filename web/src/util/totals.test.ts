import { expect, test } from 'vitest'
import { everyDay, meanOf, sumBy } from './totals.ts'

const DAY = { day: '2026-03-05', events: 1, opened: 1, ended: 0, acknowledged: 0, sent: 2, dead: 0 }

test('a mean over days weighs each day by its alerts', () => {
  const days = [
    { ...DAY, ended: 1, secondsToEnd: 100 },
    { ...DAY, ended: 3, secondsToEnd: 200 },
    DAY,
  ]
  expect(meanOf(days, 'secondsToEnd', 'ended')).toBe(175)
  expect(meanOf(days, 'secondsToAcknowledge', 'acknowledged')).toBeUndefined()
})

test('totals by source have the noisiest first, and nothing without a name', () => {
  const days = [
    { ...DAY, source: 'a' },
    { ...DAY, source: 'b', events: 5 },
    { ...DAY, source: 'a', events: 2 },
    DAY,
  ]
  expect(sumBy(days, 'source')).toEqual([
    { name: 'b', events: 5, opened: 1, sent: 2 },
    { name: 'a', events: 3, opened: 2, sent: 4 },
  ])
})

test('every day is there, also where nothing was counted', () => {
  const all = everyDay([DAY], { since: '2026-03-04', until: '2026-03-06' })
  expect(all.map(({ day, sent }) => [day, sent])).toEqual([
    ['2026-03-04', 0],
    ['2026-03-05', 2],
    ['2026-03-06', 0],
  ])
})
