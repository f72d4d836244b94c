import { describe, expect, test } from 'vitest'
import { firstPick, pickAfterKey, pickBetween } from './time-pick.ts'

const HOUR = 3_600_000
const SPAN = { from: 1_000 * HOUR, until: 1_048 * HOUR }
const pick = (from: number, until: number) => ({
  from: SPAN.from + from * HOUR,
  until: SPAN.from + until * HOUR,
})

test.each([
  ['whole hours', 0.1, 0.5, pick(4, 24)],
  ['the same backwards', 0.5, 0.1, pick(4, 24)],
  ['an hour where nothing was dragged', 0.25, 0.25, pick(12, 13)],
  ['no more than the line', -1, 2, pick(0, 48)],
  ['the last hour at its end', 1, 1, pick(47, 48)],
])('between two places there are %s', (_, one, other, expected) => {
  expect(pickBetween(one, other, SPAN)).toEqual(expected)
})

test.each([
  ['from the next hour on', 10.2, pick(11, 19)],
  ['at the beginning of a time to come', -5, pick(0, 8)],
  ['at the end of a time that is over', 100, pick(40, 48)],
])('what is chosen first is %s', (_, hours, expected) => {
  expect(firstPick(SPAN.from + hours * HOUR, SPAN)).toEqual(expected)
})

describe('a key', () => {
  test.each([
    ['ArrowRight', false, pick(11, 19)],
    ['ArrowLeft', false, pick(9, 17)],
    ['ArrowDown', false, pick(34, 42)],
    ['ArrowUp', false, pick(0, 8)],
    ['ArrowRight', true, pick(10, 19)],
    ['ArrowDown', true, pick(10, 42)],
    ['ArrowUp', true, pick(10, 11)],
    ['x', false, undefined],
  ])('%s, with Shift: %s', (key, shiftKey, expected) => {
    expect(pickAfterKey(pick(10, 18), { key, shiftKey }, SPAN)).toEqual(expected)
  })
})
