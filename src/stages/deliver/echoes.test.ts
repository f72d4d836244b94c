import { expect, test } from 'vitest'
import { NOTICED_AT, noticeOwed } from '../../../test/harness/notices.ts'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import { echoes } from './echoes.ts'

test.each([
  ['two rules say the same', [noticeOwed('1', 'a'), noticeOwed('2', 'b')], [['2', '1']]],
  [
    'the most severe stands first, the oldest tells',
    [noticeOwed('2', 'b'), noticeOwed('1', 'a')],
    [['2', '1']],
  ],
  [
    'three rules say the same',
    [noticeOwed('1', 'a'), noticeOwed('2', 'b'), noticeOwed('3', 'c')],
    [
      ['2', '1'],
      ['3', '1'],
    ],
  ],
  ['one rule says it twice', [noticeOwed('1', 'a'), noticeOwed('2', 'a')], []],
  ['to another endpoint', [noticeOwed('1', 'a'), noticeOwed('2', 'b', { endpointId: 'f' })], []],
  [
    'long after it',
    [
      noticeOwed('1', 'a'),
      noticeOwed('2', 'b', { createdAt: NOTICED_AT + DELIVERY_LIMITS.echoMs + 1 }),
    ],
    [],
  ],
  [
    'the second may have been posted',
    [noticeOwed('1', 'a'), noticeOwed('2', 'b', { attemptCount: 1 })],
    [],
  ],
  [
    'a person sends the second again',
    [noticeOwed('1', 'a'), noticeOwed('2', 'b', { resentAt: NOTICED_AT })],
    [],
  ],
  ['for the fallback', [noticeOwed('1', 'a'), noticeOwed('2', 'b', { kind: 'undelivered' })], []],
])('%s', (_, due, expected) => {
  expect([...echoes(due)]).toEqual(expected)
})
