import { describe, expect, test } from 'vitest'
import type { AlertGroup, GroupItem, Told } from '../../model/alert-group.ts'
import { isPending } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Storm } from '../../model/storm.ts'
import type { Telling } from '../../model/telling.ts'
import { decideFlush } from './flush.ts'
import { withEvent } from './noise.ts'

const NOW = 100_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const UNTIL = NOW + 90 * MINUTE
const POLICY: Policy = {
  id: 'p',
  match: [],
  group: { by: ['name'], waitMs: 0, intervalMs: 0, repeatMs: 4 * HOUR },
  notify: [],
  recoveries: true,
}
const GROUP: AlertGroup = { id: 'g', policy: 'p', key: 'k', labels: {}, openedAt: 1, size: 1 }
const FIRING: Told = { state: 'firing', severity: 'warning', at: NOW - HOUR }
const FLAPPED: Told = { ...FIRING, flappingUntil: UNTIL }
const OVER: Told = { ...FLAPPED, state: 'resolved' }

type Change = Partial<NotificationEntry> & Partial<Omit<GroupItem, 'entry' | 'groupId'>>

function itemOf(id: string, change: Change = {}): GroupItem {
  const { told, mutedUntil, mutedBy, mutedEventId, ...others } = change
  const { enteredAt, raised, firstOfSource, ...entryChange } = others
  const entry: NotificationEntry = {
    subjectId: id,
    eventId: `e-${id}`,
    state: 'firing',
    severity: 'warning',
    name: 'n',
    title: 't',
    labels: {},
    fields: [],
    links: [],
    at: 1,
    ...entryChange,
  }
  const item = { told, mutedUntil, mutedBy, mutedEventId, enteredAt, raised, firstOfSource }
  return { groupId: 'g', entry, pending: isPending(entry, told), ...item }
}

function flushed(
  items: readonly GroupItem[],
  policy: Partial<Policy>,
  due: Partial<DueGroup> = {},
): Telling {
  const isHandedOut = ({ pending, mutedUntil = Infinity }: GroupItem): boolean =>
    pending || mutedUntil <= NOW
  const pending = items.filter(isHandedOut)
  const firing = items.filter(({ entry }) => /firing|acknowledged/.test(entry.state))
  const counts = { pendingCount: pending.length, firingCount: firing.length }
  return decideFlush(
    { group: GROUP, pending, firing, ...counts, ...due },
    { policy: { ...POLICY, ...policy }, now: NOW, mutes: new Map() },
  )
}

const summaryOf = (telling: Telling): unknown => ({
  told: telling.entries.map(({ entry }) => entry.subjectId),
  held: telling.held.map(({ reason }) => reason),
  kept: telling.items.map(({ entry }) => entry.subjectId),
  next: telling.group?.nextFlushAt && telling.group.nextFlushAt - NOW,
})

const flaps = { flappingUntil: UNTIL }
const held = { mutedUntil: NOW, mutedBy: 'flapping', mutedEventId: 'e-a' }

