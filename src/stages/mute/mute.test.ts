import { describe, expect, test } from 'vitest'
import { compileInhibitions, inhibitionOf, inhibitorsOf } from '../../model/inhibition.ts'
import type { Maintenance } from '../../model/maintenance.ts'
import { parseMatcher } from '../../model/matcher.ts'
import type { Silence } from '../../model/silence.ts'
import { parseTimes } from '../../model/time-interval-text.ts'
import type { MuteEntry } from './decide.ts'
import { muted, Silences } from './mute.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 15)
const MINUTE = 60_000
const NO_RULES = compileInhibitions([])

function silence(id: string, change: Partial<Silence> = {}): Silence {
  const holds = { startsAt: NOW - 1, endsAt: NOW + 1000 }
  return { id, matchers: ['team="db"'], ...holds, createdBy: 'Li', comment: '', ...change }
}

function entry(subjectId: string, labels: Record<string, string>): MuteEntry {
  return { subjectId, dedupKey: `key-${subjectId}`, labels: { source: 'prom', ...labels } }
}

const ENTRIES = [
  entry('a', { team: 'db' }),
  entry('b', { team: 'web' }),
  entry('c', { team: 'db' }),
]

function mutesOf(
  silences: readonly Silence[],
  options: { at?: number; maintenance?: readonly Maintenance[]; known?: Silences } = {},
): Record<string, unknown> {
  const { at = NOW, maintenance = [], known = new Silences() } = options
  const holding = known.holding(silences, maintenance, at)
  const facts = { silences: holding, inhibitions: NO_RULES, inhibitors: new Map() }
  return Object.fromEntries(muted(ENTRIES, facts, at))
}

describe('silences', () => {
  const mute = (id: string, until: number) => ({
    reason: 'silenced',
    until,
    by: id,
    shown: { by: id, until },
  })

  test('what a silence matches is muted until its end', () => {
    const s = mute('s', NOW + 1000)
    expect(mutesOf([silence('s')])).toEqual({ a: s, c: s })
  })

  test('a silence that has not begun, or is over, mutes nothing', () => {
    const both = [silence('s', { startsAt: NOW + 1 }), silence('t', { endsAt: NOW })]
    expect(mutesOf(both)).toEqual({})
  })

  test('of several the one that ends last counts', () => {
    const exact = { matchers: ['dedupKey="key-a"', 'source="prom"'], endsAt: NOW + 5000 }
    expect(
      mutesOf([silence('s'), silence('long', exact), silence('short', { endsAt: NOW + 10 })]),
    ).toEqual({ a: mute('long', NOW + 5000), c: mute('s', NOW + 1000) })
  })

  test('a silence whose end has changed is taken as it is now', () => {
    const known = new Silences()
    mutesOf([silence('s')], { known })
    expect(mutesOf([silence('s', { endsAt: NOW + 9 })], { known })).toMatchObject({
      a: { until: NOW + 9 },
    })
    expect(mutesOf([], { known })).toEqual({})
  })

  // 02:15 in UTC is 10:15 in Shanghai, a Thursday.
  test.each([
    ['within its times until they are over', { times: ['10:00-10:30'] }, NOW + 15 * MINUTE],
    ['on its weekdays until midnight', { weekdays: ['thursday'] }, NOW + 825 * MINUTE],
    ['over midnight', { times: ['22:00-10:20'] }, NOW + 5 * MINUTE],
    ['not outside its times', { times: ['10:16-12:00'] }, undefined],
    ['not on other days', { times: ['10:00-10:30'], weekdays: ['friday'] }, undefined],
  ])('one that recurs holds %s', (_name, times, until) => {
    const recurring = silence('s', {
      recurs: [{ ...times, zone: 'Asia/Shanghai' }],
      endsAt: NOW + 7 * 24 * 60 * MINUTE,
    })
    const expected = until === undefined ? {} : { a: { until }, c: { until } }
    expect(mutesOf([recurring])).toMatchObject(expected)
    expect(Object.keys(mutesOf([recurring]))).toEqual(Object.keys(expected))
  })

  test('one that recurs is asked again as its times come and go', () => {
    const known = new Silences()
    const recurs = [{ times: ['10:16-10:18', '10:20-10:21'], zone: 'Asia/Shanghai' }]
    const recurring = silence('s', { recurs, endsAt: NOW + 30 * MINUTE })
    const held = Array.from({ length: 14 }, (_, half) => {
      const at = NOW + half * 30_000
      return 'a' in mutesOf([recurring], { at, known }) ? 1 : 0
    })
    expect(held.join('')).toBe('00111100001100')
  })

  test('one that recurs begins and ends within a minute where a person says so', () => {
    const known = new Silences()
    const recurring = silence('s', {
      recurs: [{ times: ['10:00-11:00'], zone: 'Asia/Shanghai' }],
      startsAt: NOW + 10_000,
      endsAt: NOW + 20_000,
    })
    const at = (ms: number) => 'a' in mutesOf([recurring], { at: NOW + ms, known })
    expect([0, 9_999, 10_000, 19_999, 20_000].map(at)).toEqual([false, false, true, true, false])
  })
})

