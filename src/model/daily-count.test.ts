import { expect, test } from 'vitest'
import type { Alert } from './alert.ts'
import { countsOf, dayOf, startOfDay } from './daily-count.ts'
import type { Event } from './event.ts'
import type { EventOutcome } from './outcome.ts'

const DAY = 24 * 60 * 60_000
const T0 = 20_000 * DAY

function event(id: string, change: Partial<Event> = {}): Event {
  return {
    ...{ id, source: 's', kind: 'firing', dedupKey: 'k', deliveryKey: id, name: 'n', title: 't' },
    ...{ severity: 'warning', receivedAt: T0, labels: {}, fields: [], links: [] },
    ...change,
  }
}

function outcome(eventId: string, change: Partial<EventOutcome> = {}): EventOutcome {
  const policies = ['p', 'q', 'p'].map((policy) => ({ policy, groupId: 'g' }))
  const base = { eventId, result: 'opened', alertId: 'a', held: [], revision: 'r' } as const
  return { ...base, matched: policies, settledAt: T0, ...change }
}

function alert(change: Partial<Alert> = {}): Alert {
  return {
    ...{ id: 'a', source: 's', dedupKey: 'k', state: 'resolved', severity: 'warning', name: 'n' },
    ...{ title: 't', labels: {}, openedAt: T0, updatedAt: T0, eventCount: 2 },
    ...{ firstEventId: 'e1', lastEventId: 'e2', ...change },
  }
}

const NONE = { events: 0, opened: 0, ended: 0, endedMs: 0, acknowledged: 0, acknowledgedMs: 0 }
const none = { ...NONE, sent: 0, dead: 0, source: 's' }

test('an event counts once for its source, and once for each policy that matched it', () => {
  const counts = countsOf([event('e1')], {
    outcomes: [outcome('e1')],
    alerts: [alert({ state: 'firing' })],
  })
  const one = { ...none, day: 20_000, events: 1, opened: 1 }
  expect(counts).toEqual([
    { ...one, policy: '' },
    { ...one, policy: 'p' },
    { ...one, policy: 'q' },
  ])
})

test('an end counts on its own day, with how long it took and when the first person took it on', () => {
  const given = { by: 'Li', via: 'api', eventId: 'x' } as const
  const answers = [
    { ...given, action: 'acknowledge', at: T0 + 5 },
    { ...given, action: 'acknowledge', at: T0 + 9 },
  ] as const
  const counts = countsOf([event('e2', { receivedAt: T0 + DAY })], {
    outcomes: [outcome('e2', { result: 'resolved', matched: [] })],
    alerts: [alert({ resolvedAt: T0 + DAY, answers })],
  })
  const ended = { ended: 1, endedMs: DAY, acknowledged: 1, acknowledgedMs: 5 }
  expect(counts).toEqual([{ ...none, day: 20_001, policy: '', events: 1, ...ended }])
})

test('what ends twice in a batch counts as one end, and what goes on after it as none', () => {
  const events = [event('e1'), event('e2')]
  const outcomes = events.map(({ id }) => outcome(id, { result: 'resolved', matched: [] }))
  const ended = (state: Alert['state']): number => {
    const alerts = [alert({ state, resolvedAt: T0 + 7 })]
    return countsOf(events, { outcomes, alerts }).reduce((sum, one) => sum + one.ended, 0)
  }
  expect(ended('resolved')).toBe(1)
  expect(ended('firing')).toBe(0)
})

test('what is told of an alert that is not at hand, and of an event that is not, counts nothing of it', () => {
  const outcomes = [outcome('e1', { matched: [] }), outcome('gone')]
  expect(countsOf([event('e1')], { outcomes, alerts: [] })).toEqual([
    { ...none, day: 20_000, policy: '', events: 1 },
  ])
})

test.each([
  [0, 0],
  [DAY - 1, 0],
  [DAY, 1],
  [-1, -1],
])('the instant %i is of day %i', (at, day) => {
  expect(dayOf(at)).toBe(day)
  expect(startOfDay(day)).toBeLessThanOrEqual(at)
})
