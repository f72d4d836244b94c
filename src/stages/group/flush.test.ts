import { describe, expect, test } from 'vitest'
import type { AlertGroup, GroupItem, Told } from '../../model/alert-group.ts'
import { isPending } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Mute } from '../../model/silence.ts'
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

const NONE: ReadonlyMap<string, Mute> = new Map()

const summaryOf = (due: DueGroup, change: Partial<Policy> = {}, mutes = NONE): unknown => {
  const telling = decideFlush(due, { policy: { ...policy, ...change }, now: NOW, mutes })
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
    'an end beside a beginning is no message of an end',
    dueOf([itemOf('a', { told: firing, state: 'resolved' }), itemOf('b')]),
    { kind: 'alert', told: ['a', 'b'], held: [], next: NOW + 3_600_000 },
  ],
  [
    'an end beside a change of another is an update',
    dueOf([
      itemOf('a', { told: firing, state: 'resolved' }),
      itemOf('b', { told: firing, status: 'X' }),
    ]),
    { kind: 'update', told: ['a', 'b'], held: [], next: NOW + 3_600_000 },
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
    { kind: 'update', told: [], held: [], next: NOW + 3_600_000 },
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
  expect(decideFlush(due, { policy, now: NOW, mutes: NONE }).entries[0]?.audience).toBe('critical')
})

