import { describe, expect, test } from 'vitest'
import type { Notification, NotificationEntry, ToldState } from '../../model/notification.ts'
import { isMoot } from './moot.ts'

const entryOf = (subjectId: string, state: ToldState = 'firing'): NotificationEntry => ({
  ...{ subjectId, eventId: 'e', state, severity: 'warning', name: 'n', title: 't', at: 1 },
  ...{ labels: {}, fields: [], links: [] },
})

const notificationOf = (change: Partial<Notification>): Notification => ({
  ...{ id: 'n', endpointId: 'wang/email:1', lane: 'l', kind: 'repeat', severity: 'warning' },
  ...{ state: 'leased', createdAt: 1, dueAt: 1, attemptCount: 1, policy: 'p', mentions: [] },
  entries: [entryOf('a')],
  unlessAnswered: true,
  ...change,
})

describe('a message for as long as nobody answers', () => {
  test.each<
    [string, Partial<Notification>, Record<string, 'firing' | 'acknowledged' | 'resolved'>, boolean]
  >([
    ['is sent while the alert fires', {}, {}, false],
    ['is for nothing once somebody has taken it on', {}, { a: 'acknowledged' }, true],
    ['is for nothing once it is over', {}, { a: 'resolved' }, true],
    [
      'is sent while one of several fires',
      { entries: [entryOf('a'), entryOf('b')] },
      { a: 'resolved' },
      false,
    ],
    [
      'is for nothing once none of several fires',
      { entries: [entryOf('a'), entryOf('b')] },
      { a: 'resolved', b: 'acknowledged' },
      true,
    ],
    [
      'is sent where it was taken on when it was decided, and has been given back',
      { entries: [entryOf('a', 'acknowledged')] },
      { a: 'firing' },
      false,
    ],
    ['is sent where a person sent it again', { resentAt: 5 }, { a: 'acknowledged' }, false],
    [
      'is the only kind that may be for nothing',
      { unlessAnswered: undefined },
      { a: 'resolved' },
      false,
    ],
  ])('%s', (_name, change, states, expected) => {
    expect(isMoot(notificationOf(change), new Map(Object.entries(states)))).toBe(expected)
  })
})