test('what explains it comes before what keeps it silent, as in Alertmanager', () => {
  const rule = inhibitionOf({
    source: [parseMatcher('name="Down"')],
    target: [parseMatcher('team="db"')],
    equal: [],
  })
  const inhibitions = compileInhibitions([rule])
  const sources = inhibitorsOf(inhibitions, { id: 'down', labels: { name: 'Down' } })
  const inhibitors = Map.groupBy(sources, ({ slot }) => slot)
  const silences = new Silences().holding([silence('s')], [], NOW)
  const mutes = muted(ENTRIES, { silences, inhibitions, inhibitors }, NOW)
  expect([...mutes].map(([id, { reason, shown }]) => [id, reason, shown?.alertId])).toEqual([
    ['a', 'inhibited', 'down'],
    ['c', 'inhibited', 'down'],
  ])
})

describe('maintenance', () => {
  const window: Maintenance = {
    id: 'move',
    match: [parseMatcher('team="db"')],
    from: NOW - MINUTE,
    until: NOW + MINUTE,
    recurs: [],
    comment: '',
  }

  test('a window of the configuration holds under its own name and reason', () => {
    const mutes = mutesOf([], { maintenance: [window] })
    expect(mutes).toMatchObject({
      a: { reason: 'maintenance', until: NOW + MINUTE, shown: { by: 'move' } },
      c: {},
    })
    expect(mutesOf([], { maintenance: [window], at: NOW + MINUTE })).toEqual({})
  })

  test('a window that was changed holds under another key, so that what it held is looked at again', () => {
    const keyOf = (change: Partial<Maintenance>): unknown =>
      mutesOf([], { maintenance: [{ ...window, ...change }] })['a']
    const [one, same, other] = [keyOf({}), keyOf({ comment: 'said' }), keyOf({ until: NOW + 9 })]
    expect(same).toEqual(one)
    expect(other).not.toMatchObject({ by: (one as { by: string }).by }) // the shape is asserted above
  })

  test('one without an end recurs for ever', () => {
    const { from, until, ...open } = window
    const recurs = [parseTimes({ times: ['02:00-02:30'] })]
    expect(mutesOf([], { maintenance: [{ ...open, recurs }] })).toMatchObject({
      a: { until: NOW + 15 * MINUTE },
    })
  })

  test('a silence of that kind, made by hand, says maintenance too', () => {
    expect(mutesOf([silence('s', { kind: 'maintenance' })])).toMatchObject({
      a: { reason: 'maintenance', by: 's' },
    })
  })
})

test('what is inhibited and silenced at once is said to be inhibited, as in Alertmanager', () => {
  const rule = inhibitionOf({
    source: [parseMatcher('severity="critical"')],
    target: [parseMatcher('team="db"')],
    equal: [],
  })
  const inhibitions = compileInhibitions([rule])
  const [source] = inhibitorsOf(inhibitions, { id: 'al', labels: { severity: 'critical' } })
  const inhibitors = new Map(source ? [[source.slot, [source]]] : [])
  const silences = new Silences().holding([silence('s')], [], NOW)
  const mutes = muted(ENTRIES, { silences, inhibitions, inhibitors }, NOW)
  expect([...mutes].map(([id, { reason }]) => [id, reason])).toEqual([
    ['a', 'inhibited'],
    ['c', 'inhibited'],
  ])
})