describe('what flaps', () => {
  test.each<[string, GroupItem, unknown]>([
    [
      'is told once as such when it fires',
      itemOf('a', { ...flaps, told: FIRING }),
      { told: ['a'], held: [], kept: ['a'], next: 4 * HOUR },
    ],
    [
      'is told once as such when it ends, and stays in its group until it is calm',
      itemOf('a', { ...flaps, told: FIRING, state: 'resolved' }),
      { told: ['a'], held: [], kept: ['a'], next: 90 * MINUTE },
    ],
    [
      'is held when it begins anew',
      itemOf('a', { ...flaps, told: OVER }),
      { told: [], held: ['flapping'], kept: ['a'], next: 90 * MINUTE },
    ],
    [
      'is held when it ends anew',
      itemOf('a', { ...flaps, told: FLAPPED, state: 'resolved' }),
      { told: [], held: ['flapping'], kept: ['a'], next: 90 * MINUTE },
    ],
    [
      'is told when it has become critical',
      itemOf('a', { ...flaps, told: OVER, severity: 'critical' }),
      { told: ['a'], held: [], kept: ['a'], next: 4 * HOUR },
    ],
    [
      'is told as critical once',
      itemOf('a', {
        ...flaps,
        told: { ...OVER, severity: 'critical', heard: ['warning', 'critical'] },
        severity: 'critical',
      }),
      { told: [], held: ['flapping'], kept: ['a'], next: 90 * MINUTE },
    ],
    [
      'is told when a person takes it on',
      itemOf('a', { ...flaps, told: FLAPPED, state: 'acknowledged', answeredBy: 'Wang' }),
      { told: ['a'], held: [], kept: ['a'], next: 4 * HOUR },
    ],
    [
      'is told when a person says that it is over',
      itemOf('a', { ...flaps, told: FLAPPED, state: 'resolved', resolvedBy: 'Wang' }),
      { told: ['a'], held: [], kept: ['a'], next: 90 * MINUTE },
    ],
    [
      'and was over before anyone was told is forgotten',
      itemOf('a', { ...flaps, state: 'resolved' }),
      { told: [], held: ['over-before-told'], kept: [], next: undefined },
    ],
  ])('%s', (_name, item, expected) => {
    expect(summaryOf(flushed([item], {}))).toEqual(expected)
  })

  const calm = { flappingUntil: NOW }
  test.each<[string, GroupItem, unknown]>([
    [
      'fires and was told as over: it is told',
      itemOf('a', { ...calm, ...held, told: { ...OVER, flappingUntil: NOW } }),
      { told: ['a'], held: [], kept: ['a'], next: 4 * HOUR },
    ],
    [
      'is over and was told as firing: it is told',
      itemOf('a', {
        ...calm,
        ...held,
        told: { ...FLAPPED, flappingUntil: NOW },
        state: 'resolved',
      }),
      { told: ['a'], held: [], kept: [], next: undefined },
    ],
    [
      'is over, as it was told: its group ends without a word',
      itemOf('a', { ...calm, ...held, told: { ...OVER, flappingUntil: NOW }, state: 'resolved' }),
      { told: [], held: [], kept: [], next: undefined },
    ],
    [
      'fires, as it was told: it is repeated when that is due',
      itemOf('a', { ...calm, ...held, told: { ...FLAPPED, flappingUntil: NOW } }),
      { told: [], held: [], kept: ['a'], next: 3 * HOUR },
    ],
  ])('when it is calm, what %s', (_name, item, expected) => {
    expect(summaryOf(flushed([item], {}))).toEqual(expected)
  })

  test('is not repeated before it is calm, and not an interval later either', () => {
    const item = itemOf('a', { ...flaps, told: { ...FLAPPED, at: NOW - 9 * HOUR } })
    const next = UNTIL - NOW
    expect(summaryOf(flushed([item], {}))).toEqual({ told: [], held: [], kept: [], next })
  })

  test('is remembered as over where the policy tells no recoveries, and told once when it fires', () => {
    const ended = flushed([itemOf('a', { ...flaps, told: FIRING, state: 'resolved' })], {
      recoveries: false,
    })
    expect(ended).toMatchObject({
      held: [{ reason: 'recoveries-off' }],
      items: [{ told: { state: 'resolved' }, mutedUntil: UNTIL, pending: false }],
    })
  })
})

describe('a policy that tells only what lasts', () => {
  const policy = { holdMs: 5 * MINUTE }
  const since = (minutes: number): Change => ({ enteredAt: NOW - minutes * MINUTE })
  test.each<[string, GroupItem, unknown]>([
    [
      'holds an alert until then',
      itemOf('a', since(2)),
      { told: [], held: ['hold'], kept: ['a'], next: 3 * MINUTE },
    ],
    [
      'tells it then',
      itemOf('a', since(5)),
      { told: ['a'], held: [], kept: ['a'], next: 4 * HOUR },
    ],
    [
      'never tells what is over before',
      itemOf('a', { ...since(2), state: 'resolved' }),
      { told: [], held: ['over-before-told'], kept: [], next: undefined },
    ],
    [
      'tells the change of what was told already',
      itemOf('a', { ...since(2), told: FIRING, status: 'x' }),
      { told: ['a'], held: [], kept: ['a'], next: 4 * HOUR },
    ],
    [
      'tells a notice, which does not last, at once',
      itemOf('a', { ...since(0), state: 'notice' }),
      { told: ['a'], held: [], kept: [], next: undefined },
    ],
  ])('%s', (_name, item, expected) => {
    expect(summaryOf(flushed([item], policy))).toEqual(expected)
  })

  test('says until when', () => {
    expect(flushed([itemOf('a', since(2))], policy).held[0]?.detail?.until).toBe(NOW + 3 * MINUTE)
  })
})