test('a group whose policy is gone holds everything and ends', () => {
  const telling = decideFlush(dueOf([itemOf('a'), itemOf('b')]), {
    policy: undefined,
    now: NOW,
    mutes: NONE,
  })
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

const UNTIL = NOW + 60_000
const muteOf = (...subjects: readonly string[]): ReadonlyMap<string, Mute> =>
  new Map(subjects.map((id) => [id, { reason: 'silenced', until: UNTIL, by: 's1' }]))

test('what is muted is held with its reason and looked at again when the mute is over', () => {
  expect(summaryOf(dueOf([itemOf('a'), itemOf('b')]), {}, muteOf('a'))).toEqual({
    kind: 'alert',
    told: ['b'],
    held: ['silenced'],
    next: UNTIL,
  })
})

test('a muted alert keeps what it has to tell, until the mute is over', () => {
  const due = dueOf([itemOf('a')])
  const held = decideFlush(due, { policy, now: NOW, mutes: muteOf('a') })
  const [item] = held.items
  expect(item).toMatchObject({ pending: false, mutedUntil: UNTIL, mutedBy: 's1', told: undefined })
  if (!item) throw new Error('it is kept')
  const later = { ...due, pending: [item], pendingCount: 1, firing: [item] }
  const telling = decideFlush(later, { policy, now: UNTIL, mutes: NONE })
  expect(telling).toMatchObject({ kind: 'alert', held: [] })
  expect(telling.items[0]).toMatchObject({ told: { state: 'firing' } })
  expect(telling.items[0]?.mutedUntil).toBeUndefined()
})

test('an event says once that it is held, however many silences follow one another', () => {
  const first = decideFlush(dueOf([itemOf('a')]), { policy, now: NOW, mutes: muteOf('a') })
  const again = { ...dueOf([]), pending: first.items, pendingCount: 1, firingCount: 1 }
  expect(decideFlush(again, { policy, now: UNTIL, mutes: muteOf('a') }).held).toEqual([])
})

test('a recovery, and who answers, are told to those who heard the problem, muted or not', () => {
  const due = dueOf([
    itemOf('a', { told: firing, state: 'resolved' }),
    itemOf('b', { told: firing, state: 'acknowledged', answeredBy: 'Wang' }),
  ])
  expect(summaryOf(due, {}, muteOf('a', 'b'))).toMatchObject({ told: ['a', 'b'], held: [] })
})

test('a repeat that is due for nothing but muted alerts comes when the first mute is over', () => {
  const due = {
    ...dueOf([itemOf('a', { told: firing })]),
    group: { ...group, lastFlushAt: 1, lastToldAt: NOW - 3_600_000 },
  }
  expect(summaryOf(due, {}, muteOf('a'))).toMatchObject({ told: [], next: UNTIL })
  expect(summaryOf(due)).toMatchObject({ kind: 'repeat', told: ['a'] })
})

test('what is muted makes nothing else be repeated', () => {
  const told = (ago: number): Told => ({ ...firing, at: NOW - ago })
  const due = dueOf([
    itemOf('a', { told: told(3_600_000) }),
    itemOf('b', { told: told(1_000_000) }),
  ])
  expect(summaryOf(due, {}, muteOf('a'))).toMatchObject({ told: [], next: UNTIL })
})

test('what is muted knows by what while it waits to be repeated, and no longer', () => {
  const told = itemOf('a', { told: firing })
  const context = { policy, now: NOW }
  const { items } = decideFlush(dueOf([told]), { ...context, mutes: muteOf('a') })
  expect(items).toMatchObject([{ mutedBy: 's1', pending: false }])
  expect(items[0]).not.toHaveProperty('mutedUntil')
  const again = decideFlush(dueOf(items), { ...context, mutes: muteOf('a') })
  expect(again.items).toEqual([])
  const freed = decideFlush(dueOf(items), { ...context, mutes: NONE })
  expect(freed.items[0]).not.toHaveProperty('mutedBy')
})

test('an acknowledgement by a person is told once', () => {
  const acknowledged = itemOf('a', { told: firing, state: 'acknowledged', answeredBy: 'Wang' })
  expect(acknowledged.pending).toBe(true)
  const telling = decideFlush(dueOf([acknowledged]), { policy, now: NOW, mutes: NONE })
  expect(telling).toMatchObject({ kind: 'update', items: [{ told: { state: 'acknowledged' } }] })
  const { entry, told } = telling.items[0] ?? acknowledged
  expect(isPending(entry, told)).toBe(false)
})

/** Alertmanager's five cases of whether a group is told, by what was told before. */
describe('whether a group is told', () => {
  const over: Told = { ...firing, state: 'resolved' }
  const old = { group: { ...group, lastToldAt: NOW - 3_600_000 } }
  test.each<[string, readonly GroupItem[], Partial<DueGroup>, readonly string[]]>([
    ['nothing was, and something fires: yes', [itemOf('a')], {}, ['a']],
    ['nothing was, and nothing fires any more: no', [itemOf('a', { state: 'resolved' })], {}, []],
    [
      'something fires that was not told: yes',
      [itemOf('a', { told: firing }), itemOf('b')],
      {},
      ['b'],
    ],
    ['all of it is over: yes', [itemOf('a', { told: firing, state: 'resolved' })], {}, ['a']],
    [
      'some of it is over: yes',
      [itemOf('a', { told: firing, state: 'resolved' }), itemOf('b', { told: firing })],
      {},
      ['a'],
    ],
    [
      'all of it was, and the repeat interval has passed: yes',
      [itemOf('a', { told: firing })],
      old,
      ['a'],
    ],
    [
      'all of it was: no',
      [itemOf('a', { told: firing })],
      { group: { ...group, lastToldAt: NOW - 1 } },
      [],
    ],
    ['what is over was told as over: no', [itemOf('a', { told: over, state: 'resolved' })], {}, []],
  ])('%s', (_name, items, change, told) => {
    expect(summaryOf(dueOf(items, change))).toMatchObject({ told })
  })

  test('the end is forgotten all the same where the policy tells no recoveries', () => {
    const due = dueOf([itemOf('a', { told: firing, state: 'resolved' })])
    const telling = decideFlush(due, {
      policy: { ...policy, recoveries: false },
      now: NOW,
      mutes: NONE,
    })
    expect(telling).toMatchObject({ entries: [], removedSubjects: ['a'], group: undefined })
  })
})

describe('a repeat', () => {
  const told = (ago: number): Told => ({ ...firing, at: NOW - ago })
  test('comes exactly when it is due, not at the next interval', () => {
    const due = dueOf([itemOf('a', { told: told(1_000_000) })])
    expect(summaryOf(due)).toMatchObject({ told: [], next: NOW + 2_600_000 })
    expect(summaryOf(dueOf([itemOf('a', { told: told(3_600_000) })]))).toMatchObject({
      told: ['a'],
    })
  })

  test('is not put off by what is told of others', () => {
    const due = dueOf([itemOf('a', { told: told(3_000_000) }), itemOf('b')])
    expect(summaryOf(due)).toMatchObject({ told: ['b'], next: NOW + 600_000 })
  })

  test('of all that go on comes once for all', () => {
    const due = dueOf([itemOf('a', { told: told(3_600_000) }), itemOf('b', { told: told(5) })])
    const telling = decideFlush(due, { policy, now: NOW, mutes: NONE })
    expect(telling.entries).toHaveLength(2)
    expect(telling.group).toMatchObject({ lastRepeatAt: NOW, nextFlushAt: NOW + 3_600_000 })
  })
})

describe('what only a run of an escalation policy tells', () => {
  const told = (ago: number): Told => ({ ...firing, at: NOW - ago })
  const due = dueOf([
    itemOf('a', { severity: 'info', told: told(3_600_000) }),
    itemOf('b', { told: told(1_000_000) }),
  ])
  const change: Partial<Policy> = { notify: [{ to: 'ops', severities: ['warning'] }] }
  const runOf = (state: Escalation['state']): Escalation => ({
    ...{ id: 'r', alertId: 'a', policy: 'p', turn: 0, state, step: 0, round: 0, version: 1 },
    plan: { id: 'night', steps: [], repeat: 0, delayMs: 0 },
    ...{ severity: 'info', startedAt: 1, dueAt: 1, told: ['wang'], paged: ['wang'], history: [] },
  })

  test('makes nothing else be repeated, and is looked at again an interval later', () => {
    const telling = decideFlush(
      { ...due, escalations: [runOf('running')] },
      { policy: { ...policy, ...change }, now: NOW, mutes: NONE },
    )
    expect(telling.entries).toEqual([])
    expect(telling.items).toMatchObject([{ entry: { subjectId: 'a' }, told: { at: NOW } }])
    expect(telling.group).toEqual({ ...group, lastFlushAt: NOW, nextFlushAt: NOW + 2_600_000 })
  })

  test('is repeated by the group when the run is over, or where the group’s chats hear it too', () => {
    const ended = { ...due, escalations: [runOf('ended')] }
    expect(summaryOf(ended, change)).toMatchObject({ kind: 'repeat', told: ['a', 'b'] })
    const both = { ...due, escalations: [runOf('running')] }
    const all: Partial<Policy> = { notify: [{ to: 'ops' }] }
    expect(summaryOf(both, all)).toMatchObject({ kind: 'repeat', told: ['a', 'b'] })
  })
})

test('a group counts those that leave it', () => {
  const over = itemOf('a', { told: firing, state: 'resolved' })
  const due = dueOf([over, itemOf('b', { told: firing })], { group: { ...group, size: 2 } })
  expect(decideFlush(due, { policy, now: NOW, mutes: NONE }).group?.size).toBe(1)
})

test.each<[string, GroupItem, boolean | undefined]>([
  ['what was never told begins', itemOf('a'), undefined],
  [
    'what was told as over begins again',
    itemOf('a', { told: { ...firing, state: 'resolved' } }),
    undefined,
  ],
  ['what was told as firing goes on', itemOf('a', { told: firing, status: 'Executing' }), true],
  ['what is told again goes on', itemOf('a', { told: { ...firing, at: NOW - 3_600_000 } }), true],
  ['an end does not', itemOf('a', { told: firing, state: 'resolved' }), undefined],
])('%s', (_name, item, expected) => {
  const { entries } = decideFlush(dueOf([item]), { policy, now: NOW, mutes: NONE })
  expect(entries.map(({ goesOn }) => goesOn)).toEqual([expected])
})
