import { expect, test } from 'vitest'
import type { WireGuardedSource } from '../api/wire-guards.ts'
import { sourceLines } from './source-lines.ts'

const AT = '2026-03-05T02:15:01.000Z'
const QUIET: WireGuardedSource = { source: 'aliyun', isPaused: false, refused: [] }

test.each<[string, Partial<WireGuardedSource>, readonly string[]]>([
  ['nothing', {}, []],
  [
    'that it is paused',
    { isPaused: true },
    ['the source aliyun is paused: what it sends is kept, and tells nothing'],
  ],
  [
    'what was refused, by reason',
    {
      refused: [
        { reason: 'signature', count: 2, lastAt: AT },
        { reason: 'rate', count: 7, lastAt: AT },
      ],
      limitedUntil: AT,
    },
    [
      `the source aliyun is over its rate until ${AT}`,
      `the source aliyun has refused, since the hub started: 2 for their signature (last at ${AT}), 7 for their rate (last at ${AT})`,
    ],
  ],
  [
    'that nobody uses its previous key',
    { previousKey: {} },
    ['the source aliyun has a previous key that nobody has used since the hub started'],
  ],
  [
    'that somebody does',
    { previousKey: { lastUsedAt: AT } },
    [`the source aliyun was sent something with its previous key, last at ${AT}`],
  ],
  [
    'that its clock is ahead',
    { clockAhead: { seconds: 400, lastAt: AT } },
    [
      `the source aliyun has a clock that is 400 s ahead (last at ${AT}), so that its times order nothing`,
    ],
  ],
])('of a source is said %s', (_what, change, lines) => {
  expect(sourceLines({ ...QUIET, ...change })).toEqual(lines)
})
