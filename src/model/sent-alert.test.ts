import { expect, test } from 'vitest'
import { type KnownSent, mergeSent } from './sent-alert.ts'

type Times = readonly [startsAt: number, endsAt: number, isTimeOut?: true]

/** Minutes; the first was sent at 0, the second at 1. */
function known([startsAt, endsAt, isTimeOut]: Times, updatedAt: number): KnownSent {
  const mark = isTimeOut ? { isTimeOut } : {}
  return { labels: {}, annotations: {}, startsAt, endsAt, ...mark, updatedAt, revision: 'r' }
}

test.each<[name: string, before: Times, now: Times, merged: Times]>([
  ['two time-outs: the later counts', [-2, 2, true], [-1, 3, true], [-2, 3, true]],
  ['a said end counts before a time-out', [-1, 3, true], [0, 2], [-1, 2]],
  ['a time-out does not bring a said end forward', [-1, 3], [0, 2, true], [-1, 3, true]],
  ['of two said ends the later counts', [-1, 3], [0, 2], [-1, 3]],
  ['a later said end counts', [-1, 3], [-1, 4], [-1, 4]],
  ['what was over and overlaps fires again since its start', [-3, 0.5], [-2, 2], [-3, 2]],
  ['what is over is over', [-2, 3], [-2, 0.5], [-2, 0.5]],
  ['of two ends in the past the later counts', [-3, -1], [-4, -2], [-4, -1]],
  ['what does not overlap is another episode', [-3, -2], [0, 2], [0, 2]],
  ['an earlier start that does not overlap is another episode too', [-1, 2], [-3, 4], [-3, 4]],
])('%s', (_, before, now, merged) => {
  expect(mergeSent(known(before, 0), known(now, 1))).toEqual(known(merged, 1))
})

test('where one names no end the newer word counts', () => {
  const { endsAt: _, ...open } = known([0, 0], 1)
  expect(mergeSent(known([-1, 3], 0), open)).toBe(open)
  expect(mergeSent(open, known([-1, 3], 2))).toEqual(known([-1, 3], 2))
})
