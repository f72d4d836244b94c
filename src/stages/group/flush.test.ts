import { expect, test } from 'vitest'
import type { AlertGroup, GroupItem, Told } from '../../model/alert-group.ts'
import { isPending } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { DueGroup } from '../../model/settlement.ts'
import { decideFlush } from './flush.ts'

const NOW = 10_000_000
const policy: Policy = {
  id: 'p',
  match: [],
  group: { by: ['region'], waitMs: 0, intervalMs: 300_000, repeatMs: 3_600_000 },
  notify: [],
  recoveries: true,
}
const group: AlertGroup = {
  id: 'g',
  policy: 'p',
  key: 'k',
  labels: {},
  openedAt: 1,
  nextFlushAt: NOW,
}
const firing: Told = { state: 'firing', severity: 'warning', status: 'Scheduled' }

function itemOf(
  subjectId: string,
  change: Partial<NotificationEntry> & { told?: Told } = {},
): GroupItem {
  const { told, ...entryChange } = change
  const entry: NotificationEntry = {
    subjectId,
    eventId: `e-${subjectId}`,
    state: 'firing',
    severity: 'warning',
    status: 'Scheduled',
    name: 'n',
    title: 't',
    labels: {},
    fields: [],
    links: [],
    at: 1,
    ...entryChange,
  }
  return { groupId: 'g', entry, told, pending: isPending(entry, told) }
}

function dueOf(items: readonly GroupItem[], change: Partial<DueGroup> = {}): DueGroup {
  const pending = items.filter((item) => item.pending)
  const open = items.filter(
    ({ entry }) => entry.state === 'firing' || entry.state === 'acknowledged',
  )
  return {
    group,
    pending,
    pendingCount: pending.length,
    firing: open,
    firingCount: open.length,
    ...change,
  }
}

const summaryOf = (due: DueGroup, change: Partial<Policy> = {}): unknown => {
  const telling = decideFlush(due, { ...policy, ...change }, NOW)
  return {
    kind: telling.kind,
    told: telling.entries.map(({ entry }) => entry.subjectId),
    held: telling.held.map(({ reason }) => reason),
    next: telling.group?.nextFlushAt,
  }
}

test.each([
  [
    'a new alert is told as an alert',
    dueOf([itemOf('a')]),
    { kind: 'alert', told: ['a'], held: [], next: NOW + 3_600_000 },
  ],
  [
    'a change of status is an update',
    dueOf([itemOf('a', { told: firing, status: 'Executing' })]),
    { kind: 'update', told: ['a'], held: [], next: NOW + 3_600_000 },
  ],
  [
    'a new alert beside a change is an alert',
    dueOf([itemOf('a', { told: firing, status: 'X' }), itemOf('b')]),
    { kind: 'alert', told: ['a', 'b'], held: [], next: NOW + 3_600_000 },
  ],
  [
    'the end of the last one closes the group',
    dueOf([itemOf('a', { told: firing, state: 'resolved' })]),
    { kind: 'resolved', told: ['a'], held: [], next: undefined },
  ],
  [
    'the end of one of two keeps it',
    dueOf([itemOf('a', { told: firing, state: 'resolved' }), itemOf('b', { told: firing })]),
    { kind: 'resolved', told: ['a'], held: [], next: NOW + 3_600_000 },
  ],
  [
    'what was over before it was told is held',
    dueOf([itemOf('a', { state: 'resolved' })]),
    { kind: 'update', told: [], held: ['over-before-told'], next: undefined },
  ],
  [
    'a notice is told and forgotten',
    dueOf([itemOf('a', { state: 'notice' })]),
    { kind: 'notice', told: ['a'], held: [], next: undefined },
  ],
  [
    'nothing new before the repeat interval is not told',
    dueOf([itemOf('a', { told: firing })], { group: { ...group, lastToldAt: NOW - 10 } }),
    { kind: 'update', told: [], held: [], next: NOW - 10 + 3_600_000 },
  ],
  [
    'what goes on is repeated after it',
    dueOf([itemOf('a', { told: firing })], { group: { ...group, lastToldAt: NOW - 3_600_000 } }),
    { kind: 'repeat', told: ['a'], held: [], next: NOW + 3_600_000 },
  ],
  [
    'an acknowledged alert is not repeated',
    dueOf([itemOf('a', { told: firing, state: 'acknowledged' })], {
      group: { ...group, lastToldAt: NOW - 3_600_000 },
    }),
    { kind: 'repeat', told: [], held: [], next: NOW + 3_600_000 },
  ],
  [
    'more than one turn takes is looked at again at once',
    dueOf([itemOf('a')], { pendingCount: 900 }),
    { kind: 'alert', told: ['a'], held: [], next: NOW },
  ],
])('%s', (_name, due, expected) => {
  expect(summaryOf(due)).toEqual(expected)
})

test('recoveries are held back where the policy does not tell them', () => {
  expect(
    summaryOf(dueOf([itemOf('a', { told: firing, state: 'resolved' })]), { recoveries: false }),
  ).toEqual({ kind: 'update', told: [], held: ['recoveries-off'], next: undefined })
})

test('a recovery goes to those who heard the severity that was told', () => {
  const due = dueOf([
    itemOf('a', {
      told: { state: 'firing', severity: 'critical' },
      state: 'resolved',
      severity: 'info',
    }),
  ])
  expect(decideFlush(due, policy, NOW).entries[0]?.audience).toBe('critical')
})

test('a group whose policy is gone holds everything and ends', () => {
  const telling = decideFlush(dueOf([itemOf('a'), itemOf('b')]), undefined, NOW)
  expect(telling).toMatchObject({ entries: [], group: undefined, removedSubjects: ['a', 'b'] })
  expect(telling.held.map(({ reason }) => reason)).toEqual(['policy-removed', 'policy-removed'])
})

test.each([
  ['never told', undefined, true],
  ['told as it is', firing, false],
  ['told milder', { ...firing, severity: 'info' as const }, true],
  ['told worse', { ...firing, severity: 'critical' as const }, false],
  ['told in another phase', { ...firing, status: 'Executing' }, true],
  ['told as over', { ...firing, state: 'resolved' as const }, true],
])('a firing entry %s is pending: %s', (_name, told, expected) => {
  expect(isPending(itemOf('a').entry, told)).toBe(expected)
})
