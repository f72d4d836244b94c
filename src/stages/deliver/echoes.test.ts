import { expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Notification } from '../../model/notification.ts'
import { echoes } from './echoes.ts'

const T0 = 1_772_676_901_000

function owed(id: string, by: string, change: Partial<Notification> = {}): Notification {
  const addressed = { contact: 'c', same: { key: 'words', by } }
  const entry = {
    subjectId: id,
    eventId: id,
    state: 'notice',
    severity: 'info',
    name: by,
    title: by,
    labels: {},
    fields: [],
    links: [],
    at: T0,
    addressed,
  } as const
  return {
    id,
    endpointId: 'e',
    lane: 'l',
    kind: 'notice',
    severity: 'info',
    state: 'due',
    createdAt: T0,
    dueAt: T0,
    attemptCount: 0,
    policy: 'p',
    mentions: [],
    entries: [entry],
    ...change,
  }
}

test.each([
  ['two rules say the same', [owed('1', 'a'), owed('2', 'b')], [['2', '1']]],
  [
    'the most severe stands first, the oldest tells',
    [owed('2', 'b'), owed('1', 'a')],
    [['2', '1']],
  ],
  [
    'three rules say the same',
    [owed('1', 'a'), owed('2', 'b'), owed('3', 'c')],
    [
      ['2', '1'],
      ['3', '1'],
    ],
  ],
  ['one rule says it twice', [owed('1', 'a'), owed('2', 'a')], []],
  ['to another endpoint', [owed('1', 'a'), owed('2', 'b', { endpointId: 'f' })], []],
  [
    'long after it',
    [owed('1', 'a'), owed('2', 'b', { createdAt: T0 + DELIVERY_LIMITS.echoMs + 1 })],
    [],
  ],
  ['the second may have been posted', [owed('1', 'a'), owed('2', 'b', { attemptCount: 1 })], []],
  ['a person sends the second again', [owed('1', 'a'), owed('2', 'b', { resentAt: T0 })], []],
  ['for the fallback', [owed('1', 'a'), owed('2', 'b', { kind: 'undelivered' })], []],
])('%s', (_, due, expected) => {
  expect([...echoes(due)]).toEqual(expected)
})