describe('noise rules', () => {
  const policy = { noise: { count: 3, withinMs: 5 * MINUTE, muteMs: 10 * MINUTE } }
  const counted = (...minutes: readonly number[]) => ({
    group: { ...GROUP, noise: { events: minutes.map((ago) => NOW - ago * MINUTE) } },
  })
  const muted = { group: { ...GROUP, noise: { events: [], mutedUntil: NOW + 4 * MINUTE } } }
  const mutedBefore: Change = { mutedUntil: NOW, mutedBy: 'noise-muted', mutedEventId: 'e-a' }

  test.each<[string, GroupItem, Partial<DueGroup>, unknown]>([
    [
      'hold what is less than enough',
      itemOf('a'),
      counted(1, 0),
      { told: [], held: ['below-threshold'], kept: ['a'], next: 5 * MINUTE },
    ],
    [
      'do not count what is too long ago',
      itemOf('a'),
      counted(5, 1, 0),
      { told: [], held: ['below-threshold'], kept: ['a'], next: 5 * MINUTE },
    ],
    [
      'tell at the last one, and then mute',
      itemOf('a'),
      counted(4, 1, 0),
      { told: ['a'], held: [], kept: ['a'], next: 10 * MINUTE },
    ],
    [
      'hold what comes in the mute',
      itemOf('a'),
      muted,
      { told: [], held: ['noise-muted'], kept: ['a'], next: 4 * MINUTE },
    ],
    [
      'tell what still fires after the mute, and mute again',
      itemOf('a', mutedBefore),
      counted(),
      { told: ['a'], held: [], kept: ['a'], next: 10 * MINUTE },
    ],
    [
      'let a rise to critical through, also of what was not told',
      itemOf('a', { severity: 'critical', raised: true }),
      muted,
      { told: ['a'], held: [], kept: ['a'], next: 10 * MINUTE },
    ],
    [
      'hold what was critical from the beginning like everything else',
      itemOf('a', { severity: 'critical' }),
      counted(0),
      { told: [], held: ['below-threshold'], kept: ['a'], next: 5 * MINUTE },
    ],
    [
      'let a recovery through, which mutes nothing',
      itemOf('a', { told: FIRING, state: 'resolved' }),
      muted,
      { told: ['a'], held: [], kept: [], next: 4 * MINUTE },
    ],
    [
      'hold a notice, which is then over',
      itemOf('a', { state: 'notice' }),
      counted(0),
      { told: [], held: ['below-threshold'], kept: [], next: 5 * MINUTE },
    ],
    [
      'let a group end when nothing is counted any more',
      itemOf('a', { told: FIRING, state: 'resolved' }),
      { group: { ...GROUP, noise: { events: [NOW - 5 * MINUTE], mutedUntil: NOW } } },
      { told: ['a'], held: [], kept: [], next: undefined },
    ],
  ])('%s', (_name, item, due, expected) => {
    expect(summaryOf(flushed([item], policy, due))).toEqual(expected)
  })

  test('tell with the last one what was held for too few', () => {
    const before = { mutedUntil: NOW + HOUR, mutedBy: 'below-threshold', mutedEventId: 'e-b' }
    const waiting = { ...itemOf('b', before), pending: false }
    expect(flushed([itemOf('a'), waiting], policy, counted(2, 1, 0)).entries).toHaveLength(2)
    expect(flushed([itemOf('a'), waiting], policy, counted(1, 0)).entries).toHaveLength(0)
  })

  test('say how many events there were', () => {
    const [told] = flushed([itemOf('a')], policy, counted(2, 1, 0)).entries
    const value = { en: '3 within 5 min', zh: '5 分钟内 3 次' }
    expect(told?.entry.fields).toEqual([{ label: { en: 'Events', zh: '事件数' }, value }])
    const [later] = flushed([itemOf('a', mutedBefore)], policy, counted()).entries
    expect(later?.entry.fields).toEqual([])
  })

  test('count events that fire within their time, no more than are needed, and none in the mute', () => {
    const ago = (minutes: number): number => NOW - minutes * MINUTE
    const { group } = counted(7, 4, 3, 2)
    expect(withEvent(group, policy.noise, NOW).noise?.events).toEqual([ago(3), ago(2), NOW])
    expect(withEvent(muted.group, policy.noise, NOW)).toBe(muted.group)
    expect(withEvent(GROUP, undefined, NOW)).toBe(GROUP)
  })
})

describe('a storm', () => {
  const policy = { storm: { thresholds: [10, 50], withinMs: 5 * MINUTE } }
  const stormOf = (count: number, minutesAgo = 1): { storm: Storm } => ({
    storm: { policy: 'p', opened: [[NOW - minutesAgo * MINUTE, count]], told: 0 },
  })

  test.each<[string, Change, { storm: Storm }, readonly string[]]>([
    ['holds a new alert', {}, stormOf(10), ['storm']],
    ['is none below the first threshold', {}, stormOf(9), []],
    ['is over when its alerts are older than the window', {}, stormOf(10, 5), []],
    ['lets what is critical through', { severity: 'critical' }, stormOf(10), []],
    ['lets the first alert of a source through', { firstOfSource: true }, stormOf(10), []],
    ['lets a notice through', { state: 'notice' }, stormOf(10), []],
    ['lets a change of what was told through', { told: FIRING, status: 'x' }, stormOf(10), []],
    ['lets a recovery through', { told: FIRING, state: 'resolved' }, stormOf(10), []],
  ])('%s', (_name, change, due, reasons) => {
    const telling = flushed([itemOf('a', change)], policy, due)
    expect(telling.held.map(({ reason }) => reason)).toEqual(reasons)
    expect(telling.entries).toHaveLength(1 - reasons.length)
  })

  test('says so of an event that was held for another reason before, once', () => {
    const before = { mutedUntil: NOW, mutedEventId: 'e-a' }
    const reasons = (mutedBy: string): unknown =>
      flushed([itemOf('a', { ...before, mutedBy })], policy, stormOf(10)).held
    expect(reasons('hold')).toMatchObject([{ reason: 'storm' }])
    expect(reasons('a-silence')).toMatchObject([{ reason: 'storm' }])
    expect(reasons('storm:p')).toEqual([])
  })

  test('holds under its own name, so that its end finds what it held', () => {
    expect(flushed([itemOf('a')], policy, stormOf(10)).items[0]?.mutedBy).toBe('storm:p')
  })
})
