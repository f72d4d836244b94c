import { expect, test } from 'vitest'
import { NOTICED_AT, noticeOwed } from '../../../test/harness/notices.ts'
import { systemClock } from '../../base/clock.ts'
import { idSource, systemChance } from '../../base/id.ts'
import type { Notification } from '../../model/notification.ts'
import type { Robot } from './robot.ts'
import { planTurn } from './turn.ts'

const ROBOT: Robot = {
  endpointId: 'e',
  state: { lane: 'l', sent: [], failures: 0, health: 'ok' },
  limits: { messagesMax: 100, windowMs: 60_000, penaltyMs: 0 },
  settings: '',
}

function planned(
  due: readonly Notification[],
  underWay: readonly Notification[],
  { inAnyOrder = true } = {},
) {
  return planTurn({
    due,
    underWay,
    inAnyOrder,
    now: NOTICED_AT,
    toldOver: new Map(),
    saidAlready: new Map(),
    isAwaited: () => false,
    laneOf: () => 'l',
    robotsOf: () => [ROBOT],
    roomOf: () => ({ entriesMax: 60, bytesMax: 10_000 }),
    isTooMuch: () => false,
    newId: idSource(systemClock, systemChance),
    rescue: () => [],
  }).claim
}

test('what says the same as a message under way is told with it', () => {
  const underWay = noticeOwed('1', 'a', { state: 'leased', attemptCount: 1 })
  const { merged, notifications } = planned([noticeOwed('2', 'b')], [underWay])
  expect({ merged, notifications }).toEqual({
    merged: [{ digestId: '1', ids: ['2'] }],
    notifications: [],
  })
})

test('what is sent for the second time may have been posted with other words: nothing is told with it', () => {
  const underWay = noticeOwed('1', 'a', { state: 'leased', attemptCount: 2 })
  expect(planned([noticeOwed('2', 'b')], [underWay]).merged).toEqual([])
})

/** A message about these alerts. */
function about(id: string, ...subjects: readonly string[]): Notification {
  const [entry] = noticeOwed(id, 'a').entries
  const entries = subjects.flatMap((subjectId) => (entry ? [{ ...entry, subjectId }] : []))
  return noticeOwed(id, 'a', { kind: 'alert', entries })
}

test('what tells more of an alert waits for the message about it that is under way', () => {
  const due = [about('2', 'x'), about('3', 'y'), about('4', 'z', 'x')]
  const { notifications, merged, added } = planned(due, [about('1', 'x')])
  expect(notifications.map(({ id }) => id)).toEqual(['3'])
  expect({ merged, added }).toEqual({ merged: [], added: undefined })
  expect(planned([about('2', 'x')], [about('1', 'x')]).notifications).toEqual([])
})

test('of those that may overtake each other only the first about an alert leaves', () => {
  const due = [about('1', 'x'), about('2', 'x'), about('3', 'y')]
  expect(planned(due, []).notifications.map(({ id }) => id)).toEqual(['1', '3'])
})

test('where each waits for the one before it, all leave in their order', () => {
  const due = [about('1', 'x'), about('2', 'x'), about('3', 'y')]
  const { notifications } = planned(due, [], { inAnyOrder: false })
  expect(notifications.map(({ id }) => id)).toEqual(['1', '2', '3'])
})
