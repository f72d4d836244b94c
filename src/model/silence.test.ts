import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileSilence, exactMatchers, isSilencedBy, silenceState } from './silence.ts'

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
