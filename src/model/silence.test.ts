import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compileSilence,
  editSilence,
  exactMatchers,
  isSilencedBy,
  type Silence,
  silenceState,
} from './silence.ts'

const silenceOf = (...matchers: readonly string[]) =>
  compileSilence({ id: 's', matchers, startsAt: 1, endsAt: 2, createdBy: 'Li', comment: '' })
const subject = { source: 'prom', dedupKey: 'a|b', labels: { team: 'db', dedupKey: 'mine' } }

test.each([
  [['team="db"'], true],
  [['team="db"', 'source="prom"'], true],
  [['team="db"', 'source="other"'], false],
  [['team=~"d.+"', 'region=""'], true],
  [['team!~"db|web"'], false],
  [['dedupKey="a|b"'], true],
  [['dedupKey="mine"'], false],
])('matchers %j, all of them: %s', (matchers, expected) => {
  expect(isSilencedBy(silenceOf(...matchers), subject)).toBe(expected)
})

test('exact matchers match their alert and no other, whatever signs its key has', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (source, dedupKey, other) => {
      const silence = silenceOf(...exactMatchers({ source, dedupKey }))
      expect(isSilencedBy(silence, { source, dedupKey, labels: {} })).toBe(true)
      const isSame = other === dedupKey
      expect(isSilencedBy(silence, { source, dedupKey: other, labels: {} })).toBe(isSame)
    }),
  )
})

test('a silence is to come, holds, and is over at its very end', () => {
  const { silence } = silenceOf('a="b"')
  expect([0, 1, 2].map((now) => silenceState(silence, now))).toEqual([
    'pending',
    'active',
    'expired',
  ])
})

describe("a silence that is changed, by Alertmanager's own table", () => {
  const NOW = 1_000_000
  const active: Silence = {
    id: 's',
    matchers: ['a="b"'],
    startsAt: NOW - 60_000,
    endsAt: NOW + 60_000,
    createdBy: 'Li',
    comment: '',
  }
  const pending = { ...active, startsAt: NOW + 1, endsAt: NOW + 60_000 }
  const expired = { ...active, endsAt: NOW - 1 }
  test.each([
    ['an active one with other matchers', active, { matchers: ['a="c"'] }, 'replaced'],
    ['an active one with another start', active, { startsAt: NOW - 30_000 }, 'replaced'],
    ['an active one with an end that is past', active, { endsAt: NOW - 1 }, 'replaced'],
    ['an active one with an end that is now', active, { endsAt: NOW }, 'goes-on'],
    ['an active one with a later end', active, { endsAt: NOW + 90_000 }, 'goes-on'],
    ['an active one with another comment', active, { comment: 'why' }, 'goes-on'],
    ['an active one with other times', active, { recurs: [{ times: ['01:00-02:00'] }] }, 'goes-on'],
    [
      'an active one that becomes maintenance',
      active,
      { kind: 'maintenance' as const },
      'replaced',
    ],
    ['one to come with a start in the past', pending, { startsAt: NOW - 1 }, 'replaced'],
    ['one to come with a later start', pending, { startsAt: NOW + 30_000 }, 'goes-on'],
    ['one to come with other matchers', pending, { matchers: ['c="d"'] }, 'replaced'],
    ['one that is over', expired, { endsAt: NOW + 60_000 }, 'replaced'],
  ])('%s: %j', (_name, before, change, kind) => {
    const wanted = { ...before, ...change }
    const edited = editSilence(before, wanted, { now: NOW, newId: () => 'new' })
    expect(edited.kind).toBe(kind)
    const isNew = kind === 'replaced'
    const startsAt = isNew ? Math.max(NOW, wanted.startsAt) : wanted.startsAt
    expect(edited.silence).toEqual({ ...wanted, id: isNew ? 'new' : 's', startsAt })
  })
})
