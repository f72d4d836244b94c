import { expect, test } from 'vitest'
import { spoolLines } from './spool-lines.ts'

const NOTHING = { isAway: false, requests: 0, bytes: 0, bytesMax: 64_000_000, asideFiles: 0 }

test('the status says what waits on disk and what lies aside, and nothing of an empty spool', () => {
  expect(spoolLines(undefined)).toEqual([])
  expect(spoolLines(NOTHING)).toEqual([])
  const waiting = { requests: 12, bytes: 3_210_000, oldestAt: '2026-03-05T02:15:01.000Z' }
  expect(spoolLines({ ...NOTHING, ...waiting, asideFiles: 1 })).toEqual([
    'spool: 12 requests wait (3.2 MB of 64.0 MB), the oldest since 2026-03-05T02:15:01.000Z',
    'spool: 1 files in spool/aside could not be taken in: look at them',
  ])
})
