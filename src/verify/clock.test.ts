import { expect, test } from 'vitest'
import { measureClock, spanWords } from './clock.ts'

const AT = Date.UTC(2024, 1, 29, 23, 59, 58)

test.each([
  ['Thu, 29 Feb 2024 23:59:58 GMT', AT, AT, { offMs: -500, uncertaintyMs: 500 }],
  ['Thu, 29 Feb 2024 23:59:58 GMT', AT + 400, AT + 600, { offMs: 0, uncertaintyMs: 600 }],
  [
    'Thu, 29 Feb 2024 23:59:58 GMT',
    AT + 3_600_000,
    AT + 3_601_000,
    { offMs: 3_600_000, uncertaintyMs: 1_000 },
  ],
  [
    'Sun, 06 Nov 1994 08:49:37 GMT',
    784_111_777_000,
    784_111_778_000,
    { offMs: 0, uncertaintyMs: 1_000 },
  ],
  [
    'Wed, 31 Dec 2025 23:59:59 GMT',
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 0, 1),
    { offMs: 500, uncertaintyMs: 500 },
  ],
])('%s, seen between %i and %i', (date, sentAt, answeredAt, offset) => {
  expect(measureClock({ date, sentAt, answeredAt })).toEqual(offset)
})

test.each([
  '',
  'now',
  'Sun, 06 Nov 1994 08:49:37',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun, 06 aNo 1994 08:49:37 GMT',
])('what is no date of HTTP measures nothing: %j', (date) =>
  expect(measureClock({ date, sentAt: 0, answeredAt: 0 })).toBeUndefined(),
)

test.each([
  [0, '0 s', '0秒'],
  [1_499, '1 s', '1秒'],
  [-65_000, '1 min 5 s', '1分5秒'],
  [7_200_000, '2 h', '2小时'],
  [90_000_000, '1 d 1 h', '1天1小时'],
])('%i ms are %s', (ms, en, zh) => {
  expect(spanWords(ms)).toEqual({ en, zh })
})
