import { expect, test } from 'vitest'
import type { GroupItem } from '../../model/alert-group.ts'
import type { DueGroup } from '../../model/settlement.ts'
import type { Silence } from '../../model/silence.ts'
import { muted, Silences } from './mute.ts'

const NOW = 1_000_000

function silence(id: string, change: Partial<Silence> = {}): Silence {
  const holds = { startsAt: NOW - 1, endsAt: NOW + 1000 }
  return { id, matchers: ['team="db"'], ...holds, createdBy: 'Li', comment: '', ...change }
}

function item(subjectId: string, labels: Record<string, string>): GroupItem {
  const entry = {
    subjectId,
    eventId: `e-${subjectId}`,
    state: 'firing',
    severity: 'warning',
    name: 'n',
    title: 't',
    labels: { source: 'prom', ...labels },
    fields: [],
    links: [],
    at: 1,
    dedupKey: `key-${subjectId}`,
  } as const
  return { groupId: 'g', entry, pending: true }
}

const due: DueGroup = {
  group: { id: 'g', policy: 'p', key: 'k', labels: {}, openedAt: 1 },
  pending: [item('a', { team: 'db' }), item('b', { team: 'web' })],
  pendingCount: 2,
  firing: [item('c', { team: 'db' })],
  firingCount: 3,
}

const mutesOf = (...silences: readonly Silence[]): unknown => [
  ...muted(due, new Silences().of(silences), NOW),
]

test('what a silence matches is muted until its end, pending or not', () => {
  const mute = { reason: 'silenced', until: NOW + 1000, by: 's' }
  expect(mutesOf(silence('s'))).toEqual([
    ['a', mute],
    ['c', mute],
  ])
})

test('a silence that has not begun, or is over, mutes nothing', () => {
  expect(mutesOf(silence('s', { startsAt: NOW + 1 }), silence('t', { endsAt: NOW }))).toEqual([])
})

test('of several the one that ends last counts', () => {
  const all = mutesOf(
    silence('s'),
    silence('long', { matchers: ['dedupKey="key-a"', 'source="prom"'], endsAt: NOW + 5000 }),
    silence('short', { endsAt: NOW + 10 }),
  )
  expect(all).toEqual([
    ['a', { reason: 'silenced', until: NOW + 5000, by: 'long' }],
    ['c', { reason: 'silenced', until: NOW + 1000, by: 's' }],
  ])
})

test('a silence whose end has changed is taken as it is now', () => {
  const silences = new Silences()
  silences.of([silence('s')])
  const [now] = silences.of([silence('s', { endsAt: NOW + 9 })])
  expect(now?.silence.endsAt).toBe(NOW + 9)
  expect(silences.of([])).toEqual([])
})
