import { expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import { idSource, systemChance } from '../../base/id.ts'
import type { Notification } from '../../model/notification.ts'
import { planTurn } from './turn.ts'

const T0 = 1_772_676_901_000

/** What the sender's rule `by` says in the same words as its others. */
function said(id: string, by: string, change: Partial<Notification> = {}): Notification {
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
    addressed: { contact: 'c', same: { key: 'words', by } },
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

function planned(due: readonly Notification[], underWay: readonly Notification[]) {
  return planTurn({
    due,
    underWay,
    now: T0,
    toldOver: new Map(),
    saidAlready: new Map(),
    isAwaited: () => false,
    laneOf: () => 'l',
    robotsOf: () => [],
    roomOf: () => ({ entriesMax: 60, bytesMax: 10_000 }),
    isTooMuch: () => false,
    newId: idSource(systemClock, systemChance),
    rescue: () => [],
  }).claim
}

test('what says the same as a message under way is told with it', () => {
  const underWay = said('1', 'a', { state: 'leased', attemptCount: 1 })
  const { merged, notifications } = planned([said('2', 'b')], [underWay])
  expect({ merged, notifications }).toEqual({
    merged: [{ digestId: '1', ids: ['2'] }],
    notifications: [],
  })
})

test('what is sent for the second time may have been posted with other words: nothing is told with it', () => {
  const underWay = said('1', 'a', { state: 'leased', attemptCount: 2 })
  expect(planned([said('2', 'b')], [underWay]).merged).toEqual([])
})
