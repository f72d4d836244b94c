import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoTime } from '../../../base/clock.ts'
import { compileSilence, type Silence } from '../../../model/silence.ts'
import { idOfUuid, isUuid, uuidOfId } from './silence-id.ts'
import { concerns, readPostedSilence, sourceMatcher, wireSilence } from './silence-wire.ts'

const NOW = 1_772_676_901_000
const HOUR = 3_600_000
const ID = '01jnhm8xq80000000000000000'

function post(matchers: readonly object[]): ReturnType<typeof readPostedSilence> {
  const silence = {
    matchers,
    startsAt: isoTime(NOW),
    endsAt: isoTime(NOW + HOUR),
    createdBy: 'Li',
    comment: '',
  }
  const body = Buffer.from(JSON.stringify(silence))
  return readPostedSilence({ body, contentType: 'application/json' }, NOW)
}

function silenceWith(...matchers: readonly string[]): Silence {
  const times = { startsAt: NOW, endsAt: NOW + HOUR }
  return { id: ID, matchers, ...times, createdBy: 'Li', comment: '' }
}

describe('an id and its UUID', () => {
  test('stand for each other', () => {
    const digits = fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz')
    const ids = fc
      .array(digits, { minLength: 25, maxLength: 25 })
      .map((rest) => `0${rest.join('')}`)
    fc.assert(
      fc.property(ids, (id) => {
        expect(isUuid(uuidOfId(id))).toBe(true)
        expect(idOfUuid(uuidOfId(id))).toBe(id)
      }),
    )
  })

  test('look as such', () => {
    expect(uuidOfId(ID)).toBe('01956344-76e8-0000-0000-000000000000')
    expect(isUuid('nope')).toBe(false)
  })
})

describe('whatever matchers a client posts', () => {
  test('are refused, or kept so that they can be read back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('a"b', 'a\\', 'a\nb', '{', 'é.ü'),
    )
    const matcher = fc.record({
      name: text,
      value: text,
      isRegex: fc.boolean(),
      isEqual: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(matcher, { minLength: 1, maxLength: 3 }), (matchers) => {
        const posted = post(matchers)
        if ('status' in posted) {
          expect(posted.status).toBeGreaterThanOrEqual(400)
          return
        }
        const silence = silenceWith(...posted.matchers.map((one) => one.text))
        compileSilence(silence)
        expect(wireSilence(silence, NOW).matchers).toEqual(matchers)
      }),
      { numRuns: 150 },
    )
  })
})

test.each([
  [[sourceMatcher('cluster'), 'a="b"'], 'only'],
  [['a="b"'], 'too'],
  [['source=~"cluster|other"', 'a="b"'], 'too'],
  [['source!="cluster"'], 'no'],
  [[sourceMatcher('other'), 'a="b"'], 'no'],
])('%j concerns the source: %s', (matchers, concern) => {
  expect(concerns(silenceWith(...matchers), 'cluster')).toBe(concern)
})

test('one that looks at the source only is shown with that', () => {
  const [matcher] = wireSilence(silenceWith(sourceMatcher('cluster')), NOW).matchers
  expect(matcher).toEqual({ isEqual: true, isRegex: false, name: 'source', value: 'cluster' })
})
